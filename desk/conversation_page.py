"""One conversation: its story, what was promised, and what can be done."""

import secrets
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from charter.charter import Charter
from conversations.acts import LONGEST_REPLY
from conversations.conversation import Conversation
from conversations.message import Visibility
from conversations.turn import Turn
from conversations.users import User
from desk.auth import Ready
from desk.console import Console, TheConsole
from desk.frame import framed, reader_of
from desk.guard import DeskRoute
from desk.happened import card_word, heat_word
from desk.held_replies import held, taken_back
from desk.permissions import may_see
from desk.queue_page import rows_for
from desk.reader import Reader
from desk.time_words import Left, duration
from desk.timeline import marked_new, story
from desk.trouble import forbidden, not_found

router = APIRouter(route_class=DeskRoute)
DONE = ("answer", "holding", "question", "note", "handed_back", "danger", "transferred", "approved", "cancelled", "public_line")
SENT = ("answer", "holding", "question")
"""What is said to be on its way, unless it is held."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the box: kept when something prevents the sending."""

    text: str = ""
    reply: str = "answer"
    confirmed: bool = False
    override: str = ""
    reason_wanted: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time that counts most now: the promise, else the charter's target, else what customers expect."""

    kind: str
    left: Left
    moment: str


@router.get("/conversations/{id}")
async def conversation_page(request: Request, console: TheConsole, user: Ready, id: str, done: str = "") -> Response:
    """The page of one conversation."""
    conversation = await theirs(console, user, id)
    return await shown(request, console, user, conversation, done=done if done in DONE else "")


async def theirs(console: Console, user: User, id: str) -> Conversation:
    """The conversation of that id, if this person may see it. Raises Trouble 404 or 403."""
    conversation = await console.timeline.conversation(id)
    if conversation is None:
        raise not_found()
    if not may_see(user, conversation.department):
        raise forbidden()
    return conversation


async def shown(
    request: Request,
    console: Console,
    user: User,
    conversation: Conversation,
    *,
    status: int = 200,
    draft: Draft | None = None,
    problem: str = "",
    seen: int | None = None,
    done: str = "",
) -> Response:
    """The page. `seen` is the version a stale act was based on: what came after it is shown above the box."""
    reader = await reader_of(request, console)
    messages = await console.timeline.messages(conversation.id)
    events = await console.timeline.events(conversation.id)
    parcels = await console.timeline.parcels(conversation.id)
    suspensions = await console.switch.suspensions()
    waiting_to_leave = held(conversation, messages, user, reader)
    items = marked_new(story(messages, events, parcels, suspensions, reader), conversation.version if seen is None else seen)
    return await framed(
        request,
        console,
        user,
        "conversation.html",
        status,
        **_facts(conversation, reader),
        letters=console.letters,
        items=items,
        news=[item for item in items if item.new] if seen is not None else [],
        stale=seen is not None,
        name=await console.timeline.contact_name(conversation.id) or reader.words("customer.unnamed"),
        draft=draft or Draft(taken_back(messages, parcels, user)),
        held=waiting_to_leave,
        problem=problem,
        done="held" if waiting_to_leave and done in SENT else done,
        next=await _next(console, user, conversation.id),
        key=secrets.token_hex(16),
        reader=reader,
    )


def _facts(conversation: Conversation, reader: Reader) -> dict[str, object]:
    visibility = conversation.audience
    return {
        "conversation": conversation,
        "longest": LONGEST_REPLY,
        "on_call": ", ".join(person.name for person in reader.charter.on_call),
        "public": visibility is Visibility.PUBLIC,
        "channel": reader.channel(conversation.key.channel),
        "department": reader.department_title(conversation.department),
        "also": _also(conversation.waiting, reader),
        "departments": [(d.id, reader.department_title(d.id)) for d in reader.charter.departments],
        "heat": heat_word(conversation.heat, reader),
        "card": card_word(conversation.card, reader) if conversation.card else "",
        "needs": _needs(conversation, reader),
        "deadline": _deadline(conversation.waiting, reader),
        "acts": _acts(conversation, reader),
        "waits_since": reader.moment(conversation.waiting.opened_at) if conversation.waiting else "",
        "delay": _delay(conversation.department, visibility, reader.charter, reader),
    }


def _also(turn: Turn | None, reader: Reader) -> tuple[str, ...]:
    return tuple(reader.department_title(id) for id in turn.also) if turn else ()


def _needs(conversation: Conversation, reader: Reader) -> str:
    id = conversation.department
    found = reader.charter.department(id).needs if id and reader.charter.is_department(id) else None
    return reader.text(found) if found else ""


def _acts(conversation: Conversation, reader: Reader) -> list[str]:
    """The dated acts to which an answer is still owed, each with its reference and the day that the law sets."""
    owed = [turn for turn in conversation.turns if turn.dated_act is not None and turn.waits]
    return [
        reader.words(
            "conversation.act_by" if turn.legal_by else "conversation.act",
            act=reader.words.either(f"dated_act.{turn.dated_act}", turn.dated_act or ""),
            reference=turn.reference or "",
            by=reader.moment(turn.legal_by) if turn.legal_by else "",
        )
        for turn in owed
    ]


def _deadline(turn: Turn | None, reader: Reader) -> Deadline | None:
    if turn is None:
        return None
    clocks = (("promised", turn.promised_by), ("target", turn.target_by), ("expected", turn.expected_by))
    kind, at = next((kind, at) for kind, at in clocks if at is not None)
    return Deadline(kind, reader.left(at), reader.moment(at))


def _delay(department: str | None, visibility: Visibility, charter: Charter, reader: Reader) -> str:
    id = department if department and charter.is_department(department) else charter.default_department
    delays = charter.department(id).delays
    return duration(delays.public if visibility is Visibility.PUBLIC else delays.private, reader.words)


async def _next(console: Console, user: User, but: str) -> str | None:
    rows = await rows_for(console, user, "", "waiting", limit=2)
    return next((row.conversation for row in rows if row.conversation != but), None)
