"""The queue: conversations that wait for a person, danger first, then the oldest promise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from conversations.message import Visibility
from conversations.users import User
from conversations.views import Filter, QueueRow
from desk.auth import Ready
from desk.console import Console, TheConsole
from desk.frame import framed, reader_of
from desk.guard import DeskRoute
from desk.happened import heat_word
from desk.permissions import departments_of, may_see, sees_all
from desk.reader import Reader
from desk.time_words import Left
from desk.trouble import forbidden, not_found

router = APIRouter(route_class=DeskRoute)
PAGE = 50
STATES = ("waiting", "closed", "all")
DONE = ("password", "closed", "transferred", "suspended", "resumed")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown."""

    id: str
    name: str
    channel: str
    department: str
    public: bool
    heat: str
    danger: bool
    excerpt: str
    left: Left
    promised: str
    waits_since: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One department to filter by, with how many wait there. `id` empty: all."""

    id: str
    title: str
    count: int
    chosen: bool


@router.get("")
async def queue_page(
    request: Request,
    console: TheConsole,
    user: Ready,
    department: str = "",
    state: Annotated[str, Query()] = "waiting",
    after: str | None = None,
    done: str = "",
) -> Response:
    """The queue, of one department or of all that this person sees."""
    charter = console.charter()
    if state not in STATES or (department and not charter.is_department(department)):
        raise not_found()
    if department and not may_see(user, department):
        raise forbidden()
    reader = await reader_of(request, console)
    found = await rows_for(console, user, department, state, after)
    choices = _choices(user, reader, await console.queue.counts(), department)
    return await framed(
        request,
        console,
        user,
        "queue.html",
        lines=[_line(row, reader) for row in found[:PAGE]],
        more=found[PAGE - 1].cursor if len(found) > PAGE and (department or sees_all(user)) else None,
        choices=choices,
        total=next(choice.count for choice in choices if choice.chosen),
        department=department,
        state=state,
        states=STATES,
        first=after is None,
        done=done if done in DONE else "",
    )


async def rows_for(
    console: Console, user: User, department: str, state: str, after: str | None = None, limit: int = PAGE + 1
) -> Sequence[QueueRow]:
    """The first rows that this person sees, in the queue's order."""
    if department or sees_all(user):
        return await console.queue.rows(Filter(department or None, state), limit, after)
    theirs = [await console.queue.rows(Filter(id, state), limit) for id in departments_of(user, console.charter())]
    return sorted((row for rows in theirs for row in rows), key=attrgetter("cursor"))[:limit]


def _line(row: QueueRow, reader: Reader) -> Line:
    return Line(
        id=row.conversation,
        name=row.contact or reader.words("customer.unnamed"),
        channel=reader.channel(row.channel),
        department=reader.department_title(row.department),
        public=row.visibility is Visibility.PUBLIC,
        heat=heat_word(row.heat, reader),
        danger=row.danger,
        excerpt=row.excerpt,
        left=reader.left(row.promised_by),
        promised=reader.moment(row.promised_by) if row.promised_by else "",
        waits_since=reader.moment(row.opened_at) if row.opened_at else "",
        also=tuple(reader.department_title(id) for id in row.also),
    )


def _choices(user: User, reader: Reader, counts: Mapping[str, int], chosen: str) -> list[Choice]:
    seen = departments_of(user, reader.charter)
    total = sum(counts.values()) if sees_all(user) else sum(counts.get(id, 0) for id in seen)
    everything = Choice("", reader.words("queue.all" if sees_all(user) else "queue.mine"), total, not chosen)
    return [everything, *(Choice(id, reader.department_title(id), counts.get(id, 0), id == chosen) for id in seen)]
