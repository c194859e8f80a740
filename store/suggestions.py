"""Suggestions of training sentences, and the facts in conversations that they are made of.

Lessons are looked for where somebody has done something lately (two small indexes: refusals and transfers, answers of the
staff), never by reading all events: a collection costs what has happened since the last one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, exists, or_, select, tuple_, union, update

from conversations.learning import Lesson, Origin, Review, Suggestion
from conversations.lessons import TEACHING, UNRECOGNISED, Taught, taught
from conversations.ports import Conflict
from store import tables as t
from store.documents import read_event
from store.engine import Database
from store.inserting import insert_once
from store.moments import UtcDateTime

CHUNK = 1_000
"""Conversations that are read at a time."""

_e, _s, _u = t.event.c, t.suggestion.c, t.turn.c
_SINCE = bindparam("since", type_=UtcDateTime())
_inner = t.event.alias("inner_event")
# What a staff's answer may teach something about: a refused answer, or a decision on what was not recognised.
_TELLING = or_(
    _inner.c.kind == "answer_refused",
    and_(_inner.c.kind == "decided", or_(*(_inner.c.data.contains(f'"rule":"{rule}"') for rule in sorted(UNRECOGNISED)))),
)
# Worked out once and by itself: else PostgreSQL may walk through all conversations, hoping for enough of them soon.
_RECENT = (
    union(
        select(_e.conversation).where(t.TAUGHT_BY, _e.at >= _SINCE),
        select(_u.conversation).where(
            t.ANSWERED_BY_STAFF, _u.answered_at >= _SINCE, exists().where(_inner.c.conversation == _u.conversation, _TELLING)
        ),
    )
    .cte("recent")
    .prefix_with("MATERIALIZED")
)
# Public for the test that reads how it is looked up.
CANDIDATES = (
    select(_RECENT.c.conversation)
    .where(_RECENT.c.conversation > bindparam("after"))
    .order_by(_RECENT.c.conversation)
    .limit(bindparam("limit"))
)
_EVENTS = (
    select(_e.conversation, _e.n, _e.data)
    .where(_e.conversation.in_(bindparam("ids", expanding=True)), _e.kind.in_(TEACHING))
    .order_by(_e.conversation, _e.n)
)
_TEXTS = select(t.message.c.id, t.message.c.text).where(t.message.c.id.in_(bindparam("ids", expanding=True)))

_KEEP = insert_once(t.suggestion, "id")
_PROPOSE = (
    update(t.suggestion).where(_s.id == bindparam("id_"), _s.review == Review.OPEN.value).values(intent=bindparam("intent_"))
)
_ONE = select(t.suggestion).where(_s.id == bindparam("id"))
_LIST = select(t.suggestion).where(_s.review == bindparam("review")).order_by(_s.at, _s.id).limit(bindparam("limit"))
_NEXT = _LIST.where(tuple_(_s.at, _s.id) > tuple_(bindparam("at", type_=UtcDateTime()), bindparam("after")))
_REVIEW = (
    update(t.suggestion)
    .where(_s.id == bindparam("id_"), _s.review == bindparam("before"))
    .values({name: bindparam(f"new_{name}") for name in ("text", "intent", "review", "reviewed_by", "reviewed_at")})
)
_LEARNED = (
    update(t.suggestion)
    .where(_s.id == bindparam("id_"), _s.review == Review.ACCEPTED.value, _s.version.is_(None))
    .values(version=bindparam("version_"))
)


class _Found(NamedTuple):
    conversation: str
    taught: Taught


class Suggestions:
    """The port `Suggestions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lessons(self, since: datetime, after: tuple[str, int] | None, limit: int) -> Sequence[Lesson]:
        """What was learned of decisions since then, by conversation and number of the decision, following `after`."""
        return await self._database.read(lambda connection: _lessons(connection, since, after, limit))

    async def suggest(self, suggestions: Sequence[Suggestion]) -> int:
        """Keep those that are not known yet; returns how many were new.

        One that is known and open takes over a proposal: staff have said since what it was about.
        """
        return await self._database.write(lambda connection: sum(_suggest(connection, one) for one in suggestions))

    async def suggestions(self, review: Review, limit: int, after: str | None = None) -> Sequence[Suggestion]:
        """Those in that state, oldest first, following the suggestion `after`."""
        rows = await self._database.read(lambda connection: _page(connection, review, limit, after))
        return [_suggestion(row) for row in rows]

    async def suggestion(self, id: str) -> Suggestion | None:
        """One of them."""
        row = await self._database.read(lambda connection: connection.execute(_ONE, {"id": id}).one_or_none())
        return None if row is None else _suggestion(row)

    async def review(self, reviewed: Suggestion, before: Review = Review.OPEN) -> None:
        """Keep text, intent and what was decided on. Raises Conflict when it is no longer in the state `before`."""
        await self._database.write(lambda connection: _review(connection, reviewed, before))

    async def learned(self, ids: Sequence[str], version: int) -> None:
        """These accepted suggestions are part of that charter version; the first one is remembered."""
        rows = [{"id_": id, "version_": version} for id in ids]
        if rows:
            await self._database.write(lambda connection: connection.execute(_LEARNED, rows))


def _lessons(connection: Connection, since: datetime, after: tuple[str, int] | None, limit: int) -> list[Lesson]:
    start, number = after or ("", 0)
    found = [one for one in _taught(connection, [start], since) if one.taught.n > number] if after else []
    while len(found) < limit:
        asked = {"since": since, "after": start, "limit": min(CHUNK, limit)}
        ids = connection.scalars(CANDIDATES, asked).all()
        if not ids:
            break
        found += _taught(connection, ids, since)
        start = ids[-1]
    return _with_texts(connection, found[:limit])


def _taught(connection: Connection, ids: Sequence[str], since: datetime) -> list[_Found]:
    """What was learned of in these conversations since then."""
    rows = connection.execute(_EVENTS, {"ids": list(ids)}).all()
    histories = groupby(rows, key=lambda row: row.conversation)
    every = (_Found(id, one) for id, own in histories for one in taught((row.n, read_event(row.data)) for row in own))
    return [found for found in every if found.taught.at >= since]


def _with_texts(connection: Connection, found: Sequence[_Found]) -> list[Lesson]:
    ids = [message for one in found for message in one.taught.messages]
    texts: Mapping[str, str] = {row.id: row.text for row in connection.execute(_TEXTS, {"ids": ids})} if ids else {}
    return [_lesson(id, one, tuple(texts[m] for m in one.messages if m in texts)) for id, one in found]


def _lesson(conversation: str, of: Taught, texts: tuple[str, ...]) -> Lesson:
    return Lesson(conversation, of.n, of.origin, texts, of.language, of.taken_for, of.meant, of.at)


def _suggest(connection: Connection, suggestion: Suggestion) -> int:
    row = asdict(suggestion) | {"origin": suggestion.origin.value, "review": suggestion.review.value}
    new = connection.execute(_KEEP.of(connection), row).rowcount
    if not new and suggestion.intent is not None:
        connection.execute(_PROPOSE, {"id_": suggestion.id, "intent_": suggestion.intent})
    return new


def _review(connection: Connection, reviewed: Suggestion, before: Review) -> None:
    row = {
        "new_text": reviewed.text,
        "new_intent": reviewed.intent,
        "new_review": reviewed.review.value,
        "new_reviewed_by": reviewed.reviewed_by,
        "new_reviewed_at": reviewed.reviewed_at,
    }
    if connection.execute(_REVIEW, {"id_": reviewed.id, "before": before.value, **row}).rowcount == 0:
        raise Conflict


def _page(connection: Connection, review: Review, limit: int, after: str | None) -> Sequence[Row[tuple[object, ...]]]:
    asked: dict[str, object] = {"review": review.value, "limit": limit}
    if after is None:
        return connection.execute(_LIST, asked).all()
    last = connection.execute(_ONE, {"id": after}).one_or_none()
    return [] if last is None else connection.execute(_NEXT, {**asked, "at": last.at, "after": after}).all()


def _suggestion(row: Row[tuple[object, ...]]) -> Suggestion:
    return Suggestion(**{**row._mapping, "origin": Origin(row.origin), "review": Review(row.review)})
