"""What dissatisfied, and what came back: by hand, one conversation each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from conversations import events as e
from conversations.events import Reason as Why
from conversations.figures import TurnRow
from conversations.message import Visibility
from conversations.outcomes import Outcome
from conversations.turn import AnsweredBy, Clock, Reply
from metrics.known import Known, known
from metrics.periods import Period
from metrics.reasons import Reason, Sign, reasons, rising, signs, subject, title
from metrics.report import Read, report
from metrics.returns import Returns, returns
from tests.fakes.small_charter import small_charter

T0 = datetime(2026, 3, 9, 9, tzinfo=UTC)
NOW = T0 + timedelta(days=7)


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def row(id: str = "t1", conversation: str = "c1", opened: float = 0, **more: object) -> TurnRow:
    opened_at = at(opened)
    plain = {
        "channel": "web",
        "visibility": Visibility.PRIVATE,
        "mention": False,
        "expected_by": opened_at + timedelta(hours=2),
    }
    return TurnRow(id, conversation, **(plain | {"opened_at": opened_at} | more))  # type: ignore[arg-type]


def bot(id: str = "t1", **more: object) -> TurnRow:
    return row(id, answered_at=at(0), answered_by=AnsweredBy.BOT, **more)


def decided(hours: float, heat: str = "calm", turn: str = "t1", rule: str = "intent") -> e.Decided:
    return e.Decided(at(hours), (), "route:livraison", "fr", heat, "r1", "test", (Why(rule),), turn)


def settled(turn: str, measure: str = "answered", hours: float = 1, **more: object) -> e.Settled:
    more = {"answered_by": AnsweredBy.STAFF} | more if measure == "answered" else more
    return e.Settled(at(hours), turn, measure, Visibility.PRIVATE, False, "web", "livraison", **more)  # type: ignore[arg-type]


def asked(hours: float) -> e.Delivered:
    return e.Delivered(at(hours), "o1", Reply.SATISFACTION, AnsweredBy.BOT)


def opened(turn: str, hours: float) -> e.TurnOpened:
    return e.TurnOpened(at(hours), turn, Visibility.PRIVATE, False, at(hours + 2), "web")


def seen(rows: Sequence[TurnRow], *events: Outcome, now: datetime = NOW) -> Known:
    return known(rows, {"c1": events}, now)


def test_silence_after_a_canned_answer_is_neither_help_nor_refusal() -> None:
    rows = [
        bot("helped", final=True),
        bot("silent", final=True),
        bot("open"),
        row("refused", refused_at=at(1)),
        row("staff", answered_at=at(1), answered_by=AnsweredBy.STAFF, final=True),
        bot("withdrawn", withdrawn_at=at(1), excluded=True),
    ]
    facts = [settled(id, answered_by=AnsweredBy.BOT) for id in ("helped", "silent")]
    found = returns(seen(rows, *facts, e.AnswerConfirmed(at(1), "helped")))
    assert (found.helped, found.silent, found.refused, found.open) == (("helped",), ("silent",), ("refused",), ("open",))


def test_a_score_is_about_the_persons_answer_not_about_the_thanks_between() -> None:
    rows = [row("asked"), row("thanks", opened=2), row("five", opened=5)]
    events = (opened("asked", 0), settled("asked"), opened("thanks", 2), asked(3), opened("five", 5), e.Rated(at(5), 2))
    found = returns(seen(rows, *events))
    assert (found.asked, found.scores) == (("asked",), {"asked": 2})


def test_a_rating_that_is_noted_before_the_question_counts_once() -> None:
    rows = [row("asked"), row("five", opened=5)]
    events = (opened("asked", 0), settled("asked"), opened("five", 5), e.Rated(at(5), 4), asked(6))
    found = returns(seen(rows, *events))
    assert (found.asked, found.scores) == (("asked",), {"asked": 4})


def test_a_rating_counts_also_where_we_never_knew_that_the_question_arrived() -> None:
    found = returns(seen([row("asked")], opened("asked", 0), settled("asked"), e.Rated(at(5), 4)))
    assert (found.asked, found.scores) == (("asked",), {"asked": 4})


def test_a_question_without_a_reply_is_in_the_response_rate_and_not_in_the_mean() -> None:
    found = returns(seen([row("asked")], opened("asked", 0), settled("asked"), asked(3)))
    assert (found.asked, found.scores) == (("asked",), {})


@pytest.mark.parametrize(
    ("after", "end"),
    [
        ((), "gone"),
        ((decided(3),), "calmed"),
        ((decided(3), decided(4, "annoyed")), "still_upset"),
        ((decided(3, "threat"), decided(4)), "calmed"),
    ],
    ids=["silence", "calm", "annoyed at last", "calm at last"],
)
def test_anger_has_ended_when_the_last_message_is_calm_and_silence_is_told_apart(
    after: tuple[e.Decided, ...], end: str
) -> None:
    found = returns(seen([row(heat="angry")], decided(0), decided(1, "angry"), *after))
    ends = {"calmed": found.calmed, "still_upset": found.still_upset, "gone": found.gone}
    assert ends == {name: ("t1",) if name == end else () for name in ends}


def test_annoyance_is_no_anger_and_a_conversation_counts_once() -> None:
    assert returns(seen([row(heat="annoyed")], decided(1, "annoyed"))) == Returns(scores={})
    rows = [row("t1", heat="angry"), row("t2", opened=3, heat="threat")]
    found = returns(seen(rows, decided(1, "angry"), decided(3, "threat", "t2"), decided(5, turn="t3")))
    assert found.calmed == ("t1",)


def test_a_turn_dissatisfied_by_heat_refusal_broken_promise_or_low_score() -> None:
    rows = [
        row("upset", heat="annoyed"),
        row("refused", refused_at=at(1)),
        row("broken"),
        row("late"),
        row("low", opened=1),
        row("calm", heat="calm"),
    ]
    facts = (
        settled("broken", "promised", result="missed"),
        settled("late", "expected", result="missed"),
        settled("low"),
        asked(2),
        e.Rated(at(3), 2),
    )
    now = seen(rows, *facts)
    assert now.met[("broken", Clock.PROMISED)] is False
    assert signs(now, returns(now)) == {
        "upset": {Sign.UPSET},
        "refused": {Sign.REFUSED},
        "broken": {Sign.BROKEN},
        "low": {Sign.LOW_SCORE},
    }


def test_three_is_not_dissatisfied() -> None:
    now = seen([row()], settled("t1"), asked(2), e.Rated(at(3), 3))
    assert signs(now, returns(now)) == {}


def test_subjects_are_ordered_by_number_and_compared_with_before() -> None:
    def upset(many: int, about: str, start: int) -> list[TurnRow]:
        return [row(f"t{start + n}", heat="angry", about=about) for n in range(many)]

    now = seen([*upset(4, "faq:retour", 0), *upset(6, "route:livraison", 10), *upset(2, "clarify:a|b", 20)])
    before = seen([*upset(1, "faq:retour", 0), *upset(5, "route:livraison", 10)])
    found = reasons(now, Returns(), before, Returns())
    assert [(one.about, len(one.turns), one.before) for one in found] == [
        ("route:livraison", 6, 5),
        ("faq:retour", 4, 1),
        ("clarify", 2, 0),
    ]
    assert found[0].signs == {Sign.UPSET: 6}
    assert [one.about for one in rising(found)] == ["faq:retour"]


@pytest.mark.parametrize(("now", "before", "rises"), [(3, 0, True), (2, 0, False), (9, 6, True), (8, 6, False), (12, 9, False)])
def test_a_subject_rises_by_three_and_by_half(now: int, before: int, rises: bool) -> None:
    assert Reason("faq:retour", tuple(map(str, range(now))), {}, before).rises is rises


def test_subjects_and_their_titles() -> None:
    assert [subject(about) for about in ("faq:retour", "humain", "clarify:a|b", None)] == [
        "faq:retour",
        "humain",
        "clarify",
        "none",
    ]
    charter = small_charter()
    assert title("faq:retour", charter, "en") == "Question retour"
    assert title("route:livraison", charter, "fr") == "service livraison"
    assert [title(about, charter, "fr") for about in ("faq:gone", "route:gone", "humain")] == [None, None, None]


def test_what_nothing_recognised_is_counted_by_turn() -> None:
    now = seen(
        [row("t1"), row("t2")], decided(0, rule="nothing_recognised"), decided(1, rule="out_of_scope"), decided(1, turn="t2")
    )
    assert now.unrecognised == {"t1"}


def test_what_is_said_later_changes_nothing_then() -> None:
    times = {"bot_answered_at": at(1), "refused_at": at(3), "acknowledged_at": at(0.5)}
    rows = [row("t1", answered_at=at(5), answered_by=AnsweredBy.STAFF, final=True, **times)]
    events = (decided(0), settled("t1", hours=5))
    before_refusal = seen(rows, *events, now=at(2)).rows[0]
    assert (before_refusal.answered_by, before_refusal.final, before_refusal.refused_at) == (AnsweredBy.BOT, False, None)
    between = seen(rows, *events, now=at(4)).rows[0]
    assert (between.answered_by, between.refused_at) == (None, at(3))
    assert seen(rows, *events, now=at(5)).rows[0] == rows[0]
    assert seen(rows, *events, now=at(0)).rows == []


def test_a_report_of_days_without_anybody_says_nothing_and_fails_nowhere() -> None:
    day = Period(date(2026, 3, 9), date(2026, 3, 9), "Europe/Paris")
    empty = report(day, NOW, Read([], {}), Read([], {}), ["livraison"])
    assert {figure.n for figure in empty.figures.values()} == {0}
    assert empty.reasons == ()
