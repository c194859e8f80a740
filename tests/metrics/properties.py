"""What must hold of every history: delays that do not flatter. Plain checks, so that mutants can be held against them."""

from collections import Counter
from datetime import datetime, timedelta

from charter.hours import open_time_between
from conversations import events as e
from conversations.figures import History
from conversations.turn import AnsweredBy, Clock, Reply
from metrics import families as f
from metrics.counting import tallies
from tests.fakes.histories import rows
from tests.metrics.history import (
    EMPTY,
    LONG_AFTER,
    T0,
    TICK,
    WINDOW,
    Step,
    answer,
    facts,
    hours,
    numbers,
    results,
    run,
    run_by_timer,
    run_heard_late,
    run_recorded,
    run_unheard,
    run_untold,
)

SOOTHING = ("acknowledge", "hold")
ARRIVALS = (*SOOTHING, "bot_answer")


def settles_once(steps: list[Step]) -> None:
    """No measure of a turn is ever counted twice."""
    counted = Counter((fact.turn, fact.measure) for fact in facts(run(steps)))
    assert all(n == 1 for n in counted.values()), counted


def soothing_answers_nothing(steps: list[Step]) -> None:
    """Acknowledging or holding changes neither the answer nor whether it was in time."""
    without = [step for step in steps if step.kind not in SOOTHING]
    soothed, plain = (_without_acknowledgements(run(these)) for these in (steps, without))
    assert soothed == plain


def closing_improves_nothing(steps: list[Step]) -> None:
    """Whatever is met with a closing was met without it, and every deadline that was missed still is."""
    without = [step for step in steps if step.kind != "close"]
    for turn in ("a", "b"):
        closed, left = results(run(steps), turn), results(run(without), turn)
        assert {clock for clock in closed if closed[clock] == "met"} <= {clock for clock in left if left[clock] == "met"}
        assert {clock for clock in left if left[clock] == "missed"} <= {clock for clock in closed if closed[clock] == "missed"}


def never_answered_is_missed(steps: list[Step]) -> None:
    """A turn without an answer, which nobody withdrew, misses every clock that runs; closing it does not help."""
    log = run(steps)
    helped = {"bot_answer", "staff_answer", "exclude", "no_answer_needed"}
    for turn in {step.turn for step in steps if step.kind == "open"}:
        if not any(step.turn == turn and step.kind in helped for step in steps):
            assert answer(log, turn) is None
            assert results(log, turn).get("expected") == "missed"
            assert set(results(log, turn).values()) == {"missed"}


def refused_is_unanswered(steps: list[Step]) -> None:
    """After a refusal the next answer's delay counts from the original opening; without one, all is missed."""
    refused = [Step(T0, "open"), Step(T0 + timedelta(minutes=1), "bot_answer"), Step(T0 + timedelta(hours=1), "refuse")]
    log = run([*refused, *(step for step in steps if step.kind not in ("open", "confirm") and step.at > refused[-1].at)])
    found = answer(log)
    if found is None:
        assert "met" not in results(log).values()
    else:
        deliveries = [event.at for event in log if isinstance(event, e.Delivered) and event.reply is Reply.ANSWER]
        assert found.seconds in {(at - T0).total_seconds() for at in deliveries if at > refused[-1].at}


def withdrawing_undoes_no_miss(steps: list[Step]) -> None:
    """Excluding a turn after its deadlines have passed leaves their results as they are."""
    end = max(step.at for step in steps) + timedelta(days=3) + WINDOW
    assert results(run([*steps, Step(end, "exclude")])) == results(run(steps))


def late_answers_lower_no_mean(steps: list[Step]) -> None:
    """An answer that misses a deadline has taken at least the time to it; for the target in opening hours, whoever gives it."""
    log = run(steps)
    targets: dict[str, datetime] = {}
    for event in log:
        if isinstance(event, e.HandedOver):
            targets.setdefault(event.turn, event.target_by)
    opened = {event.turn: event.at for event in log if isinstance(event, e.TurnOpened)}
    for turn, at in opened.items():
        found = answer(log, turn)
        if found is not None and found.seconds is not None and results(log, turn).get("expected") == "missed":
            assert found.seconds >= timedelta(hours=2).total_seconds()
        if found is not None and results(log, turn).get("target") == "missed":
            assert found.open_seconds is not None
            assert found.open_seconds >= open_time_between(hours("sav"), at, targets[turn]).total_seconds()


def ticks_change_nothing(steps: list[Step]) -> None:
    """When somebody looks is no fact: the same numbers whether the line looked often, rarely, or by its timer alone."""
    without = [step for step in steps if step.kind != TICK]
    assert numbers(run(steps)) == numbers(run(without)) == numbers(run_by_timer(without))
    assert numbers(run(without)) == numbers(run_by_timer(without, timedelta(minutes=2)))


def heard_late_is_heard(steps: list[Step]) -> None:
    """A refusal counts as if it had reached us at once, however late it does and whatever might have settled meanwhile."""
    steps = _one_answer_then_refusals(steps)
    for lag in (timedelta(seconds=5), timedelta(hours=3), WINDOW):
        assert numbers(run_heard_late(steps, ("refuse",), lag)) == numbers(run(steps))


def recorded_late_is_the_same(steps: list[Step]) -> None:
    """When a reply is recorded is no fact, but when it arrived: the earliest acknowledges."""
    for lag in (timedelta(minutes=10), timedelta(days=3)):
        assert numbers(run_untold(steps, SOOTHING, lag)) == numbers(run_untold(steps, (), lag))


