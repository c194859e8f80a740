"""Which language a text is in, and whether there is anything to read."""

import csv
from pathlib import Path

import pytest

from nlu.language import READ, detect

FRENCH = [
    "Bonjour",
    "bjr",
    "slt cc",
    "colis perdu",
    "tt va bien",
    "g pa recu mn coli",
    "dispo ?",
    "Où est mon colis",
    "c koi vos horaires",
    "la cafetière a pris feu",
    "MOT DE PASSE PERDU",
    "je veux track mon order svp merci",
    "mdr",
    "",
]
ENGLISH = [
    "hello",
    "thx",
    "parcel lost",
    "where is my order",
    "Do you ship abroad?",
    "kettle broken",
    "can i cancel",
    "WORST SHOP EVER",
]
OTHERS = [
    ("Hola, ¿dónde está mi pedido?", "es"),
    ("Wo ist mein Paket?", "de"),
    ("Ich möchte meine Bestellung stornieren", "de"),
    ("Vorrei un rimborso per favore", "it"),
    ("Bom dia, gostaria de devolver o produto", "pt"),
    ("Ik wil mijn bestelling annuleren", "nl"),
    ("Gdzie jest moja paczka?", "pl"),
    ("Siparişim nerede kaldı?", "tr"),
]
SCRIPTS = [
    ("где моя посылка", "ru"),
    ("أين طلبي", "ar"),
    ("我的包裹在哪里", "zh"),
    ("荷物はどこですか", "ja"),
    ("내 소포는 어디에 있나요", "ko"),
    ("που είναι το δέμα μου", "el"),
    ("मेरा पार्सल कहाँ है", "hi"),
]


@pytest.mark.parametrize("text", FRENCH[:-1])
def test_french(text: str) -> None:
    assert detect(text).language == "fr"
    assert detect(text).words


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str) -> None:
    assert detect(text).language == "en"
    assert detect(text).words


@pytest.mark.parametrize(("text", "code"), OTHERS)
def test_another_language_is_named_and_has_words(text: str, code: str) -> None:
    assert (detect(text).language, detect(text).words) == (code, True)


@pytest.mark.parametrize(("text", "code"), SCRIPTS)
def test_another_script_is_named_and_has_no_words_for_us(text: str, code: str) -> None:
    assert (detect(text).language, detect(text).words) == (code, False)


@pytest.mark.parametrize("text", ["", "   ", "👋", "😂😂😂", "???", "+1", "12345", "\ud800", "❤️❤️", "5/5 ⭐"])
def test_nothing_to_read(text: str) -> None:
    assert (detect(text).language, detect(text).words) == ("und", False)


def test_a_few_foreign_letters_do_not_hide_the_words() -> None:
    assert detect("Bonjour mon ami, Привет").words


def test_words_of_the_training_sentences_are_not_foreign() -> None:
    text = "la cafetiere perdita"
    assert detect(text, known={"la", "cafetiere", "perdita"}).language in {"fr", "en"}


def test_own_sentences_of_many_languages() -> None:
    """Without accents, in short forms, with a foreign word or brand: 99 % of French and English, 95 % of the others."""
    with Path("bench/dev/languages.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["language"]) for row in csv.DictReader(file)]
    ours = [(text, code) for text, code in rows if code in READ and len(text.split()) >= 3]
    others = [(text, code) for text, code in rows if code not in READ]
    assert len(ours) > 100
    assert len(others) > 60
    for group, share in ((ours, 0.99), (others, 0.95)):
        wrong = [text for text, code in group if detect(text).language != code]
        assert len(wrong) <= (1.0 - share) * len(group), wrong


@pytest.mark.parametrize("text", ["near pizza shops", "Aria Ombrelle Staub"])
def test_a_few_words_that_may_be_anything_are_answered(text: str) -> None:
    assert detect(text).language in READ


@pytest.mark.parametrize(
    "text", ["c\u043elis p\u0435rdu ici", "rem\u200bboursement\u200b svp merci", "ｏù ｅｓｔ ｍｏｎ ｃｏｌｉｓ"]
)
def test_what_hides_letters_hides_no_language(text: str) -> None:
    assert (detect(text).language, detect(text).words) == ("fr", True)
