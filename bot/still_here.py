"""Which held replies have certainly not left, and which certainly have: the clock alone tells neither."""

from typing import Protocol

from conversations.conversation import Conversation
from conversations.ports import Outbox, Switch
from conversations.sending import ParcelState, held_back

_HERE = (ParcelState.HELD, ParcelState.QUEUED)


class Reads(Outbox, Switch, Protocol):
    """What is looked at."""


async def still_here(store: Reads, conversation: Conversation) -> dict[str, bool]:
    """By outgoing id: True for one that a suspension holds back although its time has come, False for one that a sender has
    in hand, be its clock ahead of ours. The others leave when their time comes. Raises Unavailable."""
    if not conversation.held:
        return {}
    found, suspensions = {}, await store.suspensions()
    for held in conversation.held:
        parcel = await store.parcel(held.outgoing)
        if parcel is not None and parcel.state not in _HERE:
            found[held.outgoing] = False
        elif parcel is not None and parcel.attempts == 0 and held_back(parcel, suspensions):
            found[held.outgoing] = True
    return found
