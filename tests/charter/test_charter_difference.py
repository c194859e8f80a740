"""What changes from one charter to the next is told in sentences that a manager reads, in French and English."""

from datetime import timedelta
from typing import Any

import pytest

from charter.charter import Charter
from charter.difference import changes, differences, duration
from charter.difference_words import ADDED, CHANGED, REMOVED, SITUATIONS
from charter.wording import Situation
from tests.charter.conftest import Data, small_document


def charter(**changes: Any) -> Charter:
    return Charter.model_validate(small_document() | changes)


def edited(path: tuple[str | int, ...], value: Any) -> Charter:
    data = small_document()
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return Charter.model_validate(data)


def without(key: str, number: int) -> Charter:
    data: Data = small_document()
    data[key].pop(number)
    return Charter.model_validate(data)


CASES: list[tuple[tuple[str | int, ...], Any, str, str]] = [
    (
        ("departments", 0, "delays", "private"),
        "1h30",
        "« un texte » vise une réponse privée en 1 h 30 d'ouverture (avant : 4 h).",
        '"a text" aims to answer in private within 1 h 30 of opening (before: 4 h).',
    ),
    (
        ("hours", "week", "monday"),
        ["10:00-18:00"],
        "Le lundi, les équipes répondent : 10 h–18 h (avant : 9 h–12 h 30, 13 h 30–18 h).",
        "On Monday the teams answer: 10 h–18 h (before: 9 h–12 h 30, 13 h 30–18 h).",
    ),
    (("expected_delay",), "45m", "en 45 min (avant : 2 h)", "within 45 min (before: 2 h)"),
    (("faq", 0, "answer", "fr"), "Autre chose", "Avant : « un texte » Maintenant : « Autre chose »", "changes (fr)"),
    (("wordings", "salutation", "private", "fr", 0), "Bien le bonjour {{ brand }}.", "« bonjour » changent", "salutation"),
    (("referent", "name"), "Dominique", "La personne responsable devient Dominique", "in charge is now Dominique"),
    (("mediator", "name"), "Autre médiateur", "médiateur de la consommation est : Autre", "mediator is: Autre"),
    (("dated_acts", "withdrawal", "days"), 10, "« rétractation » sont traités ainsi", "days 10"),
    (("triggers", 0, "phrases"), ["odeur de brûlé"], "Les mots qui ne peuvent pas attendre changent.", "cannot wait"),
    (
        ("products",),
        ["wok", "théière"],
        "Produits reconnus dans les messages : wok, théière (avant : rien).",
        "Products recognised in messages: wok, théière (before: nothing).",
    ),
    (("confidence", "answer"), 0.7, "confidence.answer : 0.7 (avant : 0.5).", "confidence.answer: 0.7 (before: 0.5)."),
    (("default_department",), "livraison", "revient à : livraison (avant : accueil)", "goes to: livraison"),
    (("departments", 0, "needs"), None, "demande aux clients : rien (avant : un texte)", "asks customers for: nothing"),
]


@pytest.mark.parametrize(("path", "value", "french", "english"), CASES)
def test_a_change_is_told_with_what_was_and_what_is(path: tuple[str | int, ...], value: Any, french: str, english: str) -> None:
    new = edited(path, value)
    assert french in " ".join(differences(charter(), new, "fr"))
    assert english in " ".join(differences(charter(), new, "en"))
    assert len(differences(charter(), new, "fr")) == 1


def test_nothing_is_told_when_nothing_changes() -> None:
    assert differences(charter(), charter(), "fr") == ()


def test_what_comes_and_what_goes_is_told() -> None:
    fewer = without("faq", 0)
    assert differences(charter(), fewer, "fr") == ("Plus de réponse automatique à « un texte » : une personne répondra.",)
    assert differences(fewer, charter(), "en") == ('A new automatic answer: "a text".',)


def test_going_back_undoes_every_change() -> None:
    old, new = charter(), edited(("departments", 0, "delays", "public"), "9h")
    assert [(c.path, c.old, c.new) for c in changes(old, new)] == [(c.path, c.new, c.old) for c in changes(new, old)]


def test_both_languages_have_the_same_sentences() -> None:
    for table in (CHANGED, ADDED, REMOVED):
        assert table["fr"].keys() == table["en"].keys()
    assert SITUATIONS["fr"].keys() >= {situation.value for situation in Situation}


@pytest.mark.parametrize(
    ("delay", "said"),
    [
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=1, minutes=5), "1 h 05"),
        (timedelta(minutes=45), "45 min"),
        (timedelta(seconds=4), "4 s"),
        (timedelta(0), "0"),
    ],
)
def test_delays_are_written_for_people(delay: timedelta, said: str) -> None:
    assert duration(delay) == said
