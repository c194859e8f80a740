"""Several requests in one message: what may be answered is answered, what needs a department gets one, nothing is dropped."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from charter.charter import Charter
from charter.faq import FaqEntry
from conversations.change import Decision, Verdict
from conversations.events import Reason
from conversations.understanding import Score, Understanding

KEEPING = frozenset({"faq", "route", "humain", "ou_en_est", "clarify"})
"""Verdicts beside which another request is kept: each leads to an answer or to a person."""

Entry = Callable[[str], FaqEntry | None]
"""The FAQ entry of an id, if it may be used today."""


def with_further(found: Decision, u: Understanding, charter: Charter, entry: Entry) -> Decision:
    """The decision on the first request of a text, with the verdicts on its further ones.

    A canned answer beside something for a department is given with the hand-over: then the department's is the verdict.
    """
    if found.verdict.kind not in KEEPING:
        return found
    unanswered = next((score for score in u.perhaps if score.id != found.verdict.target), None)
    if found.verdict.kind == "faq" and unanswered is not None:
        return _with_a_person(found, unanswered, charter)
    verdicts: list[Verdict] = []
    reasons: list[Reason] = []
    for score in u.also:
        verdict = _verdict(score, u, charter, entry)
        if verdict is not None and verdict not in (found.verdict, *verdicts):
            verdicts.append(verdict)
            reasons.append(Reason("further_request", {"intent": score.id, "confidence": round(score.confidence, 3)}))
    if not verdicts:
        return found
    return together(replace(found, reasons=(*found.reasons, *reasons)), tuple(verdicts), charter)


def _with_a_person(found: Decision, unanswered: Score, charter: Charter) -> Decision:
    """The canned answer, and a person who sees whether something else was asked."""
    reader = next(iter(departments(charter, (_read_by(unanswered.id, charter), found.verdict))), charter.default_department)
    reason = Reason("perhaps_more", {"intent": unanswered.id, "confidence": round(unanswered.confidence, 3)})
    return Decision(Verdict("route", reader), (reason, *found.reasons), (found.verdict,))


def _read_by(id: str, charter: Charter) -> Verdict:
    return Verdict("route" if charter.is_department(id) else "faq", id)


def together(found: Decision, verdicts: tuple[Verdict, ...], charter: Charter) -> Decision:
    """The decision with `verdicts` on its further requests; a department's goes before a canned answer."""
    if found.verdict.kind == "clarify":
        # Whoever gets the sure request would wait for a question about the unsure one: a person reads both.
        choices = (_read_by(id, charter) for id in found.verdict.choices)
        likely = next(iter(departments(charter, choices)), charter.default_department)
        others = tuple(verdict for verdict in verdicts if verdict.target != likely)
        return Decision(Verdict("route", likely), (Reason("several_requests"), *found.reasons), others)
    routed = next((verdict for verdict in verdicts if verdict.kind == "route"), None)
    if found.verdict.kind != "faq" or routed is None:
        return replace(found, also=verdicts)
    others = (found.verdict, *(verdict for verdict in verdicts if verdict != routed))
    reason = Reason("a_part_needs_a_person", {"faq": found.verdict.target})
    return Decision(routed, (reason, *found.reasons), others)


def _verdict(score: Score, u: Understanding, charter: Charter, entry: Entry) -> Verdict | None:
    """What that request would be given by itself; None when it is not sure enough, or is none."""
    if charter.is_department(score.id):
        return Verdict("route", score.id) if score.confidence >= charter.confidence.route else None
    known = charter.entry(score.id)
    if known is None or score.confidence < charter.confidence.answer:
        return None
    if not u.vexed and entry(score.id) is not None:
        return Verdict("faq", score.id)
    return Verdict("route", known.department) if known.department else None


def departments(charter: Charter, verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Who would have these verdicts seen to by people, in order, each once."""
    return tuple(dict.fromkeys(_departments(charter, verdicts)))


def _departments(charter: Charter, verdicts: Iterable[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        entry = charter.entry(verdict.target or "") if verdict.kind == "faq" else None
        department = entry.department if entry is not None else verdict.target
        if department is not None and charter.is_department(department):
            yield department
