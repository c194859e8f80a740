"""A small brand, and figures kept in memory from logs of events."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from charter.charter import Charter
from conversations.conversation import Conversation
from conversations.events import Event
from conversations.figures import Histories, History, Kept, Snapshot, TurnRow, Waiting
from conversations.message import PlaceKey
from conversations.ports import Unavailable
from metrics.board import Board
from metrics.counting import tallies
from tests.fakes.histories import MemoryHistories
from tests.metrics.history import days, opening

T = TypeVar("T")
Week = Callable[[str | None], Sequence[str]]


def charter_source(departments: Sequence[str] = ("sav", "livraison"), week: Week = days) -> dict[str, Any]:
    """The written charter of a shop with these departments, each open on its days from nine to eighteen."""
    texts = {"fr": "…"}
    delays = {"public": "1 h", "private": "4 h"}
    return {
        "brand": {"name": "Maison Colibri"},
        "referent": {"name": "Ada", "email": "ada@example.org"},
        "hours": opening(week(None)),
        "tone": {"description": "…"},
        "default_department": departments[0],
        "departments": [
            {"id": id, "label": texts, "handles": texts, "delays": delays, "hours": opening(week(id))} for id in departments
        ],
        "faq": [],
        "wordings": {},
        "web_page": {"welcome": texts},
    }


def board(departments: Sequence[str] = ("sav", "livraison"), week: Week = days) -> Board:
    """What a shop with these departments measures, each open on its days from nine to eighteen."""
    return Board("0.1.0", "r1", Charter.model_validate(charter_source(departments, week)))


class MemoryFigures:
    """The port `Figures` over logs of events by conversation id; `down` makes every read fail."""

    def __init__(self, logs: dict[str, Sequence[Event]], waiting: Waiting | None = None) -> None:
        self.logs = logs
        self.waiting = waiting or Waiting(())
        self.kept = [tally for id, log in logs.items() for tally in tallies(Conversation(id, PlaceKey("web", "", "", "")), log)]
        self.gauges: Kept | None = None
        self.charters: dict[str, str] = {}
        self.down = False

    async def snapshot(self, now: datetime) -> Snapshot:
        """The tallies as they are, not added up."""
        if self.down:
            raise Unavailable("the database does not answer")
        return Snapshot(self.kept, self.waiting, self.gauges)

    async def turns_opened(self, since: datetime, until: datetime) -> Sequence[TurnRow]:
        """None are kept."""
        return ()

    async def keep_gauges(self, kept: Kept) -> None:
        """In the place of those before."""
        self.gauges = kept

    async def fold(self, limit: int) -> int:
        """There is nothing to move."""
        return 0

    async def recount(self, read: Callable[[Histories], T]) -> T:
        """All events and tallies, of conversations on the page."""
        logs = [History(id, "web", log) for id, log in self.logs.items()]
        return read(MemoryHistories(logs, self.kept, self.charters))
