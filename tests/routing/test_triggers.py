"""The charter's own words: found as whole words, never quoted, and graver than what the engine made of the rest."""

import pytest

from charter.triggers import Trigger
from conversations.message import Visibility
from conversations.turn import Reply
from conversations.understanding import Danger, Heat
from routing import triggers
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

CHARTER = small_charter(
    triggers=(
        Trigger(kind="urgent", phrases=("salon du mariage",), department="livraison"),
        Trigger(kind="danger", phrases=("odeur de gaz", "l'anse a lâché")),
        Trigger(kind="threat", phrases=("60 millions",)),
        Trigger(kind="danger", phrases=("colis suspect",), department="livraison"),
    )
)
CALM = understood(("horaires", 0.9))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Ça a une ODEUR de gaz !", [2]),
        ("l’anse  a lache.", [2]),
        ("odeur de gazon coupé", []),
        ("une odeur, de... gaz", [2]),
        ("un abonné à 60 Millions parle d'odeur de gaz au salon du mariage", [2, 3, 1]),
        ("", []),
    ],
)
def test_phrases_are_whole_words_without_case_and_accents_the_gravest_first(text: str, numbers: list[int]) -> None:
    assert [found.number for found in triggers.pulled(text, CHARTER)] == numbers
    assert triggers.pressing(text, CHARTER) is bool(numbers)


def test_a_danger_of_the_charter_is_treated_as_one() -> None:
    line = VirtualLine(charter=CHARTER)
    (safety,) = line.writes(CALM, text="bonjour, odeur de gaz chez moi")
    assert safety.reply is Reply.SAFETY
    assert (line.decided.verdict, line.decided.reasons[0].rule) == ("route:qualite", "trigger")
    assert line.decided.reasons[0].figures == {"number": 2, "kind": "danger"}
    assert "odeur" not in str(line.events)


def test_a_danger_of_the_charter_is_not_suspected_beside() -> None:
    found = triggers.heeded(understood(("horaires", 0.9), suspected=Danger.SELF_HARM), "odeur de gaz", CHARTER)
    assert (found.danger is not None, found.suspected) == (True, None)


def test_the_department_of_the_trigger_takes_it() -> None:
    line = VirtualLine(charter=CHARTER)
    line.writes(CALM, text="c'est un colis suspect")
    assert line.decided.verdict == "route:livraison"
    line = VirtualLine(charter=CHARTER)
    line.writes(CALM, text="pour le salon du mariage")
    assert line.decided.verdict == "route:livraison"


def test_what_the_engine_found_graver_stays() -> None:
    despair = understood(("livraison", 0.9), danger=Danger.SELF_HARM)
    line = VirtualLine(charter=CHARTER)
    line.writes(despair, text="un colis suspect, odeur de gaz, je veux en finir")
    assert line.decided.verdict == "route:relation_client"
    assert triggers.heeded(despair, "odeur de gaz", CHARTER).danger is Danger.SELF_HARM


def test_a_threat_of_the_charter_gets_no_canned_answer() -> None:
    line = VirtualLine(Visibility.PUBLIC, CHARTER)
    (reply,) = line.writes(CALM, text="j'écris à 60 millions de consommateurs")
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert line.decided.heat == Heat.THREAT.word


def test_without_triggers_nothing_changes() -> None:
    assert triggers.heeded(CALM, "odeur de gaz", small_charter()) == CALM
