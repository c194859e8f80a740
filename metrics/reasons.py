"""What dissatisfied people about: the subjects of turns that went wrong, and which of them rise. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from charter.charter import Charter
from conversations.figures import TurnRow
from conversations.turn import Clock
from conversations.understanding import Heat
from metrics.known import Known
from metrics.returns import Returns

LOW = 2
"""A score up to this one says dissatisfied."""

RISE = 3
"""A subject rises when it is named at least so many times more than in the period before…"""
RISE_BY = 1.5
"""…and at least so many times as often: two instead of one says nothing."""

NO_SUBJECT = "none"
"""The subject of a turn on which nothing was decided."""


class Sign(StrEnum):
    """What shows that a turn dissatisfied: annoyance or more in it, the bot's answer refused, a promise broken, a low score."""

    UPSET = "upset"
    REFUSED = "refused"
    BROKEN = "broken"
    LOW_SCORE = "low_score"


@dataclass(frozen=True, slots=True)
class Reason:
    """A subject (a verdict such as `faq:retour`, or its kind alone where it names none), the turns that dissatisfied about it,
    how often each sign showed, and how many turns there were the period before, at the same age."""

    about: str
    turns: tuple[str, ...]
    signs: Mapping[Sign, int]
    before: int

    @property
    def rise(self) -> int:
        """How many more than the period before."""
        return len(self.turns) - self.before

    @property
    def rises(self) -> bool:
        """True when it is named more often, by more than chance alone would have it."""
        return self.rise >= RISE and len(self.turns) >= RISE_BY * self.before


def signs(known: Known, returned: Returns) -> dict[str, frozenset[Sign]]:
    """The signs of each turn that shows one."""
    scores = returned.scores or {}
    found = {row.id: frozenset(_signs(row, known, scores.get(row.id))) for row in known.rows}
    return {turn: shown for turn, shown in found.items() if shown}


def reasons(known: Known, returned: Returns, before: Known, returned_before: Returns) -> tuple[Reason, ...]:
    """The subjects of dissatisfied turns, the most frequent first."""
    shown, then = signs(known, returned), signs(before, returned_before)
    was = Counter(subject(row.about) for row in before.rows if row.id in then)
    turns: dict[str, list[str]] = {}
    for row in known.rows:
        if row.id in shown:
            turns.setdefault(subject(row.about), []).append(row.id)
    found = (
        Reason(about, tuple(ids), Counter(sign for id in ids for sign in shown[id]), was[about]) for about, ids in turns.items()
    )
    return tuple(sorted(found, key=lambda reason: (-len(reason.turns), reason.about)))


def rising(found: Iterable[Reason]) -> Sequence[Reason]:
    """Those that rise, the most first."""
    return sorted((reason for reason in found if reason.rises), key=lambda reason: (-reason.rise, reason.about))


def subject(about: str | None) -> str:
    """What a verdict is about: itself when it names an entry or a department, else its kind."""
    kind, _, target = (about or NO_SUBJECT).partition(":")
    return f"{kind}:{target}" if kind in ("faq", "route") and target else kind


def title(about: str, charter: Charter, language: str) -> str | None:
    """The title of the entry, or the name of the department, that a subject names; None when it names none, or one that is no
    more."""
    kind, _, target = about.partition(":")
    entry = charter.entry(target) if kind == "faq" else None
    if entry is not None:
        return _said(entry.title, language)
    if kind == "route" and charter.is_department(target):
        return _said(charter.department(target).label, language)
    return None


def _said(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))


def _signs(row: TurnRow, known: Known, score: int | None) -> Iterable[Sign]:
    if row.heat is not None and Heat[row.heat.upper()] >= Heat.ANNOYED:
        yield Sign.UPSET
    if row.refused_at is not None:
        yield Sign.REFUSED
    if known.met.get((row.id, Clock.PROMISED)) is False:
        yield Sign.BROKEN
    if score is not None and score <= LOW:
        yield Sign.LOW_SCORE
