"""Words as they were meant, put right towards known words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalise import plain
from nlu.spelling import Speller, known_words

SENTENCES = [
    "mon remboursement est reçu",
    "livraison du colis perdu",
    "la livraison arrive",
    "j'adore une autre commande",
    "j'adore la poêle, je veux la rendre",
    "where is my parcel",
]
SPELLER = Speller(known_words(SENTENCES * 2), real=["danger", "livrer", "mon colis", "stock"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rembousement", "remboursement"),
        ("livraisson", "livraison"),
        ("livriason", "livraison"),
        ("livraizon", "livraison"),
        ("recu", "reçu"),
        ("clois", "colis"),
        ("parcl", "parcel"),
        ("coliss", "colis"),
        ("arive", "arrive"),
    ],
)
def test_one_letter_is_put_right(typed: str, meant: str) -> None:
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize("typed", ["adoooore", "ADOOORE", "adoree", "adorrrre"])
def test_drawn_out_letters_lead_to_the_known_word(typed: str) -> None:
    assert SPELLER.correct(plain(typed)) == "adore"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lautre commande", "l'autre commande"),
        ("liv raison", "livraison"),
        ("ladore", "l'adore"),
        ("moncolis", "mon colis"),
        ("jeveux rendre", "je veux rendre"),
    ],
)
def test_lost_apostrophes_and_blanks_are_restored(typed: str, meant: str) -> None:
    assert SPELLER.correct(typed) == meant


def test_an_english_word_gets_no_french_apostrophe() -> None:
    assert SPELLER.correct("lautre", "en") == "autre"


@pytest.mark.parametrize(
    "text",
    ["colis", "est", "ets", "bouilloire", "rmbrsmnt", "48213", "", "livraison2", "danger", "livrer", "stock", "mon autre"],
)
def test_known_real_short_and_distant_words_stay(text: str) -> None:
    assert SPELLER.correct(text) == text


def test_a_short_word_whose_letters_stand_as_in_other_words_stays() -> None:
    assert SPELLER.correct("rende") == "rende"


@given(st.text(max_size=80))
def test_what_is_corrected_once_is_correct(text: str) -> None:
    assert SPELLER.correct(SPELLER.correct(text)) == SPELLER.correct(text)
