"""Dated acts: a declared withdrawal, formal notice or right is on record with its time, a reference and its legal deadline."""

from charter import promises
from conversations import events as e
from conversations.turn import Turn
from routing.context import Case
from routing.draft import Draft

SPOKEN = 10
"""Signs of the conversation's id that a reference says, in two groups."""


def record(draft: Draft, case: Case, turn: Turn) -> None:
    """Put a declared act on record, whoever has the word here; the same act once in a turn. Nothing is said of it here."""
    act = case.understanding.dated_act
    if act is None or turn.dated_act == act:
        return
    charter, received = draft.context.charter, case.heard.opened_at
    legal_by = charter.act_rule(act).deadline(received, charter.hours.timezone)
    draft.add(e.DatedActDeclared(received, turn.id, act, reference(turn.id), legal_by))


def reference(turn: str) -> str:
    """What a customer can say on the telephone to name their act, such as `R-3F09A-11C7E-2`: made of our random ids alone."""
    conversation, _, number = turn.rpartition("-t")
    groups = (conversation[: SPOKEN // 2], conversation[SPOKEN // 2 : SPOKEN], number)
    return "-".join(("R", *filter(None, groups))).upper()


def conversation_of(reference: str) -> str:
    """How the id of the conversation begins that a reference names, however it was written down; "" when it is none."""
    signs = "".join(sign for sign in reference.lower() if sign.isalnum()).removeprefix("r")
    return signs[:SPOKEN] if len(signs) > SPOKEN else ""


def words(draft: Draft, turn: Turn) -> dict[str, object]:
    """What the acknowledgement of an act adds to a promise: when it was received, by the platform's time, and the reference."""
    received = turn.declared_at or turn.opened_at
    zone = draft.context.charter.hours.timezone
    said = promises.say_on_record(received, zone, draft.language)
    return {"received": said, "reference": turn.reference or reference(turn.id)}
