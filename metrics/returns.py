"""What comes back from customers: whether canned answers helped, how satisfied they say they are, how anger ends.

Silence is told apart everywhere: who says nothing has neither been helped nor calmed for that. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conversations import events as e
from conversations.figures import TurnRow
from conversations.outcomes import Outcome
from conversations.turn import AnsweredBy
from conversations.understanding import Heat
from metrics.known import Known

Ids = tuple[str, ...]
"""Ids of turns."""


@dataclass(frozen=True, slots=True)
class Returns:
    """The turns of a period by what came back.

    The bot's answers: `helped` (the customer said so), `silent` (their refusal window is over, and nobody said anything),
    `refused`, `open` (they can still be refused). `asked` are the turns about which the satisfaction question was asked, and
    `scores` (1 to 5) those of them that got a reply. Of the conversations in which somebody was angry, one turn each: `calmed`
    (their last message is calm), `still_upset` (they wrote again, and are not), `gone` (they have not written again).
    """

    helped: Ids = ()
    silent: Ids = ()
    refused: Ids = ()
    open: Ids = ()
    asked: Ids = ()
    scores: Mapping[str, int] | None = None
    calmed: Ids = ()
    still_upset: Ids = ()
    gone: Ids = ()


def returns(known: Known) -> Returns:
    """What came back about these turns by the moment at which they are known."""
    ids = {row.id for row in known.rows}
    asked = {turn: score for found in known.outcomes.values() for turn, score in _asked(found) if turn in ids}
    tried = {row.id: _faq(row, known) for row in known.rows}
    ends = dict(_ends(known))
    return Returns(
        **{kind: _of(tried, kind) for kind in ("helped", "silent", "refused", "open")},
        asked=tuple(asked),
        scores={turn: score for turn, score in asked.items() if score is not None},
        **{end: _of(ends, end) for end in ("calmed", "still_upset", "gone")},
    )


def _of(by_turn: Mapping[str, str | None], kind: str) -> Ids:
    return tuple(turn for turn, found in by_turn.items() if found == kind)


def _faq(row: TurnRow, known: Known) -> str | None:
    """What became of the bot's answer; None when it gave none, or the turn was withdrawn before it counted."""
    if row.refused_at is not None:
        return "refused"
    if row.answered_by is not AnsweredBy.BOT or (row.withdrawn_at is not None and not row.final):
        return None
    if row.id in known.confirmed:
        return "helped"
    return "silent" if row.final else "open"


def _asked(events: Sequence[Outcome]) -> Iterator[tuple[str, int | None]]:
    """The turn that the satisfaction question was asked about in a conversation, with the score.

    It is asked once at most, after a person's answer: it is about that one, not about the thanks that came between. A rating
    may be noted before we know that the question has arrived.
    """
    answered: str | None = None
    about: str | None = None
    score: int | None = None
    for event in events:
        match event:
            case e.Settled(measure="answered", answered_by=AnsweredBy.STAFF):
                answered = event.turn
            case e.Delivered():
                about = about or answered
            case e.Rated():
                about, score = about or answered, event.score
            case _:
                pass
    if about is not None:
        yield about, score


def _ends(known: Known) -> Iterator[tuple[str, str]]:
    """How the conversations ended in which somebody was angry in the period: the first angry turn of each, and the end."""
    angry: dict[str, str] = {}
    for row in known.rows:
        if _heat(row.heat) >= Heat.ANGRY:
            angry.setdefault(row.conversation, row.id)
    for conversation, turn in angry.items():
        end = _end([event for event in known.outcomes.get(conversation, ()) if isinstance(event, e.Decided)], turn)
        if end is not None:
            yield turn, end


def _end(decided: Sequence[e.Decided], turn: str) -> str | None:
    first = next((n for n, one in enumerate(decided) if one.turn == turn and _heat(one.heat) >= Heat.ANGRY), None)
    if first is None:
        return None
    since = decided[first + 1 :]
    if not since:
        return "gone"
    return "calmed" if _heat(since[-1].heat) is Heat.CALM else "still_upset"


def _heat(word: str | None) -> Heat:
    return Heat.CALM if word is None else Heat[word.upper()]
