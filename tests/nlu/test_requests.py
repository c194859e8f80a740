"""Two requests of one text are seen, in their order; courtesies, reasons and the same request again are none."""

import time

import numpy as np
import pytest

from nlu.clauses import MOST, clauses
from nlu.embedded import EmbeddedEngine
from nlu.requests import doubtful, several
from tests.nlu.test_pooling import row

LABELS = ("livraison", "horaires", "salutation", "qualite")
LATE, HOURS, HELLO = row(0.95, 0.02, 0.02, 0.01), row(0.02, 0.95, 0.02, 0.01), row(0.01, 0.01, 0.97, 0.01)
FIRE = row(0.01, 0.01, 0.01, 0.97)
WHOLE = row(0.5, 0.45, 0.03, 0.02)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Où est mon colis ?", ()),
        ("je voudrais un bol et une assiette", ()),
        ("Mon colis est perdu et la facture est fausse", ("mon colis est perdu", "la facture est fausse")),
        ("Mon colis est perdu ; sinon, vous ouvrez quand ?", ("mon colis est perdu", "sinon, vous ouvrez quand ?")),
        ("1) mon colis est perdu 2) ma facture est fausse", ("mon colis est perdu", "ma facture est fausse")),
        ("- mon colis est perdu\n- ma facture est fausse", ("mon colis est perdu", "ma facture est fausse")),
        ("Vous livrez en Suisse ?Et vous ouvrez quand ?", ("vous livrez en suisse ?", "et vous ouvrez quand ?")),
        ("Prenez-vous PayPal et peut-on retirer à Lille", ("prenez-vous paypal", "peut-on retirer à lille")),
        ("My parcel is late. Also my mixer broke", ("my parcel is late.", "also my mixer broke")),
    ],
)
def test_a_text_is_cut_where_another_request_may_begin(text: str, cut: tuple[str, ...]) -> None:
    assert clauses(text) == cut


def test_cutting_is_bounded() -> None:
    start = time.process_time()
    assert len(clauses("mon colis est perdu et " * 20_000)) <= MOST
    assert time.process_time() - start < 1.0


def found(text: str, *rows: np.ndarray, whole: np.ndarray = WHOLE) -> list[str]:
    cut = clauses(text)
    assert len(cut) == len(rows)
    kept = several(text, LABELS, cut, np.stack([whole, *rows]), row(*[0.95] * (len(rows) + 1)))
    return [LABELS[one.intent] for one in kept]


def test_two_requests_are_told_in_the_order_of_the_text() -> None:
    assert found("Mon colis est perdu. Et vous ouvrez à quelle heure ?", LATE, HOURS) == ["livraison", "horaires"]
    assert found("Vous ouvrez à quelle heure ? Et où est mon colis ?", HOURS, LATE) == ["horaires", "livraison"]


def test_a_greeting_and_a_request_are_one() -> None:
    assert found("Bonjour à toute l'équipe. Vous ouvrez à quelle heure ?", HELLO, HOURS) == []


def test_the_same_request_again_is_one() -> None:
    assert found("Mon colis est perdu. Toujours rien de livré ici.", LATE, LATE) == []


def test_two_readings_of_one_thing_are_one() -> None:
    doubt = row(0.4, 0.58, 0.01, 0.01)
    assert found("Mon colis est perdu. Il devait arriver mardi matin.", row(0.55, 0.43, 0.01, 0.01), doubt) == []


def test_what_a_threat_is_about_is_no_second_request() -> None:
    threat, ground = "Sans remboursement je saisis un avocat.", "Mon colis n'est jamais arrivé chez moi."
    assert found(f"{threat} {ground}", HOURS, LATE) == []
    assert found(f"{ground} {threat}", LATE, HOURS) == []
    assert found(f"{threat} Par ailleurs, mon colis n'est jamais arrivé.", HOURS, LATE) == ["horaires", "livraison"]
    assert found("Sans remboursement je saisis un avocat. Où est passé mon colis ?", HOURS, LATE) == ["horaires", "livraison"]


UNSURE_HOURS = row(0.2, 0.55, 0.02, 0.23)
ONE_SIDED = row(0.98, 0.01, 0.005, 0.005)


