"""How well danger, dated acts, irony and negation are recognised in labelled sentences.

    python -m bench.facets danger|alarm|dated_acts|irony|negation FILE.csv … [--encoder use|none] [--wrong]
    python -m bench.facets all FOLDER

A file has the columns `text,label`; for negation `text,aspect,said`. With `all`, a folder holds `danger.csv`, `dated_acts.csv`,
`irony.csv` and `negation.csv`; `danger` is what a person gets to read, `alarm` what also wakes who is on call. Only totals are
printed. `--wrong` shows the sentences that were misread, of a file that is not held out: what lies in a folder `held_out`
measures the rules only as long as nobody writes rules from it.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.commands.output import progress_bar
from bot.releases import load_embedded
from bot.settings import read_settings
from conversations.understanding import Heat, Understanding, Wish

NONE = "none"
_RAISED: Mapping[str, Callable[[Understanding], bool]] = {
    "danger": lambda u: u.danger is not None,
    "urgent": lambda u: u.urgent,
    "threat": lambda u: u.heat is Heat.THREAT,
    "dated_act": lambda u: u.dated_act is not None,
    "person": lambda u: u.wish in (Wish.PERSON, Wish.SUPERIOR),
    "complaint": lambda u: u.heat is not Heat.CALM,
}


@dataclass(frozen=True)
class Case:
    """A sentence, what it should be read as, and what it was read as."""

    text: str
    meant: str
    taken: str


def danger(row: Mapping[str, str], found: Understanding) -> Case:
    """The source of the danger, also of one that is only suspected."""
    source = found.danger or found.suspected
    return Case(row["text"], row["label"], source.value if source else NONE)


def alarm(row: Mapping[str, str], found: Understanding) -> Case:
    """The source of the danger that wakes who is on call."""
    return Case(row["text"], row["label"], found.danger.value if found.danger else NONE)


def dated_acts(row: Mapping[str, str], found: Understanding) -> Case:
    """The name of the act."""
    return Case(row["text"], row["label"], found.dated_act or NONE)


def irony(row: Mapping[str, str], found: Understanding) -> Case:
    """Ironic or not; sincere and plain are one."""
    return Case(row["text"], "ironic" if row["label"] == "ironic" else NONE, "ironic" if found.irony else NONE)


def negation(row: Mapping[str, str], found: Understanding) -> Case:
    """Denied (the positive class) or said, and of which aspect."""
    raised = _RAISED[row["aspect"]](found)
    return Case(row["text"], NONE if row["said"] == "yes" else row["aspect"], NONE if raised else row["aspect"])


KINDS: Mapping[str, Callable[[Mapping[str, str], Understanding], Case]] = {
    f.__name__: f for f in (danger, alarm, dated_acts, irony, negation)
}

FILES = {"alarm": "danger.csv"}


def totals(name: str, right: int, taken: int, meant: int) -> str:
    """Precision, recall and F1 in one line."""
    precision, recall = right / max(1, taken), right / max(1, meant)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"  {name:16} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  of {meant}"


def report(cases: Sequence[Case]) -> Iterator[str]:
    """The totals: anything against nothing, the names micro-averaged, and each name."""
    some, taken = [c for c in cases if c.meant != NONE], [c for c in cases if c.taken != NONE]
    yield totals("any", sum(c.taken != NONE for c in some), len(taken), len(some))
    yield totals("named right", sum(c.taken == c.meant for c in some), len(taken), len(some))
    for name in sorted({c.meant for c in some}):
        right = sum(c.meant == c.taken == name for c in cases)
        yield totals(name, right, sum(c.taken == name for c in cases), sum(c.meant == name for c in cases))


def main() -> int:
    """Measure and print; 2 when the held-out sentences would have been shown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=[*KINDS, "all"])
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--encoder", choices=["use", "none"], default="use")
    parser.add_argument("--wrong", action="store_true", help="show the sentences that were misread")
    given = parser.parse_args()
    kinds = list(KINDS) if given.kind == "all" else [given.kind]
    files = (
        [(k, given.paths[0] / FILES.get(k, f"{k}.csv")) for k in kinds]
        if given.kind == "all"
        else [(given.kind, p) for p in given.paths]
    )
    if given.wrong and any("held_out" in file.resolve().parts for _, file in files):
        print(
            "--wrong: found a file under held_out/. Its sentences are not shown: measure it without --wrong.", file=sys.stderr
        )
        return 2
    with progress_bar("Model") as progress:
        _, engine = load_embedded(read_settings().model_copy(update={"encoder": given.encoder}), progress)
    for kind, file in files:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        understood = engine.parse_each([row["text"] for row in rows])
        cases = [KINDS[kind](row, found) for row, found in zip(rows, understood, strict=True)]
        print(f"{kind} ({file}), {len(cases)} sentences", *report(cases), sep="\n")
        if given.wrong:
            print(*(f"    {c.meant} read as {c.taken}: {c.text}" for c in cases if c.meant != c.taken), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
