"""Who thanks and who threatens, kept with the contact: loyal customers are found by it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, bindparam, or_, select, update

from conversations import events as e
from conversations.change import Save
from conversations.understanding import Heat
from store import tables as t
from store.moments import UtcDateTime

PRAISE = frozenset({"light:eloge", "light:remerciement"})
"""The rules of messages that praise or thank."""
KEPT = 50

_OF_CONVERSATION = select(t.conversation.c.contact).where(t.conversation.c.id == bindparam("conversation")).scalar_subquery()
# Locked until the commit: the same person may be praising us elsewhere.
_PRAISED = select(t.contact.c.id, t.contact.c.praised).where(t.contact.c.id == _OF_CONVERSATION).with_for_update()
_PRAISE = update(t.contact).where(t.contact.c.id == bindparam("id_")).values(praised=bindparam("praised"))
_AT = bindparam("at", type_=UtcDateTime())
_THREAT = (
    update(t.contact)
    .where(t.contact.c.id == _OF_CONVERSATION, or_(t.contact.c.threat_at.is_(None), t.contact.c.threat_at < _AT))
    .values(threat_at=_AT)
)


def note_loyalty(connection: Connection, save: Save) -> None:
    """Keep when the contact thanked or praised, and when they threatened, if the change says so."""
    praises = praises_in(save.change.events)
    if praises:
        row = connection.execute(_PRAISED, {"conversation": save.after.id}).one()
        kept = sorted([*moments(row.praised), *praises])[-KEPT:]
        connection.execute(_PRAISE, {"id_": row.id, "praised": write_moments(kept)})
    for event in save.change.events:
        if isinstance(event, e.Decided) and event.heat == Heat.THREAT.word:
            connection.execute(_THREAT, {"conversation": save.after.id, "at": event.at})


def praises_in(events: Iterable[e.Event]) -> list[datetime]:
    """When they thanked or praised."""
    return [event.at for event in events if isinstance(event, e.NoAnswerNeeded) and event.rule in PRAISE]


def moments(praised: str | None) -> list[datetime]:
    """When a contact thanked or praised, oldest first."""
    return [datetime.fromisoformat(written) for written in from_json(praised or "[]")]


def write_moments(praises: Sequence[datetime]) -> str:
    """What `moments` reads."""
    return to_json([at.astimezone(UTC).isoformat() for at in praises]).decode()
