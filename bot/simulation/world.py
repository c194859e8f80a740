"""What all parts of a simulation share: the time, the line, the store in memory, the charter, and one source of chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log
from random import Random
from typing import cast

from bot.bell import ProcessChanges
from bot.line import LiveLine
from bot.release import Release
from bot.simulation.agenda import Agenda, VirtualClock
from bot.simulation.calendar import Days
from bot.simulation.given import GivenEngine
from bot.simulation.memory import Memory, id_of
from bot.surroundings import Reads, Surroundings
from bot.ways import LASTS, hash_of
from charter.charter import Charter
from conversations.change import Link
from conversations.message import PlaceKey
from conversations.ports import Store
from conversations.users import User
from routing.context import WayToPrivate

USUAL_KEPT = timedelta(hours=12)
"""The departments' usual is not looked up each minute of virtual time: it moves slowly, and costs more than a decision."""
BASE_URL = "https://recul.example"


@dataclass(frozen=True, slots=True)
class World:
    """The shared things. `tokens` are those of the links that were given, by hash."""

    release: Release
    random: Random
    days: Days
    clock: VirtualClock
    agenda: Agenda
    memory: Memory
    engine: GivenEngine
    line: LiveLine
    tokens: dict[str, str]

    @property
    def charter(self) -> Charter:
        """The written policy."""
        return self.release.charter

    @property
    def now(self) -> datetime:
        """The virtual time."""
        return self.clock.now()

    def chance(self, probability: float) -> bool:
        """True so often."""
        return self.random.random() < probability

    def between(self, least: timedelta, most: timedelta) -> timedelta:
        """A duration between these two, short ones more often."""
        return least * exp(self.random.random() * log(most / least))


def world(charter: Charter, release: str, seed: int, days: Days, start: datetime, staff: Sequence[User]) -> World:
    """A world at its beginning."""
    clock = VirtualClock(start)
    memory, engine, tokens = Memory(staff, clock.now), GivenEngine(), dict[str, str]()
    in_force = Release(release, charter, engine)

    def way(key: PlaceKey, now: datetime) -> WayToPrivate:
        token = id_of("link", key.contact, now.isoformat()) + "abcdef"
        link = Link(hash_of(token), now + LASTS)
        tokens[link.hash] = token
        return WayToPrivate(link, f"{BASE_URL}/prive/{token}")

    # What a simulation never asks of a store is not there.
    surroundings = Surroundings(cast("Reads", memory), BASE_URL, way, usual_kept=USUAL_KEPT)
    line = LiveLine(cast("Store", memory), cast("Reads", memory), clock, ProcessChanges(), lambda: in_force, surroundings)
    random = Random(seed)  # noqa: S311 - a history, no secret
    return World(in_force, random, days, clock, Agenda(clock), memory, engine, line, tokens)
