"""How well the embedded engine learns public sets of intents, beside the simplest good engine, on the same sentences.

    python -m bench.nlu --data FOLDER [--quick] [--rasa] [--robust] [--only NAME]
    python -m bench.nlu --speed [--rasa]

FOLDER holds the CSV files of `bench.intent_sets` (`--sources` says where each is published); they are not part of the project.
The figures are means over several splits, the calibration error is over all answers together; Rasa's kept figures
(`bench.rasa`) are of the first split. `--quick` takes the first split of each set; `--rasa` too, and measures Rasa's light
pipeline anew; `--robust` asks the sentences as hurried people type them; `--speed` measures latency, throughput and memory.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import rasa
from bench.candidates import Answer, Candidate, Engine, Ours, encoder
from bench.intent_sets import SETS, IntentSet, Split
from bench.nlu_rasa import RasaLight
from bench.nlu_speed import speed
from bench.perturbing import PERTURBATIONS
from nlu.encoder import Encoder
from nlu.evaluate import auroc, expected_calibration_error, macro_f1

OURS, ALONE, CANDIDATE, RASA = "ours", "ours without encoder", "candidate", "Rasa, light"
ROBUST_ASKED = 600
"""Test sentences that are asked in every spelling: of the first split, and of the next ones until there are so many."""

Made = Callable[[Split], Engine]


@dataclass(frozen=True)
class Trial:
    """What one engine answered on one split: to what is ours (text and true intent), and the scope of what is not."""

    asked: Sequence[tuple[str, str]]
    answers: Sequence[Answer]
    foreign: Sequence[float]
    seconds: float

    @property
    def truth(self) -> list[str]:
        """The true intents."""
        return [intent for _, intent in self.asked]

    @property
    def right(self) -> NDArray[np.bool_]:
        """For each sentence, whether it was understood."""
        return np.array([a.intent == t for a, t in zip(self.answers, self.truth, strict=True)], dtype=bool)


def tried(made: Made, split: Split) -> Trial:
    """Train on the split and ask it all."""
    begun = time.perf_counter()
    engine = made(split)
    seconds = float(getattr(engine, "seconds", time.perf_counter() - begun))
    answers = engine.answers([*(text for text, _ in split.asked), *split.foreign])
    inside, outside = answers[: len(split.asked)], answers[len(split.asked) :]
    return Trial(split.asked, inside, [answer.scope for answer in outside], seconds)


def line(name: str, trials: Sequence[Trial], against: Sequence[Trial] | None) -> str:
    """The figures of one engine on one set, as a row of the table. `against` are the candidate's trials on the same splits."""
    accuracies = [trial.right.mean() for trial in trials]
    spread = np.std(accuracies, ddof=1) / np.sqrt(len(trials)) if len(trials) > 1 else _binomial(trials[0])
    f1 = np.mean([macro_f1([a.intent for a in t.answers], t.truth) for t in trials])
    confidences = np.array([a.confidence for t in trials for a in t.answers])
    error = expected_calibration_error(confidences, np.concatenate([t.right for t in trials]))
    outside = [auroc([a.scope for a in t.answers], t.foreign) for t in trials]
    scope = f"{np.mean([o for o in outside if o is not None]):.3f}" if outside[0] is not None else "–"
    seconds = np.mean([t.seconds for t in trials])
    gap = f"{_gap(trials, against)}" if against is not None and against is not trials else "–"
    shown = f"{np.mean(accuracies):.3f} ± {spread:.3f} | {f1:.3f} | {error:.3f} | {scope} | {seconds:.1f} | {gap}"
    return f"| {name} | {shown} |"


def compare(chosen: Sequence[IntentSet], folder: Path, first_only: bool, engines: Mapping[str, Made]) -> Iterator[str]:
    """The table, line by line."""
    yield "| set, engine | accuracy | macro F1 | calibration error | OOS AUROC | training, s | above the candidate, points |"
    yield "|---|---|---|---|---|---|---|"
    for intents in chosen:
        splits = list(intents.splits(folder))[: 1 if first_only else None]
        found = {name: [tried(made, split) for split in splits] for name, made in engines.items()}
        learned, asked = sum(map(len, splits[0].learned.values())), len(splits[0].asked)
        yield f"| **{intents.name}** ({len(splits[0].learned)} intents, {learned} learned, {asked} asked) | | | | | | |"
        for name, trials in found.items():
            yield line(name, trials, found.get(CANDIDATE))
        yield from _kept(intents.name)


