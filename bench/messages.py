"""Whole messages, each with the verdicts that are acceptable: how often the program's is one of them.

    python -m bench.messages [FILE] [--wrong N]

Reads JSON lines as bench/held_out/messages_dev.jsonl has them and explains each message with the charter of the settings, as
`recul explain --batch` does. Prints the share of acceptable verdicts, of right heat and urgency, of FAQ answers given where a
person, a boundary or nothing was due. `--wrong` shows errors, but none of a file that is kept for the final measurement.
"""

import argparse
import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.commands.output import progress_bar
from bot.explaining import Explanation, explain
from bot.release import Release
from bot.releases import load_embedded, serving_release
from bot.settings import read_settings
from conversations.message import Visibility

DEVELOPMENT = Path("bench/held_out/messages_dev.jsonl")
KEPT_APART = "test"
"""In the name of a file of which nobody may read more than the score."""
NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Judged:
    """A message with its label, and what would happen to it."""

    row: Mapping[str, Any]
    found: Explanation

    @property
    def acceptable(self) -> bool:
        """True when the verdict is one of those that the label accepts."""
        return any(fits(self.found.verdict, wanted) for wanted in self.row["expect"])

    @property
    def faq_amiss(self) -> bool:
        """True when a canned answer is given where only a department, a boundary or an off-topic reply is accepted."""
        return self.found.verdict.startswith("faq:") and no_faq(self.row)


def fits(verdict: str, wanted: str) -> bool:
    """True when a verdict is the wanted one; the choices of a question may come in any order."""
    kind, _, choices = verdict.partition(":")
    other, _, accepted = wanted.partition(":")
    return kind == other and (set(choices.split("|")) == set(accepted.split("|")) or accepted == "*")


def no_faq(row: Mapping[str, Any]) -> bool:
    """True when only `route:`, `insulte` or `hors_sujet` is accepted."""
    return all(wanted.split(":")[0] in ("route", "insulte", "hors_sujet") for wanted in row["expect"])


async def judge(rows: Sequence[Mapping[str, Any]], release: Release) -> list[Judged]:
    """What would happen to each message, as the first one of a new conversation."""
    found = []
    for row in rows:
        understood = await release.engine.understand([row["text"]])
        found.append(Judged(row, explain(row["text"], understood, Visibility(row["visibility"]), release, NOW)))
    return found


def totals(judged: Sequence[Judged]) -> dict[str, float]:
    """Shares over all messages; `faq_amiss` is over those for which no canned answer is accepted."""
    barred = [one for one in judged if no_faq(one.row)]
    labelled = [one for one in judged if "heat" in one.row]
    return {
        "messages": len(judged),
        "acceptable": _share([one.acceptable for one in judged]),
        "heat": _share([one.found.understanding.heat.word == one.row["heat"] for one in labelled]),
        "urgent": _share([one.found.understanding.urgent == one.row["urgent"] for one in labelled]),
        "faq_barred": len(barred),
        "faq_amiss": _share([one.faq_amiss for one in barred]),
        "faq_given": sum(one.found.verdict.startswith("faq:") for one in judged),
    }


def wrong(judged: Sequence[Judged]) -> Iterator[str]:
    """The messages whose verdict is not acceptable, each with what was found."""
    for one in judged:
        if not one.acceptable:
            u = one.found.understanding
            near = " ".join(f"{score.id}={score.confidence:.2f}" for score in (*u.intents[:2], *u.faq[:1]))
            expected = ", ".join(one.row["expect"])
            rule, text = one.found.reasons[0].rule, one.row["text"][:120]
            yield f"{one.row['id']} {expected} != {one.found.verdict} [{rule}] {near}  {text}"


def _share(right: Sequence[bool]) -> float:
    return round(sum(right) / max(1, len(right)), 4)


def main() -> None:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=DEVELOPMENT)
    parser.add_argument("--wrong", type=int, default=0, help="show so many errors")
    given = parser.parse_args()
    if given.wrong and KEPT_APART in given.file.name:
        parser.error(f"{given.file}: the errors of this file are not shown, so that nothing is tuned on it. Use {DEVELOPMENT}.")
    settings = read_settings()
    with progress_bar("Model") as progress:
        loaded, embedded = load_embedded(settings, progress)
    rows = [json.loads(line) for line in given.file.read_text("utf-8").splitlines() if line.strip()]
    judged = asyncio.run(judge(rows, serving_release(settings, loaded, embedded)))
    print(json.dumps({"file": given.file.name, **totals(judged)}))
    for line in list(wrong(judged))[: given.wrong]:
        print(line)


if __name__ == "__main__":
    main()