@pytest.mark.parametrize(
    ("text", "second", "scope", "perhaps"),
    [
        ("Où est mon colis et pouvez-vous me dire quand c'est", UNSURE_HOURS, 0.6, ["livraison", "horaires"]),
        ("Mon colis est perdu et le magasin fermé hier", UNSURE_HOURS, 0.6, []),
        ("Mon colis est perdu et le magasin fermé hier", HOURS, 0.9, ["livraison", "horaires"]),
        ("Mon colis est perdu et le magasin fermé hier", HOURS, 0.1, []),
        ("Où est mon colis et pouvez-vous me dire où il est", LATE, 0.9, []),
        ("Où est mon colis et pouvez-vous bien aller", HELLO, 0.9, []),
    ],
)
def test_two_that_may_be_two_are_kept_where_both_ask_or_both_are_sure(
    text: str, second: np.ndarray, scope: float, perhaps: list[str]
) -> None:
    cut = clauses(text)
    rows, scopes = np.stack([ONE_SIDED, LATE, second]), row(0.95, 0.95, scope)
    assert several(text, LABELS, cut, rows, scopes) == ()
    assert [LABELS[one.intent] for one in doubtful(text, LABELS, cut, rows, scopes)] == perhaps


@pytest.mark.parametrize(
    ("text", "whole", "perhaps"),
    [
        ("Bonjour, mais c'est encore fermé chez vous", row(0.02, 0.01, 0.96, 0.01), ["salutation", "livraison"]),
        ("Hello again, but nobody has come", row(0.01, 0.02, 0.96, 0.01), ["salutation", "horaires"]),
        ("Bonjour à toute l'équipe", row(0.02, 0.01, 0.96, 0.01), []),
        ("Mon colis est là mais cassé", LATE, []),
    ],
)
def test_a_courtesy_with_a_reservation_is_hardly_one(text: str, whole: np.ndarray, perhaps: list[str]) -> None:
    assert clauses(text) == ()
    assert [LABELS[one.intent] for one in doubtful(text, LABELS, (), np.stack([whole]), row(0.9))] == perhaps


@pytest.mark.parametrize(
    "text",
    [
        "Je voudrais être remboursé et où est mon autre colis",
        "I want a refund and where is my parcel",
        "Quelle est la puissance du four et livrez-vous le lundi",
        "please cancel my order and tell me your hours",
        "Le couvercle va-t-il au four et combien coûte le port",
    ],
)
def test_two_that_both_ask_are_two_however_they_ask(text: str) -> None:
    assert found(text, LATE, HOURS, whole=row(0.95, 0.03, 0.01, 0.01)) == ["livraison", "horaires"]


def test_danger_comes_before_whatever_else_was_asked() -> None:
    whole = row(0.02, 0.45, 0.02, 0.5)
    text = "Vous ouvrez à quelle heure ? Et mon grille-pain a pris feu ce matin."
    assert found(text, HOURS, FIRE, whole=whole) == ["qualite", "horaires"]


@pytest.fixture(scope="module")
def engine(model_path: object) -> EmbeddedEngine:
    return EmbeddedEngine.load(model_path)  # type: ignore[arg-type]


def ids(engine: EmbeddedEngine, *texts: str) -> list[str]:
    understood = engine.parse(texts)
    assert understood.best is not None
    return [understood.best.id, *(one.id for one in understood.also)]


def test_fragments_hold_two_requests_or_one(engine: EmbeddedEngine) -> None:
    assert ids(engine, "mon colis n'est jamais arrivé", "vous ouvrez à quelle heure le lundi ?") == ["livraison", "horaires"]
    assert ids(engine, "mon colis", "n'est jamais arrivé") == ["livraison"]
    assert ids(engine, "mon colis n'est jamais arrivé", "merci") == ["livraison"]


def test_the_first_request_is_read_by_its_own_words(engine: EmbeddedEngine) -> None:
    both = engine.parse(["j'ai été débité deux fois, et quels sont vos horaires ?"])
    assert [both.intents[0].id, *(one.id for one in both.also)] == ["facturation", "horaires"]
    assert both.intents[0].confidence > 0.5
    assert list(both.intents) == sorted(both.intents, key=lambda score: -score.confidence)
