"""Alternatives that stand together find what they found one after the other."""

import re
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.alternation import together
from nlu.assertion import Phrases
from nlu.facets import sentences
from nlu.normalise import folded

PIECES = [
    "a",
    "b",
    "ab",
    "(?:a|b)",
    "(?:a |b)?",
    "a?",
    "[ab]",
    r"\bb",
    r"\.",
    "(?:(?:a|b)b|a)",
    "b+",
    "(?:a)*",
    r"(?:a|\))?? ",
    " ",
]
ALTERNATIVE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)


@settings(max_examples=400)
@given(st.lists(ALTERNATIVE, min_size=1, max_size=6), st.text(alphabet="ab .)", max_size=16))
def test_the_same_is_found_at_the_same_places(alternatives: list[str], text: str) -> None:
    one_by_one = re.compile(f"(?:{'|'.join(alternatives)})")
    assert [f.span() for f in re.finditer(f"(?:{together(alternatives)})", text)] == [
        f.span() for f in one_by_one.finditer(text)
    ]


def test_what_begins_alike_stands_together() -> None:
    assert together(["ma carte", "mon compte", "(?:le|la) carte"]) == "m(?:a carte|on compte)|l(?:e carte|a carte)"
    assert together(["(?:a|b)*c", "d|e"]) == "(?:a|b)*c|d|e"


SAID = [folded(text) for facet in sentences().values() for texts in facet.values() for text in texts[::25]]


@pytest.mark.parametrize("name", ["hazard", "data_right", "complaint", "threat"])
def test_the_lists_of_phrases_find_what_they_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Phrases.read(name)
    monkeypatch.setattr("nlu.assertion.together", "|".join)
    plain = Phrases.read(name)
    assert ours._pattern.pattern != plain._pattern.pattern
    for text in SAID:
        assert [f.span() for f in ours._pattern.finditer(text)] == [f.span() for f in plain._pattern.finditer(text)]


def test_the_lists_are_all_readable() -> None:
    folder = resources.files("nlu") / "phrases"
    names = [file.name.removesuffix(".txt") for file in folder.iterdir() if not file.name.startswith("short_forms")]
    assert all(Phrases.read(name) for name in names)
