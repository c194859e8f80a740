"""Trains a Rasa model: `python -m nlu.rasa_training MODEL.tar.gz EXAMPLES.yml…`, with the pipeline of `nlu/rasa`."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from nlu import rasa_environment
from nlu.datasets import BACKGROUND, OUT_OF_SCOPE, DatasetError, read
from nlu.rasa_process import RasaError, last_words, running
from nlu.rasa_text import sentence

PROJECT = Path(__file__).parent / "rasa"
Examples = Mapping[str, Sequence[str]]
"""Sentences by intent."""

FOREIGN = frozenset({OUT_OF_SCOPE, BACKGROUND})
"""Names of sentences that belong to no intent: Rasa would learn them as one, which costs it accuracy."""

LONGEST = 3600.0
"""Seconds after which a training is given up."""

_POLL = 0.2


def nlu_yaml(examples: Examples) -> str:
    """Rasa NLU training data. Foreign sentences, and those without anything to read, are left out."""
    blocks = []
    for intent, texts in examples.items():
        lines = [f"- {said}\n" for said in map(sentence, texts) if said]
        if lines and intent not in FOREIGN:
            blocks.append({"intent": DoubleQuotedScalarString(intent), "examples": LiteralScalarString("".join(lines))})
    written = StringIO()
    YAML().dump({"version": DoubleQuotedScalarString("3.1"), "nlu": blocks}, written)
    return written.getvalue()


def train(python: Path, examples: Examples, folder: Path, seconds: float = LONGEST) -> Path:
    """The model file, made in `folder`. Rasa's own words go to stderr. Raises RasaError.

    `python` is the interpreter of Rasa's environment.
    """
    (folder / "nlu.yml").write_text(nlu_yaml(examples), encoding="utf-8")
    shutil.copy(PROJECT / "config.yml", folder)
    arguments = ["train", "nlu", "--nlu", "nlu.yml", "--config", "config.yml", "--out", "models", "--fixed-model-name", "recul"]
    log, model = folder / "train.log", folder / "models" / "recul.tar.gz"
    with running(python, arguments, folder, log) as process, log.open(encoding="utf-8", errors="replace") as said:
        end = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < end:
            _follow(said)
            time.sleep(_POLL)
        _follow(said)
        code = process.poll()
    if code is None:
        raise RasaError(f"Rasa was still training after {seconds:.0f} s and was stopped. Give it fewer sentences.")
    if code != 0 or not model.exists():
        raise RasaError(f"Rasa could not train (exit code {code}): {last_words(log)}")
    return model


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on the files and write the model; 0 when done, 1 with a sentence when not."""
    parser = argparse.ArgumentParser(prog="python -m nlu.rasa_training", description=__doc__)
    parser.add_argument("model", type=Path, help="where to write the model, for example var/rasa/recul.tar.gz")
    parser.add_argument("examples", type=Path, nargs="+", help="Rasa NLU YAML or CSV files with the training sentences")
    given = parser.parse_args(arguments)
    python = rasa_environment.interpreter(rasa_environment.folder(os.environ))
    try:
        examples = _read_all(given.examples)
        with TemporaryDirectory(prefix="recul-rasa-") as folder:
            made = train(python, examples, Path(folder))
            given.model.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(made, given.model)
    except (RasaError, DatasetError, OSError) as error:
        _show(f"{error}\n")
        return 1
    _show(f"The model is in {given.model}\n")
    return 0


def _read_all(paths: Sequence[Path]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        for intent, texts in read(path).items():
            found.setdefault(intent, []).extend(texts)
    return found


def _follow(said: TextIO) -> None:
    # Rasa's steps; not the warnings of its libraries about each other.
    for line in said.readlines():
        if " INFO " in line:
            _show(line)


def _show(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
