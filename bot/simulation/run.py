"""A history, lived from its first minute to its last by the production line, in virtual time."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.crisis_watch import CrisisWatch
from bot.simulation.calendar import Days, arrivals, upset_crowd
from bot.simulation.customers import Customers
from bot.simulation.memory import id_of
from bot.simulation.people import People
from bot.simulation.sums import Sums, kept, waiting
from bot.simulation.team import Team, users
from bot.simulation.world import World, world
from charter.charter import Charter
from conversations import events as e
from conversations.change import Outgoing, Save
from conversations.crisis import Crisis, CrisisState, Mood
from conversations.figures import Snapshot
from conversations.history import History
from conversations.message import Visibility
from conversations.users import User
from store.moods import subject

EACH = 1.75
"""How many messages one who writes sends in the end: so many fewer people come for the messages of a day."""
HOUR = timedelta(hours=1)
CRISIS_LOOK = timedelta(minutes=5)
DECIDED_AFTER = timedelta(minutes=12)
NOT_OF_ONE = ""
"""What is planned for no conversation in particular."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to simulate: so many days before `until`, so many messages a day; the same `seed`, the same history."""

    charter: Charter
    release: str
    examples: Mapping[str, Sequence[str]]
    until: datetime
    days: int
    per_day: float
    seed: int


class Simulation:
    """One history. `turns` counts those opened so far, `tallies` adds up what was counted."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.start = wanted.until - timedelta(days=wanted.days)
        self._zone = ZoneInfo(wanted.charter.hours.timezone)
        self._staff = users(wanted.charter, wanted.seed)
        days = Days.of(self.start.astimezone(self._zone).date(), wanted.days)
        self._world: World = world(wanted.charter, wanted.release, wanted.seed, days, self.start, self._staff)
        self._people = People(wanted.charter, wanted.examples, self._world.random)
        self._customers = Customers(self._world, self._people)
        self._team = Team(self._world, self._staff)
        self._crowd = Random(wanted.seed + 1)  # noqa: S311 - a history, no secret
        self._planned_day = days.first - timedelta(days=1)
        memory = self._world.memory
        self._watch = CrisisWatch(memory, memory, memory, self._world.clock, lambda: self._world.release, "", None)  # type: ignore[arg-type]
        self._world.memory.saved = self._saved
        self.tallies = Sums()
        self.turns = 0

    @property
    def staff(self) -> Sequence[User]:
        """Who has worked, all of them present."""
        return self._staff

    def snapshot(self) -> Snapshot:
        """What is exported of the conversations now."""
        memory, now = self._world.memory, self._world.now
        return Snapshot(self.tallies.all(), waiting(memory, now), kept(memory, now))

    @property
    def crises(self) -> Sequence[Crisis]:
        """Each state of a crisis that there was, in order."""
        return self._world.memory.crises

    async def hours(self) -> AsyncIterator[datetime]:
        """Live on; after each hour, and at the end, the time that it is then."""
        at = self.start
        while at < self.wanted.until:
            at = min(at + HOUR, self.wanted.until)
            await self._plan_days(at)
            await self._world.agenda.until(at)
            yield at

    async def end(self) -> list[History]:
        """What is left at the end, all of it; letters to the staff have left, so that no program ever sends them."""
        for outgoing in self._world.memory.parcels.underway():
            if outgoing.to is not None:
                await self._letter(outgoing)
        return self._histories(list(self._world.memory.lives))

    def finished(self) -> list[History]:
        """Conversations to which nothing will happen any more, which are forgotten here."""
        memory, agenda = self._world.memory, self._world.agenda
        gone = [id for id, life in memory.lives.items() if not (life.timers or agenda.planned(id))]
        found = self._histories(gone)
        for id in gone:
            self._customers.forget(id)
            self._team.forget(id)
        memory.forget(gone)
        return found

    def _histories(self, ids: Sequence[str]) -> list[History]:
        lives = self._world.memory.lives
        return [History(id_of("contact", id) + id, tuple(lives[id].saves)) for id in ids]

    async def _plan_days(self, until: datetime) -> None:
        while self._planned_day < until.astimezone(self._zone).date():
            self._planned_day += timedelta(days=1)
            await self._plan_day()

    async def _plan_day(self) -> None:
        world, day = self._world, self._planned_day
        self._team.day_begins(world.days.ill(day))
        busy = self.wanted.charter.departments[0].id if day == world.days.bad else None
        for at in arrivals(day, self.wanted.per_day / EACH, world.days, self._zone, world.random):
            if at >= self.start:
                await self._customers.comes(self._people.somebody(busy), at)
        crowd = upset_crowd(day, world.days, self._zone, world.random)
        for at in crowd:
            await self._customers.comes(self._people.upset(self.wanted.charter.departments[-1].id), at)
        if crowd:
            world.agenda.plan(crowd[0], NOT_OF_ONE, self._look)

    async def _look(self) -> None:
        """The watch for crises looks, the manager decides, until it is over."""
        await self._watch.look()
        last = await self._world.memory.crisis()
        now = self._world.now
        if last is not None and last.state is CrisisState.PROPOSED and now - last.changed_at >= DECIDED_AFTER:
            await self._team.decides_on(last)
        over = last is not None and last.state is CrisisState.ENDED
        if not over and now.astimezone(self._zone).date() <= self._world.days.crisis + timedelta(days=1):
            self._world.agenda.plan(now + CRISIS_LOOK, NOT_OF_ONE, self._look)

    def _saved(self, save: Save) -> None:
        id, world = save.after.id, self._world
        for due in save.change.timers.values():
            if due is not None:
                world.agenda.plan(due, id, lambda: self._ticks(id))
        self.tallies.add(save.tallies)
        self.turns += sum(isinstance(event, e.TurnOpened) for event in save.change.events)
        for outgoing in save.change.outgoing:
            if not outgoing.held:
                self._leaves(id, outgoing, outgoing.due)
        queued = world.memory.lives[id].saves
        for event in save.change.events:
            if isinstance(event, e.Approved):
                out = next(o for was in queued for o in was.change.outgoing if o.id == event.outgoing)
                self._leaves(id, out, event.at)
            elif isinstance(event, e.Decided):
                self._hear_mood(save, event)
        self._team.looks_at(save)

    def _leaves(self, id: str, outgoing: Outgoing, at: datetime) -> None:
        if outgoing.to is None:
            self._customers.send(id, outgoing, at)
        else:
            self._world.agenda.plan(at + timedelta(seconds=2), id, lambda: self._letter(outgoing))

    async def _letter(self, outgoing: Outgoing) -> None:
        parcel = self._world.memory.parcels.parcel(outgoing.id)
        if parcel is not None and self._world.memory.parcels.leaves(outgoing.id):
            await self._world.line.delivered(parcel, self._world.now)

    async def _ticks(self, id: str) -> None:
        life = self._world.memory.lives[id]
        if any(due <= self._world.now for due in life.timers.values()):
            await self._world.line.tick(id)

    def _hear_mood(self, save: Save, event: e.Decided) -> None:
        messages = self._world.memory.lives[save.after.id].messages
        if event.messages and all(messages[id].visibility is Visibility.PUBLIC for id in event.messages):
            mood = Mood(event.at, save.after.key.contact, event.heat, subject(event.verdict))
            self._world.memory.moods_heard.append(mood)
