"""What a freshly trained model must be able to do before customers meet it: read the charter's own sentences as they are meant.

A model reads what it was trained on almost without fault (measured in docs/performance.md). One that does not was given
sentences that fit two places, or that say nothing: the charter has to be mended, not the threshold.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from charter.reading import Loaded
from conversations.understanding import Understanding

READ = 0.80
"""The least share of the sample that must be read as it is meant."""
READ_OF_ONE = 0.60
"""The least share for each FAQ entry, department and other intent: of its sample, and of the variants written with an entry."""
SAMPLE = 600
"""About so many sentences are tried, the same ones for the same charter, a like number of each intent."""
SHOWN = 5

Reads = Callable[[Sequence[str]], Sequence[Understanding]]


@dataclass(frozen=True, slots=True)
class Weak:
    """Of `tried` sentences of `intent`, `read` were read as meant; the others mostly as `taken_for`."""

    intent: str
    tried: int
    read: int
    taken_for: str

    def __str__(self) -> str:
        """What was found."""
        return f"`{self.intent}`: {self.read} of {self.tried} read as meant, the others mostly as `{self.taken_for}`"


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model read: `share` of all that was tried, and the intents that fail, the worst first."""

    tried: int
    share: float
    weak: tuple[Weak, ...]

    @property
    def passed(self) -> bool:
        """True when customers may meet it."""
        return self.share >= READ and not self.weak


class GateRefused(Exception):
    """A model that does not read its own charter: what fails most, and what to do."""

    def __init__(self, trial: Trial) -> None:
        worst = "; ".join(str(weak) for weak in trial.weak[:SHOWN])
        more = f"; and {len(trial.weak) - SHOWN} more" if len(trial.weak) > SHOWN else ""
        super().__init__(
            f"the trained model reads {trial.share:.0%} of the charter's own sentences as they are meant, where {READ:.0%} are "
            f"needed, {READ_OF_ONE:.0%} of each intent. {worst}{more}. Move sentences that fit both, or make one of the two."
        )
        self.trial = trial


def try_out(loaded: Loaded, reads: Reads) -> Trial:
    """How `reads` reads the charter's own sentences. The same charter gives the same trial."""
    pairs = list(dict.fromkeys((*_sample(loaded.examples), *_own(loaded.variants))))
    meant = Counter(intent for intent, _ in pairs)
    taken: dict[str, Counter[str]] = {intent: Counter() for intent in meant}
    for (intent, _), found in zip(pairs, reads([text for _, text in pairs]), strict=True):
        taken[intent][found.intents[0].id if found.intents else "nothing"] += 1
    right = sum(taken[intent][intent] for intent in meant)
    weak = [_weak(intent, tried, taken[intent]) for intent, tried in meant.items() if _fails(tried, taken[intent][intent])]
    return Trial(
        len(pairs), right / max(len(pairs), 1), tuple(sorted(weak, key=lambda one: (one.read / one.tried, one.intent)))
    )


def _fails(tried: int, read: int) -> bool:
    # A single sentence that is misread says nothing of its intent.
    return tried - read > 1 and read < READ_OF_ONE * tried


def _weak(intent: str, tried: int, taken: Counter[str]) -> Weak:
    others = Counter({id: n for id, n in taken.items() if id != intent})
    return Weak(intent, tried, taken[intent], min(others, key=lambda id: (-others[id], id)))


def _sample(examples: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Sentences of each intent, spread over all that it has."""
    share = max(1, SAMPLE // max(len(examples), 1))
    return [
        (id, texts[n * len(texts) // min(share, len(texts))])
        for id, texts in examples.items()
        for n in range(min(share, len(texts)))
    ]


def _own(variants: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(id, text) for id, texts in variants.items() for text in texts]
