"""docs/metrics.md says what the code exports."""

from pathlib import Path

from metrics.document import document

PAGE = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"


def test_the_page_is_what_the_families_say() -> None:
    assert PAGE.read_text("utf-8") == document(), "write it anew: python -m metrics.document > docs/metrics.md"
