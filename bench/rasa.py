"""What a real Rasa makes of public sets of labelled sentences: `python -m bench.rasa --data FOLDER`.

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

from bench.sets import SETS, Split, split_of
from nlu import rasa_environment
from nlu.rasa_evaluate import Weighed, weigh
from nlu.rasa_project import FOREIGN

FIGURES = Path(__file__).with_name("rasa_figures.json")
PIPELINES = {"light": "config.yml", "diet": "config-diet.yml"}


def main() -> int:
    """Measure what is missing; 0 when all is there."""
    parser = argparse.ArgumentParser(prog="python -m bench.rasa", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the sets, as bench.sets names them")
    parser.add_argument("--set", dest="sets", action="append", choices=[*SETS], help="only this one")
    parser.add_argument("--pipeline", action="append", choices=[*PIPELINES], help="only this one")
    parser.add_argument("--again", action="store_true", help="also what was measured before")
    given = parser.parse_args()
    for pipeline in given.pipeline or PIPELINES:
        for name in given.sets or SETS:
            if given.again or name not in kept().get(pipeline, {}):
                print(f"{name}, {pipeline}", file=sys.stderr, flush=True)
                _keep(pipeline, name, _measured(split_of(name, given.data), PIPELINES[pipeline]))
    return 0


def kept() -> dict[str, dict[str, Any]]:
    """The figures by pipeline and set."""
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}


def _measured(split: Split, config: str) -> Mapping[str, Any]:
    learned = {intent: texts for intent, texts in split.train.items() if intent not in FOREIGN}
    return _row(weigh(learned, split.test, rasa_environment.folder(os.environ), config))


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
