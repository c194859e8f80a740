"""Whether a text asks several things: for each two of its clauses, how likely it is that they are two requests.

A logistic curve over nine figures of both clauses, fitted on combinations of held-out example sentences and on own sentences
(`bench/dev/double.csv`). What continues the first request, gives its reason, is the ground of a threat, or mere courtesy is no
request.
"""

import re
from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

from nlu.alarms import danger, dated_act
from nlu.calibration import Floats
from nlu.heat import threatens
from nlu.pooling import ASIDES

NO_SUBJECT = ASIDES | {"ou_en_est", "humain", "insulte"}
"""Intents that accompany a request and are none beside it."""

LEAST = 0.8
"""How far above even odds two clauses must be: of real messages with one request, one in a hundred is read as two."""

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
_ASKS = re.compile(
    r"\?|^(?:et |and |also )?(?:comment|combien|quand|où|est-ce|quel|pouvez|peut-on|avez|livrez|how|what|when|where|can|could|"
    r"do|does|is|are)\b"
)
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
    rows = zip(clauses, shares[1:], scopes[1:], strict=True)
    asking = [Clause(said, int(own.argmax()), own, float(scope)) for said, own, scope in rows]
    asking = [clause for clause in asking if labels[clause.intent] not in NO_SUBJECT]
    announced = bool(_ANNOUNCED.search(text))
    pairs = (
        (_odds(one, other, shares[0], announced, len(clauses)), one, other)
        for n, one in enumerate(asking)
        for other in asking[n + 1 :]
        if one.intent != other.intent
    )
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
