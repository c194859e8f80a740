"""A turn: a maximal run of customer messages that waits for an answer. The unit of every delay and every promise."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.changed import changed
from conversations.message import Visibility


class AnsweredBy(StrEnum):
    """Who gave the answer that counts."""

    BOT = "bot"
    STAFF = "staff"


class Reply(StrEnum):
    """What an outgoing message is. Only an answer stops the answer clock."""

    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    HOLDING = "holding"
    QUESTION = "question"
    LIGHT = "light"
    STATE = "state"
    BOUNDARY = "boundary"
    OFFER = "offer"
    SAFETY = "safety"
    ON_CALL = "on_call"
    DELAY_NOTICE = "delay_notice"
    SATISFACTION = "satisfaction"
    STATEMENT = "statement"
    PUBLIC_LINE = "public_line"
    ADVICE = "advice"
    STAFF_NOTICE = "staff_notice"


FOR_STAFF = frozenset({Reply.ON_CALL, Reply.STAFF_NOTICE})
"""What goes to the staff by e-mail, not to the customer."""


HEARS = frozenset({Reply.ACKNOWLEDGEMENT, Reply.ANSWER, Reply.HOLDING, Reply.QUESTION, Reply.SAFETY})
"""The replies that tell a customer in a turn: you have been heard."""


WITHDRAWN_BY_CUSTOMER = "withdrawn_by_customer"
"""The rule that no answer is needed because the customer said so."""


class Clock(StrEnum):
    """The three clocks of a turn: what customers expect, what the charter aims at, what we said."""

    EXPECTED = "expected"
    TARGET = "target"
    PROMISED = "promised"


@dataclass(frozen=True, slots=True)
class Turn:
    """The state of one turn. All times are UTC; `opened_at` is the platform's time of its first message.

    `mention`: one of its messages names us, be it a later one.
    `first_holder` is the department whose hand-over fixed `target_by`: delays are counted by its hours, whoever holds it since.
    `answering` is an answer that has been queued and not yet delivered. `refusable_until` is set by a bot's answer.
    `asked` says that a clarification was asked: there is never a second one. `faq` is the entry that the bot answered with,
    `faq_also` are those that it answered in the same reply.
    `promised_by` is the first promise, which is measured; `renewed_by` the last one made since; `unsaid_by` is one in a reply
    that has not left, `unsaid_in`. `to_approve` is an answer that waits for a second person. `notices` counts delay notices.
    `also` are departments whose part of the request still has to be handed to them.
    `dated_act`, `reference`, `legal_by` (the first of them) and `declared_at` are those of the last declared legal act.
    `bot_answered_at`: when the bot first answered, whatever became of it.
    `author` is the user whose answer counts, `heat` the hottest of the turn's messages, `about` the first verdict on them.
    `settled` holds the measures already counted; they are never counted twice, nor corrected.
    """

    id: str
    opened_at: datetime
    visibility: Visibility
    mention: bool
    expected_by: datetime
    department: str | None = None
    first_holder: str | None = None
    handed_over_at: datetime | None = None
    target_by: datetime | None = None
    promised_by: datetime | None = None
    acknowledged_at: datetime | None = None
    answering: str | None = None
    answered_at: datetime | None = None
    answered_by: AnsweredBy | None = None
    refusable_until: datetime | None = None
    confirmed_at: datetime | None = None
    refused: bool = False
    refused_at: datetime | None = None
    bot_answered_at: datetime | None = None
    closed_at: datetime | None = None
    no_answer_needed: str | None = None
    no_answer_needed_at: datetime | None = None
    excluded: str | None = None
    excluded_at: datetime | None = None
    danger: bool = False
    asked: bool = False
    faq: str | None = None
    faq_also: tuple[str, ...] = ()
    renewed_by: datetime | None = None
    unsaid_by: datetime | None = None
    unsaid_in: str | None = None
    to_approve: str | None = None
    reminded_at: datetime | None = None
    notices: int = 0
    dated_act: str | None = None
    reference: str | None = None
    legal_by: datetime | None = None
    declared_at: datetime | None = None
    also: tuple[str, ...] = ()
    author: str | None = None
    heat: str | None = None
    about: str | None = None
    settled: frozenset[str] = frozenset()

    @property
    def waits(self) -> bool:
        """True while somebody still owes this customer an answer: none has arrived, and none is on its way."""
        return self.unanswered and self.answering is None

    @property
    def unanswered(self) -> bool:
        """True while no answer has arrived, be it on its way, and the turn is neither closed nor withdrawn."""
        return self.answered_at is None and self.closed_at is None and self.no_answer_needed is None and self.excluded is None

    @property
    def word(self) -> datetime | None:
        """The time that the customer was last told; None when they were told none."""
        return self.renewed_by or self.promised_by

    def deadline(self, clock: Clock) -> datetime | None:
        """The time by which `clock` wants an answer; None when that clock does not run."""
        if clock is Clock.EXPECTED:
            return self.expected_by
        return self.target_by if clock is Clock.TARGET else self.promised_by

    @property
    def withdrawn_at(self) -> datetime | None:
        """From when nobody owes an answer here, by exclusion or by a rule; None when neither has spoken.

        A rule speaks from the opening, unless the turn had been handed over or a question was asked in it: then somebody had
        already been made to wait for it.
        """
        if self.no_answer_needed is None:
            return self.excluded_at
        ruled = self.no_answer_needed_at if self.handed_over_at is not None or self.asked else self.opened_at
        return min((moment for moment in (self.excluded_at, ruled) if moment is not None), default=None)

    def due(self, clock: Clock) -> bool:
        """True when `clock` runs and counts as met or missed. Withdrawing a turn after a deadline does not undo the miss."""
        deadline = self.deadline(clock)
        return deadline is not None and (self.withdrawn_at is None or deadline < self.withdrawn_at)

    def stands(self, at: datetime) -> bool:
        """True when the answer can no longer be refused at `at`: a person's, one that helped, one whose window is over."""
        if self.answered_at is None:
            return False
        if self.answered_by is AnsweredBy.STAFF or "answered" in self.settled or self.refusable_until is None:
            return True
        return at > self.refusable_until or (self.confirmed_at is not None and self.confirmed_at <= at)

    @property
    def over(self) -> bool:
        """True once the turn was closed or withdrawn: what is said later is no acknowledgement, answer or promise in it."""
        return self.closed_at is not None or self.withdrawn_at is not None

    def over_by(self, at: datetime) -> bool:
        """True when the turn was closed or withdrawn by `at`: what had arrived before counts, whenever we hear of it."""
        return any(moment is not None and moment <= at for moment in (self.closed_at, self.withdrawn_at))

    @property
    def answer_counts(self) -> bool:
        """True while the turn has an answer that will settle; withdrawing a turn does not take back an answer that stood."""
        return self.answered_at is not None and (self.withdrawn_at is None or self.stands(self.withdrawn_at))

    def with_measure(self, measure: str) -> "Turn":
        """This turn, with one more measure settled."""
        return changed(self, settled=self.settled | {measure})
