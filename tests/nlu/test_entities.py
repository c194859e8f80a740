"""Spans that identify somebody or something."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.check_digits import iban, luhn
from nlu.entities import TEXT_CAP, entities


def found(text: str) -> list[tuple[str, str]]:
    return [(entity.kind, text[entity.start : entity.end]) for entity in entities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("commande 48213", [("order", "48213")]),
        ("ma cmd n°64012 svp", [("order", "64012")]),
        ("pa recu mn coli comande 4578", [("order", "4578")]),
        ("ma commende n°4578", [("order", "4578")]),
        ("Order #AB-5512 is late", [("order", "AB-5512")]),
        ("le colis n° 7741", [("order", "7741")]),
        ("facture F-2210", [("order", "F-2210")]),
        ("écrivez à lucie.exemple+test@example.org.", [("email", "lucie.exemple+test@example.org")]),
        ("au 06 12 34 56 78 ou +33 6 12 34 56 78", [("phone", "06 12 34 56 78"), ("phone", "+33 6 12 34 56 78")]),
        ("0612345678", [("phone", "0612345678")]),
        ("IBAN FR76 3000 6000 0112 3456 7890 189 merci", [("iban", "FR76 3000 6000 0112 3456 7890 189")]),
        ("ma carte 4111 1111 1111 1111", [("card", "4111 1111 1111 1111")]),
        ("carte 4111111111111111", [("card", "4111111111111111")]),
        ("reçu le 12/03/2026 et le 4 avril", [("date", "12/03/2026"), ("date", "4 avril")]),
        ("before March 3rd, 2026", [("date", "March 3rd, 2026")]),
        ("le 1er août", [("date", "1er août")]),
    ],
)
def test_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1112", "il y en a 12 sur 24", "12,50 €", "bonjour", "robot GP", "à 18h30", "0000 0000 0000 0000"]
)
def test_not_found(text: str) -> None:
    assert found(text) == []


def test_an_iban_with_a_wrong_digit_is_none() -> None:
    assert not iban("FR7630006000011234567890188")
    assert "iban" not in dict(found("FR76 3000 6000 0112 3456 7890 188"))


def test_luhn() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.one_of(st.sampled_from("0123456789 -+@./#ABFRn°commande"), st.characters()), max_size=200))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = entities(text)
    assert all(0 <= e.start < e.end <= len(text) for e in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize("piece", ["1", "1 ", "a@", "commande n° ", "FR76 ", "é", "06 ", "1.", "A1", "x" * 70 + "@a."])
def test_a_long_text_is_searched_to_the_cap_and_no_further(piece: str) -> None:
    text = piece * (TEXT_CAP // len(piece) + 5_000)
    assert all(entity.end <= TEXT_CAP for entity in entities(text))
