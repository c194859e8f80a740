"""Spans that identify somebody or something."""

import time
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
        ("robot au top, 10/10 et service 5/5", []),
        ("livré le 10/10, commande du 5/5", [("date", "10/10"), ("date", "5/5")]),
        ("delivered on 10/10", [("date", "10/10")]),
        ("le 15/03 et le 15 mars", [("date", "15/03"), ("date", "15 mars")]),
        ("+33 (0)6 12 34 56 78", [("phone", "+33 (0)6 12 34 56 78")]),
        ("0033612345678", [("phone", "0033612345678")]),
        ("0470/12.34.56 ou +32 470 12 34 56", [("phone", "0470/12.34.56"), ("phone", "+32 470 12 34 56")]),
        ("02 123 45 67", [("phone", "02 123 45 67")]),
        ("079 123 45 67, +41 79 123 45 67", [("phone", "079 123 45 67"), ("phone", "+41 79 123 45 67")]),
        ("+352 621 123 456", [("phone", "+352 621 123 456")]),
        ("4111\u200b1111\u00a01111 1111", [("card", "4111\u200b1111\u00a01111 1111")]),
        ("０６１２３４５６７８", [("phone", "０６１２３４５６７８")]),
        ("lucie\u200b@example\u2060.org", [("email", "lucie\u200b@example\u2060.org")]),
    ],
)
def test_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "il y en a 12 sur 24",
        "12,50 €",
        "bonjour",
        "robot GP",
        "à 18h30",
        "0000 0000 0000 0000",
        "hier",
        "24/7",
        "35/14",
        "45 mars",
    ],
)
def test_not_found(text: str) -> None:
    assert found(text) == []


def test_an_iban_with_a_wrong_digit_is_none() -> None:
    assert not iban("FR7630006000011234567890188")
    assert "iban" not in dict(found("FR76 3000 6000 0112 3456 7890 188"))


@given(st.integers(10**14, 10**18 - 1), st.integers(0, 9))
def test_one_wrong_digit_makes_it_no_card(number: int, wrong: int) -> None:
    """Whatever the number, exactly one check digit of ten is right."""
    digits = str(number)
    right = [check for check in range(10) if luhn(f"{digits}{check}")]
    assert len(right) == 1
    assert (("card", f"{digits}{wrong}") in found(f"{digits}{wrong}")) == (wrong == right[0])


def test_luhn() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")


@settings(deadline=None, max_examples=200)
@given(
    st.text(alphabet=st.one_of(st.sampled_from("0123456789 -+@./#ABFRn°commande\u200b\u00a0"), st.characters()), max_size=200)
)
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = entities(text)
    assert all(0 <= e.start < e.end <= len(text) for e in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "a@", "commande n° ", "FR76 ", "é", "06 ", "1.", "A1", "x" * 70 + "@a.", "a@a@a@.", "0/", "\u200b1"]
)
def test_a_long_text_is_searched_to_the_cap_in_little_time(piece: str) -> None:
    text = piece * (TEXT_CAP // len(piece) + 5_000)
    began = time.process_time()
    assert all(entity.end <= TEXT_CAP for entity in entities(text))
    assert time.process_time() - began < 5.0
