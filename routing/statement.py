"""What holds while a crisis stands: canned answers stop, one statement for each public thread, and quiet under precaution.

Private service goes on, clocks run on, and what waited in silence stands in the queue: nothing is replayed when it ends.
"""

import hashlib

from charter.charter import Charter
from conversations.change import Decision, Verdict
from conversations.crisis import Crisis, CrisisState
from conversations.events import Reason
from conversations.message import PlaceKey, Visibility
from conversations.turn import Reply, Turn
from routing import acknowledgement, clarification, further_requests
from routing.context import Case, Context, Emergency
from routing.draft import Draft

CRISIS = "crisis"
"""The rule that replaces a canned answer."""

_NO_SUBJECT = frozenset({"light", "helped", "rated", "withdrawn", "insulte", "hors_sujet"})
"""Verdicts that are about nothing a crisis could be about."""


def instead(decision: Decision, context: Context) -> Decision:
    """The decision, but a department in place of each canned answer on the subject of a declared crisis."""
    emergency, charter = context.emergency, context.charter
    if emergency is None or emergency.crisis.state is not CrisisState.DECLARED:
        return decision
    asked = (decision.verdict, *decision.also)
    stopped = [one for one in asked if one.kind == "faq" and _concerns(emergency.crisis, one, None, charter)]
    if not stopped:
        return decision
    verdict, *others = dict.fromkeys(_by_a_person(one, charter) if one in stopped else one for one in asked)
    reasons = (Reason(CRISIS, {"faq": stopped[0].target}), *decision.reasons)
    return further_requests.together(Decision(verdict, reasons), tuple(others), charter)


def _by_a_person(verdict: Verdict, charter: Charter) -> Verdict:
    return Verdict("route", _department(verdict.target or "", charter) or charter.default_department)


def hold(draft: Draft, case: Case) -> bool:
    """In public: say the statement in place of the acknowledgement, or nothing, and hand over without a promise.

    False when nothing stands that would change what is said here.
    """
    emergency = draft.context.emergency
    if emergency is None or draft.audience(case.heard.visibility) is not Visibility.PUBLIC:
        return False
    turn = draft.conversation.waiting
    if turn is None or not _held(draft, case, emergency) or _asks_for_more(case, turn):
        return False
    if turn.handed_over_at is None:
        department = draft.context.charter.holder(_meant(draft, case))
        acknowledgement.hand_over(draft, turn, department, acknowledgement.left_for_people(draft, case, turn))
    if emergency.crisis.state is CrisisState.DECLARED and not emergency.stated:
        _state(draft, case, emergency.crisis)
    return True


def _held(draft: Draft, case: Case, emergency: Emergency) -> bool:
    verdict, about = case.decision.verdict, draft.conversation.department
    if verdict.kind in _NO_SUBJECT:
        return False
    if emergency.crisis.state is CrisisState.PRECAUTION:
        return True
    withheld = any(reason.rule == CRISIS for reason in case.decision.reasons)
    return withheld or _concerns(emergency.crisis, verdict, about, draft.context.charter)


def _asks_for_more(case: Case, turn: Turn) -> bool:
    """Who waits already and wants a person is seen to in a crisis too; what is said of it is for others to weigh."""
    return case.decision.verdict.kind == "humain" and turn.handed_over_at is not None


def _meant(draft: Draft, case: Case) -> str | None:
    """The department that the verdict names or hints at, else the one that has the conversation."""
    verdict, charter = case.decision.verdict, draft.context.charter
    if verdict.kind == "clarify":
        return clarification.department_of(verdict.choices, charter)
    named = verdict.target if verdict.kind == "route" else _department(verdict.target or "", charter)
    return named or draft.conversation.department


def _state(draft: Draft, case: Case, crisis: Crisis) -> None:
    texts = draft.context.charter.crisis.statement
    if texts is None:
        return
    text = texts.get(draft.language) or next(iter(texts.values()))
    once = f"statement-{crisis.id}-{crisis.changed_at:%Y%m%d%H%M%S}-{_thread(draft.conversation.key)}"
    draft.reply(Reply.STATEMENT, text, case.heard.visibility, turn=draft.conversation.waiting, once=once)


def _concerns(crisis: Crisis, verdict: Verdict, department: str | None, charter: Charter) -> bool:
    """True when the verdict is about a subject of the crisis; what names nothing is about what its conversation is about."""
    if not crisis.subjects:
        return True
    named = [*([verdict.target] if verdict.target else []), *verdict.choices] or [department or ""]
    return any(id in crisis.subjects or _department(id, charter) in crisis.subjects for id in named)


def _department(id: str, charter: Charter) -> str | None:
    entry = charter.entry(id)
    return entry.department if entry is not None else None


def _thread(key: PlaceKey) -> str:
    return hashlib.sha256(f"{key.channel} {key.account} {key.place}".encode()).hexdigest()[:16]
