"""The first-level reply: you have been heard, this department has it, and you hear from us by then.

One per turn; in public one per contact and department in `PUBLIC_ONCE`.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from charter import hours, promises
from charter.wording import Situation
from conversations import events as e
from conversations.change import Timer, Verdict
from conversations.message import Visibility
from conversations.turn import Reply, Turn
from conversations.understanding import Heat
from conversations.workload import Workload
from routing import asking, canned_answer, cap_notice, crisis, dated_act, further_requests, presence, promising
from routing.context import Case
from routing.draft import Draft
from routing.promising import Policy

PUBLIC_ONCE = timedelta(hours=24)
"""In public one acknowledgement per contact and department in that time."""


def route(draft: Draft, case: Case) -> None:
    """Hand the waiting turn over to the verdict's department and acknowledge it, unless that is done already."""
    turn = draft.conversation.waiting
    if turn is None:
        return
    if turn.handed_over_at is not None:
        _at_last(draft, case, turn)
        return
    acknowledge_case(draft, case, turn, draft.context.charter.holder(_meant(draft, case) or draft.conversation.department))


def _at_last(draft: Draft, case: Case, turn: Turn) -> None:
    """A turn that was handed over in silence (once a day in public) is acknowledged when the customer writes again later."""
    department = draft.context.charter.holder(turn.department)
    silent = turn.acknowledged_at is None and turn.word is None and not turn.danger
    if silent and not said_in_public(draft, case.heard.visibility, department):
        _say(draft, turn, department, situation(draft, case), case.heard.visibility)


def acknowledge_case(draft: Draft, case: Case, turn: Turn, department: str) -> None:
    """Hand `turn` over to `department` and tell the customer so, in the words that fit what was heard."""
    dated = turn.dated_act is not None
    said = Situation.ACKNOWLEDGEMENT_DATED if dated else situation(draft, case)
    extra = dated_act.words(draft, turn) if dated else {}
    holder = presence.holder(draft.context.charter, department, draft.context.away)
    asked = asking.needs(draft, case, turn, holder, said)
    told = _answered_now(draft, case, turn, holder)
    also = left_for_people(draft, case, turn, answered=bool(told))
    acknowledge(draft, turn, department, said, case.heard.visibility, extra, asked, told, also)


def left_for_people(draft: Draft, case: Case, turn: Turn, answered: bool = False) -> tuple[str, ...]:
    """The departments of what else was asked, and of answers in `turn` that did not help; `answered`: those of questions
    need nobody, as they are answered now."""
    further = (one for one in case.decision.also if not (answered and one.kind == "faq"))
    refused = (Verdict("faq", id) for id in turn.faq_also if turn.refused)
    return further_requests.departments(draft.context.charter, (*further, *refused))


def _answered_now(draft: Draft, case: Case, turn: Turn, holder: str) -> str:
    """The canned answers to what else was asked, calmly; "" where they have no room beside the acknowledgement."""
    visibility = case.heard.visibility
    if case.understanding.vexed or said_in_public(draft, visibility, holder):
        return ""
    answers = "\n\n".join(canned_answer.texts(draft, case.decision.also, visibility))
    if not answers or draft.audience(visibility) is Visibility.PRIVATE:
        return answers
    trial = draft.branch()
    word = trial.word(situation(trial, case), visibility, promise_words(trial, turn, holder))
    return answers if trial.has_room(f"{answers}\n\n{word}", visibility) else ""


def acknowledge(
    draft: Draft,
    turn: Turn,
    department: str,
    said: Situation,
    visibility: Visibility,
    words: Mapping[str, object] = MappingProxyType({}),
    asked: str = "",
    answers: str = "",
    also: tuple[str, ...] = (),
) -> None:
    """Hand `turn` over to `department` and tell the customer so, with a promise; `asked` is what the department needs.

    `answers` are given before; `also` are the departments that the rest is for, once this one has answered.
    """
    department = hand_over(draft, turn, department, also)
    if said_in_public(draft, visibility, department):
        return
    _say(draft, turn, department, said, visibility, words, asked, answers)


def _say(
    draft: Draft,
    turn: Turn,
    department: str,
    said: Situation,
    visibility: Visibility,
    words: Mapping[str, object] = MappingProxyType({}),
    asked: str = "",
    answers: str = "",
) -> None:
    word = draft.word(said, visibility, {**promise_words(draft, turn, department), **words})
    text = "\n\n".join(filter(None, (answers, _with_rest(draft, turn, word, visibility))))
    draft.reply(Reply.ACKNOWLEDGEMENT, f"{text} {asked}".strip(), visibility, turn=turn)


