"""A starter charter can be used whatever the answers, says what they and the law say, and nothing of the example's brand."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from bot.commands.charter_init import home
from charter.advice import advise
from charter.document import read
from charter.reading import Loaded, examine
from charter.schema import text as schema_text
from charter.source import Source
from charter.starter.answers import QUESTIONS
from charter.starter.files import starter_files
from charter.wording import Situation
from tests.charter.starters import BRANDS, made

TODAY = date(2026, 11, 22)
EXAMPLE = re.compile(r"colibri|nantes|rennes|angers|aubry|cocotte|gaufrier", re.IGNORECASE)
CALLED = pytest.mark.parametrize("called", BRANDS)
LANGUAGE = pytest.mark.parametrize("language", ["fr", "en"])


HOME = home()


@cache
def files(called: str, language: str = "fr") -> Mapping[str, str]:
    return starter_files(made(BRANDS[called]), HOME, TODAY, language)


def source(written: Mapping[str, str]) -> Source:
    return Source(written["charter.yaml"], {n.partition("/")[2]: t for n, t in written.items() if "/" in n}, "charter.yaml")


@cache
def loaded(called: str, language: str = "fr") -> Loaded:
    found, problems = examine(source(files(called, language)))
    assert problems == []
    assert found is not None
    return found


@LANGUAGE
@CALLED
def test_it_can_be_used_and_nothing_is_to_be_mended(called: str, language: str) -> None:
    document = read(files(called, language)["charter.yaml"], "charter.yaml")
    assert list(advise(document, loaded(called, language).charter, TODAY)) == []


@CALLED
def test_it_names_nothing_of_the_example(called: str) -> None:
    found = [(name, line) for name, text in files(called).items() for line in text.splitlines() if EXAMPLE.search(line)]
    assert [(name, line) for name, line in found if name != "charter.schema.json"] == []


@CALLED
def test_the_comments_change_nothing(called: str) -> None:
    french, english = (loaded(called, language).charter for language in ("fr", "en"))
    assert french.model_copy(update={"tone": english.tone}) == english


def test_comments_are_in_one_language() -> None:
    mine = [line for line in files("all defaults, with a mediator", "en")["charter.yaml"].splitlines() if "#" in line]
    assert [line for line in mine if re.search(r"#.*\b(les|une|qui|sont|équipe)\b", line)] == []
    assert not any(line.startswith(("#fr", "#en")) for line in files("french alone")["charter.yaml"].splitlines())


def test_it_names_its_schema_and_brings_it() -> None:
    written = files("french alone")
    assert written["charter.yaml"].splitlines()[0] == "# yaml-language-server: $schema=charter.schema.json"
    assert written["charter.schema.json"] == schema_text()


def test_french_alone_holds_no_english() -> None:
    written = files("french alone")
    charter = loaded("french alone").charter
    assert not re.search(r"^\s*en:", written["charter.yaml"], re.MULTILINE)
    assert {language for wording in charter.wordings.values() for language in wording.private} == {"fr"}
    assert "anglais" not in re.sub(r"^ *#.*$", "", written["charter.yaml"], flags=re.MULTILINE)
    assert "We read French." in str(charter.wordings[Situation.ACKNOWLEDGEMENT_LANGUAGE].private)


def test_who_sells_to_nobody_in_france_is_not_given_its_consumer_law() -> None:
    ids = {called: [entry.id for entry in loaded(called).charter.faq] for called in BRANDS}
    usual = ["horaires_messages", "nous_joindre", "retour_procedure", "remboursement_delai", "garantie_duree", "mediateur"]
    assert ids["french alone"] == [*usual, "donnees_personnelles"]
    assert ids["a shop that sells nothing online"] == [id for id in ids["french alone"] if id not in usual[2:4]]
    assert ids["no consumers"] == [*usual[:2], "donnees_personnelles"]


def test_elsewhere_french_numbers_and_holidays_are_not_given() -> None:
    charter = loaded("another country").charter
    assert (charter.brand.country, charter.hours.holidays, charter.hours.timezone) == ("BE", "none", "Europe/Brussels")
    safety = str(charter.wordings[Situation.SAFETY])
    assert "112" in safety
    assert not re.search(r"\b(15|17|18|114|3114)\b", safety)
    assert "CNIL" not in str(charter.entry("donnees_personnelles"))
    assert "jours fériés" not in str(charter.faq)


def test_the_hours_are_said_as_answered() -> None:
    entry = loaded("with a saturday").charter.entry("horaires_messages")
    assert entry is not None
    said = "du lundi au vendredi de 9 h à 12 h 30 et de 13 h 30 à 18 h 30, et le samedi de 10 h à 17 h, sauf les jours fériés."
    assert said in entry.answer["fr"]
    assert "Monday to Friday, 9 am to 12:30 pm and 1:30 pm to 6:30 pm, and Saturday, 10 am to 5 pm" in entry.answer["en"]
    night = loaded("at night").charter.entry("horaires_messages")
    assert night is not None
    assert "de 20 h à minuit, et le samedi de 22 h à 6 h" in night.answer["fr"]


def test_what_no_team_handles_goes_to_customer_relations() -> None:
    charter = loaded("one team beside").charter
    assert [one.id for one in charter.departments] == ["sav", "relation_client"]
    assert charter.dated_acts["withdrawal"].department == "relation_client"
    assert charter.danger_department == "sav"
    examples = loaded("one team beside").examples
    assert "Je n'ai toujours pas reçu mon colis" not in examples["sav"]
    assert sum("colis" in text for text in examples["relation_client"]) > 20


def test_a_question_without_an_answer_stands_apart_under_its_title() -> None:
    unanswered = files("all defaults, with a mediator")["examples/unanswered.yml"]
    assert "# les frais de livraison (frais_livraison)\n- intent: livraison\n" in unanswered
    assert "horaires_messages" not in unanswered


def test_what_the_brand_sells_is_not_off_topic() -> None:
    examples = loaded("one team beside").examples
    assert "Avez-vous des savons ?" in examples["relation_client"]
    assert "les huiles d'olive que j'ai achetés ont un défaut" in examples["sav"]
    assert "examples/products.yml" not in files("french alone")


@pytest.mark.parametrize("id", ["horaires_messages", "nous_joindre", "mediateur", "donnees_personnelles"])
def test_the_questions_of_the_start_have_enough_sentences(id: str) -> None:
    french, both = (len(loaded(called).examples[id]) for called in ("french alone", "all defaults, with a mediator"))
    assert french >= 25
    assert both - french >= 12


def test_an_answer_that_the_brand_knows_alone_has_no_default() -> None:
    assert [question.name for question in QUESTIONS if question.only_the_brand_knows] == ["brand", "referent", "referent_email"]


BAD: list[tuple[str, str, dict[str, Any]]] = [
    ("brand", "   ", {}),
    ("brand", "a" * 61, {}),
    ("brand", "Nord\x07", {}),
    ("keywords", "lu, atelier", {}),
    ("keywords", " , ", {}),
    ("products", "savons: doux", {}),
    ("products", ", ".join("abcdefghi"), {}),
    ("referent_email", "lou", {}),
    ("referent_email", "a@b.fr, c@d.fr", {}),
    ("weekdays", "", {}),
    ("weekdays", "de 9 h à 18 h", {}),
    ("weekdays", "9:00-26:00", {}),
    ("weekdays", "9:00-12:00, 11:00-18:00", {}),
    ("weekdays", "8-10, 11-12, 13-14", {}),
    ("saturday", "matin", {}),
    ("timezone", "Europe/Nantes", {}),
    ("languages", "en", {}),
    ("languages", "fr, de", {}),
    ("consumers", "peut-être", {}),
    ("country", "France", {}),
    ("mediator_url", "mediation.example", {}),
    ("mediator_url", "https://a b", {}),
    ("teams", "livraisons", {}),
    ("email", "nous", {"teams": ("relation_client",)}),
    ("email", "livraison=a@b.fr", {"teams": ("livraison", "relation_client")}),
    ("email", "rh=a@b.fr, relation_client=a@b.fr", {"teams": ("relation_client",)}),
    ("public_delay", "2", {}),
    ("public_delay", "0h", {}),
    ("private_delay", "9999h", {}),
]


@pytest.mark.parametrize(("name", "said", "given"), BAD)
def test_an_answer_that_cannot_be_used_is_not_taken(name: str, said: str, given: dict[str, Any]) -> None:
    question = next(one for one in QUESTIONS if one.name == name)
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence for people is beside the question
        question.read(said, given)
