"""Every sentence of the example, in every language and situation, as it was last read aloud.

After a change, read it again: `python -m tests.charter.test_wordings_snapshot` writes the files anew.
"""

from pathlib import Path

import pytest

from charter.difference_words import SITUATIONS
from charter.load import load
from charter.specimens import told
from charter.wording import Situation

FOLDER = Path(__file__).parent / "said"
EXAMPLE = Path(__file__).parents[2] / "charter" / "example" / "charter.yaml"


def now_said(language: str) -> str:
    return "\n".join(told(load(EXAMPLE).charter, language, SITUATIONS[language])).lstrip() + "\n"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_said_is_what_was_read(language: str) -> None:
    assert now_said(language) == (FOLDER / f"{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_situation_is_there(language: str) -> None:
    text = now_said(language)
    assert [situation.value for situation in Situation if f"({situation.value})" not in text] == []


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for one in ("fr", "en"):
        (FOLDER / f"{one}.txt").write_text(now_said(one), "utf-8")
