"""How often a second request is seen, and which: totals over held-out sentences, never the sentences themselves.

    python -m bench.double_requests [FILE.csv] [--encoder use|none] [--charter FILE] [--models FOLDER]

FILE has the header `text,first,second`; `second` is empty where there is one request. Without FILE the held-out sentences.
Prints precision, recall and F1 of "there is a second request", the share of two requests in which the second id is among those
found, and in which both are right in the order of the text; how many others are doubtful; and the processor time of a parse.
FOLDER keeps the model.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.settings import read_settings
from charter.load import load
from conversations.understanding import Understanding
from nlu.embedded import EmbeddedEngine
from nlu.training import train_if_changed

HELD_OUT = Path(__file__).parent / "held_out" / "double.csv"


@dataclass(frozen=True)
class Totals:
    """What is told of a file. The shares are of the texts with two requests."""

    doubles: int
    single: int
    found: int
    right: int
    second: int
    both: int
    doubted: int
    doubted_single: int

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.right / max(self.doubles, 1)
        f1 = 2 * self.right / max(self.found + self.doubles, 1)
        ids = f"second id right {self.second / max(self.doubles, 1):.3f}, both {self.both / max(self.doubles, 1):.3f}"
        ids += f"; doubtful: {self.doubted} more doubles, {self.doubted_single} more near misses"
        return f"{self.doubles} doubles, {self.single} near misses: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}; {ids}"


def totals(rows: Sequence[tuple[str, str, str]], read: Sequence[Understanding]) -> Totals:
    """The totals of rows (text, first, second) that were read so."""
    pairs = [(first, second, u) for (_, first, second), u in zip(rows, read, strict=True)]
    doubles = [(first, second, u) for first, second, u in pairs if second]
    ids = [(first, second, [*([u.best.id] if u.best else []), *(one.id for one in u.also)]) for first, second, u in doubles]
    return Totals(
        doubles=len(doubles),
        single=len(pairs) - len(doubles),
        found=sum(bool(u.also) for _, _, u in pairs),
        right=sum(bool(u.also) for _, _, u in doubles),
        second=sum(second in found[1:] for _, second, found in ids),
        both=sum([first, second] == found for first, second, found in ids),
        doubted=sum(bool(u.perhaps) for _, _, u in doubles),
        doubted_single=sum(bool(u.perhaps) for _, second, u in pairs if not second),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=HELD_OUT)
    parser.add_argument("--encoder", choices=["use", "none"], default="use")
    parser.add_argument("--charter", type=Path, default=None)
    parser.add_argument("--models", type=Path, default=None)
    given = parser.parse_args()
    loaded = load(given.charter or read_settings().charter)
    with tempfile.TemporaryDirectory() as folder:
        folder = given.models or Path(folder)
        path = train_if_changed(loaded.examples, loaded.background, folder, encoder=given.encoder)
        engine = EmbeddedEngine.load(path, given.encoder)
    with given.file.open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["first"], row["second"]) for row in csv.DictReader(file)]
    read, took = [], []
    for text, _, _ in rows:
        start = time.process_time()
        read.append(engine.parse([text]))
        took.append(time.process_time() - start)
    took.sort()
    print(totals(rows, read))
    print(f"parse: {1000 * took[len(took) // 2]:.1f} ms p50, {1000 * took[len(took) * 99 // 100]:.1f} ms p99")


if __name__ == "__main__":
    main()
