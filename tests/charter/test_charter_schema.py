"""The JSON Schema for editors takes what the charter takes, and underlines what it refuses."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from charter.document import read
from charter.schema import schema, text
from tests.charter.conftest import small_document

CHECKER = jsonschema.Draft202012Validator(schema())


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_example_and_the_small_charter_are_taken() -> None:
    example = Path("charter/example/charter.yaml")
    assert list(CHECKER.iter_errors(read(example.read_text("utf-8"), str(example)).data)) == []
    assert list(CHECKER.iter_errors(small_document())) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("brand", "adress"), "vous"),
        (("brand", "address"), "on"),
        (("expected_delay",), "soon"),
        (("expected_delay",), 2),
        (("hours", "week", "monday"), ["whenever"]),
        (("hours", "week", "mondays"), ["9:00-12:00"]),
        (("departments", 0, "id"), "Équipe"),
        (("promising", "cap"), 0.1),
        (("wordings", "hello"), {"private": {"fr": ["Bonjour"]}}),
        (("triggers", 0, "kind"), "panic"),
        (("faq", 0, "review_by"), 12),
    ],
)
def test_a_fault_is_underlined(path: tuple[str | int, ...], value: Any) -> None:
    data = small_document()
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert list(CHECKER.iter_errors(data))


def test_the_kept_schema_is_the_one_of_the_models() -> None:
    assert Path("docs/charter.schema.json").read_text("utf-8") == text()
