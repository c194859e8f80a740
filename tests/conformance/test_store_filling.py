"""Whole histories leave the rows that saving them change by change leaves."""

from itertools import chain
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from store.sql import SqlStore
from tests.fakes.lived import contents, emptied, lived, wanted


def by_person(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows with what the platform calls a contact in the place of our random ids."""
    names = {row["id"]: row["platform_id"] for row in rows["contact"]}
    renamed = {
        table: [
            {name: names.get(value, value) if name in ("id", "contact") else value for name, value in row.items()} for row in of
        ]
        for table, of in rows.items()
    }
    return {table: sorted(of, key=lambda row: str(sorted(row.items(), key=str))) for table, of in renamed.items()}


async def test_filled_is_as_saved(store: SqlStore) -> None:
    _, histories = await lived(wanted(days=3, per_day=40))
    await store.fill(histories)
    filled = by_person(await contents(store))
    await emptied(store)
    for save in sorted(chain.from_iterable(history.saves for history in histories), key=lambda save: save.at):
        await store.save(save)
    saved = by_person(await contents(store))
    assert all(filled[table] for table in ("message", "event", "outgoing", "timer", "turn", "link", "place", "mood", "act_key"))
    for table in saved:
        assert filled[table] == saved[table], table


async def test_all_of_them_or_none(store: SqlStore) -> None:
    _, histories = await lived(wanted(days=1, per_day=10))
    await store.fill(histories[:2])
    with pytest.raises(IntegrityError):
        await store.fill([*histories[2:], histories[0]])
    assert len((await contents(store))["conversation"]) == 2


async def test_whether_there_is_any_conversation_is_known(store: SqlStore) -> None:
    _, histories = await lived(wanted(days=1, per_day=10))
    assert not await store.holds_conversations()
    await store.fill(histories[:1])
    assert await store.holds_conversations()