def _with_rest(draft: Draft, turn: Turn, word: str, visibility: Visibility) -> str:
    """The word, and that the rest was heard too, where there is some and room for it."""
    handed = draft.conversation.turn(turn.id)
    if handed is None or not handed.also:
        return word
    labels = [label_of(draft, id) for id in handed.also]
    rest = draft.branch().word(Situation.FURTHER, visibility, {"department": ", ".join(labels)})
    if not draft.has_room(f"{word} {rest}", visibility):
        return word
    return f"{word} {draft.word(Situation.FURTHER, visibility, {'department': ', '.join(labels)})}"


def label_of(draft: Draft, department: str) -> str:
    """How customers are told of a department, in theirs of our languages."""
    label = draft.context.charter.department(draft.context.charter.holder(department)).label
    return label.get(draft.language) or next(iter(label.values()))


def _meant(draft: Draft, case: Case) -> str | None:
    """The department of the verdict; of somebody who asks for a person about something, the department of that."""
    best = case.understanding.best
    about = best is not None and case.understanding.wish is not None and draft.context.charter.is_department(best.id)
    if best is None or case.target is not None or not about or best.confidence < draft.context.charter.confidence.route:
        return case.target
    return best.id


def said_in_public(draft: Draft, visibility: Visibility, department: str) -> bool:
    """True when this contact has had the public acknowledgement of that department lately, or a crisis bids quiet there."""
    context = draft.context
    nothing_new = department in context.acknowledged_in_public or crisis.quiet(
        context.emergency.crisis if context.emergency else None, department
    )
    return draft.audience(visibility) is Visibility.PUBLIC and nothing_new


def hand_over(draft: Draft, turn: Turn, department: str, also: tuple[str, ...] = ()) -> str:
    """Give `turn` to `department`, silently, or to whoever stands in while nobody is present there; returns who has it now.

    The target runs from the customer's first message. `also` are the departments of what else was asked.
    """
    charter, now = draft.context.charter, draft.context.now
    holder = presence.holder(charter, department, draft.context.away)
    policy = _policy(draft, turn, holder)
    target = hours.add_open_time(policy.hours, turn.opened_at, policy.delay)
    instead_of = department if holder != department else None
    rest = tuple(id for id in also if id not in (holder, department))
    draft.add(e.HandedOver(now, turn.id, holder, target, instead_of, rest))
    draft.timer(Timer.CLARIFY, None)
    return holder


def promise_words(draft: Draft, turn: Turn, department: str, held: bool = False) -> dict[str, object]:
    """Promise a time for `turn`, later than any before, and give the words for it: department, promise, closed, reopens.

    `held`: in a reply that does not leave yet.
    """
    now, policy = draft.context.now, _policy(draft, turn, department)
    given = promising.promise(now, policy, draft.context.workloads.get(department, Workload()), turn.word)
    draft.add(e.Promised(now, turn.id, given.by, given.reasons, given.capped, held))
    if given.wanted is not None:
        cap_notice.tell_referent(draft, turn, department, policy, given.wanted)
    opening = policy.hours
    closed = not hours.is_open(opening, now)
    back = hours.next_opening(opening, now)
    return {
        "department": label_of(draft, department),
        "promise": promises.say(given.by, now, opening.timezone, draft.language),
        "closed": closed,
        "reopens": promises.say_opening(back, now, opening.timezone, draft.language) if closed else "",
    }


def _policy(draft: Draft, turn: Turn, department: str) -> Policy:
    """What the charter lets that department promise to `turn`."""
    charter = draft.context.charter
    delays = charter.department(department).delays
    delay = delays.public if turn.visibility is Visibility.PUBLIC else delays.private
    return Policy(delay, charter.hours_of(department), charter.promising)


def situation(draft: Draft, case: Case) -> Situation:
    """Which acknowledgement fits what was heard."""
    u = case.understanding
    if case.heard.media:
        return Situation.ACKNOWLEDGEMENT_MEDIA
    if u.foreign_to(draft.context.charter.languages):
        return Situation.ACKNOWLEDGEMENT_LANGUAGE
    if u.heat >= Heat.ANNOYED:  # not irony alone, which may be praise: regret would hurt whoever means it
        return Situation.ACKNOWLEDGEMENT_HEATED
    return Situation.ACKNOWLEDGEMENT
