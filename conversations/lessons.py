"""What the events of a conversation teach: a refused answer, a transfer by staff, an answer to what was not recognised.

A decision teaches at most once, by whatever has become of it last. Only what was decided by its meaning does: a danger, a
dated act or a tapped choice says nothing about the subjects that the engine tells apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from conversations.events import AnswerRefused, Decided, Delivered, Event, HandedOver, Transferred
from conversations.learning import Origin
from conversations.turn import AnsweredBy, Reply

TEACHING = ("answer_refused", "decided", "delivered", "handed_over", "transferred")
"""The kinds of events that are read."""

UNRECOGNISED = frozenset({"nothing_recognised", "out_of_scope"})
"""The reasons of a decision on what the engine did not know."""

_BY_MEANING = UNRECOGNISED | {
    "angry_is_never_off_topic",
    "answer_not_valid_today",
    "asked_again",
    "complained_after_answer",
    "insult_without_heat",
    "more_than_a_courtesy",
    "intent",
    "no_canned_answer_in_heat",
    "praise_with_heat_is_irony",
    "resembles",
    "several_are_likely",
    "unsure_of_the_answer",
}
_RULE = "rule"


@dataclass(frozen=True, slots=True)
class Taught:
    """Decision number `n` and what has become of it: as `Lesson`, with the ids of the messages in place of their texts."""

    n: int
    origin: Origin
    messages: tuple[str, ...]
    language: str
    taken_for: str
    meant: str | None
    at: datetime


def taught(events: Iterable[tuple[int, Event]]) -> tuple[Taught, ...]:
    """What these events of one conversation, in order, teach, by number of the decision. `at`: when it was last learned of."""
    turns: dict[str, _Turn] = {}
    for n, event in events:
        if isinstance(event, Decided | AnswerRefused | HandedOver | Transferred | Delivered) and event.turn is not None:
            turns.setdefault(event.turn, _Turn()).hear(n, event)
    found = [lesson for turn in turns.values() for lesson in turn.taught.values()]
    return tuple(sorted(found, key=lambda lesson: lesson.n))


class _Turn:
    """One turn, as its events are read. `last` is the last decision by meaning, `refused` the number of a refused one."""

    def __init__(self) -> None:
        self.taught: dict[int, Taught] = {}
        self._last: tuple[int, Decided] | None = None
        self._unrecognised: list[tuple[int, Decided]] = []
        self._refused: int | None = None
        self._department: str | None = None

    def hear(self, n: int, event: Decided | AnswerRefused | HandedOver | Transferred | Delivered) -> None:
        """What this event, the next one, adds."""
        match event:
            case Decided():
                self._decided(n, event)
            case AnswerRefused():
                self._was_refused(event)
            case HandedOver():
                self._department = event.department
            case Transferred():
                self._transferred(event)
            case Delivered():
                self._delivered(event)

    def _decided(self, n: int, event: Decided) -> None:
        rules = {reason.rule for reason in event.reasons}
        if rules & UNRECOGNISED:
            self._unrecognised.append((n, event))
        routed = event.verdict.startswith(("route:", "clarify:")) and bool(rules & _BY_MEANING)
        if routed or (_is_answer(event) and "clarified" not in rules):
            self._last = (n, event)

    def _was_refused(self, event: AnswerRefused) -> None:
        if self._last is not None and _is_answer(self._last[1]):
            self._refused = self._last[0]
            self._teach(self._last, Origin.REFUSED, None, event.at)

    def _transferred(self, event: Transferred) -> None:
        self._department = event.department
        if event.by == _RULE:
            return  # to the next above, because the customer asked for somebody in charge
        if self._refused is not None:
            self._answered_there(self._refused, event.at)
        elif self._last is not None and self._last[1].verdict == f"route:{event.department}":
            self.taught.pop(self._last[0], None)  # and back again: it was right
        elif self._last is not None:
            self._teach(self._last, Origin.CORRECTED, event.department, event.at)

    def _delivered(self, event: Delivered) -> None:
        if event.by is not AnsweredBy.STAFF or event.reply is not Reply.ANSWER:
            return
        if self._refused is not None:
            self._answered_there(self._refused, event.at)
        for n, decided in self._unrecognised:
            if n not in self.taught:
                self._teach((n, decided), Origin.UNRECOGNISED, None, event.at)

    def _answered_there(self, n: int, at: datetime) -> None:
        self.taught[n] = replace(self.taught[n], meant=self._department, at=at)

    def _teach(self, made: tuple[int, Decided], origin: Origin, meant: str | None, at: datetime) -> None:
        n, event = made
        self.taught[n] = Taught(n, origin, event.messages, event.language, event.verdict, meant, at)


def _is_answer(event: Decided) -> bool:
    return event.verdict.startswith("faq:")
