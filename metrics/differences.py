"""What a recount finds to be otherwise than it is exported: a line each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from conversations import events as e
from conversations.tally import Labels

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the events say. For a settled measure, `family` is `settled` and `labels` name the turn."""

    family: str
    labels: Labels
    exported: str
    recounted: str

    def __str__(self) -> str:
        """One line: family{labels}: exported …, recounted …"""
        written = ",".join(f"{name}={value}" for name, value in self.labels)
        return f"{self.family}{{{written}}}: exported {self.exported}, recounted {self.recounted}"


def of_facts(conversation: str, stored: Sequence[e.Settled], expected: Sequence[e.Settled]) -> Iterator[Difference]:
    """A line for each fact that is stored and not expected, expected and not stored, or stored otherwise or twice."""
    for turn, measure in dict.fromkeys(map(key, (*stored, *expected))):
        was = [fact for fact in stored if key(fact) == (turn, measure)]
        anew = [fact for fact in expected if key(fact) == (turn, measure)]
        if was != anew:
            labels = (("conversation", conversation), ("measure", measure), ("turn", turn))
            yield Difference("settled", labels, _facts(was), _facts(anew))


def key(fact: e.Settled) -> tuple[str, str]:
    """What is settled once: a measure of a turn."""
    return fact.turn, fact.measure


def of_values(
    family: str, labels: Labels, exported: Mapping[str, object], recounted: Mapping[str, object]
) -> Iterator[Difference]:
    """One line with all the values that are not the same, when there are any; a value that is not there is None."""
    names = [name for name in dict.fromkeys((*exported, *recounted)) if exported.get(name) != recounted.get(name)]
    if names:
        yield Difference(family, labels, _values(exported, names), _values(recounted, names))


def _values(of: Mapping[str, object], names: Iterable[str]) -> str:
    return " ".join(f"{name}={of.get(name)}" for name in names) if of else NOTHING


def _facts(facts: Sequence[e.Settled]) -> str:
    return " and ".join(_fact(fact) for fact in facts) or NOTHING


def _fact(fact: e.Settled) -> str:
    figures = {
        "result": fact.result,
        "seconds": fact.seconds,
        "open": fact.open_seconds,
        "staff": fact.staff_seconds,
        "by": fact.answered_by,
        "department": fact.department,
        "channel": fact.channel,
        "visibility": fact.visibility,
        "mention": fact.mention,
    }
    return " ".join(f"{name}={value}" for name, value in figures.items() if value is not None)
