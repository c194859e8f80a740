"""From a public conversation to a private one: the customer follows the link that they were given, and goes on where they were.

The same turn continues with its original opening, nobody is asked twice, and nothing is answered in public any more but for
one neutral line, when a person wants it.
"""

from dataclasses import replace

from charter.wording import Situation
from conversations import events as e
from conversations.acts import SayInPublic
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.message import Visibility
from conversations.ports import Refused
from conversations.turn import FOR_STAFF, Reply
from conversations.understanding import Understanding
from routing import answering
from routing.context import Heard
from routing.draft import Draft

ARRIVED = "arrived"
"""The verdict of a followed link that came without a word: there is nothing in it to answer."""


def only_arrived(heard: Heard) -> bool:
    """True when the customer has followed the link and said nothing yet."""
    return heard.arrived and not heard.text.strip() and not heard.media


def arrive(draft: Draft, heard: Heard, understanding: Understanding) -> None:
    """Take note of an arrival without a word: it opens no turn, and changes neither the language nor the mood."""
    was, turn = draft.conversation, draft.conversation.waiting
    draft.add(
        e.Decided(
            at=draft.context.now,
            messages=heard.messages,
            verdict=ARRIVED,
            language=was.language or understanding.language,
            heat=was.heat,
            release=draft.context.release,
            engine=understanding.engine,
            reasons=(Reason("followed_link"),),
            turn=turn.id if turn else None,
        )
    )


def go_on(draft: Draft) -> None:
    """Say where things stand to who has just arrived, unless something was said to them already.

    Also while a person has the word: in this place nobody has spoken yet, and a press that brings nothing looks broken.
    """
    if any(isinstance(event, e.Replied) and event.reply not in FOR_STAFF for event in draft.change().events):
        return
    turn = draft.conversation.waiting
    words = answering.state_words(draft, turn) if turn is not None and turn.word is not None else {}
    known: dict[str, object] = {name: words[name] for name in ("department", "promise") if name in words}
    draft.reply(Reply.STATE, draft.word(Situation.CONTINUED, Visibility.PRIVATE, known), Visibility.PRIVATE, turn=turn)


def as_answered(conversation: Conversation, heard: Heard) -> Heard:
    """What was heard, as it is answered: a public comment of somebody who has moved to private is answered there.

    The turn that it opens stays public.
    """
    return replace(heard, visibility=Visibility.PRIVATE) if conversation.moved else heard


def public_line(draft: Draft, act: SayInPublic) -> None:
    """Say in public, once, that the answer was given in private. Raises Refused."""
    conversation = draft.conversation
    if not conversation.moved:
        raise Refused("This conversation has not moved to private. Reply to the customer where they wrote.", "line_not_moved")
    if not conversation.answered_in_private:
        what = "No answer has reached the customer in private yet. Answer first, and say so in public once it is delivered."
        raise Refused(what, "line_unanswered")
    if conversation.lined:
        raise Refused("The public line has been said already. Go on in private.", "line_said")
    draft.line_in_public(act.by)
