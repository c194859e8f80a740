"""What a visitor reads: their private conversation, and what everybody wrote under a post."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.channels.web.site import Site
from bot.channels.web.visitor import ACCOUNT, CHANNEL, Visitor
from conversations.change import Button
from conversations.message import Direction, Message, MessageKind, Visibility
from conversations.ports import Unavailable
from conversations.sending import Parcel, ParcelState, held_back

PLACE_LIMIT = 200
"""Messages of a public place that are shown, the newest."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as shown. `own`: this visitor wrote it; `brand`: we did; `author` is empty for the bot."""

    id: str
    own: bool
    brand: bool
    author: str
    text: str
    at: datetime
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """A place as one visitor sees it. `unseen` are replies to them which this reading shows for the first time."""

    place: str
    conversation: str | None = None
    entries: tuple[Entry, ...] = ()
    unseen: tuple[Parcel, ...] = ()


async def private_thread(site: Site, visitor: Visitor) -> Thread:
    """All that the visitor and we have said in private: in their private conversation, and in those that a link led there."""
    found = await site.timeline.find(visitor.private_key) if visitor.known else None
    if found is None:
        return Thread("private")
    own = await site.timeline.meeting(visitor.private_key)
    every = [one for id in own for one in await site.timeline.messages(id) if one.visibility is Visibility.PRIVATE]
    return await _thread(site, Thread("private", found.id), own, sorted(every, key=lambda one: one.at))


async def public_thread(site: Site, post: str, visitor: Visitor) -> Thread:
    """Everybody's comments under a post, and our replies."""
    messages = await site.timeline.place(CHANNEL, ACCOUNT, f"post:{post}", PLACE_LIMIT)
    found = await site.timeline.find(visitor.post_key(post)) if visitor.known and messages else None
    thread = Thread(f"post:{post}", found.id if found else None)
    return await _thread(site, thread, [found.id] if found else [], messages)


async def note_seen(site: Site, threads: Iterable[Thread]) -> None:
    """Say to the line that the visitor's page has fetched these replies."""
    for parcel in (one for thread in threads for one in thread.unseen):
        try:
            await site.line.delivered(parcel, site.clock.now())
        except Unavailable:
            # The page is shown all the same; the next fetch says it again.
            _log.warning("web_delivery_not_noted", parcel=parcel.id)
            return


async def _thread(site: Site, empty: Thread, own: Collection[str], messages: Sequence[Message]) -> Thread:
    now, suspensions = site.clock.now(), await site.suspensions()
    parcels = {one.id: one for id in own for one in await site.timeline.parcels(id)}
    shown = [one for one in messages if _shows(one, parcels.get(one.id), own, now, suspensions)]
    ids = {message.id for message in shown}
    unseen = (one for one in parcels.values() if one.id in ids and one.state is not ParcelState.DELIVERED)
    return replace(empty, entries=entries(shown, parcels, own), unseen=tuple(unseen))


def _shows(
    message: Message, parcel: Parcel | None, own: Collection[str], now: datetime, suspensions: Mapping[str, str]
) -> bool:
    if message.direction is Direction.INBOUND:
        if message.kind is MessageKind.COMMAND:
            return False  # a pressed link: the visitor has said nothing
        return message.kind is not MessageKind.BUTTON or message.conversation in own
    if message.direction is not Direction.OUTBOUND or message.at > now:
        return False
    if parcel is None:
        return True  # a reply to somebody else in a public place: the timeline shows it only when everybody may read it
    if parcel.to is not None or parcel.state is ParcelState.FAILED:
        return False
    if parcel.state is ParcelState.DELIVERED:
        return True
    return parcel.due is not None and parcel.due <= now and not held_back(parcel, suspensions)


def entries(messages: Sequence[Message], parcels: Mapping[str, Parcel], own: Collection[str]) -> tuple[Entry, ...]:
    """What is shown of `messages`. Buttons stand under the last reply to the visitor, until they write again."""
    mine = [one for one in messages if one.conversation in own]
    last = mine[-1].id if mine else None
    labels = {button.value: button.label for parcel in parcels.values() for button in parcel.buttons}
    return tuple(
        Entry(
            id=one.id,
            own=one.conversation in own and one.direction is Direction.INBOUND,
            brand=one.direction is Direction.OUTBOUND,
            author=one.author,
            text=labels.get(one.text, one.text) if one.kind is MessageKind.BUTTON else one.text,
            at=one.at,
            buttons=parcels[one.id].buttons if one.id == last and one.id in parcels else (),
        )
        for one in messages
    )
