"""A customer shows a secret, or publishes their own data: one word of advice in a conversation, which never repeats it."""

from collections.abc import Iterator
from contextlib import contextmanager

from charter.wording import Situation
from conversations.message import Visibility
from conversations.turn import Reply
from conversations.understanding import Entity
from routing import impostors, masking, publishing
from routing.context import Case
from routing.draft import Draft

PERSONAL = frozenset({"order", "phone", "email", "iban", "address"})
"""The kinds of data by which somebody can be found, or can be taken for somebody else."""


@contextmanager
def advised(draft: Draft, case: Case) -> Iterator[None]:
    """Have the advice said with the reply that the block gives, where there is room for it; else by itself."""
    _prepare(draft, case)
    yield
    sentence = draft.take_aside()
    if sentence:
        draft.reply(Reply.ADVICE, sentence, case.heard.visibility, turn=draft.conversation.waiting)


def advise(draft: Draft, case: Case) -> None:
    """Say the advice where nothing else is said."""
    with advised(draft, case):
        pass


def _prepare(draft: Draft, case: Case) -> None:
    if _stays_quiet(draft, case):
        return
    if case.heard.masked:
        _advise(draft, Situation.MASKED, case, {"what": masking.said(case.heard.masked, draft.language)})
    elif case.decision.verdict.kind not in ("insulte", "hors_sujet") and published(draft, case):
        _advise(draft, Situation.PUBLISHED, case, {"link": ""})


def published(draft: Draft, case: Case) -> bool:
    """True when the customer has written for everybody what identifies them, other than what the brand says itself."""
    if case.heard.visibility is not Visibility.PUBLIC:
        return False
    own = publishing.own_texts(draft.context.charter)
    text = case.heard.text
    places = [Entity("address", *span) for span in publishing.addresses(text)]
    found = [entity for entity in (*case.understanding.entities, *places) if entity.kind in PERSONAL]
    return any(not publishing.is_own(text[entity.start : entity.end], own) for entity in found)


def _advise(draft: Draft, situation: Situation, case: Case, words: dict[str, object]) -> None:
    """Once in a conversation: what was said last of each wording is remembered there."""
    if draft.conversation.variant(situation.value) is None:
        draft.set_aside(draft.word(situation, case.heard.visibility, words))


def _stays_quiet(draft: Draft, case: Case) -> bool:
    fake = draft.conversation.card == impostors.CARD
    return fake or draft.conversation.muted or case.understanding.danger is not None
