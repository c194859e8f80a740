"""Outgoing messages in memory: where each is on its way."""

from dataclasses import dataclass, replace
from datetime import datetime

from conversations import events as e
from conversations.change import Outgoing, Save
from conversations.message import PlaceKey
from conversations.sending import Account, Parcel, ParcelState

STAFF = Account("email", "staff")
_STATES = {
    e.Delivered: ParcelState.DELIVERED,
    e.Undeliverable: ParcelState.FAILED,
    e.Approved: ParcelState.QUEUED,
    e.Cancelled: ParcelState.CANCELLED,
}
_UNDERWAY = (ParcelState.QUEUED, ParcelState.SENDING)


@dataclass(slots=True)
class _Sent:
    outgoing: Outgoing
    conversation: str
    key: PlaceKey
    state: ParcelState
    queued_at: datetime


class Parcels:
    """Every parcel by its id."""

    def __init__(self) -> None:
        self._sent: dict[str, _Sent] = {}

    def post(self, save: Save) -> Save:
        """Queue what the save sends and move what its events tell of; returns it without what was sent once already."""
        new = tuple(out for out in save.change.outgoing if not (out.once and out.id in self._sent))
        for out in new:
            state = ParcelState.HELD if out.held else ParcelState.QUEUED
            self._sent[out.id] = _Sent(out, save.after.id, save.after.key, state, save.at)
        for event in save.change.events:
            state_after = _STATES.get(type(event))
            if state_after is not None and isinstance(event, e.Delivered | e.Undeliverable | e.Approved | e.Cancelled):
                sent = self._sent[event.outgoing]
                sent.state = state_after
                if isinstance(event, e.Approved):
                    sent.outgoing = replace(sent.outgoing, due=event.at)
        if len(new) == len(save.change.outgoing):
            return save
        return replace(save, change=replace(save.change, outgoing=new))

    def leaves(self, id: str) -> bool:
        """True while it waits for nothing but its time."""
        return self._sent[id].state is ParcelState.QUEUED

    def parcel(self, id: str) -> Parcel | None:
        """One parcel, whatever its state."""
        sent = self._sent.get(id)
        if sent is None:
            return None
        out, key = sent.outgoing, sent.key
        return Parcel(
            id=id,
            conversation=sent.conversation,
            account=Account(key.channel, key.account) if out.to is None else STAFF,
            place=key.place,
            address={},
            reply=out.reply,
            by=out.by,
            text=out.text,
            visibility=out.visibility,
            created_at=sent.queued_at,
            state=sent.state,
            due=out.due,
            turn=out.turn,
            user=out.user,
            to=out.to,
        )

    def underway(self) -> list[Outgoing]:
        """What has not left, or not arrived."""
        return [sent.outgoing for sent in self._sent.values() if sent.state in _UNDERWAY]

    def channel(self, id: str) -> str:
        """The channel by which it leaves."""
        sent = self._sent[id]
        return sent.key.channel if sent.outgoing.to is None else STAFF.channel

    def forget(self, ids: set[str]) -> None:
        """What of these conversations has arrived is asked for no more; what was sent once stays known."""
        self._sent = {
            id: sent
            for id, sent in self._sent.items()
            if sent.conversation not in ids or sent.outgoing.once or sent.state in _UNDERWAY
        }
