"""A conversation in the store is always the fold of its stored events, whatever has happened to it."""

import asyncio
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import events as e
from conversations.change import Change
from conversations.conversation import Conversation, after
from conversations.message import PlaceKey
from conversations.understanding import Heat
from store.sql import SqlStore
from tests.conformance.dossiers import Dossier, fresh, place

_moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
_ids = st.sampled_from(["a", "b", "c", "faq:horaires", "é\N{SNOWMAN}\"'\\"])
_numbers = st.floats(allow_nan=False, allow_infinity=False)
_figures = st.dictionaries(_ids, _ids | _numbers | st.booleans() | st.none(), max_size=3)
_by_type: dict[Any, st.SearchStrategy[Any]] = {
    datetime: _moments,
    str: _ids,
    float | None: _numbers | st.none(),
    str | None: _ids | st.none(),
    datetime | None: _moments | st.none(),
    tuple[str, ...]: st.lists(_ids, max_size=3).map(tuple),
    tuple[e.Reason, ...]: st.lists(st.builds(e.Reason, _ids, _figures), max_size=2).map(tuple),
}


def _events_of(kind: Any) -> st.SearchStrategy[e.Event]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind) if field.name != "kind"]
    values = {name: _by_type.get(hints[name], st.from_type(hints[name])) for name in names}
    if kind is e.Decided:
        values["heat"] = st.sampled_from([heat.word for heat in Heat])
    return st.builds(kind, **values)


_events: st.SearchStrategy[e.Event] = st.one_of([_events_of(kind) for kind in get_args(e.Event)])
_changes = st.lists(st.lists(_events, max_size=6).map(tuple), min_size=1, max_size=5)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(_changes)
def test_what_is_loaded_is_the_fold_of_the_stored_events(database_url: str, changes: list[tuple[e.Event, ...]]) -> None:
    asyncio.run(_round_trip(database_url, changes))


async def _round_trip(database_url: str, changes: list[tuple[e.Event, ...]]) -> None:
    store = SqlStore.open(database_url)
    try:
        dossier = Dossier(store, place(fresh("someone")))
        await dossier.receive()
        for events in changes:
            await dossier.happens(Change(events))
        await _equal(store, dossier.state)
    finally:
        await store.close()


async def _equal(store: SqlStore, state: Conversation) -> None:
    key: PlaceKey = state.key
    stored = [event for _, event in await store.events(state.id)]
    assert await store.load(state.id) == state == after(Conversation(state.id, key), stored)
    assert await store.find(key) == state
