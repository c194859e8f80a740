import pytest

from bot.channels.mention import mentions

KEYWORDS = ("Maison Colibri", "colibri", "@maisoncolibri")


@pytest.mark.parametrize(
    "text",
    [
        "J'adore Maison Colibri !",
        "maison  COLIBRI, encore en retard",
        "vu chez #MaisonColibri hier",
        "@MaisonColibri vous répondez ?",
        "Cólibrí déçoit",
        "merci-colibri",
    ],
)
def test_a_text_that_names_the_brand_is_a_mention(text: str) -> None:
    assert mentions(text, KEYWORDS)


@pytest.mark.parametrize("text", ["", "Belle poêle !", "Un colibrisme rare", "ma maison est belle", "@maisoncolibris_fan"])
def test_a_text_that_does_not_name_it_is_none(text: str) -> None:
    assert not mentions(text, KEYWORDS)


def test_an_empty_keyword_finds_nothing() -> None:
    assert not mentions("n'importe quoi", ("", " ", "…"))
