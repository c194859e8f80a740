"""How long a danger waited until a person took care of it is counted once, and a recount finds the same."""

from datetime import timedelta

from conversations import events as e
from conversations.message import Visibility
from conversations.tally import Tally
from metrics.counting import tallies
from metrics.recount import recount
from tests.metrics.figures import MemoryFigures, board
from tests.metrics.history import EMPTY, T0

FAMILY = "recul_danger_acknowledged_delay_seconds"
OPENED = e.TurnOpened(T0, "a", Visibility.PRIVATE, False, T0 + timedelta(hours=2), "web")


def taken(minutes: int) -> e.DangerAcknowledged:
    return e.DangerAcknowledged(T0 + timedelta(minutes=minutes), "u1")


def counted(*events: e.Event) -> list[Tally]:
    return [tally for tally in tallies(EMPTY, events) if tally.family == FAMILY]


def test_the_delay_runs_from_the_first_danger_to_the_first_who_takes_it() -> None:
    again = e.DangerRaised(T0 + timedelta(minutes=5), "a")
    place = (("channel", "web"), ("visibility", "private"))
    found = counted(OPENED, e.DangerRaised(T0, "a"), again, taken(12), taken(13))
    assert found == [Tally(FAMILY, place, bucket="900", total=720.0)]


def test_each_danger_is_counted_by_itself() -> None:
    again = e.DangerRaised(T0 + timedelta(minutes=20), "a")
    found = counted(OPENED, e.DangerRaised(T0, "a"), taken(12), again, taken(21))
    assert [tally.total for tally in found] == [720.0, 60.0]


def test_without_a_danger_there_is_nothing_to_count() -> None:
    assert counted(OPENED, taken(12)) == []


async def test_a_recount_finds_the_same() -> None:
    log = [OPENED, e.DangerRaised(T0, "a"), taken(12)]
    found = await recount(MemoryFigures({"c1": log}), board(), T0 + timedelta(minutes=12), lambda done, of: None)
    assert found.differences == ()
    assert found.checked > 0
