"""Addresses that are told, codes of doors, pseudonyms: what leads to a person beside a name; what leads to nobody stays."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.anonymous import anonymous
from nlu.normalise import readable

LOCAL = st.from_regex(r"[b-z][a-z]{3,8}[0-9]{0,2}", fullmatch=True).filter(lambda word: word not in ("point", "tiret"))
DOMAINS = st.sampled_from(["gmail", "orange", "laposte", "zorvanie"])
POINTS = st.sampled_from([" point ", ".", " . ", " dot ", " (point) "])
ATS = st.sampled_from([" arobase ", " arobas ", " arrobase ", "@", " @ ", " (at) ", "[at]", " at ", " chez "])
TOPS = st.sampled_from(["com", "fr", "net"])


@given(st.lists(LOCAL, min_size=1, max_size=3), POINTS, ATS, DOMAINS, TOPS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_an_address_that_is_told_is_gone(local: list[str], point: str, at: str, domain: str, top: str, loud: bool) -> None:
    address = f"{point.join(local)}{at}{domain}{point}{top}"
    said = anonymous(f"écrivez-moi : {address.upper() if loud else address}, merci").lower()
    assert not set(local) & set(re.findall(r"\w+", said)), said
    assert "[e-mail]" in said


@given(st.from_regex(r"[0-9]{2}[0-9AB]{2,4}", fullmatch=True), st.sampled_from(["*", "#", ""]))
@settings(max_examples=30, deadline=None)
@pytest.mark.parametrize(
    "frame",
    [
        "code {}",
        "digicode : {}",
        "le code de la porte est {}, deuxième étage",
        "code d'entrée {}",
        "my door code is {}",
        "interphone {}, au fond de la cour",
        "le code du portail c'est {}",
    ],
)
def test_the_code_of_a_door_is_gone(frame: str, code: str, sign: str) -> None:
    assert code not in anonymous(frame.format(code + sign))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("code 45B6", "code [code]"),
        ("digicode 12A4, interphone Martin", "digicode [code], interphone [nom]"),
        ("code d'entrée : B 4512", "code d'entrée : [code]"),
        ("lea point martin arobase gmail point com", "[e-mail]"),
        ("l e a point m a r t i n arobase orange point fr", "[e-mail]"),
        ("lea dot martin at gmail dot com", "[e-mail]"),
        ("mon pseudo lea_35", "mon pseudo [pseudo]"),
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "[téléphone]"),
        ("appartement 12, bâtiment C, rue des lilas", "[adresse], [adresse], [adresse]"),
        ("c'est à la rue des Lices", "c'est à la [adresse]"),
    ],
)
def test_what_leads_to_a_person_has_a_mark(said: str, kept: str) -> None:
    assert anonymous(said) == kept


@pytest.mark.parametrize(
    "text",
    [
        "mon code promo NOEL10 ne marche pas",
        "the promo code SAVE20 does not work",
        "code erreur E04 sur ma machine",
        "un code de -20 % était promis",
        "le point relais chez Orange est fermé",
        "on se voit at home",
        "la sorbetière tient toute la place du congélateur",
        "ma commande est en cours de préparation",
        "mon appart a failli brûler",
        "your Bath branch was closed",
        "j'en ai deux, trois ou quatre",
    ],
)
def test_what_leads_to_nobody_stays(text: str) -> None:
    assert anonymous(text) == readable(text)
