"""A change being written: events are folded as they are added, so that the next rule sees what the last one did."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime

from charter import wording
from charter.people import Person
from charter.wording import Situation
from conversations import events as e
from conversations.change import Button, Change, Outgoing, Timer, Written
from conversations.conversation import Conversation, after
from conversations.crisis import CrisisState
from conversations.message import Direction, Visibility
from conversations.turn import AnsweredBy, Reply, Turn
from routing import keeping_word
from routing.context import Context, WayToPrivate

SHORT = 280
"""Characters of a public message."""


class Draft:
    """Collects what happens next to `conversation`. Ids follow from the version, so a repeated decision makes the same ones."""

    def __init__(self, conversation: Conversation, context: Context) -> None:
        self.conversation = conversation
        self.context = context
        self._change = Change()
        self._said: dict[str, int] = {}
        self._token = ""
        self._aside = ""

    def add(self, *events: e.Event) -> None:
        """Let these events happen. A promise is watched from then on, whoever makes it."""
        self.conversation = after(self.conversation, events)
        self._change += Change(events=events)
        for event in events:
            if isinstance(event, e.Promised):
                self._change += Change(timers=keeping_word.watch(event, self.conversation, self.context.charter))

    def timer(self, timer: Timer, due: datetime | None) -> None:
        """Set a timer, or clear it with None."""
        self._change += Change(timers={timer: due})

    def word(self, situation: Situation, visibility: Visibility, variables: Mapping[str, object] | None = None) -> str:
        """The bot's sentence for `situation`, never the variant that was used last here; the next reply remembers it.

        In public a sentence that has room for it gives the link to private, once in a conversation.
        """
        visibility = self.audience(visibility)
        way = self._way() if visibility is Visibility.PUBLIC else None
        text = self._say(situation, visibility, {**({"link": way.url} if way else {}), **(variables or {})})
        if way is not None and "link" in wording.VARIABLES[situation] and way.url in text:
            self.invite()
        return text

    def audience(self, visibility: Visibility) -> Visibility:
        """Who reads what is said where `visibility` tells: once the customer has moved to private, they alone."""
        return Visibility.PRIVATE if self.conversation.moved else visibility

    @property
    def language(self) -> str:
        """The language to reply in: the customer's when the brand speaks it, else the brand's first."""
        languages = self.context.charter.languages
        return self.conversation.language if self.conversation.language in languages else languages[0]

    def reply(
        self,
        reply: Reply,
        text: str,
        visibility: Visibility,
        *,
        turn: Turn | None,
        buttons: tuple[Button, ...] = (),
        once: str = "",
    ) -> None:
        """Queue an automatic message to the customer, saying that it is automatic where M11 wants it. `once`: see `notify`.

        Under precaution nothing but safety wording is said in public.
        """
        visibility = self.audience(visibility)
        if self._hushed(visibility) and reply is not Reply.SAFETY:
            self._said = {}
            return
        if self._aside and reply is not Reply.SAFETY and self.has_room(text, visibility):
            text = f"{text}\n\n{self.take_aside()}"
        self._speak(reply, text, visibility, turn, buttons, once=once)

    def branch(self) -> "Draft":
        """Another draft that has come as far, to try something on."""
        other = copy(self)
        other._said = dict(self._said)
        return other

    def set_aside(self, sentence: str) -> None:
        """Have `sentence` said behind the next reply that has room for it."""
        self._aside = sentence

    def take_aside(self) -> str:
        """What was set aside and is not said yet; "" when there is nothing, and from then on."""
        sentence, self._aside = self._aside, ""
        return sentence

    def line_in_public(self, by: str) -> None:
        """Queue the one thing that is still said in public once the customer has moved to private; the user `by` wants it."""
        text = self._say(Situation.ANSWERED_IN_PRIVATE, Visibility.PUBLIC, {})
        self._speak(Reply.PUBLIC_LINE, text, Visibility.PUBLIC, user=by)

    def _speak(
        self,
        reply: Reply,
        text: str,
        visibility: Visibility,
        turn: Turn | None = None,
        buttons: tuple[Button, ...] = (),
        user: str | None = None,
        once: str = "",
    ) -> None:
        id = once or self.next_id("o")
        outgoing = Outgoing(
            id=id,
            reply=reply,
            by=AnsweredBy.BOT,
            text=self._marked(text, visibility, first=reply is not Reply.SAFETY),
            visibility=visibility,
            due=self.context.now,
            turn=turn.id if turn else None,
            buttons=buttons,
            release=self.context.release,
            user=user,
            private_link=self._token,
            once=bool(once),
        )
        self._change += Change(outgoing=(outgoing,))
        self.add(
            e.Replied(
                at=self.context.now,
                outgoing=id,
                reply=reply,
                by=AnsweredBy.BOT,
                author=user,
                turn=outgoing.turn,
                wordings=tuple(sorted(self._said.items())),
            )
        )
        self._said, self._token = {}, ""

    def queue(self, outgoing: Outgoing) -> None:
        """Queue a message that a person wrote, or a notice for the staff."""
        self._change += Change(outgoing=(outgoing,))
        self.add(
            e.Replied(
                at=self.context.now,
                outgoing=outgoing.id,
                reply=outgoing.reply,
                by=outgoing.by,
                author=outgoing.user,
                turn=outgoing.turn,
            )
        )

    def notify(self, to: Person, subject: str, text: str, *, due: datetime, turn: Turn | None = None, once: str = "") -> None:
        """Tell somebody of the staff by e-mail, at `due`; `once` names a notice that is sent a single time, whoever asks."""
        self.queue(
            Outgoing(
                id=once or self.next_id("o"),
                reply=Reply.STAFF_NOTICE,
                by=AnsweredBy.BOT,
                text=text,
                visibility=Visibility.PRIVATE,
                due=due,
                turn=turn.id if turn else None,
                to=to.email,
                subject=f"[{self.context.charter.brand.name}] {subject}",
                once=bool(once),
            )
        )

    def link_to_desk(self) -> str:
        """Where the desk shows this conversation."""
        return f"{self.context.desk_url}/desk/conversations/{self.conversation.id}"

    def invite(self) -> str:
        """The address under which the customer can go on in private, once in a conversation; "" when there is none.

        `word` does it by itself for every sentence that knows `link`.
        """
        way = self._way()
        if way is None:
            return ""
        self._change += Change(links=(way.link,))
        self._token = way.token
        turn = self.conversation.waiting
        self.add(e.Invited(self.context.now, turn.id if turn else None))
        return way.url

    def has_room(self, text: str, visibility: Visibility) -> bool:
        """True unless a reply would be too long for the public, with what is set aside and with its mark."""
        marks = self.context.charter.wordings[Situation.AUTOMATIC_MARK].variants(self.language, visibility)
        length = len(text) + len(self._aside) + max(map(len, marks)) + len("\n\n ")
        return visibility is Visibility.PRIVATE or length <= SHORT

    def _way(self) -> WayToPrivate | None:
        given = self.conversation.invited or self.conversation.moved or self._hushed(Visibility.PUBLIC)
        return None if given else self.context.way

    def _hushed(self, visibility: Visibility) -> bool:
        emergency = self.context.emergency
        precaution = emergency is not None and emergency.crisis.state is CrisisState.PRECAUTION
        return precaution and visibility is Visibility.PUBLIC

    def write(self, direction: Direction, text: str, author: str) -> str:
        """Keep a text for the staff; returns its message id."""
        written = Written(self.next_id("n"), direction, text, self.context.now, author)
        self._change += Change(written=(written,))
        return written.id

    def next_id(self, letter: str) -> str:
        """An id for what the next event brings, unique in all conversations."""
        return f"{self.conversation.id}-{letter}{self.conversation.version + 1}"

    def change(self) -> Change:
        """All that was written."""
        return replace(self._change)

    def _marked(self, text: str, visibility: Visibility, first: bool) -> str:
        """The text with what says that it is automatic: before it in private, but behind what keeps people safe."""
        if visibility is Visibility.PUBLIC:
            return f"{text} {self._say(Situation.AUTOMATIC_MARK, visibility, {})}"
        if self.conversation.introduced:
            return text
        automatic = self._say(Situation.AUTOMATIC, visibility, {})
        return f"{automatic}\n\n{text}" if first else f"{text}\n\n{automatic}"

    def also_in(self, language: str, situation: Situation, visibility: Visibility, variables: Mapping[str, object]) -> str:
        """The sentence for `situation` in another of our languages, to stand beside the one that `word` gave."""
        return self._say(situation, self.audience(visibility), variables, language)

    def _say(
        self, situation: Situation, visibility: Visibility, variables: Mapping[str, object], language: str | None = None
    ) -> str:
        charter = self.context.charter
        said = wording.say(
            charter.wordings,
            situation,
            language or self.language,
            visibility,
            {"brand": charter.brand.name, **variables},
            self.conversation.variant(situation.value),
            self._seed(),
        )
        self._said[situation.value] = said.variant
        return said.text

    def _seed(self) -> int:
        return int.from_bytes(self.conversation.id.encode()[-6:], "big") + self.conversation.version
