"""From a caller's body to a message for the line, pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.channels.api.bodies import MessageIn
from bot.channels.api.problems import Problem
from bot.channels.mention import mentions
from conversations.message import Incoming, MessageKind, PlaceKey, Sender, Visibility

RESERVED = frozenset({"web", "telegram", "email"})
"""Channels that Recul speaks itself."""

TEXT_LIMIT = 100_000
"""Bytes of UTF-8 that a text may have."""

FUTURE_LIMIT = timedelta(minutes=5)
"""How far a caller's clock may be ahead of ours."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def incoming(body: MessageIn, scope: str, now: datetime, keywords: Iterable[str]) -> Incoming:
    """The message as the line takes it. Raises Problem when it must be refused."""
    _check_channel(body.channel)
    _check_text(body)
    _check_time(body.sent_at, now)
    public = body.visibility is Visibility.PUBLIC
    # In private everything is said to the brand: a "mention" there would only take it out of the figures of private messages.
    mention = public and (body.mention if body.mention is not None else mentions(body.text, keywords))
    return Incoming(
        key=PlaceKey(body.channel, scope, body.conversation, body.author.id),
        external_id=body.external_id,
        sender=Sender(body.author.id, body.author.name),
        visibility=body.visibility,
        text=body.text,
        sent_at=body.sent_at.astimezone(UTC),
        mention=mention,
        kind=body.kind,
        reply_to=body.reply_to,
        address={"conversation": body.conversation, "author": body.author.id},
        link=body.link,
    )


def _check_channel(channel: str) -> None:
    if channel in RESERVED:
        detail = f"/channel: `{channel}` is spoken by Recul itself. Choose a name of your own for the network you bridge."
        raise Problem(422, "reserved-channel", "Reserved channel", detail)


def _check_text(body: MessageIn) -> None:
    size = len(body.text.encode())
    if size > TEXT_LIMIT:
        detail = f"/text has {size:,} bytes; the limit is {TEXT_LIMIT:,}. Shorten it or send it in parts."
        raise Problem(413, "text-too-large", "Text too large", detail)
    if body.kind is not MessageKind.MEDIA and not body.text.strip():
        detail = "/text is empty. Send the customer's words, or kind `media` for a photo or a voice message without words."
        raise Problem(422, "empty-text", "Empty text", detail)


def _check_time(sent_at: datetime, now: datetime) -> None:
    if sent_at > now + FUTURE_LIMIT:
        detail = (
            f"/sent_at {sent_at.isoformat()} is more than 5 minutes ahead of our clock ({now.isoformat(timespec='seconds')})."
        )
        raise Problem(422, "future-date", "Date in the future", f"{detail} Correct the clock or the UTC offset.")
    if sent_at < EARLIEST:
        detail = f"/sent_at {sent_at.isoformat()} is before the year 2000. Send the time at which the customer wrote."
        raise Problem(422, "ancient-date", "Date too old", detail)
