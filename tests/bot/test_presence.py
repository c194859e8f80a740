"""Who is there: departments in which all are absent, what happens to their requests, and to what an absent person had."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.absence import leave
from bot.bell import ProcessChanges
from bot.cli import app
from bot.line import LiveLine
from bot.presence import Presence, away
from bot.release import Release
from bot.surroundings import Surroundings
from charter.charter import Charter
from conversations import events as e
from conversations.acts import Assign
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.ports import Refused
from conversations.users import Role, User
from store.sql import SqlStore
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.virtual_clock import VirtualClock
from tests.fakes.virtual_line import MONDAY


def user(login: str, *departments: str, absent: bool = False, disabled: bool = False) -> User:
    return User(
        id=f"id-{login}",
        login=login,
        public_name=login.title(),
        role=Role.AGENT,
        password_hash="x",
        departments=departments,
        absent=absent,
        disabled=disabled,
    )


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        pytest.param([], set(), id="nobody was ever added"),
        pytest.param([user("a", "livraison")], set(), id="somebody is there"),
        pytest.param([user("a", "livraison", absent=True)], {"livraison"}, id="the only one is absent"),
        pytest.param([user("a", "livraison", absent=True), user("b", "livraison")], set(), id="one of two is there"),
        pytest.param(
            [user("a", "livraison", "qualite", absent=True), user("b", "qualite")], {"livraison"}, id="bound to two departments"
        ),
        pytest.param([user("a", "livraison", absent=True), user("b")], set(), id="who belongs to all stands in everywhere"),
        pytest.param([user("a", "livraison", absent=True), user("b", absent=True)], {"livraison"}, id="and not when absent"),
        pytest.param([user("a", absent=True)], set(), id="nobody was ever bound to a department"),
        pytest.param(
            [user("a", "livraison", absent=True), user("b", "livraison", disabled=True)],
            {"livraison"},
            id="disabled is not there",
        ),
        pytest.param([user("a", "livraison", disabled=True)], set(), id="the disabled bind nothing"),
        pytest.param([user("a", "parti", absent=True)], set(), id="a department that the charter has no more"),
    ],
)
def test_the_departments_in_which_nobody_is_present(users: list[User], expected: set[str]) -> None:
    assert away(users, small_charter()) == expected


def escalating() -> Charter:
    """`livraison` escalates to `qualite`."""
    charter = small_charter()
    moved = [
        department.model_copy(update={"escalates_to": "qualite"}) if department.id == "livraison" else department
        for department in charter.departments
    ]
    return small_charter(departments=tuple(moved))


class Desk:
    """A line over a store, for staff who come and go."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock = store, VirtualClock(MONDAY)
        release = Release("r1", escalating(), ScriptedEngine())
        self.line = LiveLine(store, store, self.clock, ProcessChanges(), lambda: release, Surroundings(store))

    async def asked(self, contact: str) -> str:
        """A customer of that name has asked for a delivery; returns the conversation."""
        key = PlaceKey("web", "site", f"private:{contact}", contact)
        incoming = Incoming(
            key, f"e-{contact}", Sender(contact, "Zoé"), Visibility.PRIVATE, "livraison", sent_at=self.clock.now()
        )
        id = (await self.line.receive(incoming)).conversation
        self.clock.move(timedelta(seconds=30))
        await self.line.tick(id)
        return id

    async def events(self, id: str, kind: type[e.Event]) -> list[e.Event]:
        return [event for _, event in await self.store.events(id) if isinstance(event, kind)]


@pytest.fixture
async def desk(store: SqlStore) -> Desk:
    for one in (user("lea", "livraison"), user("tom", "qualite"), user("zoe", "livraison", absent=True)):
        await store.add_user(one)
    return Desk(store)


async def test_an_absent_department_hands_its_requests_on_and_back_once_somebody_is_there(desk: Desk) -> None:
    (before,) = await desk.events(await desk.asked("a"), e.HandedOver)
    assert (before.department, before.instead_of) == ("livraison", None)  # type: ignore[union-attr]

    await leave(desk.store, desk.line, user("lea", "livraison"))
    desk.clock.move(timedelta(seconds=10))
    id = await desk.asked("b")
    (handed,) = await desk.events(id, e.HandedOver)
    assert (handed.department, handed.instead_of) == ("qualite", "livraison")  # type: ignore[union-attr]
    assert any("service qualite" in parcel.text for parcel in await desk.store.parcels(id))

    await desk.store.set_absence("id-lea", False)
    desk.clock.move(timedelta(seconds=10))
    (after,) = await desk.events(await desk.asked("c"), e.HandedOver)
    assert after.department == "livraison"  # type: ignore[union-attr]


async def test_what_an_absent_person_had_is_everybodys_at_once(desk: Desk) -> None:
    ids = [await desk.asked("a"), await desk.asked("b")]
    for id in ids:
        await desk.line.act(Assign(id, "id-lea", f"take-{id}", 0, "id-lea"))
    assert await leave(desk.store, desk.line, user("lea", "livraison")) == 2
    assert await desk.store.assigned("id-lea") == []
    for id in ids:
        (released,) = await desk.events(id, e.Released)
        assert (released.by, released.reason) == ("id-lea", "absent")  # type: ignore[union-attr]
    assert await leave(desk.store, desk.line, user("lea", "livraison")) == 0


async def test_a_deputy_who_is_present_gets_it(desk: Desk) -> None:
    id = await desk.asked("a")
    await desk.line.act(Assign(id, "id-lea", "take", 0, "id-lea"))
    for nobody in (user("zoe", absent=True), user("lea"), user("old", disabled=True)):
        with pytest.raises(Refused, match="cannot stand in"):
            await leave(desk.store, desk.line, user("lea"), nobody)
    assert await desk.store.assigned("id-lea") == [id]
    assert await leave(desk.store, desk.line, user("lea"), user("tom", "qualite")) == 1
    assert await desk.store.assigned("id-tom") == [id]
    assert (await desk.store.user_by_login("lea")).deputy == "id-tom"  # type: ignore[union-attr]


async def test_what_users_say_of_themselves_counts_after_a_few_seconds(sqlite_store: SqlStore) -> None:
    await sqlite_store.add_user(user("lea", "livraison"))
    presence, charter = Presence(sqlite_store), small_charter()
    assert await presence.away(charter, MONDAY) == frozenset()
    await sqlite_store.set_absence("id-lea", True)
    assert await presence.away(charter, MONDAY + timedelta(seconds=6)) == {"livraison"}


@pytest.fixture
def recul(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """The command, on a database of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUL_DATABASE_URL", f"sqlite:///{tmp_path / 'recul.db'}")

    def run(*words: str) -> tuple[int, str]:
        ran = CliRunner().invoke(app, words)
        return ran.exit_code, str(ran.exception if isinstance(ran.exception, Refused) else ran.output)

    return run


def test_the_command_marks_a_person_absent_and_present(recul: Callable[..., tuple[int, str]]) -> None:
    recul("user", "add", "lea", "--department", "livraison")
    recul("user", "add", "tom")
    assert recul("user", "absent", "lea") == (0, "lea is absent. Conversations that went back to the queue: 0.\n")
    code, said = recul("user", "absent", "tom", "--deputy", "lea")
    assert (code, "lea cannot stand in" in said) == (1, True)
    assert recul("user", "present", "lea") == (0, "lea is present.\n")
    assert recul("user", "absent", "tom", "--deputy", "lea")[0] == 0
    code, said = recul("user", "present", "nobody")
    assert (code, said) == (1, "There is no user « nobody ». Those there are: lea, tom.")
