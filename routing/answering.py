"""The replies that nobody has to wait for: FAQ answers, light replies, the state of a request, off-topic, insults."""

from datetime import timedelta

from charter import promises
from charter.wording import Situation
from conversations import events as e
from conversations.change import Button
from conversations.message import Visibility
from conversations.turn import Reply, Turn
from routing import acknowledgement, canned_answer, danger, dated_act
from routing.context import Case
from routing.draft import Draft

LIGHT_EVERY = timedelta(hours=1)
"""At most one light reply in that time."""

LIGHT_SITUATIONS = {
    "salutation": Situation.SALUTATION,
    "remerciement": Situation.REMERCIEMENT,
    "eloge": Situation.ELOGE,
    "au_revoir": Situation.AU_REVOIR,
}

YES_NO = {"fr": (("Oui", "oui"), ("Non", "non")), "en": (("Yes", "yes"), ("No", "no"))}


def faq(draft: Draft, case: Case) -> None:
    """Answer from the charter, all that was asked in one reply. A turn that a department has already is left to it."""
    turn, visibility = draft.conversation.waiting, case.heard.visibility
    verdicts = (case.decision.verdict, *case.decision.also)
    texts = canned_answer.texts(draft, verdicts, visibility)
    if turn is None or not texts or turn.handed_over_at is not None:
        return
    helped = draft.word(Situation.HELPED, visibility)
    if visibility is Visibility.PUBLIC:
        *before, last = _that_fit(draft, texts, helped)
        for text in before:
            draft.reply(Reply.ANSWER, text, visibility, turn=turn)
        draft.reply(Reply.ANSWER, f"{last}\n{helped}", visibility, turn=turn)
        return
    buttons = tuple(Button(label, value) for label, value in YES_NO.get(draft.language, YES_NO["fr"]))
    draft.reply(
        Reply.ANSWER,
        "\n\n".join((*texts, helped)),
        visibility,
        turn=turn,
        buttons=buttons,
    )


def _that_fit(draft: Draft, texts: tuple[str, ...], helped: str) -> tuple[str, ...]:
    """Public replies are short: all in one where that fits, else one reply for each question."""
    whole = "\n".join(texts)
    return (whole,) if draft.has_room(f"{whole}\n{helped}", Visibility.PUBLIC) else texts


def light(draft: Draft, case: Case) -> None:
    """One short reply to a greeting, a thank-you, praise; none while the customer waits for something else."""
    turn = draft.conversation.waiting
    if turn is None or has_a_request(turn):
        return
    kind = case.target or ""
    draft.add(e.NoAnswerNeeded(draft.context.now, turn.id, f"light:{kind}"))
    last = draft.conversation.light_at
    if last is not None and draft.context.now - last < LIGHT_EVERY:
        return
    word = draft.word(LIGHT_SITUATIONS[kind], case.heard.visibility)
    draft.reply(Reply.LIGHT, word, case.heard.visibility, turn=turn)


def off_topic(draft: Draft, case: Case) -> None:
    """In private, a civil sentence that offers a person. In public nothing was opened, and nothing is said."""
    turn = draft.conversation.waiting
    if turn is None or has_a_request(turn) or case.heard.visibility is Visibility.PUBLIC:
        return
    if draft.conversation.offered_since is None:
        word = draft.word(Situation.OFFER, case.heard.visibility)
        draft.reply(Reply.OFFER, word, case.heard.visibility, turn=turn)
    draft.add(e.NoAnswerNeeded(draft.context.now, turn.id, "hors_sujet"))


def insult(draft: Draft, case: Case) -> None:
    """In public a card for the staff and not a word; in private one calm boundary, once."""
    turn = draft.conversation.waiting
    if turn is None or has_a_request(turn):
        return
    draft.add(e.Excluded(draft.context.now, turn.id, "abuse", "rule"))
    if case.heard.visibility is Visibility.PUBLIC:
        draft.add(e.CardRaised(draft.context.now, "insult_in_public"))
    elif not draft.conversation.bounded:
        word = draft.word(Situation.BOUNDARY, case.heard.visibility)
        draft.reply(Reply.BOUNDARY, word, case.heard.visibility, turn=turn)


def state(draft: Draft, case: Case, referent: str = "") -> None:
    """Tell the real state of the open request; in public invite to private. Without an open request, a person looks.

    `referent` is the person in charge, when they are being told of it now.
    """
    turn = draft.conversation.waiting
    if turn is None:
        return
    if turn.handed_over_at is None:
        acknowledgement.route(draft, case)
    elif danger.stands(draft, turn):
        danger.say_again(draft, turn, case.heard.visibility)
    elif case.heard.visibility is Visibility.PUBLIC:
        word = draft.word(Situation.STATE_PUBLIC, case.heard.visibility, {"referent": referent})
        draft.reply(Reply.STATE, word, case.heard.visibility, turn=turn)
    else:
        say_state(draft, turn, case.heard.visibility, referent)


def say_state(draft: Draft, turn: Turn, visibility: Visibility, referent: str = "") -> None:
    """Where the turn stands; of a dated act also its date and reference, as long as the promise stands."""
    words = {**state_words(draft, turn), "referent": referent}
    if turn.dated_act is not None and words["promise"] and not referent:
        word = draft.word(Situation.ACKNOWLEDGEMENT_DATED, visibility, {**words, **dated_act.words(draft, turn)})
    else:
        word = draft.word(Situation.STATE, visibility, words)
    draft.reply(Reply.STATE, word, visibility, turn=turn)


def put_on_record(draft: Draft, case: Case, before: Turn) -> None:
    """Put a declared act on record, whoever has the word; a team that has the turn already has it acknowledged no second time,
    but the customer gets date and reference in private, once. `before` is the turn as the message found it."""
    dated_act.record(draft, case, before)
    turn = draft.conversation.turn(before.id)
    if turn is None or turn.dated_act is None or before.dated_act is not None or before.handed_over_at is None:
        return
    silent = draft.conversation.muted or case.understanding.danger is not None
    if not silent and draft.audience(case.heard.visibility) is Visibility.PRIVATE:
        say_state(draft, turn, case.heard.visibility)


def state_words(draft: Draft, turn: Turn) -> dict[str, object]:
    """The real state of a turn in words: department, promise ("" once its time has passed), received."""
    charter, now = draft.context.charter, draft.context.now
    department = charter.holder(turn.department)
    opening = charter.hours_of(department)
    label = charter.department(department).label
    by = turn.word or turn.target_by or turn.expected_by
    kept = by > now
    return {
        "department": label.get(draft.language) or next(iter(label.values())),
        "promise": promises.say(by, now, opening.timezone, draft.language) if kept else "",
        "received": promises.say_moment(turn.opened_at, now, opening.timezone, draft.language),
    }


def has_a_request(turn: Turn) -> bool:
    """True when something before this message waits in the turn already."""
    return turn.handed_over_at is not None or turn.asked
