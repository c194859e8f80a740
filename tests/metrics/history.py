"""Histories of one conversation, at random or by hand, through the same fold and settlements as the line's."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any

from hypothesis import strategies as st

from charter.hours import OpeningHours
from conversations import events as e
from conversations.conversation import Conversation, after
from conversations.message import PlaceKey, Visibility
from conversations.turn import AnsweredBy, Reply
from metrics.turns import IN_TRANSIT, UNHEARD, next_settlement, settlements

T0 = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""A Monday, ten in the morning in Paris."""

EMPTY = Conversation("c1", PlaceKey("web", "shop", "p1", "x1"))
WINDOW = timedelta(hours=24)
LONG_AFTER = T0 + timedelta(days=60)
TICK = "tick"
ASSIGNEE = "who has it"


def days(department: str | None) -> tuple[str, ...]:
    """Every weekday; `livraison` is there on Fridays alone."""
    return ("friday",) if department == "livraison" else ("monday", "tuesday", "wednesday", "thursday", "friday")


def opening(days: Sequence[str]) -> dict[str, Any]:
    """Those days from nine to eighteen, as a charter says it."""
    return {"week": {day: ["9:00-18:00"] for day in days}}


def hours(department: str | None) -> OpeningHours:
    """Their days from nine to eighteen."""
    return OpeningHours.model_validate(opening(days(department)))


@dataclass(frozen=True)
class Step:
    """Something that happens `at`: a kind of fact about turn `turn`; by a tick customers were heard (`caught_up`) or not."""

    at: datetime
    kind: str
    turn: str = "a"
    caught_up: bool = True

    def events(self, n: int, conversation: str = EMPTY.id) -> tuple[e.Event, ...]:
        """The events of this step in that conversation; `n` makes its ids."""
        at, turn, out = self.at, self.turn, f"{conversation}-o{n}"
        staff, bot = AnsweredBy.STAFF, AnsweredBy.BOT
        refusable = at + WINDOW
        made: dict[str, tuple[e.Event, ...]] = {
            "open": (e.TurnOpened(at, turn, Visibility.PRIVATE, False, at + timedelta(hours=2), "web"),),
            "hand_over": (e.HandedOver(at, turn, "sav", at + timedelta(hours=8)),),
            "hand_over_both": (e.HandedOver(at, turn, "sav", at + timedelta(hours=8), also=("facturation",)),),
            "hand_on": (
                e.TurnOpened(T0, f"r{turn}", Visibility.PRIVATE, False, T0 + timedelta(hours=2), "web", rest_of=turn),
                e.HandedOver(at, f"r{turn}", "facturation", T0 + timedelta(hours=8)),
            ),
            "mention": (e.Decided(at, (), "ou_en_est", "fr", "calm", "r1", "embedded", (), turn, mention=True),),
            "ask": (e.ClarificationAsked(at, turn, ("sav", "livraison")),),
            "transfer": (e.Transferred(at, "u1", "livraison", turn),),
            "promise": (e.Promised(at, turn, at + timedelta(hours=5)),),
            "acknowledge": (e.Delivered(at, out, Reply.ACKNOWLEDGEMENT, bot, turn),),
            "hold": (e.Delivered(at, out, Reply.HOLDING, staff, turn),),
            "queue": (e.Replied(at, out, Reply.ANSWER, staff, "u1", turn),),
            "undeliverable": (e.Undeliverable(at, f"{conversation}-o{n - 1}", "blocked", Reply.ANSWER, turn),),
            "bot_answer": (
                e.Replied(at, out, Reply.ANSWER, bot, None, turn),
                e.Delivered(at, out, Reply.ANSWER, bot, turn, refusable),
            ),
            "staff_answer": (
                e.Replied(at, out, Reply.ANSWER, staff, "u1", turn),
                e.Delivered(at, out, Reply.ANSWER, staff, turn, author=f"u{n}"),
            ),
            "confirm": (e.AnswerConfirmed(at, turn),),
            "refuse": (e.AnswerRefused(at, turn),),
            "assign": (e.Assigned(at, "u1", ASSIGNEE),),
            "close": (e.Closed(at, "u1"),),
            "exclude": (e.Excluded(at, turn, "abuse", "u1"),),
            "no_answer_needed": (e.NoAnswerNeeded(at, turn, "light:merci"),),
            TICK: (),
        }
        return made[self.kind]


FACTS = (
    "hand_over", "ask", "mention", "transfer", "promise", "acknowledge", "hold", "queue", "undeliverable", "bot_answer",
    "staff_answer", "confirm", "refuse", "close", "exclude", "no_answer_needed",
)  # fmt: skip


def histories(*without: str, ticks: bool = True, also: Sequence[str] = ()) -> st.SearchStrategy[list[Step]]:
    """A turn `a` opened at T0, a turn `b` perhaps opened later, and facts about both at random times, in order."""
    kinds = [kind for kind in (*FACTS, *also, *((TICK, TICK) if ticks else ())) if kind not in without]
    gap = st.integers(0, 60 * 15).map(lambda minutes: timedelta(minutes=minutes))
    facts = st.lists(st.tuples(gap, st.sampled_from(kinds), st.booleans(), st.booleans()), max_size=9)

    def build(drawn: Sequence[tuple[timedelta, str, bool, bool]], second: int) -> list[Step]:
        steps, at = [Step(T0, "open")], T0
        for n, (wait, kind, other, caught_up) in enumerate(drawn):
            at += wait
            if n == second:
                steps.append(Step(at, "open", "b"))
            step = Step(at, kind, "b" if other and n >= second else "a", caught_up)
            if kind != "no_answer_needed" or _may_be_ruled(step, steps):
                steps.append(step)
        return steps

    return st.builds(build, facts, st.integers(0, 12))


