"""A database of the first tables, with what was in it, arrives whole."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url, text

from conversations import events as e
from conversations.figures import Standing
from conversations.message import PlaceKey
from conversations.sending import Account, ParcelState
from conversations.tally import Tally
from conversations.workload import Wait
from store import migrating
from store.engine import Database, in_transaction
from store.migrating import upgrade
from store.sql import SqlStore
from store.tables import metadata

NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, UTC)
KEY = PlaceKey("telegram", "colibri", "private", "ada")
# As the program of the first tables wrote them.
TURN = (
    '{"id":"t1","opened_at":"2026-03-02T09:30:00.123456Z","visibility":"private","mention":true,'
    '"expected_by":"2026-03-02T11:30:00.123456Z","department":"sav","handed_over_at":"2026-03-02T09:31:00.123456Z",'
    '"target_by":"2026-03-02T13:30:00.123456Z","promised_by":"2026-03-02T12:50:00.123456Z","acknowledged_at":null,'
    '"answering":null,"answered_at":null,"answered_by":null,"refusable_until":null,"confirmed_at":null,"refused":false,'
    '"refused_at":null,"closed_at":null,"no_answer_needed":null,"no_answer_needed_at":null,"excluded":null,'
    '"excluded_at":null,"danger":false,"asked":false,"faq":null,"settled":[]}'
)
CONVERSATION = (
    '{"id":"c1","version":1,"said":1,"visibility":"private","language":null,"department":"sav","undecided":[{"id":"m1",'
    '"at":"2026-03-02T09:30:00.123456Z","received_at":"2026-03-02T09:30:00.123456Z","visibility":"private","mention":false,'
    f'"immediate":false}}],"turns":[{TURN}],"opened_turns":1,"human_at":null,"introduced":true,"light_at":null,"bounded":false,'
    '"choices":[],"variants":[["acknowledgement",2]],"danger_at":null,"card":null,"heat":"calm","closed":false,'
    '"last_at":"2026-03-02T09:30:00.123456Z"}'
)
REPLIED = (
    '{"at":"2026-03-02T09:31:00.123456Z","outgoing":"o1","reply":"acknowledgement","by":"bot","author":null,"turn":"t1",'
    '"wording":"acknowledgement","variant":2,"kind":"replied"}'
)
CALM = (
    '{"at":"2026-03-02T09:30:30.123456Z","messages":["m0"],"verdict":"route:sav","language":"fr","heat":"calm",'
    '"release":"r1","engine":"embedded","reasons":[],"turn":"t1","kind":"decided"}'
)
ANGRY = CALM.replace("route:sav", "faq:retours").replace('"calm"', '"angry"')
DELIVERED = (
    '{"at":"2026-03-02T09:32:00.123456Z","outgoing":"o0","reply":"answer","by":"bot","turn":"t1","refusable_until":null,'
    '"kind":"delivered"}'
)
LATER = 2_500
"""More turns than are filled at a time."""


def minutes(n: int) -> datetime:
    """A moment, `n` minutes after NOW."""
    return NOW + timedelta(minutes=n)


@pytest.fixture(params=["sqlite", "postgresql"])
def first_tables(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the first tables and rows in them."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
        _make(url)
        yield url
        return
    server = request.getfixturevalue("postgres")
    with psycopg.connect(server, autocommit=True) as administration:
        administration.execute("CREATE DATABASE before")
        url = make_url(server).set(database="before").render_as_string(hide_password=False)
        _make(url)
        yield url
        administration.execute("DROP DATABASE before WITH (FORCE)")


def _make(url: str) -> None:
    database = Database(url)
    in_transaction(database.writer, _first)
    in_transaction(database.writer, _fill)
    database.writer.dispose()


def _first(connection: Connection) -> None:
    config = migrating._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


def _fill(connection: Connection) -> None:
    at = NOW.isoformat(timespec="microseconds")
    written = {
        "state": CONVERSATION,
        "replied": REPLIED,
        "address": '{"chat":7}',
        "at": at,
        "calm": CALM,
        "angry": ANGRY,
        "delivered": DELIVERED,
    }
    for statement in (
        "INSERT INTO contact VALUES ('k1', 'telegram', 'ada', 'Ada')",
        "INSERT INTO conversation (id, channel, account, place, contact, version, state, address, standing, rank, visibility,"
        " heat, danger) VALUES ('c1', 'telegram', 'colibri', 'private', 'k1', 1, :state, :address, 'waiting', '1',"
        " 'private', 'calm', FALSE)",
        "INSERT INTO event VALUES ('c1', -1, 'decided', :at, :calm)",
        "INSERT INTO event VALUES ('c1', 0, 'decided', :at, :angry)",
        "INSERT INTO event VALUES ('c1', -2, 'delivered', :at, :delivered)",
        "INSERT INTO event VALUES ('c1', 1, 'replied', :at, :replied)",
        "INSERT INTO message (id, conversation, channel, account, direction, visibility, kind, text, author, at)"
        " VALUES ('o1', 'c1', 'telegram', 'colibri', 'outbound', 'private', 'text', 'Bien reçu', '', :at)",
        "INSERT INTO outgoing (id, channel, account, conversation, lane, state, due, attempts, perhaps_twice, created_at,"
        " reply, \"by\", visibility) VALUES ('o1', 'telegram', 'colibri', 'c1', 'c1', 'queued', :at, 0, FALSE, :at,"
        " 'acknowledgement', 'bot', 'private')",
        "INSERT INTO \"user\" VALUES ('u1', 'zoé', 'zoé', 'Zoé', 'agent', 'hash', '[]', FALSE, FALSE)",
        "INSERT INTO switch VALUES (1, 'une rumeur', 'u1')",
    ):
        asked = {name: value for name, value in written.items() if f":{name}" in statement}
        connection.execute(text(statement), asked)
    _turns(connection, at)
    _counts(connection)


def _counts(connection: Connection) -> None:
    promised = '[["channel","web"],["clock","promised"],["department","sav"],["mention","no"],["result","{}"]]'
    rollup = [
        ("recul_answer_delay_seconds", '[["channel","mastodon"]]', "7200", 2, 500),
        ("recul_answer_delay_seconds", '[["channel","ours"]]', "7200", 3, 700),
        ("recul_answer_delay_seconds", '[["channel","telegram"]]', "7200", 4, 900),
        ("recul_turns_due_total", promised.format("met"), "", 5, 0),
        ("recul_turns_due_total", promised.replace("promised", "expected").format("met"), "", 6, 0),
    ]
    rule = '[["channel","api"],["rule","{}"]]'
    tallies = [
        ("recul_turns_due_total", promised.format("missed"), "", 7, 0),
        ("recul_turns_no_answer_needed_total", rule.format("withdrawn_by_customer"), "", 8, 0),
        ("recul_turns_no_answer_needed_total", rule.format("light"), "", 9, 0),
        ("recul_off_topic_total", '[["mention","no"]]', "", 10, 0),
    ]
    for table, rows in (("rollup", rollup), ("tally", tallies)):
        insert = f"INSERT INTO {table} (family, labels, bucket, n, micros) VALUES (:family, :labels, :bucket, :n, :micros)"
        names = ("family", "labels", "bucket", "n", "micros")
        connection.execute(text(insert), [dict(zip(names, row, strict=True)) for row in rows])


def _turns(connection: Connection, at: str) -> None:
    no_answer = {"no_answer_needed": "light:merci", "no_answer_needed_at": _said(5)}
    changed: dict[str, dict[str, object]] = {
        "t1": {},
        "t2": {"handed_over_at": None, "promised_by": None, **no_answer},
        "t3": no_answer,
        "t4": {"excluded": "spam", "excluded_at": _said(6)},
        "t5": {"answered_at": _said(7), "answered_by": "staff"},
        **{f"x{n:05d}": {"department": "livraison"} for n in range(LATER)},
    }
    turns = [{**json.loads(TURN), **more, "id": id} for id, more in changed.items()]
    insert = (
        "INSERT INTO turn (id, conversation, channel, visibility, mention, department, opened_at, answered_at, state)"
        " VALUES (:id, 'c1', 'telegram', 'private', TRUE, :department, :at, :answered_at, :state)"
    )
    names = ("id", "department", "answered_at")
    connection.execute(
        text(insert), [{"at": at, "state": json.dumps(turn), **{name: turn[name] for name in names}} for turn in turns]
    )


def _said(n: int) -> str:
    return minutes(n).isoformat(timespec="microseconds")


@pytest.fixture
async def arrived(first_tables: str) -> AsyncIterator[SqlStore]:
    """The store on it, once it was brought up to date."""
    upgrade(first_tables)
    store = SqlStore.open(first_tables)
    yield store
    await store.close()


def test_its_tables_become_the_declared_ones(first_tables: str) -> None:
    upgrade(first_tables)
    database = Database(first_tables)
    differences = in_transaction(
        database.writer,
        lambda c: compare_metadata(MigrationContext.configure(c, opts={"compare_type": True}), metadata),
    )
    database.writer.dispose()
    assert differences == []


async def test_what_was_there_is_read_and_goes_on(arrived: SqlStore) -> None:
    found = await arrived.find(KEY)
    assert found is not None
    assert (found.id, found.hottest, found.held, found.moved, found.assigned) == ("c1", "calm", (), False, None)
    assert found.variant("acknowledgement") == 2
    [*_, (_, replied)] = await arrived.events("c1")
    assert isinstance(replied, e.Replied)
    assert (replied.outgoing, replied.wordings) == ("o1", ())
    [parcel] = await arrived.parcels("c1")
    assert (parcel.state, parcel.address, parcel.user) == (ParcelState.QUEUED, {"chat": 7}, None)
    [user] = await arrived.users()
    assert (user.login, user.absent, user.deputy) == ("zoé", False, None)
    assert await arrived.loyal(1, NOW) == []


async def test_whoever_had_suspended_sending_has_suspended_all_of_it(arrived: SqlStore) -> None:
    assert await arrived.suspensions() == {"all": "une rumeur"}
    assert await arrived.take(Account("telegram", "colibri"), NOW, 9) == []
    await arrived.resume("u1")
    assert await arrived.suspended() is None


async def test_turns_say_in_columns_what_their_state_knows(arrived: SqlStore) -> None:
    rows = await arrived._database.read(
        lambda c: c.execute(metadata.tables["turn"].select().order_by(text("id")).limit(5)).all()
    )
    handed, promised = minutes(1), minutes(200)
    assert [(row.id, row.handed_over_at, row.promised_by, row.answered_by, row.withdrawn_at) for row in rows] == [
        ("t1", handed, promised, None, None),
        ("t2", None, None, None, NOW),
        ("t3", handed, promised, None, minutes(5)),
        ("t4", handed, promised, None, minutes(6)),
        ("t5", handed, promised, "staff", None),
    ]
    waits = (await arrived.staff_waits(["sav"], NOW))["sav"]
    assert sorted((wait.answered_at is not None, wait.ended_at is not None) for wait in waits) == [
        (False, False),
        (False, True),
        (False, True),
        (True, False),
    ]
    assert Wait(handed, promised, answered_at=minutes(7)) in waits


async def test_turns_say_in_columns_what_the_boards_read(arrived: SqlStore) -> None:
    rows = {row.id: row for row in await arrived.turns_opened(NOW, minutes(1))}
    assert {row.expected_by for row in rows.values()} == {minutes(120)}
    assert (rows["t1"].target_by, rows["t1"].first_promised_by, rows["t2"].first_promised_by) == (
        minutes(240),
        minutes(200),
        None,
    )
    assert [rows[id].no_answer_needed for id in ("t1", "t2")] == [None, "light:merci"]
    assert [rows[id].excluded for id in ("t3", "t4")] == [False, True]
    assert [(rows[id].heat, rows[id].about) for id in ("t1", "t2")] == [("angry", "route:sav"), (None, None)]
    assert [rows[id].bot_answered_at for id in ("t1", "t5")] == [minutes(2), None]
    found = await arrived.load("c1")
    assert found is not None
    assert [(turn.heat, turn.about, turn.bot_answered_at) for turn in found.turns] == [("angry", "route:sav", minutes(2))]


async def test_what_was_counted_keeps_its_count_under_the_names_of_today(arrived: SqlStore) -> None:
    def shown(tallies: Sequence[Tally]) -> set[tuple[str, str, int, float]]:
        return {(one.family, " ".join(value for _, value in one.labels), one.n, one.total) for one in tallies}

    for _ in range(2):
        assert shown((await arrived.snapshot(NOW)).tallies) == {
            ("recul_answer_delay_seconds", "bridge", 5, 0.0012),
            ("recul_answer_delay_seconds", "telegram", 4, 0.0009),
            ("recul_promises_due_total", "web sav no kept", 5, 0.0),
            ("recul_promises_due_total", "web sav no broken", 7, 0.0),
            ("recul_turns_due_total", "web expected sav no met", 6, 0.0),
            ("recul_turns_withdrawn_total", "bridge", 8, 0.0),
            ("recul_turns_no_answer_needed_total", "bridge light", 9, 0.0),
            ("recul_off_topic_total", "no", 10, 0.0),
        }
        await arrived.fold(1_000)


async def test_since_when_a_message_is_undecided_is_known(arrived: SqlStore) -> None:
    assert (await arrived.snapshot(NOW)).waiting.undecided == Standing(1, NOW)


async def test_a_turn_waits_until_its_answer_arrives(arrived: SqlStore) -> None:
    waiting = "SELECT id FROM turn WHERE waiting_since IS NOT NULL AND id < 'x' ORDER BY id"
    assert list(await arrived._database.read(lambda c: c.scalars(text(waiting)).all())) == ["t1"]


async def test_no_turn_is_passed_over_however_many_there_are(arrived: SqlStore) -> None:
    empty = "SELECT count(*) FROM turn WHERE handed_over_at IS NULL"
    assert await arrived._database.read(lambda c: c.scalar(text(empty))) == 1
