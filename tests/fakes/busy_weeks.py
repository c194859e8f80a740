"""Weeks of a shop as events, drawn at random: what a report is made of, without a store or through one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import get_args

from charter.charter import Charter
from conversations import events as e
from conversations.change import Change
from conversations.conversation import Conversation, after, touched
from conversations.events import Reason
from conversations.figures import TurnRow
from conversations.message import PlaceKey, Visibility
from conversations.outcomes import Outcome
from conversations.turn import AnsweredBy, Reply, Turn
from metrics.turns import next_settlement, settlements
from store.sql import SqlStore
from tests.conformance.dossiers import Dossier, fresh, incoming

STAFF, BOT = AnsweredBy.STAFF, AnsweredBy.BOT
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Step = tuple[datetime, tuple[e.Event, ...]]


@dataclass
class Past:
    """All that happened in one conversation until a moment."""

    key: PlaceKey
    events: list[e.Event] = field(default_factory=list)
    turns: dict[str, Turn] = field(default_factory=dict)
    state: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self.state = Conversation(fresh("c"), self.key)

    def happens(self, events: tuple[e.Event, ...]) -> None:
        """These events happen."""
        for turn in touched(self.state, events):
            self.turns[turn.id] = turn
        self.state = after(self.state, events)
        self.events.extend(events)


def rows(pasts: Iterable[Past], since: datetime, until: datetime) -> list[TurnRow]:
    """What the store's `turns_opened` says of these conversations."""
    every = ((past, turn) for past in pasts for turn in past.turns.values() if since <= turn.opened_at < until)
    found = (TurnRow.of(past.state.id, past.key.channel, turn) for past, turn in every)
    return sorted(found, key=lambda row: (row.opened_at, row.id))


def outcomes(pasts: Iterable[Past], since: datetime, until: datetime) -> Mapping[str, Sequence[Outcome]]:
    """What the store's `outcomes` says of them."""
    return {
        past.state.id: [event for event in past.events if _is_outcome(event)]
        for past in pasts
        if any(since <= turn.opened_at < until for turn in past.turns.values())
    }


def _is_outcome(event: e.Event) -> bool:
    if isinstance(event, e.Delivered):
        return event.reply is Reply.SATISFACTION
    return isinstance(event, get_args(Outcome))


async def stored(store: SqlStore, pasts: Iterable[Past]) -> None:
    """Keep all this in a store, under the same ids."""
    for past in pasts:
        dossier = Dossier(store, past.key)
        dossier.state = Conversation(past.state.id, past.key)
        said, message = incoming(past.key), fresh("m")
        change = Change((e.MessageReceived(said.sent_at, message, said.sent_at, said.visibility), *past.events))
        await dossier.happens(change, incoming=said, message=message, turns=tuple(past.turns.values()))