def in_any_order_the_same(steps: list[Step]) -> None:
    """In which order it is recorded that replies have arrived is no fact, as long as nothing has settled: until a person's
    answer, which does at once, and the end of the bot's first window."""
    settles = min((step.at for step in steps if step.kind == "bot_answer"), default=LONG_AFTER) + WINDOW
    numbered = [(n, step) for n, step in enumerate(steps, start=1) if step.turn == "a" and step.at < settles]
    arrived = [one for one in numbered if one[1].kind in ARRIVALS]
    answer = [one for one in numbered if one[1].kind == "staff_answer"][:1]
    opened = (0, steps[0])
    for order in (arrived[::-1], [*arrived[1::2], *arrived[::2]], sorted(arrived, key=lambda one: one[1].kind)):
        assert numbers(run_recorded([opened, *order, *answer])) == numbers(run_recorded([opened, *arrived, *answer]))


def delays_count_from_the_opening(steps: list[Step]) -> None:
    """Whatever customers say or change later in a turn, its delays count from its first message."""
    log = run(steps)
    opened = {event.turn: event.at for event in log if isinstance(event, e.TurnOpened)}
    heard = [event for event in log if isinstance(event, e.Delivered)]
    for fact in facts(log):
        if fact.seconds is not None:
            assert fact.seconds in {
                (event.at - opened[fact.turn]).total_seconds() for event in heard if event.turn == fact.turn
            }


def credited_to_its_author(steps: list[Step]) -> None:
    """An answer is credited to the person who wrote it, whoever has the conversation; the bot's to nobody."""
    log = run(steps)
    written = {(event.turn, event.at, event.author) for event in log if isinstance(event, e.Delivered)}
    for row in rows(History(EMPTY.id, "web", log)):
        assert (row.author is not None) == (row.answered_by is AnsweredBy.STAFF)
        assert row.author is None or (row.id, row.answered_at, row.author) in written


def a_mention_stays(steps: list[Step]) -> None:
    """Once a customer has named us in a turn, all that settles of it is of a mention."""
    mentioned: set[str] = set()
    for event in run(steps):
        if isinstance(event, e.Decided) and event.mention and event.turn is not None:
            mentioned.add(event.turn)
        if isinstance(event, e.Settled):
            assert event.mention is (event.turn in mentioned)


def no_outage_hides_a_miss(steps: list[Step]) -> None:
    """What nobody answers is missed although no customer is ever heard of again; what was not heard is no approval."""
    heard, unheard = run(steps), run_unheard(steps)
    for turn in ("a", "b"):
        if not any(step.turn == turn and step.kind == "bot_answer" for step in steps):
            assert results(unheard, turn) == results(heard, turn)
        assert set(results(unheard, turn).items()) <= set(results(heard, turn).items())


def settled_never_changes(steps: list[Step]) -> None:
    """What has settled by any moment is settled the same in the end."""
    whole = facts(run(steps))
    for n in range(1, len(steps)):
        so_far = facts(run(steps[:n], drain=False))
        assert so_far == whole[: len(so_far)]


def twice_is_once(steps: list[Step]) -> None:
    """Every fact delivered twice gives identical numbers."""
    doubled = [Twice(step.at, step.kind, step.turn, step.caught_up) for step in steps]
    assert numbers(run(doubled)) == numbers(run(steps))


def histograms_hold_all(steps: list[Step]) -> None:
    """Every settled fact is one observation or one step of a counter, and there are no others."""
    log = run(steps)
    counted = Counter[str]()
    for tally in tallies(EMPTY, log):
        counted[tally.family] += tally.n
    settled = Counter(fact.measure for fact in facts(log))
    assert counted[f.ACKNOWLEDGEMENT_DELAY.name] == settled["acknowledged"]
    assert counted[f.ANSWER_DELAY.name] == counted[f.ANSWER_DELAY_OPEN.name] == settled["answered"]
    assert counted[f.TURNS_DUE.name] == settled[Clock.EXPECTED] + settled[Clock.TARGET]
    assert counted[f.PROMISES_DUE.name] == settled[Clock.PROMISED]
    assert counted[f.TURNS_OPENED.name] == sum(isinstance(event, e.TurnOpened) for event in log)


class Twice(Step):
    """A step whose deliveries are each told twice."""

    def events(self, n: int, conversation: str = EMPTY.id) -> tuple[e.Event, ...]:
        """The events of the step, every one but an opening twice."""
        once = super().events(n, conversation)
        return once if self.kind == "open" else tuple(event for event in once for _ in range(2))


def _one_answer_then_refusals(steps: list[Step]) -> list[Step]:
    """The history in which the bot answers a turn once, customers refuse only what they have read, and after the window, when
    it looks answered to those who do not know of the refusal, somebody looks and nobody does anything."""
    answered: dict[str, datetime] = {}
    kept = []
    for step in steps:
        said = answered.get(step.turn)
        once = step.kind != "bot_answer" or said is None
        read = step.kind != "refuse" or (said is not None and step.at > said)
        if once and read and (said is None or step.at <= said + WINDOW):
            kept.append(step)
        if step.kind == "bot_answer":
            answered.setdefault(step.turn, step.at)
    looks = [Step(at + WINDOW + timedelta(minutes=1), TICK) for at in answered.values()]
    return sorted([*kept, *looks], key=lambda step: step.at)


def _without_acknowledgements(log: list[e.Event]) -> set[e.Settled]:
    return {fact for fact in numbers(log) if fact.measure != "acknowledged"}
