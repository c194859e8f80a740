"""What the API shows of parcels and conversations, pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from bot.channels.api.bodies import ButtonOut, ConversationOut, MessageOut, ParcelOut, Recipient
from conversations import turn_fold
from conversations.conversation import Conversation
from conversations.events import EVENT, Event, TurnOpened
from conversations.message import Direction, Message
from conversations.sending import Parcel, ParcelState
from conversations.turn import Turn

_TURN = TypeAdapter(Turn)


def parcel(of: Parcel) -> ParcelOut:
    """A reply, as a bridge or a webhook gets it."""
    return ParcelOut(
        id=of.id,
        channel=of.account.channel,
        conversation=of.conversation,
        place=of.place,
        recipient=Recipient(id=str(of.address.get("author", ""))),
        reply_to=of.reply_to,
        visibility=of.visibility,
        text=of.text,
        reply=of.reply,
        by=of.by,
        author=of.author,
        buttons=[ButtonOut(label=button.label, value=button.value) for button in of.buttons],
        created_at=of.created_at,
        perhaps_twice=of.perhaps_twice,
        private_link=of.private_link or None,
    )


def turns(events: Iterable[Event]) -> tuple[Turn, ...]:
    """All turns of a conversation, finished ones included, oldest first."""
    found: tuple[Turn, ...] = ()
    for event in events:
        if isinstance(event, TurnOpened):
            found = (*found, turn_fold.opened(event))
        else:
            found = tuple(turn_fold.after(turn, event) for turn in found)
    return found


def conversation(
    of: Conversation, messages: Sequence[Message], events: Sequence[tuple[int, Event]], parcels: Sequence[Parcel], now: datetime
) -> ConversationOut:
    """A conversation at `now`, without what staff wrote for themselves, and without replies that are held or were taken back:
    a bridge that shows what it reads here would publish them."""
    states = {one.id: one.state.value for one in parcels}
    kept = {one.id for one in parcels if not _may_be_read(one, now)}
    said = (one for one in messages if one.direction in {Direction.INBOUND, Direction.OUTBOUND} and one.id not in kept)
    return ConversationOut(
        id=of.id,
        channel=of.key.channel,
        place=of.key.place,
        author=Recipient(id=of.key.contact),
        version=of.version,
        language=of.language,
        department=of.department,
        muted=of.muted,
        closed=of.closed,
        messages=[_message(message, states.get(message.id)) for message in said],
        turns=[_turn(turn) for turn in turns(event for _, event in events)],
        events=[{"n": n, **EVENT.dump_python(event, mode="json")} for n, event in events],
    )


def _may_be_read(parcel: Parcel, now: datetime) -> bool:
    if parcel.state is ParcelState.QUEUED:
        return parcel.attempts > 0 or parcel.due is None or parcel.due <= now
    return parcel.state not in (ParcelState.HELD, ParcelState.CANCELLED)


def _message(of: Message, state: str | None) -> MessageOut:
    return MessageOut(
        id=of.id,
        direction=of.direction,
        visibility=of.visibility,
        kind=of.kind,
        text=of.text,
        at=of.at,
        author=of.author,
        external_id=of.external_id,
        reply=of.reply,
        state=state,
    )


def _turn(of: Turn) -> dict[str, Any]:
    shown: dict[str, Any] = _TURN.dump_python(of, mode="json")
    return {**shown, "settled": sorted(of.settled), "waits": of.waits}
