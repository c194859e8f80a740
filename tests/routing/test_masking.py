"""Cards, card codes and passwords are masked; what only looks a little like them is left to the staff."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.check_digits import luhn
from routing.masking import mask, said, unmarked

CARD, CODE, WORD = "[numéro de carte masqué]", "[cryptogramme masqué]", "[mot de passe masqué]"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ma carte 4111111111111111", f"ma carte {CARD}"),
        ("4111 1111 1111 1111", CARD),
        ("4111-1111-1111-1111.", f"{CARD}."),
        ("4111.1111.1111.1111", CARD),
        ("4111\u00a01111\u202f1111 1111", CARD),
        ("4111 1111\n1111 1111", CARD),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", CARD),
        ("4111\u200b1111\u200b1111\u200b1111", CARD),
        ("Amex 3782 822463 10005 svp", f"Amex {CARD} svp"),
        ("4222222222222", CARD),
        ("4111111111111111110", CARD),
        ("5500 0000 0000 0004 et 4012888888881881", f"{CARD} et {CARD}"),
        ("commande 4111111111111111", f"commande {CARD}"),
        ("4111 1111 1111 1111 12/26 123", f"{CARD} 12/26 {CODE}"),
        ("4111111111111111, exp 12/2026, 123 merci", f"{CARD}, exp 12/2026, {CODE} merci"),
        ("4111111111111111 12 26 puis 987", f"{CARD} 12 26 puis {CODE}"),
        ("41111111111111111226123", CARD),
        ("CVV 123", f"CVV {CODE}"),
        ("cvv:1234", f"cvv:{CODE}"),
        ("le cryptogramme visuel est le 456", f"le cryptogramme visuel est le {CODE}"),
        ("123 c'est mon cryptogramme", f"{CODE} c'est mon cryptogramme"),
        ("my security code is 9 8 7", f"my security code is {CODE}"),
        (
            "mon mot de passe est Soleil42 et je n'arrive pas à entrer",
            f"mon mot de passe est {WORD} et je n'arrive pas à entrer",
        ),
        ("mon mot de passe est azerty", f"mon mot de passe est {WORD}"),
        ("mon mot de passe est soleil bleu 42", f"mon mot de passe est {WORD}"),
        ("mon mot de passe est « soleil bleu, 42 » voilà", f"mon mot de passe est «{WORD}» voilà"),
        ("mdp: chaton!", f"mdp: {WORD}"),
        ("mdp = x7?", f"mdp = {WORD}"),
        ("mdp Soleil42!", f"mdp {WORD}"),
        ("le mot de passe de mon compte client : Zoé2024", f"le mot de passe de mon compte client : {WORD}"),
        ("identifiant zoe, mot de passe: a.b/c", f"identifiant zoe, mot de passe: {WORD}"),
        ("My password is hunter2.", f"My password is {WORD}"),
        ("password: letmein", f"password: {WORD}"),
        ("my password's hunter2", f"my password's {WORD}"),
        ("code PIN : 1234", f"code PIN : {WORD}"),
        ("mon code secret est le 4821", f"mon code secret est le {WORD}"),
        ("mon mot de passe est le 4821x", f"mon mot de passe est le {WORD}"),
        ("https://x.example/4111%201111%201111%201111", f"https://x.example/{CARD}"),
        ("4111+1111+1111+1111", CARD),
        ("(4111), (1111), (1111), (1111)", f"({CARD})"),
        ("4111 | 1111 | 1111 | 1111", CARD),
        ("3782;822463;10005", CARD),
        ("4111\u00ad1111\u200e1111\u00ad1111", CARD),
        ("".join(f"{digit}\ufe0f\u20e3" for digit in "4111111111111111"), f"{CARD}\ufe0f\u20e3"),
        ("CVV :\n 123", f"CVV :\n {CODE}"),
        ("C.V.V. 123", f"C.V.V. {CODE}"),
        ("les trois chiffres au dos : 123", f"les trois chiffres au dos : {CODE}"),
        ("le code de ma carte est 1234", f"le code de ma carte est {CODE}"),
        ("code de se\u0301curite\u0301 : 123", f"code de sécurité : {CODE}"),
        ("mon mot de passe e\u0301tait E\u0301te\u03012024", f"mon mot de passe était {WORD}"),
        ("mot de passe : Étoilé", f"mot de passe : {WORD}"),
        ("mdp: change2024", f"mdp: {WORD}"),
        ("mot-de-passe, Soleil42", f"mot-de-passe, {WORD}"),
        ("motdepasse: Soleil42", f"motdepasse: {WORD}"),
    ],
)
def test_a_secret_is_masked(text: str, masked: str) -> None:
    assert mask(text, "fr").text == masked
    assert mask(masked, "fr").text == masked


@pytest.mark.parametrize(
    "text",
    [
        "commande 4111111111111112",
        "commande n° 20260302-118",
        "06 12 34 56 78",
        "+33 6 12 34 56 78",
        "+336123456780 12",
        "0033612345678",
        "FR76 3000 6000 0112 3456 7890 189",
        "fr7630006000011234567890189",
        "ma carte finit par 1111",
        "j'ai payé 150 € le 02/03/2026 à 14 h 30",
        "mon mot de passe est refusé",
        "mon mot de passe est incorrect depuis hier",
        "mon mot de passe est toujours bloqué",
        "mon mot de passe n'est pas reconnu",
        "mot de passe oublié",
        "mot de passe : oublié",
        "mot de passe : bloquée depuis hier",
        "le code de ma carte cadeau est 1234",
        "en 2022, 2023, 2024 et 2025, puis 2026",
        "du 02/03/2026 au 05/03/2026, puis du 07/03/2026",
        "mot de passe : comment le changer ?",
        "comment changer mon mot de passe ?",
        "my password is wrong",
        "my password was declined twice",
        "password: how do I reset it?",
        "le code promo 123 ne marche pas",
        "un fichier csv 123",
        "le code postal est 44000",
        "12345678901234567890123456",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert mask(text, "fr") == (text, ())


def test_the_kinds_are_named_in_order_and_said_in_words() -> None:
    kinds = mask("mdp: chat1, carte 4111111111111111 cvv 123", "fr").kinds
    assert kinds == ("card", "cvv", "password")
    assert said(kinds, "fr") == "un numéro de carte, un cryptogramme et un mot de passe"
    assert said(("password", "card"), "en") == "a card number and a password"
    assert said(("card",), "de") == "un numéro de carte"


def test_three_digits_alone_are_a_code_behind_a_card_and_nothing_otherwise() -> None:
    assert mask("et 123", "fr", lately=("card",)).text == f"et {CODE}"
    assert mask("et 123", "fr").text == "et 123"
    assert mask("j'ai attendu 123 jours pour rien du tout", "fr", lately=("card",)).kinds == ()


def test_the_mark_is_in_the_brands_language_and_is_not_read_for_its_meaning() -> None:
    masked = mask("my card 4111111111111111 was charged", "en").text
    assert masked == "my card [card number masked] was charged"
    assert unmarked(masked).split() == ["my", "card", "was", "charged"]
    assert unmarked(mask("4111111111111111", "fr").text).strip() == ""


def _card(digits: list[int]) -> str:
    body = "".join(map(str, digits))
    return next(body + last for last in "0123456789" if luhn(body + last))


CARDS = st.lists(st.integers(0, 9), min_size=12, max_size=18).map(_card).filter(lambda card: not card.startswith("00"))
WORDS = st.text("abcdefgh éà'!,?", max_size=30)


@settings(max_examples=200, deadline=timedelta(seconds=2))
@given(CARDS, WORDS, WORDS, st.sampled_from(["", " ", "-", ".", "\u00a0", " - "]))
def test_no_card_number_is_left_wherever_it_stands(card: str, before: str, behind: str, between: str) -> None:
    written = between.join(card[start : start + 4] for start in range(0, len(card), 4))
    masked = mask(f"{before} {written} {behind}", "fr")
    assert "card" in masked.kinds
    assert not any(character.isdigit() for character in masked.text)


@settings(max_examples=200, deadline=timedelta(seconds=2))
@given(st.text(max_size=200), st.sampled_from([(), ("card",)]))
def test_masking_again_changes_nothing(text: str, lately: tuple[str, ...]) -> None:
    once = mask(text, "fr", lately).text
    assert mask(once, "fr").text == once


@pytest.mark.parametrize(
    "piece", ["1 ", "1", "mot de passe ", "cvv ", "FR76 1 ", "mdp est ", "4111 ", "pin ", "4111111111111111 "]
)
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    masked = mask((piece * 100_000)[:100_000], "fr")
    assert len(masked.text) > 0
