"""What each public decision said of a contact's mood, a row each: what the crisis watch counts."""

from sqlalchemy import Connection, String, bindparam, exists, select

from conversations import events as e
from conversations.change import Save
from conversations.message import Visibility
from store import tables as t
from store.moments import UtcDateTime

_SUBJECTS = frozenset({"faq", "route", "light"})
"""The kinds of verdicts that name what a message is about; the choices of a question are only guesses."""

_PRIVATE = exists(
    select(t.message.c.id).where(
        t.message.c.id.in_(bindparam("messages", expanding=True)), t.message.c.visibility == Visibility.PRIVATE.value
    )
)
_MOOD = select(
    bindparam("at", type_=UtcDateTime()),
    t.conversation.c.contact,
    bindparam("heat", type_=String),
    bindparam("about", type_=String),
).where(t.conversation.c.id == bindparam("conversation"), ~_PRIVATE)
_NOTE = t.mood.insert().from_select(["at", "contact", "heat", "about"], _MOOD)


def note_moods(connection: Connection, save: Save) -> None:
    """Keep the mood of each decision on public messages alone.

    Where nothing public is near, nothing is asked of the database: most decisions are private.
    """
    if save.after.visibility is Visibility.PRIVATE and not save.after.moved:
        return
    for event in save.change.events:
        if isinstance(event, e.Decided) and event.messages:
            said = {"at": event.at, "heat": event.heat, "about": subject(event.verdict), "messages": list(event.messages)}
            connection.execute(_NOTE, {**said, "conversation": save.after.id})


def subject(verdict: str) -> str | None:
    """What a message with that verdict is about, if that is known."""
    kind, _, target = verdict.partition(":")
    return target if kind in _SUBJECTS else None
