"""Whether a text asks several things: for each two of its clauses, how likely it is that they are two requests.

A logistic curve over nine figures of both clauses, fitted on combinations of held-out example sentences and on own sentences
(`bench/dev/double.csv`). What continues the first request, gives its reason, is the ground of a threat, or mere courtesy is no
request.
"""

import re
from collections.abc import Iterator, Sequence
from math import log, sqrt
from typing import NamedTuple

from charter.charter import LIGHT
from nlu.alarms import danger, dated_act
from nlu.calibration import Floats
from nlu.heat import threatens
from nlu.pooling import ASIDES

NO_SUBJECT = ASIDES | {"ou_en_est", "humain", "insulte"}
"""Intents that accompany a request and are none beside it."""

LEAST = 0.8
"""How far above even odds two clauses must be: of real messages with one request, one in a hundred is read as two."""

DOUBTFUL, DOUBTFUL_SURE = 0.0, 0.6
"""How far above even odds two clauses must be for a person to see whether they are two requests, and how sure each must be."""

DOUBTFUL_ASKED = -1.5
"""The same where both ask in so many words, however sure they are: nothing that is asked may be dropped."""

_BIAS = -3.79
_FIGURES = (
    ("sure", 2.92),
    ("in scope", 1.01),
    ("related", -8.46),
    ("both in the whole", 2.6),
    ("announced", 2.64),
    ("both ask", 1.57),
    ("continues", -0.4),
    ("long", 2.52),
    ("many clauses", -1.35),
)
_LONG = 8
_ANNOUNCED = re.compile(
    r"\b(?:sinon|autrement|par ailleurs|d'ailleurs|d'autre part|au passage|aussi|egalement|également|en plus|en outre|de plus|"
    r"autre (?:question|chose|point|sujet|demande|souci)|j'en profite|profite|accessoirement|tant que j'y suis|"
    r"deux (?:questions|choses|points|soucis|demandes)|also|besides|by the way|another|two (?:questions|things)|second)\b|"
    r"^[ \t]*(?:\(?[12]\s?[).]|-\s)",
    re.IGNORECASE | re.MULTILINE,
)
_FORMS = re.compile(
    r"^(?:(?:et|and|also|bonjour|bonsoir|salut|hello|hi|ou|puis|aussi)\b[ ,!]*)*"
    r"(?:comment|combien|quand|où|ou (?:est|sont|en est|puis|peut)|est[- ]ce|quel(?:le)?s?|qui|pourquoi|pk|à quel(?:le)?s?|"
    r"jusqu'à quand|pouvez|pourriez|peut-on|puis-je|avez|livrez|faut-il|dites|indiquez|envoyez|merci d(?:e |')\w+er|"
    r"(?:je|j')\s?(?:voudrais?|veux|souhaite\w*|aimerais?|cherche)|j'ai besoin|il me fau\w+|"
    r"how|what|when|where|which|who|why|can|could|may|would|do|does|did|is|are|will|please|tell me|let me know|"
    r"i (?:want|need|wish|would like)|i'd like)\b|"
    r"\b(?!rendez-vous)\w+-(?:t-)?(?:vous|ils?|elles?|on|je)\b"
)
"""How a request begins that is one by itself; the mark at the end of a sentence may belong to what stands before."""
_ASKS = re.compile(rf"\?|{_FORMS.pattern}")
_BUT = re.compile(r"\b(?:mais|par contre|en revanche|cependant|sauf que|but|however|except that|though)\b", re.IGNORECASE)
_CONTINUES = re.compile(
    r"^(?:et |mais |and |but )?(?:il|elle|ils|elles|ça|ca|c'est|cela|l'|it|this|that|they|pourtant|depuis|donc|car|parce|"
    r"because|so|mais|but)\b"
)


class Clause(NamedTuple):
    """A clause as it was classified: its words, its likeliest intent (a column) and how likely each is, and its scope."""

    text: str
    intent: int
    shares: Floats
    scope: float

    @property
    def sure(self) -> float:
        """The probability of its intent."""
        return float(self.shares[self.intent])


