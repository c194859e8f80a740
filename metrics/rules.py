"""What Prometheus records: numerators and denominators by window, then the figures that managers read, n beside them.

A window `1d`, `7d`, `28d` ends now. What comes from counters counts by the time at which it settled; what comes from the cohort
gauges counts by the time at which the turn opened. `department` and `answered_by` have the value "all" beside each of theirs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from metrics import cohorts
from metrics.families import WINDOWS
from metrics.promql import added, increase, named, once, ratio, share

ANSWERED = "|".join(cohorts.ANSWERED)
OWED = "|".join(cohorts.OWED)
"""As a matcher: what "answered" is divided by. A bot's answer that can still be refused is in it, and is no answer yet."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`record` is `expr`, evaluated once an `interval`; `says` is the exact definition."""

    record: str
    expr: str
    says: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are evaluated one after the other, every `interval`; a later one reads what an earlier one recorded."""

    name: str
    interval: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Turns whose delay is one of the four figures: `name` in the records, `where` they are chosen, `of` in words."""

    name: str
    where: str
    of: str


MENTION = Subject("mention", 'mention="yes",visibility="public"', "public turns that name the brand")
COMMENT = Subject("comment", 'visibility="public"', "all public turns")
PRIVATE = Subject("private", 'visibility="private"', "private turns")
SUBJECTS = (MENTION, COMMENT, PRIVATE)

_SUMS = {
    "acknowledgement_delay_seconds": "acknowledgement delays",
    "answer_delay_seconds": "answer delays",
    "answer_delay_open_seconds": "answer delays over opening hours",
    "staff_wait_seconds": "waits from hand-over to a person's answer",
}
_COUNTS = {
    "turns_due": "deadlines that have passed, by result",
    "promises_due": "first promises whose time has passed, by result",
}
_BY = ("answered_by", "department")
_INTERVALS = {"1d": "1m", "7d": "2m", "28d": "4m"}


def groups() -> tuple[Group, ...]:
    """All rules. What is over longer windows moves slowly and costs more (an increase over 28 days reads 40,000 samples of each
    series); never as slow as the five minutes for which Prometheus looks back, that would leave gaps."""
    return (
        Group("recul-6h", "1m", (_counted("turns_due", "6h"), *_missed("6h"))),
        *(Group(f"recul-{window}", _INTERVALS[window], tuple(_of(window))) for window in WINDOWS),
    )


def _of(window: str) -> Iterator[Rule]:
    yield from _summed(window)
    yield from (_counted(name, window) for name in _COUNTS)
    for subject in SUBJECTS:
        yield from _means(subject, window)
    for subject in (MENTION, PRIVATE):
        yield from _quantiles(subject, window)
    yield from _answered(window)
    yield from _met(window)
    yield from _missed(window)
    yield from _kept(window)
    yield from _faq(window)
    yield from _staff(window)


def _summed(window: str) -> Iterator[Rule]:
    for name, what in _SUMS.items():
        for part, of in (("sum", "Seconds"), ("count", "Number")):
            expr = f"sum without(channel)({increase(f'recul_{name}_{part}', window)})"
            yield Rule(f"recul:{name}:{part}_{window}", expr, f"{of} of the {what} that settled in {window}.")


def _counted(name: str, window: str) -> Rule:
    expr = f"sum without(channel)({increase(f'recul_{name}_total', window)})"
    return Rule(f"recul:{name}:increase_{window}", expr, f"Number, in {window}, of {_COUNTS[name]}.")


def _means(subject: Subject, window: str) -> Iterator[Rule]:
    n = f"recul:{subject.name}_answer_delay_seconds:n_{window}"
    yield Rule(
        n,
        added(f"recul:answer_delay_seconds:count_{window}{{{subject.where}}}", _BY, _BY),
        f"Number of answers that settled in {window} to {subject.of}.",
    )
    for clock, says in (("", "wall clock"), ("_open", "opening hours of the department that had the turn first")):
        yield Rule(
            f"recul:{subject.name}_answer_delay{clock}_seconds:mean_{window}",
            ratio(added(f"recul:answer_delay{clock}_seconds:sum_{window}{{{subject.where}}}", _BY, _BY), n),
            f"Mean delay, {says}, of the answers that settled in {window} to {subject.of}, from the first message's time.",
        )


