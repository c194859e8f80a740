"""When two or three things are likely, one question; typed or tapped replies to it are understood."""

from charter.charter import Charter
from charter.wording import Situation
from conversations import events as e
from conversations.change import Button, Decision, Timer, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.turn import Reply
from routing import acknowledgement, clarification_reply
from routing.context import Case, Heard
from routing.draft import Draft
from routing.plain_words import fold


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


def tapped(conversation: Conversation, heard: Heard, charter: Charter) -> Decision | None:
    """The verdict of a button of our question, or of its label typed as it stands."""
    words = fold(heard.text)
    for choice in conversation.choices:
        if _stands(choice, charter) and words in {fold(name) for name in (choice, *_labels(choice, charter))}:
            return _picked(choice, charter)
    return None


def chosen(conversation: Conversation, heard: Heard, charter: Charter) -> Decision | None:
    """The verdict of a reply to our question in the customer's own words; a person when nothing fits, or several do."""
    choices = conversation.choices
    if not choices:
        return None
    found = clarification_reply.meant(heard.text, [_names(choice, charter) for choice in choices])
    if found == clarification_reply.NONE:
        return Decision(Verdict("humain"), (Reason("no_choice_fits"),))
    if found == clarification_reply.ALL:
        return Decision(Verdict("route", department_of(choices, charter)), (Reason("all_choices_fit"),))
    return _picked(choices[found], charter) if isinstance(found, int) and _stands(choices[found], charter) else None


def _stands(choice: str, charter: Charter) -> bool:
    """False when the charter has changed since we asked."""
    return charter.entry(choice) is not None or charter.is_department(choice)


def _picked(choice: str, charter: Charter) -> Decision:
    kind = "route" if charter.is_department(choice) else "faq"
    return Decision(Verdict(kind, choice), (Reason("clarified", {"choice": choice}),))


def _labels(choice: str, charter: Charter) -> list[str]:
    return [label(choice, charter, language) for language in charter.languages]


def _names(choice: str, charter: Charter) -> list[str]:
    """Whatever a customer may call it by."""
    if not _stands(choice, charter):
        return []
    own = charter.department(choice).label.values() if charter.is_department(choice) else ()
    return [choice, *_labels(choice, charter), *own]


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
