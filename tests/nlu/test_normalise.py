"""One plain form of text, with a bounded length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalise import ENCODER_CAP, TEXT_CAP, folded, plain, readable, sentences, without_accents

ANY_TEXT = st.text(alphabet=st.characters(), max_size=300)


def test_typography_case_repetition_and_emoji() -> None:
    assert plain("J’ADOOOORE 😍😍 !!!") == "j'adore !"
    assert plain("merciiiiii\n\nbeaucoup") == "merci beaucoup"
    assert plain("  ça   va ?? ") == "ça va ?"
    assert plain("👍🏽👨‍👩‍👧") == ""


def test_compatibility_letters_are_read() -> None:
    assert plain("𝓫𝓸𝓷𝓳𝓸𝓾𝓻 ﬁn") == "bonjour fin"


def test_lone_surrogates_and_nul_are_harmless() -> None:
    assert plain("col\ud83dis \0 perdu") == "colis perdu"
    readable("\udfff" * 10).encode("utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rem\u200bbour\u2060se\u00adment", "remboursement"),
        ("\u200fmon\u200e \u2067colis\u2069", "mon colis"),
        ("c\u043eli\u0455 p\u0435rdu", "colis perdu"),
        ("la c\u03bfmmande \u0430 disparu", "la commande a disparu"),
        ("ｒｅｍｂｏｕｒｓｅｍｅｎｔ", "remboursement"),
        ("e\u0301te\u0301", "été"),
        ("c\u0337o\u0337l\u0337i\u0337s", "colis"),
        ("col\x00is \x1b[31mperdu\x07", "col is perdu"),
        ("\u200b" * 5_000 + "colis perdu", "colis perdu"),
    ],
)
def test_what_hides_letters_is_taken_away(text: str, said: str) -> None:
    assert plain(text) == folded(text).replace("ete", "été") == said


@pytest.mark.parametrize("text", ["это мой заказ", "που είναι το δέμα μου", "iphone и colis"])
def test_words_of_another_script_stay(text: str) -> None:
    assert plain(text) == text


def test_drawn_out_letters_are_shortened_for_the_rules_too() -> None:
    assert folded("C'est une HOOOONTEEEE, arnaaaaque") == "c'est une honte, arnaque"
    assert folded("une carte créée") == "une carte creee"


@given(ANY_TEXT)
def test_caps_hold_for_any_text(text: str) -> None:
    assert len(readable(text, 100)) <= 100
    assert len(plain(text, 100)) <= 100
    assert len(folded(text, 100)) <= 100


def test_one_character_that_folds_into_eighteen_stays_under_the_cap() -> None:
    assert len(readable("\ufdfa" * 100_000)) <= TEXT_CAP
    assert ENCODER_CAP <= TEXT_CAP


def test_sentences_keep_order_and_lose_nothing_but_blanks() -> None:
    assert sentences("Bonjour.  Où est mon colis ?\nMerci") == ["Bonjour.", "Où est mon colis ?", "Merci"]
    assert sentences(" \n ") == []


def test_accents_go_and_letters_stay() -> None:
    assert without_accents("éàüçñ œ") == "eaucn œ"
    assert folded("À bientôt,\nÉlodie") == "a bientot, . elodie"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<script>alert(1)</script> vous ouvrez quand ?", "vous ouvrez quand ?"),
        ("<script>vous ouvrez quand ?", "vous ouvrez quand ?"),
        ('<p class="x">Bonjour</p><br/>colis perdu', "bonjour colis perdu"),
        ("<!-- suivi --> facture ?", "facture ?"),
        ("d&eacute;lai &amp; prix", "délai & prix"),
        ("{{ prenom }} ${nom} {order.id} où est mon colis", "où est mon colis"),
        ("{% if client %}bonjour", "bonjour"),
        ("[photo] le bol est cassé", "le bol est cassé"),
    ],
)
def test_markup_templates_and_stand_ins_are_noise(text: str, said: str) -> None:
    assert plain(text) == said


@pytest.mark.parametrize(
    "text", ["<ma bouilloire a pris feu>", "prix < 50 et > 20", "<moi@exemple.fr>", "{ma poêle a pris feu}"]
)
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "[photo]",
        "Photo.jpg",
        " IMG_2031.HEIC\nimg2.png ",
        "<Médias omis>",
        "[voice message]",
        "Capture d'écran 12.png",
        "(image)",
    ],
)
def test_a_text_that_only_names_files_says_nothing(text: str) -> None:
    assert plain(text) == folded(text) == ""


@pytest.mark.parametrize(
    "text", ["facture.pdf svp ?", "vous ouvrez quand\nphoto.jpg", "la photo du produit est fausse", "photo"]
)
def test_words_beside_a_file_name_stay(text: str) -> None:
    assert plain(text) != ""


def test_many_unclosed_tags_cost_little() -> None:
    assert len(folded("<script>" * 20_000, 20_000)) < 20_000