def robustness(chosen: Sequence[IntentSet], folder: Path, made: Made) -> Iterator[str]:
    """Points of accuracy lost on each spelling, a line for each set."""
    yield f"| set | as written | {' | '.join(PERTURBATIONS)} |"
    yield "|---|---|" + "---|" * len(PERTURBATIONS)
    for intents in chosen:
        counts = np.zeros(len(PERTURBATIONS) + 1)
        asked = 0
        for split in intents.splits(folder):
            engine, order = made(split), np.random.default_rng(1).permutation(len(split.asked))[: ROBUST_ASKED - asked]
            counts += _understood(engine, [split.asked[n] for n in order])
            asked += len(order)
            if asked >= ROBUST_ASKED:
                break
        before, *after = counts / asked
        lost = " | ".join(f"{100 * (before - share):+.1f}" for share in after)
        yield f"| {intents.name} ({asked} asked) | {before:.3f} | {lost} |"


def _understood(engine: Engine, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """How many are understood as written, then in each spelling."""
    spellings = (lambda text: text, *PERTURBATIONS.values())
    return np.array([np.sum(_right(engine, [change(text) for text, _ in pairs], pairs)) for change in spellings], dtype=float)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 1 when the folder lacks a file."""
    given = _parser().parse_args(arguments)
    if given.sources:
        _say(f"{intents.name}: {', '.join(intents.files)}: {intents.published}" for intents in SETS)
        return 0
    if given.speed:
        _say(speed(given.rasa))
        return 0
    chosen = [intents for intents in SETS if given.only in intents.name]
    missing = sorted({file for intents in chosen for file in intents.files if not (given.data / file).exists()})
    if missing:
        sys.stderr.write(f"{given.data}: {', '.join(missing)} not found. `--sources` says where they are published.\n")
        return 1
    shared = encoder()
    if given.robust:
        _say(robustness(chosen, given.data, lambda split: Ours(split, shared)))
    else:
        _say(compare(chosen, given.data, given.quick or given.rasa, _engines(shared, given.rasa)))
    return 0


def _engines(shared: Encoder, with_rasa: bool) -> dict[str, Made]:
    engines: dict[str, Made] = {
        OURS: lambda split: Ours(split, shared),
        ALONE: lambda split: Ours(split, None),
        CANDIDATE: lambda split: Candidate(split, shared),
    }
    return engines | ({RASA: RasaLight} if with_rasa else {})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.nlu", description="Measure the embedded engine on public sets.")
    parser.add_argument("--data", type=Path, default=Path(), help="the folder with the CSV files")
    parser.add_argument("--only", default="", help="only sets whose name contains this")
    for name, meaning in (
        ("quick", "the first split of each set"),
        ("rasa", "add Rasa's light pipeline (one split; needs its environment, see `make rasa`)"),
        ("robust", "points lost on other spellings"),
        ("sources", "say where each set is published"),
        ("speed", "latency, throughput, memory, training of the example charter"),
    ):
        parser.add_argument(f"--{name}", action="store_true", help=meaning)
    return parser


def _right(engine: Engine, texts: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[bool]:
    return [a.intent == intent for a, (_, intent) in zip(engine.answers(texts), pairs, strict=True)]


def _kept(name: str) -> Iterator[str]:
    """What Rasa was measured to do with the first split."""
    for pipeline, figures in rasa.kept().items():
        if one := figures.get(name):
            scope = "–" if one["oos_auroc"] is None else f"{one['oos_auroc']:.3f}"
            shown = f"{one['accuracy']:.3f} | {one['macro_f1']:.3f} | {one['calibration_error']:.3f} | {scope}"
            yield f"| Rasa, {pipeline} (kept) | {shown} | {one['train_seconds']:.0f} | – |"


def _binomial(trial: Trial) -> float:
    share = float(trial.right.mean())
    return float(np.sqrt(share * (1 - share) / len(trial.truth)))


def _gap(ours: Sequence[Trial], theirs: Sequence[Trial]) -> str:
    """The difference sentence by sentence, with its standard error: a sentence asked in several splits counts once."""
    each: dict[str, list[float]] = defaultdict(list)
    for one, other in zip(ours, theirs, strict=True):
        for (text, _), difference in zip(one.asked, one.right.astype(float) - other.right, strict=True):
            each[text].append(float(difference))
    means = np.array([np.mean(differences) for differences in each.values()])
    return f"{100 * means.mean():+.1f} ± {100 * means.std() / np.sqrt(len(means)):.1f}"


def _say(lines: Iterator[str]) -> None:
    for text in lines:
        print(text, flush=True)


if __name__ == "__main__":
    # More threads of linear algebra are slower on busy machines; the engine sets one for itself.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main())
