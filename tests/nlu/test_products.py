"""The brand's products in a text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.entities import entities
from nlu.products import Products

PRODUCTS = Products.of(
    ["cocotte Ombrelle", "cocotte", "poêle", "robot pâtissier", "grille-pain", "bouilloire", "balance"],
    known={"balancé", "poule", "robots"},
)


def named(text: str) -> list[str]:
    return [text[found.start : found.end] for found in entities(text, PRODUCTS) if found.kind == "product"]


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("ma bouilloire fuit", ["bouilloire"]),
        ("MA POELE ET MES COCOTTES", ["POELE", "COCOTTES"]),
        ("deux robots patissiers", ["robots patissiers"]),
        ("le grille pain", ["grille pain"]),
        ("la coccotte et la boulloire", ["coccotte", "boulloire"]),
        ("une bouillore, une buoilloire", ["bouillore", "buoilloire"]),
        ("la cocotte Ombrelle est belle", ["cocotte Ombrelle"]),
        ("la cocotte, Ombrelle", ["cocotte"]),
        ("la bouil\u200bloire", ["bouil\u200bloire"]),
    ],
)
def test_products_are_found_as_customers_write_them(text: str, products: list[str]) -> None:
    assert named(text) == products


@pytest.mark.parametrize(
    "text", ["une poule", "il a balancé le colis", "robot", "cocott3", "une bouillotte chaude", "pain grillé", ""]
)
def test_other_words_are_none(text: str) -> None:
    assert named(text) == []


def test_a_product_yields_to_what_must_be_masked() -> None:
    text = "cocotte@example.org cherche une cocotte"
    assert [(e.kind, text[e.start : e.end]) for e in entities(text, PRODUCTS)] == [
        ("email", "cocotte@example.org"),
        ("product", "cocotte"),
    ]


def test_without_products_nothing_is_looked_for() -> None:
    assert entities("ma cocotte", Products.of([" ", "-"])) == ()


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(["cocotte", "Ombrelle", "robot", "pâtissier", " ", "-", "\u200b", "é", "c"]), max_size=60))
def test_spans_lie_in_the_text_and_apart(pieces: list[str]) -> None:
    text, end = "".join(pieces), 0
    for found in entities(text, PRODUCTS):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@pytest.mark.parametrize("piece", ["cocotte ", "coccotte ", "c", "cocotte", "robot "])
def test_a_hostile_text_takes_no_time_to_speak_of(piece: str) -> None:
    began = time.process_time()
    entities(piece * (200_000 // len(piece)), PRODUCTS)
    assert time.process_time() - began < 5.0
