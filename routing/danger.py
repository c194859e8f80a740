"""Danger first: safety wording at once, at any hour and in any state, and the on-call person is told."""

from charter.wording import Situation
from conversations import events as e
from conversations.change import Verdict
from conversations.conversation import Conversation
from conversations.message import Visibility
from conversations.turn import Reply, Turn
from conversations.understanding import Danger
from routing import acknowledgement, on_call
from routing.context import Case
from routing.draft import Draft

PUBLIC_LENGTH = 255
"""Characters of a public message beside its automatic mark."""

LIGHT = frozenset({"faq", "light", "clarify", "hors_sujet", "insulte"})
"""The verdicts whose own reply is out of place while a danger stands."""


def warn(draft: Draft, case: Case) -> None:
    """Say what keeps people safe, hand the turn over and tell the on-call person; once until a person has taken care of it,
    unless another danger joins the first: what helps against a fire does not help who wants to die.
    """
    turn, source = draft.conversation.waiting, _source(case)
    if turn is None:
        return
    if turn.danger and _warned(draft.conversation, source):
        on_call.tell(draft)
        return
    draft.add(e.DangerRaised(draft.context.now, turn.id, source.value, case.heard.opened_at))
    department = draft.context.charter.holder(case.target)
    if turn.handed_over_at is None:
        acknowledgement.hand_over(draft, turn, department, acknowledgement.left_for_people(draft, case, turn))
    # No promise: an hour of tomorrow morning is no answer to a danger of now. The person on call is told instead.
    draft.reply(Reply.SAFETY, _safety(draft, case), case.heard.visibility, turn=turn)
    on_call.tell(draft)


def say_again(draft: Draft, turn: Turn, visibility: Visibility) -> None:
    """Who asks for news or for a person while a danger stands reads again what helps: a promised hour would be no answer."""
    warned = draft.conversation.warned or (Danger.OTHER.value,)
    draft.reply(Reply.SAFETY, draft.word(Situation.SAFETY, visibility, _words(draft, warned[-1])), visibility, turn=turn)


def stands(draft: Draft, turn: Turn) -> bool:
    """True while nobody has taken care of the danger that this turn tells of."""
    return turn.danger and draft.conversation.danger_at is not None


def _source(case: Case) -> Danger:
    return case.understanding.danger or Danger.OTHER


def _words(draft: Draft, source: str) -> dict[str, object]:
    """That a person is being told is said only where the letter can leave."""
    return {"source": source, "told": draft.context.letters}


def _warned(conversation: Conversation, source: Danger) -> bool:
    """True when what helps against this danger was said of the one that stands; the general numbers are in every wording."""
    if conversation.danger_at is None:
        return False
    return source.value in conversation.warned or source is Danger.OTHER


def _safety(draft: Draft, case: Case) -> str:
    """What helps against this danger; in all our languages for who writes none of them, as far as that fits in public."""
    charter, words = draft.context.charter, _words(draft, _source(case).value)
    said = draft.word(Situation.SAFETY, case.heard.visibility, words)
    if not case.understanding.foreign_to(charter.languages):
        return said
    others = [draft.also_in(language, Situation.SAFETY, case.heard.visibility, words) for language in charter.languages[1:]]
    whole = "\n".join((said, *others))
    in_public = draft.audience(case.heard.visibility) is Visibility.PUBLIC
    return said if in_public and len(whole) > PUBLIC_LENGTH else whole


def fitting(draft: Draft, verdict: Verdict) -> str:
    """The kind of verdict to reply by: while a danger stands a person looks, and nothing canned or light is said. A greeting is
    then somebody who calls into the silence."""
    if draft.conversation.danger_at is None or verdict.kind not in LIGHT:
        return verdict.kind
    return "ou_en_est" if verdict.target == "salutation" else "route"
