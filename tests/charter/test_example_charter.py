"""The example charter: complete, short enough, and written in the tone that it asks for."""

import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from charter.charter import Charter
from charter.checks.wordings import PRIVATE_ONLY
from charter.load import check, load
from charter.wording import SOURCES, VARIABLES, Situation, render, say

FILE = Path("charter/example/charter.yaml").resolve()
DEPARTMENTS = "livraison sav facturation commandes compte rh communication qualite relation_client"
FAQ = """horaires magasins_adresses delais_livraison frais_livraison suivi_colis livraison_etranger point_relais retrait_magasin
retour_procedure remboursement_delai annuler_commande moyens_paiement paiement_plusieurs_fois facture_telecharger mot_de_passe
garantie_duree carte_cadeau programme_fidelite code_promo entretien_produit"""
LANGUAGES, VISIBILITIES = ("fr", "en"), ("private", "public")
LINK = f"https://t.me/{'n' * 32}?start={'t' * 22}"
TIMES = {"fr": "mercredi 23 septembre avant 11 h 30", "en": "by 11:30 am on Wednesday 23 September"}


@cache
def example() -> Charter:
    return load(FILE).charter


def variables(situation: Situation, language: str, closed: bool, link: str = LINK) -> dict[str, object]:
    longest = max((d.label[language] for d in example().departments), key=len)
    titles = sorted((entry.title[language] for entry in example().faq), key=len)[-3:]
    times = dict.fromkeys(("promise", "received"), TIMES[language])
    values = {"brand": "Maison Colibri", "department": longest, "closed": closed, "choices": titles, **times}
    needs = [d.needs[language] for d in example().departments if d.needs]
    values |= {"link": link, "reference": "R-0123-4567-1", "referent": example().referent.name, "needs": max(needs, key=len)}
    values |= {"what": {"fr": "un numéro de carte et un mot de passe", "en": "a card number and a password"}[language]}
    values |= {"source": "product"}
    return {
        name: value
        for name, value in {**values, "reopens": TIMES[language] if closed else ""}.items()
        if name in VARIABLES[situation]
    }


def all_texts() -> list[tuple[str, str, str, str]]:
    """(situation, language, visibility, text) of every sentence that the bot can say of its own."""
    return [
        (situation.value, language, visibility, render(text, situation, variables(situation, language, closed, link)))
        for situation, language, visibility, closed, link in product(
            Situation, LANGUAGES, VISIBILITIES, (False, True), ("", LINK)
        )
        for text in example().wordings[situation].variants(language, visibility)
    ]


def test_the_example_has_no_problem() -> None:
    assert check(FILE) == ()


def test_the_ids_are_those_of_the_evaluation_data() -> None:
    assert [d.id for d in example().departments] == DEPARTMENTS.split()
    assert [e.id for e in example().faq] == FAQ.split()
    assert (example().default_department, example().danger_department) == ("relation_client", "qualite")


@pytest.mark.parametrize(("situation", "language", "visibility"), list(product(Situation, LANGUAGES, VISIBILITIES)))
def test_every_wording_is_said_with_all_it_names(situation: Situation, language: str, visibility: str) -> None:
    given = variables(situation, language, closed=True)
    said = {say(example().wordings, situation, language, visibility, given, None, seed) for seed in range(12)}
    assert {variant for _, variant in said} >= {0, 1, 2}
    for text, _ in said:
        assert text == text.strip() != ""
        assert not re.search(r"[{}]|undefined|  ", text, re.IGNORECASE)
        assert text[0].isupper() or text[0] == "—"
        assert text[-1] in ".?" or text.endswith(LINK) or situation is Situation.AUTOMATIC_MARK


