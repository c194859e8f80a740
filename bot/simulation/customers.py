"""Customers in virtual time: they write, read what reaches them, and do something about it, or nothing."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from bot.simulation.people import People, Person, Said
from bot.simulation.world import World
from conversations.change import Outgoing
from conversations.message import Incoming, MessageKind, Sender, Visibility
from conversations.turn import AnsweredBy, Reply
from conversations.understanding import Wish

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
CONFIRM, REFUSE = 0.17, 0.12
FOLLOW, WITHDRAW, ASK_STATE = 0.45, 0.04, 0.05
THANK, ASK_MORE, RATE = 0.22, 0.06, 0.35
FRAGMENT = 0.1


class Customers:
    """All who write, by their conversation."""

    def __init__(self, world: World, people: People) -> None:
        self._world, self._people = world, people
        self._known: dict[str, Person] = {}
        self._moved: set[str] = set()
        self._written: Counter[str] = Counter()

    async def comes(self, person: Person, at: datetime) -> None:
        """Somebody writes for the first time, at `at`; some in two goes."""
        id = (await self._world.memory.find(person.key)).id
        self._known[id] = person
        self.says(id, person.opening, at)
        if person.opening.kind is MessageKind.TEXT and self._world.chance(FRAGMENT):
            self.says(id, self._again("more", person), at + self._world.between(2 * SECOND, 9 * SECOND))

    def says(self, id: str, said: Said, at: datetime, link: str | None = None) -> None:
        """They write that at that time; it reaches us a moment later."""
        lag = self._world.between(0.2 * SECOND, 4 * SECOND)
        self._world.agenda.plan(at + lag, id, lambda: self._arrives(id, said, at, link))

    def forget(self, id: str) -> None:
        """They will not write any more."""
        self._known.pop(id, None)
        self._moved.discard(id)
        del self._written[id]

    async def _arrives(self, id: str, said: Said, at: datetime, link: str | None) -> None:
        person = self._known[id]
        if link is not None:
            self._moved.add(id)
        private = id in self._moved
        self._written[id] += 1
        if said.text:
            self._world.engine.told(said.text, said.understanding)
        visibility = Visibility.PRIVATE if private else person.visibility
        incoming = Incoming(
            key=person.private if private else person.key,
            external_id=f"{id}-x{self._written[id]}",
            sender=Sender(person.key.contact, person.name),
            visibility=visibility,
            text=said.text,
            sent_at=at,
            mention=person.mention and visibility is Visibility.PUBLIC,
            kind=said.kind,
            address=person.address,
            link=link,
        )
        await self._world.line.receive(incoming)

    def send(self, id: str, outgoing: Outgoing, at: datetime) -> None:
        """A reply leaves at `at` and reaches them later; a page that nobody opens again keeps it."""
        after = self._way_there(id)
        if after is not None:
            self._world.agenda.plan(at + after, id, lambda: self._reaches(id, outgoing))

    def _way_there(self, id: str) -> timedelta | None:
        world, channel = self._world, self._known[id].key.channel
        if channel != "web":
            return world.between(0.3 * SECOND, (4 if channel == "telegram" else 40) * SECOND)
        if world.chance(0.72):
            return world.between(1 * SECOND, 40 * SECOND)
        return None if world.chance(0.05) else world.between(10 * MINUTE, 12 * HOUR)

    async def _reaches(self, id: str, outgoing: Outgoing) -> None:
        world = self._world
        parcel = world.memory.parcels.parcel(outgoing.id)
        if parcel is None or not world.memory.parcels.leaves(outgoing.id):
            return
        if parcel.account.channel == "telegram" and world.chance(0.004):
            await world.line.undeliverable(parcel, "blocked", world.now)
            return
        await world.line.delivered(parcel, world.now)
        self._reacts(id, outgoing)

    def _reacts(self, id: str, outgoing: Outgoing) -> None:
        match outgoing.reply:
            case Reply.ANSWER if outgoing.by is AnsweredBy.BOT:
                self._to_a_canned_answer(id)
            case Reply.ANSWER:
                self._to_a_person(id)
            case Reply.QUESTION:
                self._to_a_question(id, outgoing)
            case Reply.ACKNOWLEDGEMENT:
                self._to_an_acknowledgement(id)
            case Reply.SATISFACTION if self._world.chance(RATE):
                score = self._world.random.choices("12345", (6, 5, 14, 35, 40))[0]
                said = Said(score, self._people.phrase("thanks", "fr", "remerciement").understanding, MessageKind.BUTTON)
                self._later(id, said, MINUTE, 20 * HOUR)
            case _:
                return

    def _to_a_canned_answer(self, id: str) -> None:
        if self._known[id].visibility is Visibility.PUBLIC and id not in self._moved:
            self._follow_link(id)
        drawn = self._world.random.random()
        if drawn < CONFIRM:
            self._later(id, self._again("helped", self._known[id]), MINUTE, 2 * HOUR)
        elif drawn < CONFIRM + REFUSE:
            self._later(id, self._again("not_helped", self._known[id]), MINUTE, 22 * HOUR)

    def _to_a_person(self, id: str) -> None:
        person = self._known[id]
        if self._world.chance(THANK):
            self._later(id, self._people.phrase("thanks", person.language, "remerciement"), MINUTE, 10 * HOUR)
        elif self._world.chance(ASK_MORE):
            self._later(id, self._people.somebody().opening, 2 * HOUR, 90 * HOUR)

    def _to_a_question(self, id: str, outgoing: Outgoing) -> None:
        if outgoing.by is AnsweredBy.BOT and outgoing.buttons and self._world.chance(0.7):
            choice = self._world.random.choice(outgoing.buttons).value
            meant = self._people.phrase("more", "fr", choice).understanding
            self._later(id, Said(choice, meant, MessageKind.BUTTON), 10 * SECOND, 20 * MINUTE)

    def _to_an_acknowledgement(self, id: str) -> None:
        person = self._known[id]
        if person.visibility is Visibility.PUBLIC and id not in self._moved:
            self._follow_link(id)
            return
        drawn = self._world.random.random()
        if drawn < WITHDRAW:
            said = self._again("withdrawals", person)
            said = replace(said, understanding=replace(said.understanding, wish=Wish.NOTHING_MORE))
            self._later(id, said, 5 * MINUTE, 5 * HOUR)
        elif drawn < WITHDRAW + ASK_STATE:
            self._later(id, self._people.phrase("states", person.language, "ou_en_est"), HOUR, 30 * HOUR)
        elif drawn < WITHDRAW + ASK_STATE + FRAGMENT / 2:
            self._later(id, self._again("more", person), MINUTE, 3 * HOUR)

    def _follow_link(self, id: str) -> None:
        links = [link for save in self._world.memory.lives[id].saves for link in save.change.links]
        at = self._world.now + self._world.between(MINUTE, 9 * HOUR)
        if links and at < links[-1].expires - HOUR and self._world.chance(FOLLOW):
            said = self._again("more", self._known[id])
            self.says(id, said, at, link=self._world.tokens[links[-1].hash])

    def _later(self, id: str, said: Said, least: timedelta, most: timedelta) -> None:
        self.says(id, said, self._world.now + self._world.between(least, most))

    def _again(self, subject: str, person: Person) -> Said:
        """A sentence that goes with what they have said before."""
        intents = [score.id for score in person.opening.understanding.intents[:1]]
        return self._people.phrase(subject, person.language, *intents)