def _quantiles(subject: Subject, window: str) -> Iterator[Rule]:
    where = subject.where if "mention=" in subject.where else f'mention="no",{subject.where}'
    for quantile, short, portion in (("0.5", "p50", "half"), ("0.9", "p90", "nine in ten")):
        selector = f'recul_cohort_answer_delay_seconds{{{where},quantile="{quantile}",window="{window}"}}'
        yield Rule(
            f"recul:{subject.name}_answer_delay_seconds:{short}_{window}",
            f"max without(mention, quantile, visibility, window)({once(selector)})",
            f"Delay after which {portion} of the {subject.of} opened in {window} were answered, those still waiting counted "
            '(Kaplan–Meier). With reached="no": not reached yet, it is over that value.',
        )


def _answered(window: str) -> Iterator[Rule]:
    n = f"recul:mentions_answered:n_{window}"
    yield Rule(
        n,
        _cohort(OWED, window),
        f"Number of public turns opened in {window} that name the brand and are or were owed an answer.",
    )
    shares = (("staff", "answered_staff"), ("bot", "answered_bot"), ("all", ANSWERED))
    parts = "\nor ".join(named(f"(\n{_cohort(state, window)}\nor {n} * 0\n)", answered_by=by) for by, state in shares)
    yield Rule(
        f"recul:mentions_answered:ratio_{window}",
        f"(\n{parts}\n) / ignoring(answered_by) group_left() ({n} > 0)",
        f"Share of these turns opened in {window} that were answered, ever; the bot's answers that can still be refused, and "
        "the turns closed without an answer, count as not answered.",
    )


def _cohort(states: str, window: str) -> str:
    turns = once(f'recul_cohort_turns{{{MENTION.where},state=~"{states}",window="{window}"}}')
    return added(turns, ("department",), ("department",))


def _met(window: str) -> Iterator[Rule]:
    due = f'recul:turns_due:increase_{window}{{{MENTION.where},clock="expected"%s}}'
    n = f"recul:mentions_met:n_{window}"
    yield Rule(
        n,
        added(due % "", ("department",), ("department",)),
        f"Number of public turns that name the brand whose expected time passed in {window}.",
    )
    yield Rule(
        f"recul:mentions_met:ratio_{window}",
        share(added(due % ',result="met"', ("department",), ("department",)), n),
        "Share of them that were answered by then.",
    )


def _missed(window: str) -> Iterator[Rule]:
    labels, due = ("clock", "department", "visibility"), f"recul:turns_due:increase_{window}"
    n = f"recul:turns_missed:n_{window}"
    yield Rule(n, added(due, labels, ("department",)), f"Number of deadlines that passed in {window}.")
    yield Rule(
        f"recul:turns_missed:ratio_{window}",
        share(added(f'{due}{{result="missed"}}', labels, ("department",)), n),
        "Share of these deadlines that passed without an answer.",
    )


def _kept(window: str) -> Iterator[Rule]:
    labels, due = ("department", "visibility"), f"recul:promises_due:increase_{window}"
    n = f"recul:promises_kept:n_{window}"
    yield Rule(n, added(due, labels, ("department",)), f"Number of first promises whose time passed in {window}.")
    yield Rule(
        f"recul:promises_kept:ratio_{window}",
        share(added(f'{due}{{result="kept"}}', labels, ("department",)), n),
        "Share of these promises that were kept: an answer, not refused, by the first time that was promised.",
    )


def _faq(window: str) -> Iterator[Rule]:
    count = f"recul:answer_delay_seconds:count_{window}"
    n = f"recul:faq_share:n_{window}"
    yield Rule(n, f"sum by(visibility)({count})", f"Number of answers that settled in {window}.")
    yield Rule(
        f"recul:faq_share:ratio_{window}",
        share(f'sum by(visibility)({count}{{answered_by="bot"}})', n),
        "Share of these answers that were the bot's, from the charter, and were not refused.",
    )


def _staff(window: str) -> Iterator[Rule]:
    labels = ("department", "visibility")
    n = f"recul:staff_wait_seconds:n_{window}"
    yield Rule(
        n,
        added(f"recul:staff_wait_seconds:count_{window}", labels, ("department",)),
        f"Number of persons' answers that settled in {window} to turns that were handed over.",
    )
    yield Rule(
        f"recul:staff_wait_seconds:mean_{window}",
        ratio(added(f"recul:staff_wait_seconds:sum_{window}", labels, ("department",)), n),
        "Mean time of these answers, from the first hand-over to a department. Wall clock.",
    )
