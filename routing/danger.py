"""Danger first: safety wording at once, at any hour and in any state, and the on-call person is told."""

from charter.wording import Situation
from conversations import events as e
from conversations.change import Outgoing
from conversations.message import Visibility
from conversations.turn import AnsweredBy, Reply, Turn
from routing import acknowledgement
from routing.context import Case
from routing.draft import Draft


def warn(draft: Draft, case: Case) -> None:
    """Say what keeps people safe, hand the turn over and tell the on-call person; once until a person has taken care of it."""
    turn = draft.conversation.waiting
    if turn is None or (turn.danger and draft.conversation.danger_at is not None):
        return
    draft.add(e.DangerRaised(draft.context.now, turn.id))
    department = draft.context.charter.holder(case.target)
    if turn.handed_over_at is None:
        acknowledgement.hand_over(draft, turn, department)
    # No promise: an hour of tomorrow morning is no answer to a danger of now. The person on call is told instead.
    safety = draft.word(Situation.SAFETY, case.heard.visibility)
    draft.reply(Reply.SAFETY, safety, case.heard.visibility, turn=turn)
    _tell_on_call(draft, turn)


def _tell_on_call(draft: Draft, turn: Turn) -> None:
    charter = draft.context.charter
    if not charter.on_call:
        return
    link = f"{draft.context.desk_url}/desk/conversations/{draft.conversation.id}"
    draft.queue(
        Outgoing(
            id=draft.next_id("o"),
            reply=Reply.ON_CALL,
            by=AnsweredBy.BOT,
            text=f"Un message parle d'un danger. La conversation et ce que la personne a reçu : {link}",
            visibility=Visibility.PRIVATE,
            due=draft.context.now,
            turn=turn.id,
            to=charter.on_call[0].email,
            subject=f"[{charter.brand.name}] Danger signalé : à prendre en charge maintenant",
        )
    )
