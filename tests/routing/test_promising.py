"""M3 by examples: which of three delays decides, how promises are spread, where they are cut."""

from datetime import UTC, datetime, timedelta

import pytest

from charter.hours import OpeningHours
from charter.keeping_word import Promising
from conversations import events as e
from conversations.conversation import Conversation
from conversations.message import PlaceKey, Visibility
from conversations.turn import Reply, Turn
from conversations.workload import Workload
from routing import acknowledgement
from routing.context import Context
from routing.draft import Draft
from routing.promising import Policy, promise
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY, VirtualLine

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
HOURS = OpeningHours.model_validate({"week": {day: ["9:00-17:00"] for day in DAYS}, "timezone": "UTC", "holidays": "none"})
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
POLICY = Policy(timedelta(hours=2), HOURS, Promising(cap=3, per_half_hour=2))
FULL = [datetime(2026, 3, 2, hour, half, tzinfo=UTC) for hour in range(11, 15) for half in (0, 30)] * 2


def at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}+00:00")


def usual(hours: float, answers: int = 30) -> Workload:
    return Workload(p90=timedelta(hours=hours), answers=answers)


@pytest.mark.parametrize(
    ("load", "by", "rules"),
    [
        pytest.param(Workload(), at(2, "11:00"), ["promise_charter"], id="nothing known: the charter's delay"),
        pytest.param(usual(1), at(2, "11:00"), ["promise_charter"], id="a fast team promises no earlier"),
        pytest.param(usual(3.2), at(2, "12:30"), ["promise_usual"], id="the usual delay, rounded up"),
        pytest.param(usual(3, 29), at(2, "11:00"), ["promise_charter"], id="29 answers are not enough"),
        pytest.param(Workload(over=timedelta(hours=4), answers=30), at(2, "13:00"), ["promise_usual"], id="over four hours"),
        pytest.param(Workload(waiting=10, per_hour=2.0), at(2, "14:00"), ["promise_backlog"], id="ten wait at two an hour"),
        pytest.param(Workload(waiting=10), at(2, "11:00"), ["promise_charter"], id="output unknown"),
        pytest.param(Workload(waiting=3, per_hour=2.0), at(2, "11:00"), ["promise_charter"], id="few wait"),
        pytest.param(
            Workload(timedelta(hours=4), None, 40, 2.0, 10), at(2, "14:00"), ["promise_backlog"], id="the latest of the three"
        ),
        pytest.param(usual(6), at(2, "15:00"), ["promise_usual"], id="exactly the cap is not cut"),
        pytest.param(usual(6.1), at(2, "15:00"), ["promise_usual", "promise_capped"], id="beyond the cap"),
        pytest.param(usual(500), at(2, "15:00"), ["promise_usual", "promise_capped"], id="far beyond the cap"),
        pytest.param(Workload(promised=(at(2, "11:00"),)), at(2, "11:00"), ["promise_charter"], id="room for one more"),
        pytest.param(
            Workload(promised=(at(2, "11:00"),) * 2),
            at(2, "11:30"),
            ["promise_charter", "promise_spread"],
            id="a full half hour",
        ),
        pytest.param(
            Workload(per_hour=6.0, promised=(at(2, "11:00"),) * 2),
            at(2, "11:00"),
            ["promise_charter"],
            id="a usual output of three",
        ),
        pytest.param(
            Workload(per_hour=0.5, promised=(at(2, "11:00"),)),
            at(2, "11:30"),
            ["promise_charter", "promise_spread"],
            id="a low output takes one",
        ),
        pytest.param(
            Workload(promised=tuple(at(2, f"{hour}:{half}") for hour in range(11, 16) for half in ("00", "30")) * 2),
            at(2, "15:00"),
            ["promise_charter", "promise_capped"],
            id="full up to the cap",
        ),
    ],
)
def test_what_is_promised_and_why(load: Workload, by: datetime, rules: list[str]) -> None:
    found = promise(NINE, POLICY, load)
    assert found.by == by
    assert [reason.rule for reason in found.reasons] == rules
    assert found.capped is ("promise_capped" in rules)