def test_an_acknowledgement_says_when_and_out_of_hours_when_the_team_is_back() -> None:
    for situation, language, visibility in product(Situation, LANGUAGES, VISIBILITIES):
        if situation.startswith("acknowledgement") and (situation, visibility) != ("acknowledgement_dated", "public"):
            given = {**variables(situation, language, closed=True), "reopens": "BACK", "promise": "THEN"}
            for text in example().wordings[situation].variants(language, visibility):
                assert re.search("BACK", render(text, situation, given))
                assert re.search("THEN", render(text, situation, given))
                assert "BACK" not in render(text, situation, {**given, "closed": False, "reopens": ""})


def test_what_is_said_in_public_is_short() -> None:
    marks = max(len(t) for s, _, _, t in all_texts() if s == "automatic_mark")
    long = [
        (s, language, len(t), t)
        for s, language, v, t in all_texts()
        if v == "public" and s not in PRIVATE_ONLY and len(t) + 1 + marks > 280
    ]
    assert long == []
    answers = [(e.id, text) for e in example().faq for text in (e.public_answer or e.answer).values()]
    assert [(id, len(text)) for id, text in answers if len(text) > 200] == []


def test_in_public_every_sentence_that_can_gives_the_link_to_private() -> None:
    inviting = [situation for situation in Situation if "link" in VARIABLES[situation]]
    for situation, language in product(inviting, LANGUAGES):
        for text in example().wordings[situation].variants(language, "public"):
            assert render(text, situation, variables(situation, language, closed=True)).count(LINK) == 1
            assert not re.search(r":\s*[.)]|http", render(text, situation, variables(situation, language, True, "")))


NUMBERS = {
    "product": {"15", "18", "112"},
    "violence": {"17", "112", "114"},
    "self_harm": {"3114", "15", "112"},
    "other": {"15", "18", "112", "114"},
}


@pytest.mark.parametrize("source", SOURCES)
def test_the_numbers_that_help_are_in_every_safety_wording(source: str) -> None:
    for language, visibility in product(LANGUAGES, VISIBILITIES):
        given = {**variables(Situation.SAFETY, language, closed=False), "source": source}
        for text in example().wordings[Situation.SAFETY].variants(language, visibility):
            assert NUMBERS[source] <= set(re.findall(r"\d+", render(text, Situation.SAFETY, given)))


def test_the_first_private_message_says_how_to_reach_a_person() -> None:
    for _, language, _, text in (t for t in all_texts() if t[0] == "automatic"):
        assert "automati" in text
        assert ("« une personne »" if language == "fr" else '"a person"') in text


def test_the_tone_is_kept() -> None:
    answers = [text for e in example().faq for texts in (e.answer, e.public_answer or {}) for text in texts.values()]
    for text in [*answers, *(t[3] for t in all_texts())]:
        assert "!" not in text
        assert not re.search(r"[\U0001F000-\U0001FAFF\u2600-\u27BF]", text)
        assert not re.search(r"\b(tu|ton|ta|tes|Madame|Monsieur|client\(e\)|désolée?s?)\b", text)
        assert not re.search(r"\bsatisfaite?\b|\(e\)|·e\b", text)


def test_rights_are_told_before_favours() -> None:
    warranty = example().entry("garantie_duree")
    assert warranty is not None
    for texts, legal, commercial in (
        (warranty.answer, "légale", "commerciale"),
        (warranty.public_answer or {}, "légale", "dix ans"),
    ):
        assert texts["fr"].index(legal) < texts["fr"].index(commercial)
    withdrawal = example().entry("retour_procedure")
    assert withdrawal is not None
    assert withdrawal.public_answer is not None
    for texts in (withdrawal.answer, withdrawal.public_answer):
        assert re.search("14 jours.*Me rétracter.*claire?", texts["fr"])


def test_look_ups_are_made_once() -> None:
    charter = example()
    assert charter.department("sav") is charter.department("sav")
    assert charter.entry("horaires") is charter.faq[0]
    assert charter.entry("sav") is None
    assert charter.is_department("sav")
    assert not charter.is_department("horaires")
    assert charter == Charter.model_validate(charter.model_dump())
