"""The weekly letter over a real store, on both databases, with time in the test's hand."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.digest_watch import DigestWatch
from bot.release import Release, Serving
from bot.runner.in_process import running
from bot.settings import read_settings
from bot.wiring import assemble, open_store
from charter.people import Person
from conversations.sending import PassingError, PermanentError
from store.sql import SqlStore
from tests.fakes.busy_weeks import stored, weeks
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.smtp import smtp_server
from tests.fakes.virtual_clock import VirtualClock
from tests.stories.harness import until

DEPUTY = Person(name="Di", email="di@colibri.example")
MONDAY_AT_EIGHT = datetime(2026, 3, 9, 7, tzinfo=UTC)
"""Eight in the morning in Paris, in winter."""
WEEK, MINUTE, DAY = timedelta(days=7), timedelta(minutes=1), timedelta(days=1)


@dataclass
class Post:
    """A post that keeps its letters, or fails for some."""

    letters: list[tuple[str, str, str, str]] = field(default_factory=list)
    fails: dict[str, Exception] = field(default_factory=dict)

    async def __call__(self, *, to: str | None, subject: str, text: str, id: str, at: datetime) -> None:
        await asyncio.sleep(0)
        if str(to) in self.fails:
            raise self.fails[str(to)]
        self.letters.append((str(to), subject, text, id))

    @property
    def to(self) -> list[str]:
        """Who got a letter, in order."""
        return [to for to, _, _, _ in self.letters]


class World:
    """Some processes over one store, begun some minutes before the letter of a week is due."""

    def __init__(self, store: SqlStore, processes: int = 2) -> None:
        self.store, self.clock, self.post = store, VirtualClock(MONDAY_AT_EIGHT - WEEK), Post()
        self.release = Release("r1", small_charter(deputy=DEPUTY), ScriptedEngine())
        self.watches = [self.new() for _ in range(processes)]

    def new(self) -> DigestWatch:
        """Another process begins to watch."""
        return DigestWatch(self.store, self.clock, lambda: self.release, "https://desk", self.post)

    async def look(self) -> int:
        """All processes look at once; how many letters have left so far."""
        await asyncio.gather(*(watch.look() for watch in self.watches))
        return len(self.post.letters)

    async def at(self, moment: datetime) -> int:
        """All look at that moment."""
        self.clock.set(moment)
        return await self.look()


@pytest.fixture
async def world(store: SqlStore) -> World:
    """Two processes that have run for a week."""
    world = World(store)
    await world.look()
    return world


async def test_who_has_just_begun_is_told_on_the_next_monday_at_eight(world: World) -> None:
    assert await world.at(MONDAY_AT_EIGHT - MINUTE) == 0
    assert await world.at(MONDAY_AT_EIGHT) == 2
    assert world.post.to == ["ana@colibri.example", "di@colibri.example"]
    _, subject, text, id = world.post.letters[0]
    assert subject == "[Colibri] La semaine du 2 au 8 mars"
    assert "Personne n'a rien demandé pendant ces jours" in text
    assert id == "digest-2026-03-02-0"


async def test_each_person_gets_each_week_once_from_however_many_processes(world: World) -> None:
    world.watches += [world.new() for _ in range(4)]
    for minutes in range(5):
        assert await world.at(MONDAY_AT_EIGHT + minutes * MINUTE) == 2
    world.watches.append(world.new())
    assert await world.at(MONDAY_AT_EIGHT + 3 * DAY) == 2
    assert await world.at(MONDAY_AT_EIGHT + WEEK) == 4
    assert len({id for _, _, _, id in world.post.letters}) == 4


async def test_an_outage_of_some_days_is_caught_up_and_of_many_weeks_the_last_is_told(world: World) -> None:
    assert await world.at(MONDAY_AT_EIGHT + 3 * DAY) == 2
    assert "jeudi 12 mars 2026" in world.post.letters[0][2]
    assert await world.at(MONDAY_AT_EIGHT + 3 * WEEK + DAY) == 4
    assert "du 23 au 29 mars" in world.post.letters[-1][1]


async def test_the_letter_is_due_at_eight_by_the_clocks_also_after_they_change(world: World) -> None:
    await world.at(MONDAY_AT_EIGHT)
    summer = datetime(2026, 3, 30, 6, tzinfo=UTC)
    await world.at(summer - WEEK + 2 * timedelta(hours=1))
    sent = len(world.post.letters)
    assert await world.at(summer - MINUTE) == sent
    assert await world.at(summer) == sent + 2


async def test_who_could_not_be_reached_is_tried_again_and_nobody_else(world: World) -> None:
    world.post.fails = {"di@colibri.example": PassingError("down")}
    assert await world.at(MONDAY_AT_EIGHT) == 1
    assert await world.at(MONDAY_AT_EIGHT + MINUTE) == 1
    world.post.fails = {}
    assert await world.at(MONDAY_AT_EIGHT + 2 * MINUTE) == 2
    assert world.post.to == ["ana@colibri.example", "di@colibri.example"]


async def test_who_can_never_be_reached_is_not_tried_again(world: World) -> None:
    world.post.fails = {"di@colibri.example": PermanentError("recipient_refused", "no")}
    assert await world.at(MONDAY_AT_EIGHT) == 1
    world.post.fails = {}
    assert await world.at(MONDAY_AT_EIGHT + MINUTE) == 1


async def test_the_letter_tells_of_the_week_and_holds_no_word_of_a_customer(world: World) -> None:
    pasts = weeks(Random(5), world.release.charter, MONDAY_AT_EIGHT - 2 * WEEK, 14, 6, MONDAY_AT_EIGHT)
    await stored(world.store, pasts)
    await world.at(MONDAY_AT_EIGHT)
    text = world.post.letters[0][2]
    for heading in ("Commentaires qui nous mentionnent", "Messages privés", "La parole donnée", "Ce qui a mécontenté"):
        assert heading in text
    assert "https://desk/desk/conversations/c" in text
    assert "Bonjour" not in text
    assert "Ada" not in text


async def test_a_fault_in_a_letter_ends_nothing_and_the_next_program_tells(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("bot.digest_watch.letter", lambda *_: 1 / 0)
        assert await world.at(MONDAY_AT_EIGHT) == 0
        assert await world.at(MONDAY_AT_EIGHT + DAY) == 0
    assert await world.look() == 0
    world.watches = [world.new()]
    assert await world.look() == 2


async def test_the_program_sends_it_where_there_is_e_mail(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way: a process whose last letter is long ago writes to a real mail server, once to each."""
    monkeypatch.setattr("bot.wiring.EVERY_MINUTE", 0.01)
    serving = Serving(Release("r1", small_charter(deputy=DEPUTY), ScriptedEngine()))
    async with smtp_server() as box:
        mail = {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_from": "bonjour@colibri.example", "smtp_tls": "none"}
        settings = read_settings(_env_file=None, database_url=database_url, **mail)
        async with open_store(settings) as store, assemble(settings, store, serving) as program:
            await store.write("digest", "2001-01-01")
            async with running({"digest": program.loops["digest"]}, lambda: None):
                await until(lambda: len(box.letters) == 2, what="both letters")
                await until_read(store, "digest", "2001-01-01")
    assert [to for _, to, _ in box.letters] == ["ana@colibri.example", "di@colibri.example"]
    letter = box.letters[0][2]
    assert str(letter["Subject"]).startswith("[Colibri] La semaine du ")
    assert "Personne n'a rien demandé" in letter.get_content()
    assert letter["Message-ID"] != box.letters[1][2]["Message-ID"]


async def until_read(store: SqlStore, name: str, other_than: str) -> None:
    """Wait until that cursor says something else."""

    async def changed() -> bool:
        return await store.read(name) != other_than

    await until(changed, what=name)


async def test_without_e_mail_there_is_no_letter(database_url: str) -> None:
    serving = Serving(Release("r1", small_charter(), ScriptedEngine()))
    settings = read_settings(_env_file=None, database_url=database_url)
    async with open_store(settings) as store, assemble(settings, store, serving) as program:
        assert "digest" not in program.loops
