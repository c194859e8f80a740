"""The sentences that the example charter and the facets are trained on."""

import re
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_SENTENCE = re.compile(r"^ *- (?!intent:)(.+)$", re.MULTILINE)


def written_for_training() -> list[str]:
    """All of them, in the order of their files."""
    files = [*sorted(_ROOT.glob("nlu/examples/*/*.yml")), *sorted(_ROOT.glob("charter/example/examples/*.yml"))]
    return [text for file in files for text in _SENTENCE.findall(file.read_text(encoding="utf-8"))]