def weeks(random: Random, charter: Charter, since: datetime, days: int, a_day: int, now: datetime) -> list[Past]:
    """About so many conversations a day that begin in these days, as they are at `now`; settled as the line settles."""
    found = []
    for number in range(days * a_day):
        at = since + DAY * (number // a_day) + random.choice((8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20, 22)) * HOUR
        at += timedelta(seconds=random.randrange(3600))
        if at < now:
            found.append(_lived(random, charter, at, now))
    return found


def _lived(random: Random, charter: Charter, at: datetime, now: datetime) -> Past:
    past = Past(PlaceKey(random.choice(("web", "telegram")), "shop", fresh("place"), fresh("x")))
    steps = sorted((step for step in _story(random, charter, past.key.channel, at)), key=lambda step: step[0])
    for moment, events in steps:
        if moment > now:
            break
        _settle(past, charter, moment)
        past.happens(events)
    _settle(past, charter, now)
    return past


def _settle(past: Past, charter: Charter, until: datetime) -> None:
    """What time alone brings before that moment."""
    now = past.events[-1].at if past.events else until
    while True:
        past.happens(settlements(past.state, now, now, charter.hours_of))
        due = next_settlement(past.state, now, now)
        if due is None or due > until:
            return
        now = due


def _story(random: Random, charter: Charter, channel: str, at: datetime) -> Iterator[Step]:
    public = random.random() < 0.35
    visibility, mention = (Visibility.PUBLIC, random.random() < 0.6) if public else (Visibility.PRIVATE, False)
    turn, kind = fresh("t"), random.choices(("staff", "faq", "light", "abuse", "back"), (50, 30, 10, 3, 7))[0]
    entry, department = random.choice(charter.faq).id, random.choice(charter.departments).id
    verdict = {"faq": f"faq:{entry}", "light": "light:remerciement", "abuse": "insulte"}.get(kind, f"route:{department}")
    calm = kind in ("faq", "light")
    heat = "calm" if calm else random.choices(("calm", "annoyed", "angry", "threat"), (70, 17, 11, 2))[0]
    unknown = kind == "staff" and random.random() < 0.1
    reasons = (Reason("nothing_recognised"),) if unknown else (Reason("intent"),)
    opened = e.TurnOpened(at, turn, visibility, mention, at + charter.expected_delay, channel)
    decided = e.Decided(at + 5 * MINUTE / 60, (), verdict, "fr", heat, "r1", "embedded", reasons, turn, mention=mention)
    yield at, (opened, decided)
    soon = at + MINUTE / 6
    match kind:
        case "staff":
            yield from _by_staff(random, turn, department, soon, at, private=not public, heat=heat)
        case "faq":
            yield from _by_bot(random, turn, department, soon, at)
        case "light":
            yield soon, (e.NoAnswerNeeded(soon, turn, "light:remerciement"),)
        case "abuse":
            yield soon, (e.Excluded(soon, turn, "abuse", "rule"),)
        case _:
            yield from _handed_over(turn, department, soon, at)
            taken_back = at + random.choice((HOUR / 2, 3 * HOUR))
            yield taken_back, (e.NoAnswerNeeded(taken_back, turn, "withdrawn_by_customer"),)


def _handed_over(turn: str, department: str, soon: datetime, opened: datetime) -> Iterator[Step]:
    promise, target = opened + 5 * HOUR, opened + 8 * HOUR
    heard = e.Delivered(soon, fresh("o"), Reply.ACKNOWLEDGEMENT, BOT, turn)
    yield soon, (e.HandedOver(soon, turn, department, target), e.Promised(soon, turn, promise), heard)


def _by_staff(
    random: Random, turn: str, department: str, soon: datetime, opened: datetime, private: bool, heat: str
) -> Iterator[Step]:
    yield from _handed_over(turn, department, soon, opened)
    fate = random.random()
    answered = opened + random.lognormvariate(4.6, 1.3) * MINUTE + MINUTE
    if fate < 0.06:
        yield answered, (e.Closed(answered, "u1"),)
        return
    if fate < 0.12:
        return
    yield answered, _answer(turn, answered, STAFF)
    again = answered + random.choice((HOUR / 4, 3 * HOUR))
    if heat != "calm" and random.random() < 0.6:
        yield from _writes_again(random, department, again)
    if private and random.random() < 0.6:
        yield from _asked(random, again + 2 * HOUR)


def _by_bot(random: Random, turn: str, department: str, soon: datetime, opened: datetime) -> Iterator[Step]:
    yield soon, _answer(turn, soon, BOT)
    said, later = random.random(), soon + random.choice((MINUTE, HOUR, 20 * HOUR))
    if said < 0.35:
        yield later, (e.AnswerConfirmed(later, turn),)
    elif said < 0.55:
        yield later, (e.AnswerRefused(later, turn),)
        yield from _by_staff(random, turn, department, later + MINUTE, opened, private=False, heat="annoyed")


def _writes_again(random: Random, department: str, at: datetime) -> Iterator[Step]:
    """They thank, or are not content: then people answer once more."""
    turn, heat = fresh("t"), random.choice(("calm", "calm", "annoyed", "angry"))
    verdict = "light:remerciement" if heat == "calm" else f"route:{department}"
    opened = e.TurnOpened(at, turn, Visibility.PRIVATE, False, at + 2 * HOUR, "web")
    yield at, (opened, e.Decided(at, (), verdict, "fr", heat, "r1", "embedded", (), turn))
    if heat == "calm":
        yield at, (e.NoAnswerNeeded(at, turn, "light:remerciement"),)
    else:
        yield from _handed_over(turn, department, at, at)
        yield at + HOUR, _answer(turn, at + HOUR, STAFF)


def _asked(random: Random, at: datetime) -> Iterator[Step]:
    yield at, (e.Closed(at, "u1"), e.Delivered(at, fresh("o"), Reply.SATISFACTION, BOT))
    if random.random() < 0.5:
        rated, turn = at + HOUR, fresh("t")
        opened = e.TurnOpened(rated, turn, Visibility.PRIVATE, False, rated + 2 * HOUR, "web")
        score = e.Rated(rated, random.choices((1, 2, 3, 4, 5), (1, 1, 2, 4, 5))[0])
        decided = e.Decided(rated, (), "rated:4", "fr", "calm", "r1", "embedded", (), turn)
        yield rated, (opened, decided, score, e.NoAnswerNeeded(rated, turn, "rated"))


def _answer(turn: str, at: datetime, by: AnsweredBy) -> tuple[e.Event, ...]:
    out, until = fresh("o"), at + DAY if by is BOT else None
    author = "u1" if by is STAFF else None
    return (
        e.Replied(at, out, Reply.ANSWER, by, author, turn),
        e.Delivered(at, out, Reply.ANSWER, by, turn, until),
    )
