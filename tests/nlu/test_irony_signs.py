"""The signs by which praise that is meant is told from praise that is not."""

import pytest

from nlu.irony import IRONY_SIGNS, irony_signs
from nlu.normalise import folded, readable
from nlu.peril import PERIL_SIGNS, peril_signs


def signs(text: str) -> dict[str, float]:
    """The signs of a text by name."""
    return dict(zip(IRONY_SIGNS, irony_signs(readable(text), folded(text)), strict=True))


def test_praise_beside_a_mishap() -> None:
    assert signs("bravo, trois semaines pour un colis vide")["unamended mishap"]


def test_what_was_put_right_is_seen() -> None:
    found = signs("bravo, le verre cassé a été remplacé")
    assert found["praised mishap"]
    assert not found["unamended mishap"]


def test_praise_alone() -> None:
    assert signs("magnifique, j'adore")["praised only"]


@pytest.mark.parametrize("text", ["", "bravo " * 300, "« super » …", "👏"])
def test_each_sign_lies_between_nothing_and_one(text: str) -> None:
    assert all(0 <= value <= 1 for value in signs(text).values())


def test_words_of_peril() -> None:
    found = dict(zip(PERIL_SIGNS, peril_signs(folded("la lame m'a ouvert la main")), strict=True))
    assert found["body"]
    assert not found["no peril"]
    assert peril_signs(folded("quels sont vos horaires"))[-1] == 1