def test_full_half_hours_go_on_into_the_next_days_opening() -> None:
    taken = (at(2, "16:30"), at(2, "17:00")) * 2
    late = promise(at(2, "14:30"), POLICY, Workload(promised=taken))
    assert late.by == at(3, "09:30")
    assert late.reasons[-1] == e.Reason("promise_spread", {"steps": 2})


def test_the_cap_says_what_would_be_honest() -> None:
    found = promise(NINE, POLICY, usual(7.5))
    assert found.reasons[-1] == e.Reason("promise_capped", {"hours": 6.0, "wanted_hours": 7.5})
    assert found.wanted == timedelta(hours=7.5)


@pytest.mark.parametrize(
    ("word", "by"),
    [
        pytest.param(at(2, "08:00"), at(2, "11:00"), id="a word that has passed binds nothing"),
        pytest.param(at(2, "10:00"), at(2, "11:00"), id="an earlier word"),
        pytest.param(at(2, "11:00"), at(2, "11:30"), id="the same word again: later"),
        pytest.param(at(2, "17:00"), at(3, "09:30"), id="even beyond the cap"),
    ],
)
def test_a_renewed_promise_lies_after_the_one_before(word: datetime, by: datetime) -> None:
    found = promise(NINE, POLICY, Workload(), word)
    assert (found.by, found.capped) == (by, False)
    assert ("promise_renewed" in [reason.rule for reason in found.reasons]) is (by != at(2, "11:00"))


def test_holding_replies_promise_later_each_time() -> None:
    line = VirtualLine()
    line.writes(understood(("livraison", 0.9)))
    for _ in range(3):
        line.waits(timedelta(minutes=5))
        line.says(reply="holding")
    made = [event.by for event in line.events if isinstance(event, e.Promised)]
    assert len(made) == 4
    assert made == sorted(set(made))


def test_the_referent_reads_of_a_cap_with_its_figures() -> None:
    line = VirtualLine(workloads={"livraison": Workload(timedelta(hours=9), None, 31, 1.25, 12, (MONDAY,))})
    line.writes(understood(("livraison", 0.9)))
    (promised,) = [event for event in line.events if isinstance(event, e.Promised)]
    assert promised.capped
    (notice,) = [outgoing for outgoing in line.sent if outgoing.reply is Reply.STAFF_NOTICE]
    assert (notice.to, notice.once, notice.id) == ("ana@colibri.example", True, "capped-livraison-2026-03-02")
    for said in (
        "service livraison",
        "au plus 8 h d'ouverture (2 fois le délai de 4 h)",
        "serait en ce moment de 9 h 36",
        "Demandes qui attendent : 12",
        "prend 9 h d'ouverture ou davantage, 31 réponses, 1,2 par heure",
    ):
        assert said in notice.text
    assert "immédiat" not in notice.text


def test_public_promises_follow_the_public_delay() -> None:
    turn = Turn("t1", MONDAY, Visibility.PUBLIC, True, MONDAY)
    conversation = Conversation("c1", PlaceKey("web", "site", "p", "x"), turns=(turn,))
    draft = Draft(conversation, Context(small_charter(), "r1", MONDAY))
    acknowledgement.promise_words(draft, turn, "livraison")
    (promised,) = draft.change().events
    assert isinstance(promised, e.Promised)
    assert promised.by == MONDAY + timedelta(hours=2)


def test_what_would_be_honest_counts_all_that_was_cut_to_the_cap() -> None:
    stacked = promise(NINE, POLICY, Workload(promised=(at(2, "15:00"),) * 60 + (at(2, "11:00"),) * 2 + tuple(FULL)))
    assert stacked.by == at(2, "15:00")
    assert stacked.wanted == timedelta(minutes=30) * (62 + len(FULL)) / 2


def test_the_referent_reads_it_in_the_brands_language() -> None:
    load = Workload(timedelta(hours=9), None, 31, 1.25, 12, (MONDAY,))
    line = VirtualLine(workloads={"livraison": load}, charter=small_charter(languages=("en", "fr")))
    line.writes(understood(("livraison", 0.9)))
    (notice,) = [outgoing for outgoing in line.sent if outgoing.reply is Reply.STAFF_NOTICE]
    assert "For livraison team, the charter lets us promise 8 h" in notice.text
    assert "takes 9 h of opening hours or more, 31 answers, 1.2 per open hour" in notice.text
