"""Histories in a real store, saved as the line saves them: event by event, with what each adds to the numbers and the rows."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from conversations import events as e
from conversations.change import Change, Outgoing, Save
from conversations.conversation import after, touched
from conversations.message import PlaceKey, Visibility
from conversations.versions import CharterVersion
from metrics.counting import tallies
from metrics.recount import Recount, recount
from store.sql import SqlStore
from tests.metrics.figures import board, charter_source
from tests.metrics.history import EMPTY, T0, Step, run

LATER = T0 + timedelta(days=61)
RELEASE = "ab12ab12ab12"
BOARD = board()


async def keep(store: SqlStore, id: str, steps: Iterable[Step], drain: bool = True) -> None:
    """Save a history as conversation `id`, with turns of its own, settled by the published release."""
    steps = [replace(step, turn=f"{step.turn}-{id}") for step in steps]
    await keep_log(store, id, [_released(event) for event in run(steps, drain, id)])


async def keep_log(store: SqlStore, id: str, log: Iterable[e.Event]) -> None:
    """Save these events as conversation `id`."""
    state = replace(EMPTY, id=id, key=PlaceKey("web", "shop", f"place of {id}", "x1"))
    for event in log:
        was, state = state, after(state, (event,))
        outgoing = (_outgoing(event),) if isinstance(event, e.Replied) else ()
        change = Change((event,), outgoing)
        await store.save(Save(was.version, state, change, tallies(was, (event,)), touched(was, (event,)), LATER))


async def publish(store: SqlStore) -> None:
    """The charter by whose hours these histories are settled."""
    version = CharterVersion(1, RELEASE * 5, json.dumps(charter_source()), {}, "m", "file", "u1", T0)
    await store.publish(version, b"")


async def recounted(store: SqlStore, now: datetime = LATER) -> Recount:
    """What a recount of all of it finds."""
    return await recount(store, BOARD, now, lambda done, of: None)


def _released(event: e.Event) -> e.Event:
    return replace(event, release=RELEASE) if isinstance(event, e.Settled) else event


def _outgoing(event: e.Replied) -> Outgoing:
    return Outgoing(event.outgoing, event.reply, event.by, "Voici.", Visibility.PRIVATE, event.at, event.turn)
