"""The history of a conversation as one plain text, fit to hand to a mediator: who said what when, and what was promised.

Pure. What the staff wrote among themselves stays out, and is counted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import indent
from zoneinfo import ZoneInfo

from bot.dossier_words import WORDS, Words
from charter.charter import Charter
from conversations import events as e
from conversations.message import Direction, Message
from conversations.turn import FOR_STAFF


@dataclass(frozen=True, slots=True)
class History:
    """A conversation as it is stored. `events` in order; `messages` both ways, the oldest first."""

    conversation: str
    customer: str
    channel: str
    messages: Sequence[Message]
    events: Sequence[e.Event]


_TOLD = frozenset(
    {"delay_noticed", "answer_refused", "answer_confirmed", "no_answer_needed", "closed", "danger_raised", "moved_to_private"}
)

Line = tuple[datetime, str]


def dossier(history: History, charter: Charter, language: str, now: datetime) -> str:
    """The dossier in `language` (`fr`, `en`), with moments to the second in the brand's time zone. Raises KeyError."""
    words, zone = WORDS[language], ZoneInfo(charter.hours.timezone)

    def at(moment: datetime) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z")

    lines = sorted([*_said(history, words, at, now), *_happened(history, charter, language, at)], key=lambda line: line[0])
    internal = sum(message.direction in (Direction.NOTE, Direction.NOTICE) for message in history.messages)
    internal += len(_never_sent(history))
    head = [
        words["title"].format(brand=charter.brand.name),
        words["about"].format(conversation=history.conversation, channel=history.channel),
        words["customer"].format(name=history.customer or words["unnamed"]),
        words["made"].format(at=at(now), zone=charter.hours.timezone),
    ]
    body = [f"{at(moment)}  {text}" for moment, text in lines]
    return "\n".join([*head, "", *_acts(history, words, at), *body, "", words["internal"].format(n=internal), ""])


def _never_sent(history: History) -> frozenset[str]:
    """Replies that were taken back before they left: drafts, which the customer never read."""
    written = {message.id for message in history.messages}
    return frozenset(event.outgoing for event in history.events if isinstance(event, e.Cancelled) and event.outgoing in written)


def _acts(history: History, words: Words, at: Callable[[datetime], str]) -> Iterator[str]:
    for act in (event for event in history.events if isinstance(event, e.DatedActDeclared)):
        due = words["legal"].format(by=at(act.legal_by)) if act.legal_by else words["no_legal"]
        yield words["act"].format(reference=act.reference, act=words[f"act.{act.act}"], at=at(act.at), due=due) + "\n"


def _said(history: History, words: Words, at: Callable[[datetime], str], now: datetime) -> Iterator[Line]:
    never = _never_sent(history)
    queued = {event.outgoing: event for event in history.events if isinstance(event, e.Replied)}
    arrived = {event.outgoing: event.at for event in history.events if isinstance(event, e.Delivered)}
    agreed = {event.outgoing for event in history.events if isinstance(event, e.Approved)}
    held = {event.outgoing for event in history.events if isinstance(event, e.Held) and event.until is None} - agreed
    for message in history.messages:
        where = words[message.visibility.value]
        text = indent(message.text or words["no_text"], "    ")
        if message.direction is Direction.INBOUND:
            yield message.at, f"{words['wrote'].format(where=where)}\n{text}"
        elif message.direction is Direction.OUTBOUND:
            replied = queued.get(message.id)
            if message.id in never or (replied is not None and replied.reply in FOR_STAFF):
                continue
            who = message.author or words["automatic"]
            kind = words[f"reply.{replied.reply.value}"] if replied is not None else ""
            moment = arrived.get(message.id)
            to_leave = message.at > now or message.id in held
            told = words["delivered"].format(at=at(moment)) if moment else words["to_leave" if to_leave else "undelivered"]
            release = words["release"].format(release=message.release) if message.release else ""
            written = replied.at if replied is not None and to_leave else message.at
            yield written, f"{who} ({', '.join(filter(None, (where, kind, told, release)))})\n{text}"


def _happened(history: History, charter: Charter, language: str, at: Callable[[datetime], str]) -> Iterator[Line]:
    words = WORDS[language]
    for event in history.events:
        match event:
            case e.HandedOver() | e.Transferred():
                yield event.at, words["handed_over"].format(department=_label(event.department, charter, language))
            case e.Promised(held=False):
                yield event.at, words["promised"].format(by=at(event.by))
            case e.DatedActDeclared():
                yield event.at, words["declared"].format(act=words[f"act.{event.act}"], reference=event.reference)
            case e.Settled(measure="promised", result=result) if result is not None:
                yield event.at, words[f"promise_{result}"]
            case (
                e.DelayNoticed() | e.AnswerRefused() | e.AnswerConfirmed() | e.NoAnswerNeeded() | e.Closed() | e.DangerRaised()
            ):
                yield event.at, words[event.kind]
            case e.MovedToPrivate():
                yield event.at, words[event.kind]
            case _:
                pass


def _label(department: str, charter: Charter, language: str) -> str:
    if not charter.is_department(department):
        return department
    label = charter.department(department).label
    return label.get(language) or next(iter(label.values()))
