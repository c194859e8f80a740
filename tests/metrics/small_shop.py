"""Five weeks of a small shop, made at random from a seed: what boards and plain SQL must agree on.

Every ending is there: answered in time and late, by people and by the bot, confirmed, silent, refused, still refusable,
waiting, closed without an answer, withdrawn, excluded, nothing owed; in public and in private, naming the brand or not, in two
departments and none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from random import Random

from conversations import events as e
from conversations.change import Change, Save
from conversations.conversation import after, touched
from conversations.message import PlaceKey, Visibility
from conversations.turn import AnsweredBy, Reply
from metrics.counting import tallies
from metrics.turns import settlements
from store.sql import SqlStore
from tests.metrics.history import EMPTY, T0, WINDOW, hours

NOW = T0.replace(hour=0) + timedelta(days=49)
"""Midnight: a whole number of steps after every window begins."""
SINCE = NOW - timedelta(days=36)
HOW_MANY = 260
_LOOKED_AT = (2.1, 5.2, 9.3, 25.4, 30.5, 52.6, 80.7, 130.8)
"""Hours after a message, at which its conversation is looked at again."""


@dataclass(frozen=True)
class Fact:
    """Something that happens at a time; without events a look at the clocks."""

    at: datetime
    events: tuple[e.Event, ...] = ()


class Customer:
    """One conversation: its facts in order."""

    def __init__(self, n: int, random: Random) -> None:
        self.n, self.turn, self.random = n, f"t{n}", random
        self.opened = SINCE + (NOW - SINCE) * random.random()
        self.ending = random.choice(_ENDINGS)
        self.visibility = random.choice((Visibility.PUBLIC, Visibility.PRIVATE))
        self.mention = self.visibility is Visibility.PUBLIC and random.random() < 0.6
        self.department = random.choice(("sav", "livraison"))

    def facts(self) -> list[Fact]:
        """Everything that happened until now."""
        opened = e.TurnOpened(self.opened, self.turn, self.visibility, self.mention, self.opened + timedelta(hours=2), "web")
        looks = (Fact(self.opened + timedelta(hours=hours)) for hours in _LOOKED_AT)
        facts = sorted((Fact(self.opened, (opened,)), *self.ending(self), *looks), key=lambda fact: fact.at)
        return [fact for fact in facts if fact.at <= NOW]

    def later(self, shortest: float, longest: float) -> datetime:
        """A time so many hours after the first message."""
        return self.opened + timedelta(hours=self.random.uniform(shortest, longest))

    def said(self, at: datetime, reply: Reply, by: AnsweredBy, refusable: datetime | None = None) -> Fact:
        """A reply that arrives."""
        return Fact(at, (e.Delivered(at, f"o{self.n}-{at.timestamp()}", reply, by, self.turn, refusable),))

    def handed_over(self) -> Iterator[Fact]:
        """The acknowledgement with its promise, and the department."""
        at = self.later(0.01, 0.2)
        yield Fact(at, (e.HandedOver(at, self.turn, self.department, at + timedelta(hours=6)),))
        yield Fact(at, (e.Promised(at, self.turn, at + timedelta(hours=5)),))
        yield self.said(at, Reply.ACKNOWLEDGEMENT, AnsweredBy.BOT)


def _by_staff(customer: Customer) -> Iterator[Fact]:
    yield from customer.handed_over()
    yield customer.said(customer.later(0.3, 40), Reply.ANSWER, AnsweredBy.STAFF)


def _by_staff_soon(customer: Customer) -> Iterator[Fact]:
    yield from customer.handed_over()
    yield customer.said(customer.later(0.3, 3), Reply.ANSWER, AnsweredBy.STAFF)


def _by_bot(customer: Customer) -> Iterator[Fact]:
    at = customer.later(0.001, 0.01)
    yield customer.said(at, Reply.ANSWER, AnsweredBy.BOT, at + WINDOW)


def _confirmed(customer: Customer) -> Iterator[Fact]:
    yield from _by_bot(customer)
    at = customer.later(0.1, 1)
    yield Fact(at, (e.AnswerConfirmed(at, customer.turn),))


def _refused(customer: Customer) -> Iterator[Fact]:
    yield from _by_bot(customer)
    at = customer.later(0.1, 1)
    yield Fact(at, (e.AnswerRefused(at, customer.turn),))
    given = at + timedelta(minutes=1)
    yield Fact(given, (e.HandedOver(given, customer.turn, customer.department, given + timedelta(hours=6)),))
    if customer.random.random() < 0.7:
        yield customer.said(customer.later(2, 20), Reply.ANSWER, AnsweredBy.STAFF)


def _waits(customer: Customer) -> Iterator[Fact]:
    yield from customer.handed_over()


def _unheard(customer: Customer) -> Iterator[Fact]:
    yield from ()


def _closed(customer: Customer) -> Iterator[Fact]:
    yield from customer.handed_over()
    at = customer.later(1, 30)
    yield Fact(at, (e.Closed(at, "u1"),))


def _nothing_owed(customer: Customer) -> Iterator[Fact]:
    at = customer.opened + timedelta(seconds=5)
    yield Fact(at, (e.NoAnswerNeeded(at, customer.turn, "light:merci"),))


def _withdrawn(customer: Customer) -> Iterator[Fact]:
    yield from customer.handed_over()
    at = customer.later(0.3, 7)
    yield Fact(at, (e.NoAnswerNeeded(at, customer.turn, "withdrawn_by_customer"),))


def _excluded(customer: Customer) -> Iterator[Fact]:
    at = customer.later(0.01, 4)
    yield Fact(at, (e.Excluded(at, customer.turn, "abuse", "u1"),))


def _dangerous(customer: Customer) -> Iterator[Fact]:
    yield from customer.handed_over()
    at = customer.later(0.001, 0.002)
    yield Fact(at, (e.DangerRaised(at, customer.turn, "rules", customer.opened),))


_Ending = Callable[[Customer], Iterator[Fact]]
_ENDINGS: tuple[_Ending, ...] = (
    *(_by_staff,) * 4, *(_by_staff_soon,) * 4, *(_by_bot,) * 2, _confirmed, _confirmed, _refused, _waits, _unheard, _closed,
    _nothing_owed, _withdrawn, _withdrawn, _excluded, _dangerous,
)  # fmt: skip

Log = list[e.Event]


def logs(seed: int = 5) -> list[Log]:
    """The events of every conversation."""
    random = Random(seed)
    customers = [*(Customer(n, random) for n in range(HOW_MANY)), *_of_today(random)]
    return [*(_log(customer) for customer in customers), *(_chatter(n, random) for n in range(20))]


def _log(customer: Customer) -> Log:
    """What happened to a customer, with the settlements that the line appends; everybody is heard at once."""
    log: Log = []
    conversation = EMPTY
    for fact in customer.facts():
        conversation = after(conversation, fact.events)
        settled = settlements(conversation, fact.at, fact.at, hours)
        conversation = after(conversation, settled)
        log.extend((*fact.events, *settled))
    return log


def _of_today(random: Random) -> Iterator[Customer]:
    """People whom the bot has answered and who can still say no, in each place."""
    for n, (visibility, mention) in enumerate(product(Visibility, (True, False)), start=HOW_MANY):
        customer = Customer(n, random)
        customer.opened, customer.ending = NOW - timedelta(hours=random.uniform(1, 20)), _by_bot
        customer.visibility, customer.mention = visibility, mention and visibility is Visibility.PUBLIC
        yield customer


def _chatter(n: int, random: Random) -> Log:
    """Public talk that is left alone."""
    at, mention = SINCE + (NOW - SINCE) * random.random(), random.random() < 0.5
    return [
        e.MessageReceived(at, f"m{n}", at, Visibility.PUBLIC, mention, channel="web"),
        e.Decided(at, (f"m{n}",), "hors_sujet", "fr", "calm", "r1", "embedded", (), mention=mention),
    ]


async def kept(store: SqlStore, logs: list[Log]) -> None:
    """Save them, each conversation at once."""
    for n, log in enumerate(logs):
        was = replace(EMPTY, id=f"c{n}", key=PlaceKey("web", "shop", f"p{n}", "x1"))
        events = tuple(log)
        state = after(was, events)
        await store.save(Save(was.version, state, Change(events), tallies(was, events), touched(was, events), NOW))
