"""When two or three things are likely, one question; typed or tapped replies to it are understood."""

import re
import unicodedata

from charter.charter import Charter
from charter.wording import Situation
from conversations import events as e
from conversations.change import Button, Decision, Timer, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.turn import Reply
from routing import acknowledgement
from routing.context import Case, Heard
from routing.draft import Draft


def ask(draft: Draft, case: Case) -> None:
    """Ask once which of the choices is meant; after ten minutes without a reply a person takes over."""
    turn = draft.conversation.waiting
    if turn is None or turn.handed_over_at is not None:
        return
    choices = case.decision.verdict.choices
    if turn.asked:
        acknowledgement.acknowledge(
            draft, turn, department_of(choices, draft.context.charter), Situation.ACKNOWLEDGEMENT, case.heard.visibility
        )
        return
    labels = [label(choice, draft.context.charter, draft.language) for choice in choices]
    word = draft.word(Situation.CLARIFY, case.heard.visibility, {"choices": labels})
    buttons = tuple(Button(text, text) for text in labels)
    draft.reply(Reply.QUESTION, word, case.heard.visibility, turn=turn, buttons=buttons)
    draft.add(e.ClarificationAsked(draft.context.now, turn.id, choices))
    draft.timer(Timer.CLARIFY, draft.context.now + draft.context.charter.clarify_after)


def chosen(conversation: Conversation, heard: Heard, charter: Charter) -> Decision | None:
    """The verdict of a reply to our question: the label, typed or tapped, its number, or the id."""
    words = _fold(heard.text)
    for number, choice in enumerate(conversation.choices, 1):
        if not (charter.entry(choice) or charter.is_department(choice)):
            continue  # the charter has changed since we asked
        labels = {_fold(label(choice, charter, language)) for language in charter.languages}
        if words in labels | {_fold(choice), str(number)}:
            kind = "route" if charter.is_department(choice) else "faq"
            return Decision(Verdict(kind, choice), (Reason("clarified", {"choice": choice}),))
    return None


def time_is_up(draft: Draft) -> None:
    """Nobody replied to the question: the likeliest department takes the turn."""
    turn = draft.conversation.waiting
    if turn is None or not turn.asked or turn.handed_over_at is not None or draft.conversation.muted:
        return
    department = department_of(draft.conversation.choices, draft.context.charter)
    acknowledgement.acknowledge(draft, turn, department, Situation.ACKNOWLEDGEMENT, turn.visibility)


def department_of(choices: tuple[str, ...], charter: Charter) -> str:
    """The department of the first choice that has one."""
    for choice in choices:
        if charter.is_department(choice):
            return choice
        entry = charter.entry(choice)
        if entry is not None and entry.department:
            return entry.department
    return charter.default_department


def label(choice: str, charter: Charter, language: str) -> str:
    """How a choice is shown to a customer."""
    entry = charter.entry(choice)
    texts = entry.title if entry is not None else charter.department(choice).handles
    return texts.get(language) or next(iter(texts.values()))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[a-z0-9_]+", "".join(c for c in plain if not unicodedata.combining(c))))
