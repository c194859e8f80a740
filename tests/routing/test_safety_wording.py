"""What is said of a danger helps against that danger, fits where it is said, and is understood by who reads it."""

import re
from pathlib import Path

import pytest

from charter.charter import Charter
from charter.load import load
from charter.wording import SOURCES, Situation, render
from conversations.message import Visibility
from conversations.turn import Reply
from conversations.understanding import Danger
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

EXAMPLE = Path(__file__).resolve().parents[2] / "charter" / "example" / "charter.yaml"
HELPS = {"product": "18", "violence": "17", "self_harm": "3114", "other": "15"}


@pytest.fixture(scope="module")
def charter() -> Charter:
    """The example charter."""
    return load(EXAMPLE).charter


def test_the_sources_are_those_of_the_understanding() -> None:
    assert set(SOURCES) == {danger.value for danger in Danger}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("visibility", ["private", "public"])
def test_each_variant_names_who_helps_and_unplugs_only_products(
    charter: Charter, source: str, language: str, visibility: str
) -> None:
    for variant in charter.wordings[Situation.SAFETY].variants(language, visibility):
        said = render(variant, Situation.SAFETY, {"source": source})
        assert HELPS[source] in said
        assert "112" in said
        assert ("branche" in said or "plug" in said) is (source == "product")
        assert ("3114" in said) is (source == "self_harm")
        assert said.find("3114") <= min(said.find("15"), said.find("112")) or source != "self_harm"


@pytest.mark.parametrize("source", list(Danger))
@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_in_public_it_is_short_in_any_language(charter: Charter, source: Danger, language: str) -> None:
    for seed in range(6):
        line = VirtualLine(Visibility.PUBLIC, charter)
        for _ in range(seed):
            line.notes()
        (said,) = line.writes(understood(("qualite", 0.9), danger=source, language=language))
        assert said.reply is Reply.SAFETY
        assert len(said.text) <= 280
        assert ("prévenue" in said.text or "avertie" in said.text) is (language != "en")
        assert ("being told" in said.text) is (language != "fr")


def test_in_private_both_languages_are_whole(charter: Charter) -> None:
    line = VirtualLine(charter=charter)
    (said,) = line.writes(understood(("qualite", 0.9), danger=Danger.VIOLENCE, language="it"))
    assert "gendarmerie" in said.text or "17 ou le 112" in said.text
    assert "17 or 112" in said.text or "answer 17" in said.text


@pytest.mark.parametrize("letters", [True, False])
def test_that_somebody_is_told_is_said_only_where_a_letter_can_leave(charter: Charter, letters: bool) -> None:
    line = VirtualLine(charter=charter, letters=letters)
    [safety] = line.writes(understood(("qualite", 0.9), danger=Danger.PRODUCT))
    assert "112" in safety.text
    assert bool(re.search("prévenue|avertie", safety.text)) is letters
