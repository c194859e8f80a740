"""What a department needs to know: asked once, in private, with the acknowledgement, unless it was told already."""

from charter.wording import Situation
from conversations.message import Visibility
from conversations.turn import Turn
from routing.context import Case
from routing.draft import Draft

NEVER_AFTER = frozenset({Situation.ACKNOWLEDGEMENT_DATED, Situation.ACKNOWLEDGEMENT_LANGUAGE})
"""An act that the law dates is complete without our questions; who writes another language would not read them."""


def needs(draft: Draft, case: Case, turn: Turn, department: str, said: Situation) -> str:
    """The sentence that asks for it; "" when nothing is to be asked."""
    if turn.refused and not _about_a_trouble(draft, case):
        return ""
    team = draft.context.charter.department(department)
    told = team.needs_kind in {entity.kind for entity in case.understanding.entities}
    public = draft.audience(case.heard.visibility) is Visibility.PUBLIC
    if team.needs is None or told or public or said in NEVER_AFTER or case.understanding.danger is not None:
        return ""
    wanted = team.needs.get(draft.language) or next(iter(team.needs.values()))
    return draft.word(Situation.NEEDS, case.heard.visibility, {"needs": wanted})


def _about_a_trouble(draft: Draft, case: Case) -> bool:
    """False of a bare "no" to an answer: who asked how one pays may have no order."""
    best = case.understanding.best
    return best is not None and draft.context.charter.is_department(best.id)
