"""How often the verdict is right for sentences that the model has not seen: cross-validation over the charter's own examples.

    python -m bench.verdicts [--folds 5] [--encoder use|none] [--new 2]

Prints the share of right verdicts with the charter's thresholds, by kind, the rules that were wrong, and what other
thresholds would be worth. With `--new N`, each fold leaves some FAQ entries with N sentences, as if they had been written
this morning, and the verdicts on the others of their sentences are printed apart. It uses no other data than the charter's.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.output import progress_bar
from bot.settings import read_settings
from charter.charter import LIGHT, Charter, Confidence
from charter.load import load
from conversations.message import Visibility
from conversations.understanding import Understanding
from nlu.embedded import EmbeddedEngine
from nlu.pooling import OFF_TOPIC
from nlu.training import train
from routing.decide import Ground, decide


@dataclass(frozen=True)
class Read:
    """A held-out sentence, its label, what was made of it, and whether its entry was `new` then."""

    text: str
    label: str
    understanding: Understanding
    new: bool = False


def expected(label: str, charter: Charter) -> str:
    """The verdict that a sentence of that label should bring."""
    if charter.entry(label):
        return f"faq:{label}"
    if charter.is_department(label):
        return f"route:{label}"
    return f"light:{label}" if label in LIGHT else label


def held_out(
    examples: Mapping[str, Sequence[str]], background: Sequence[str], charter: Charter, folds: int, encoder: str, new: int = 0
) -> Iterator[Read]:
    """Each sentence as read by a model that was trained without it; `new` sentences are all that a fold's new entries have."""
    with progress_bar("Cross-validation") as progress, tempfile.TemporaryDirectory() as folder:
        for fold in range(folds):
            progress(fold / folds, f"fold {fold + 1} of {folds}")
            learned = {id: [t for n, t in enumerate(texts) if n % folds != fold] for id, texts in examples.items()}
            young = [entry.id for n, entry in enumerate(charter.faq) if new and n % folds == fold]
            learned |= {id: learned[id][:: len(learned[id]) // new][:new] for id in young}
            path = Path(folder) / f"{fold}.model"
            train(learned, background, path, encoder)
            engine = EmbeddedEngine.load(path, "use" if encoder == "use" else "none", charter.faq, learned)
            for id, texts in examples.items():
                for text in (t for n, t in enumerate(texts) if n % folds == fold):
                    yield Read(text, id, engine.parse([text]), id in young)
            engine.end()


def right(
    reads: Sequence[Read], charter: Charter, visibility: Visibility = Visibility.PRIVATE
) -> Iterator[tuple[Read, str, str, bool]]:
    """Each sentence with its verdict, the rule that spoke, and whether it is the expected one (offered choices count)."""
    for read in reads:
        decision = decide(read.understanding, Ground(charter, visibility, datetime.now(UTC).date()))
        verdict = str(decision.verdict)
        yield read, verdict, decision.reasons[0].rule, verdict == expected(read.label, charter)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--encoder", choices=["use", "none"], default="use")
    parser.add_argument("--new", type=int, default=0, help="leave some entries of each fold with so many sentences")
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong verdicts")
    given = parser.parse_args()
    loaded = load(read_settings().charter)
    reads = list(held_out(loaded.examples, loaded.background, loaded.charter, given.folds, given.encoder, given.new))
    found = list(right(reads, loaded.charter))
    print(f"{sum(ok for *_, ok in found) / len(found):.3f} of {len(found)} verdicts right")
    _by_kind(found, loaded.charter)
    _of_new(found)
    for read, verdict, rule, ok in found:
        if not ok and given.wrong:
            given.wrong -= 1
            best = read.understanding.best
            print(f"{read.label:18} {verdict:28} {rule:24} {best.confidence if best else 0:.2f}  {read.text[:110]}")
    print(*_tradeoffs(reads, loaded.charter), sep="\n")


def _by_kind(found: Sequence[tuple[Read, str, str, bool]], charter: Charter) -> None:
    kinds: dict[str, list[bool]] = {}
    for read, _, _, ok in found:
        kinds.setdefault(expected(read.label, charter).split(":")[0], []).append(ok)
    print("by kind:", {kind: round(sum(oks) / len(oks), 3) for kind, oks in kinds.items()})
    print("wrong by rule:", dict(Counter(rule for _, _, rule, ok in found if not ok).most_common()))
    answered = [ok for read, verdict, _, ok in found if verdict.startswith("faq:")]
    print(f"FAQ answers given: {len(answered)}, right: {sum(answered) / max(1, len(answered)):.3f}")


def _of_new(found: Sequence[tuple[Read, str, str, bool]]) -> None:
    given = [(verdict.split(":")[0], ok) for read, verdict, _, ok in found if read.new]
    if given:
        wrong = Counter(kind for kind, ok in given if not ok)
        print(f"new entries: {len(given)} sentences, right: {sum(ok for _, ok in given) / len(given):.3f}, else", dict(wrong))


TRIED: Mapping[str, Sequence[float]] = {
    "answer": (0.3, 0.45, 0.6, 0.75),
    "gap": (0.0, 0.1, 0.2, 0.3),
    "route": (0.1, 0.2, 0.3, 0.4),
    "clarify": (0.2, 0.3, 0.4),
    "in_scope": (0.05, 0.1, 0.2, 0.3, 0.4),
}


def _tradeoffs(reads: Sequence[Read], charter: Charter) -> Iterator[str]:
    """What each threshold is worth when the others stay as they are."""
    yield "| threshold | verdicts right | answers given | of these right | none was meant | ours, left alone in public |"
    yield "|---|---|---|---|---|---|"
    for name, values in TRIED.items():
        for value in values:
            changed = charter.model_copy(update={"confidence": Confidence(**{name: value})})
            found = list(right(reads, changed))
            answered = [(read, ok) for read, verdict, _, ok in found if verdict.startswith("faq:")]
            amiss = sum(charter.entry(read.label) is None for read, _ in answered)
            ours = [read for read in reads if read.label != OFF_TOPIC]
            alone = sum(verdict == OFF_TOPIC for _, verdict, _, _ in right(ours, changed, Visibility.PUBLIC))
            shares = sum(ok for *_, ok in found) / len(found), sum(ok for _, ok in answered) / max(1, len(answered))
            yield (
                f"| {name} {value} | {shares[0]:.3f} | {len(answered)} | {shares[1]:.3f} | "
                f"{amiss / len(found):.4f} | {alone / len(ours):.4f} |"
            )


if __name__ == "__main__":
    main()
