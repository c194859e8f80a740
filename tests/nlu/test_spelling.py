"""Slips of one letter, put right towards known words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.spelling import Speller, known_words

SPELLER = Speller(known_words(["mon remboursement est reçu", "livraison du colis perdu", "la livraison arrive"]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rembousement", "remboursement"),
        ("livraisson", "livraison"),
        ("livriason", "livraison"),
        ("livraizon", "livraison"),
        ("recu", "reçu"),
    ],
)
def test_one_letter_is_put_right(typed: str, meant: str) -> None:
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize("text", ["colis", "est", "ets", "bouilloire", "rmbrsmnt", "48213", "", "livraison2"])
def test_known_short_and_distant_words_stay(text: str) -> None:
    assert SPELLER.correct(text) == text


@given(st.text(max_size=80))
def test_what_is_corrected_once_is_correct(text: str) -> None:
    assert SPELLER.correct(SPELLER.correct(text)) == SPELLER.correct(text)
