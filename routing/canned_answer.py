"""The charter's own answer to a frequent question, as it may be read where it is given."""

from conversations.change import Verdict
from conversations.message import Visibility
from routing.draft import Draft


def text(draft: Draft, id: str, visibility: Visibility) -> str:
    """The answer of that entry in the customer's language; in public the public one, where there is one. "" without entry."""
    entry = draft.context.charter.entry(id)
    if entry is None:
        return ""
    public = draft.audience(visibility) is Visibility.PUBLIC
    texts = entry.public_answer if public and entry.public_answer else entry.answer
    return texts.get(draft.language) or next(iter(texts.values()))


def texts(draft: Draft, verdicts: tuple[Verdict, ...], visibility: Visibility) -> tuple[str, ...]:
    """The answers that these verdicts give, in order; those that are no canned answer give none."""
    given = (text(draft, verdict.target or "", visibility) for verdict in verdicts if verdict.kind == "faq")
    return tuple(filter(None, given))