def several(text: str, labels: Sequence[str], clauses: Sequence[str], shares: Floats, scopes: Floats) -> tuple[Clause, ...]:
    """The clauses of `text` that are requests of their own, in their order; () unless there are two.

    `shares` and `scopes` are those of the whole text, then those of each clause. Where one of them tells of a danger or
    declares an act, it comes first: what must not wait is not what else was asked.
    """
    asking = _asking(labels, clauses, shares, scopes)
    announced = bool(_ANNOUNCED.search(text))
    pairs = _pairs(asking, shares[0], announced, len(clauses))
    # The rules that hear a threat are asked last: they take longest.
    apart = (pair for pair in pairs if pair[0] > LEAST and (announced or not _belong(*pair[1:])))
    likely = sorted(apart, key=lambda pair: -pair[0])
    if not likely:
        return ()
    found = list(likely[0][1:])
    for _, one, other in likely[1:]:
        found.extend(clause for clause in (one, other) if clause.intent not in {known.intent for known in found})
    kept = [clause for clause in asking if any(clause is one for one in found)]
    return tuple(sorted(kept, key=lambda clause: danger(clause.text) is None and dated_act(clause.text) is None))


def doubtful(text: str, labels: Sequence[str], clauses: Sequence[str], shares: Floats, scopes: Floats) -> tuple[Clause, ...]:
    """The two clauses that may be two requests, in their order, where `several` finds none; the arguments are the same.

    Of a courtesy with a reservation, which is hardly one: the text as a courtesy, and as the request that it resembles most.
    """
    asking = _asking(labels, clauses, shares, scopes)
    pairs = _pairs(asking, shares[0], bool(_ANNOUNCED.search(text)), len(clauses))
    likely = max((pair for pair in pairs if _may_be_two(*pair)), key=lambda pair: pair[0], default=None)
    return likely[1:] if likely else _reserved(text, labels, shares[0], float(scopes[0]))


def _reserved(text: str, labels: Sequence[str], shares: Floats, scope: float) -> tuple[Clause, ...]:
    """Both readings of thanks or praise that a "but" follows."""
    ranked = [int(n) for n in shares.argsort()[::-1]]
    if labels[ranked[0]] not in LIGHT or not _BUT.search(text):
        return ()
    request = next((n for n in ranked if labels[n] not in NO_SUBJECT), None)
    return tuple(Clause(text, n, shares, scope) for n in (ranked[0], request) if n is not None)


def _may_be_two(odds: float, one: Clause, other: Clause) -> bool:
    if odds > DOUBTFUL and min(one.sure, other.sure) > DOUBTFUL_SURE:
        return True
    return odds > DOUBTFUL_ASKED and all(_FORMS.search(clause.text) for clause in (one, other))


def _asking(labels: Sequence[str], clauses: Sequence[str], shares: Floats, scopes: Floats) -> list[Clause]:
    """The clauses that have a subject of their own."""
    rows = zip(clauses, shares[1:], scopes[1:], strict=True)
    read = (Clause(said, int(own.argmax()), own, float(scope)) for said, own, scope in rows)
    return [clause for clause in read if labels[clause.intent] not in NO_SUBJECT]


def _pairs(asking: Sequence[Clause], whole: Floats, announced: bool, count: int) -> Iterator[tuple[float, Clause, Clause]]:
    """Each two clauses about different subjects, in order, with the logarithm of the odds that they are two requests."""
    for n, one in enumerate(asking):
        for other in asking[n + 1 :]:
            if one.intent != other.intent:
                yield _odds(one, other, whole, announced, count), one, other


def _belong(one: Clause, other: Clause) -> bool:
    return _grounds(one, other) or _grounds(other, one)


def _grounds(threat: Clause, reason: Clause) -> bool:
    """Whether the second clause, which asks nothing, only says why the first one threatens: whoever answers it needs both."""
    return not _ASKS.search(reason.text) and threatens(threat.text)


def _odds(one: Clause, other: Clause, whole: Floats, announced: bool, count: int) -> float:
    """The logarithm of the odds that these are two requests; `one` stands before `other`."""
    in_whole = float(whole[one.intent]), float(whole[other.intent])
    words = min(len(one.text.split()), len(other.text.split()), _LONG)
    figures = (
        min(one.sure, other.sure),
        min(one.scope, other.scope),
        max(float(one.shares[other.intent]), float(other.shares[one.intent])),
        sqrt(max(min(in_whole), 0.0)),
        announced,
        bool(_ASKS.search(one.text) and _ASKS.search(other.text)),
        bool(_CONTINUES.search(other.text)),
        words / _LONG,
        log(count),
    )
    return _BIAS + sum(weight * figure for (_, weight), figure in zip(_FIGURES, figures, strict=True))
