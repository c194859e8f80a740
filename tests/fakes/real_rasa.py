"""A real Rasa for tests: trained once, with the light pipeline, on some sentences of every intent of the example charter."""

import os
from pathlib import Path

import pytest

from charter.load import load
from nlu import rasa_environment, rasa_project, rasa_training

ROOT = Path(rasa_training.__file__).parents[1]
ENVIRONMENT = Path(os.environ.get(rasa_environment.VARIABLE) or ROOT / rasa_environment.DEFAULT)
PYTHON = rasa_environment.interpreter(ENVIRONMENT)
EACH = 12
"""Sentences of each intent: enough for plain questions, and Rasa learns them in seconds."""

WITHOUT = "Python 3.10 (Rasa environment)"
real_rasa = pytest.mark.skipif(not rasa_environment.ready(ENVIRONMENT), reason=WITHOUT)
one_worker = pytest.mark.xdist_group("rasa")
"""All tests that use it run in one process, so that one Rasa is enough."""


def some_sentences() -> dict[str, tuple[str, ...]]:
    """What it is trained on."""
    return {intent: texts[:EACH] for intent, texts in load(ROOT / "charter" / "example" / "charter.yaml").examples.items()}


def trained(folder: Path) -> Path:
    """Its model, in a project written to `folder`."""
    rasa_project.write(folder, some_sentences())
    return rasa_training.train(PYTHON, folder)