def _may_be_ruled(step: Step, before: Sequence[Step]) -> bool:
    """A rule that no answer is needed speaks when it opens the turn, or of one that people were given or we asked about."""
    return any(
        was.turn == step.turn and (was.kind in ("hand_over", "ask") or (was.kind == "open" and was.at == step.at))
        for was in before
    )


def at(hour: float, kind: str, turn: str = "a", caught_up: bool = True) -> Step:
    """A step so many hours after T0."""
    return Step(T0 + timedelta(hours=hour), kind, turn, caught_up)


def run(steps: Iterable[Step], drain: bool = True, id: str = EMPTY.id) -> list[e.Event]:
    """All events of these steps with the settlements that the line appends, and long after it all when `drain`."""
    log: list[e.Event] = []
    conversation, now, heard_until = replace(EMPTY, id=id), T0, T0
    for n, step in enumerate(steps, start=1):
        now = max(now, step.at)
        heard_until = max(now - IN_TRANSIT if step.kind == TICK and step.caught_up else heard_until, now - UNHEARD)
        conversation = _append(log, conversation, step.events(n, id), now, heard_until)
    if drain:
        conversation = _append(log, conversation, (), LONG_AFTER, LONG_AFTER)
    return log


def run_unheard(steps: Iterable[Step]) -> list[e.Event]:
    """The same when no customer is ever heard of again."""
    log: list[e.Event] = []
    conversation = EMPTY
    for n, step in enumerate(steps, start=1):
        conversation = _append(log, conversation, step.events(n), step.at, T0)
    _append(log, conversation, (), LONG_AFTER, T0)
    return log


def run_heard_late(steps: Iterable[Step], kinds: Collection[str], lag: timedelta) -> list[e.Event]:
    """The same when facts of these kinds reach us so much later than they happen, and customers are heard so much later."""
    reported = [(step.at + (lag if step.kind in kinds else timedelta(0)), n, step) for n, step in enumerate(steps, start=1)]
    log: list[e.Event] = []
    conversation = EMPTY
    for now, n, step in sorted(reported, key=itemgetter(0, 1)):
        conversation = _append(log, conversation, step.events(n), now, now - lag)
    _append(log, conversation, (), LONG_AFTER, LONG_AFTER)
    return log


def run_untold(steps: Iterable[Step], kinds: Collection[str], lag: timedelta) -> list[e.Event]:
    """The same when facts of these kinds are recorded so much later than they happen, and nothing settles before all are."""
    reported = [(step.at + (lag if step.kind in kinds else timedelta(0)), n, step) for n, step in enumerate(steps, start=1)]
    log = [event for _, n, step in sorted(reported, key=itemgetter(0, 1)) for event in step.events(n)]
    _append(log, after(EMPTY, log), (), LONG_AFTER, LONG_AFTER)
    return log


def run_recorded(steps: Iterable[tuple[int, Step]]) -> list[e.Event]:
    """All events of these numbered steps, recorded in that order whenever they happened; nothing settles before all are."""
    log = [event for n, step in steps for event in step.events(n)]
    _append(log, after(EMPTY, log), (), LONG_AFTER, LONG_AFTER)
    return log


def run_by_timer(steps: Iterable[Step], lag: timedelta = timedelta(0)) -> list[e.Event]:
    """The same, looking only when `next_settlement` says so, until it says that there is nothing more to look at. Customers are
    heard so much later than they write."""
    log: list[e.Event] = []
    conversation = EMPTY
    for n, step in enumerate(steps, start=1):
        conversation = _fire(log, conversation, step.at, lag)
        conversation = _append(log, conversation, step.events(n), step.at, step.at - lag)
    _fire(log, conversation, LONG_AFTER, lag)
    return log


def _fire(log: list[e.Event], conversation: Conversation, until: datetime, lag: timedelta) -> Conversation:
    now = T0
    while (due := next_settlement(conversation, now, now - lag)) is not None and due < until:
        now = due
        conversation = _append(log, conversation, (), now, now - lag)
    return conversation


def _append(
    log: list[e.Event], conversation: Conversation, events: tuple[e.Event, ...], now: datetime, heard_until: datetime
) -> Conversation:
    conversation = after(conversation, events)
    settled = settlements(conversation, now, heard_until, hours)
    log.extend((*events, *settled))
    return after(conversation, settled)


def facts(log: Iterable[e.Event], turn: str | None = None) -> list[e.Settled]:
    """The settled facts of a log, of one turn or of all."""
    return [event for event in log if isinstance(event, e.Settled) and turn in (None, event.turn)]


def numbers(log: Iterable[e.Event]) -> set[e.Settled]:
    """What is counted, whenever it was, whoever held the turn by then, and whether it had named us yet."""
    return {replace(fact, at=T0, department="", mention=False) for fact in facts(log)}


def results(log: Iterable[e.Event], turn: str = "a") -> dict[str, str | None]:
    """Met or missed by clock."""
    return {fact.measure: fact.result for fact in facts(log, turn) if fact.result is not None}


def answer(log: Iterable[e.Event], turn: str = "a") -> e.Settled | None:
    """The settled answer of a turn, if any."""
    return next((fact for fact in facts(log, turn) if fact.measure == "answered"), None)
