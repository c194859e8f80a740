"""What a real Rasa makes of the public sets, on the first split of each: `python -m bench.rasa --data FOLDER`.

The figures go to bench/rasa_figures.json. They are measured once and kept, because DIET trains for minutes: `bench.nlu` prints
them beside ours. What was measured already is left alone (`--again` measures it anew).
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.intent_sets import SETS, Split
from nlu import rasa_environment
from nlu.datasets import OUT_OF_SCOPE
from nlu.rasa_evaluate import Weighed, weigh

FIGURES = Path(__file__).with_name("rasa_figures.json")
PIPELINES = {"light": "config.yml", "diet": "config-diet.yml"}
CHOSEN = {
    "wikit_fr": "wikit_fr, 5 folds × 4",
    "illuin_fr": "illuin_fr, 5 folds × 4",
    "hwu64": "hwu64, 10-shot",
    "banking77": "banking77, 10-shot × 3",
    "clinc150": "clinc150, 10-shot × 3",
}
"""The sets on which DIET trains in less than an hour, by a short name."""


def main() -> int:
    """Measure what is missing; 0 when all is there."""
    parser = argparse.ArgumentParser(prog="python -m bench.rasa", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the CSV files")
    parser.add_argument("--set", dest="sets", action="append", choices=[*CHOSEN], help="only this one")
    parser.add_argument("--pipeline", action="append", choices=[*PIPELINES], help="only this one")
    parser.add_argument("--again", action="store_true", help="also what was measured before")
    given = parser.parse_args()
    for pipeline in given.pipeline or PIPELINES:
        for name in (CHOSEN[one] for one in given.sets or CHOSEN):
            if given.again or name not in kept().get(pipeline, {}):
                print(f"{name}, {pipeline}", file=sys.stderr, flush=True)
                intents = next(one for one in SETS if one.name == name)
                _keep(pipeline, name, _measured(next(intents.splits(given.data)), PIPELINES[pipeline]))
    return 0


def kept() -> dict[str, dict[str, Any]]:
    """The figures by pipeline and set."""
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}


def _measured(split: Split, config: str) -> Mapping[str, Any]:
    asked: dict[str, list[str]] = {OUT_OF_SCOPE: list(split.foreign)} if split.foreign else {}
    for text, intent in split.asked:
        asked.setdefault(intent, []).append(text)
    return _row(weigh(split.learned, asked, rasa_environment.folder(os.environ), config))


def _row(weighed: Weighed) -> dict[str, Any]:
    figures = {
        key: round(value, 4) if isinstance(value, float) else value for key, value in weighed.evaluation.as_dict().items()
    }
    return {
        **figures,
        "start_seconds": round(weighed.start_seconds, 1),
        "memory_mb": round(weighed.memory_mb),
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} shared cores, {platform.machine()}",
        "command": "python -m bench.rasa --data FOLDER",
    }


def _keep(pipeline: str, name: str, row: Mapping[str, Any]) -> None:
    figures = kept()
    figures.setdefault(pipeline, {})[name] = row
    FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
