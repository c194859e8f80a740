"""A small brand, and figures kept in memory from logs of events."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from charter.charter import Charter
from conversations.conversation import Conversation
from conversations.events import Event
from conversations.figures import Kept, Snapshot, TurnRow, Waiting
from conversations.message import PlaceKey
from conversations.ports import Unavailable
from conversations.tally import Tally
from metrics.board import Board
from metrics.counting import tallies
from tests.metrics.history import hours


def board(departments: Sequence[str] = ("sav", "livraison")) -> Board:
    """What a shop with these departments measures."""
    delays = {"public": timedelta(hours=1), "private": timedelta(hours=4)}
    texts = {"fr": "…"}
    charter = Charter.model_validate(
        {
            "brand": {"name": "Maison Colibri"},
            "referent": {"name": "Ada", "email": "ada@example.org"},
            "hours": hours(None),
            "tone": {"description": "…"},
            "default_department": departments[0],
            "departments": [{"id": id, "label": texts, "handles": texts, "delays": delays} for id in departments],
            "faq": [],
            "wordings": {},
            "web_page": {"welcome": texts},
        }
    )
    return Board("0.1.0", "r1", charter)


class MemoryFigures:
    """The port `Figures` over logs of events by conversation id; `down` makes every read fail."""

    def __init__(self, logs: dict[str, Sequence[Event]], waiting: Waiting | None = None) -> None:
        self.logs = logs
        self.waiting = waiting or Waiting(())
        self.kept = [tally for id, log in logs.items() for tally in tallies(Conversation(id, PlaceKey("web", "", "", "")), log)]
        self.gauges: Kept | None = None
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

    async def recount_snapshot(self) -> tuple[Sequence[tuple[str, Sequence[Event]]], Sequence[Tally]]:
        """All events and tallies."""
        return list(self.logs.items()), self.kept
