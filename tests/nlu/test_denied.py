"""What a text says is not so. Sentences of our own."""

import pytest

from conversations.understanding import Heat
from nlu.alarms import danger, dated_act, same_day
from nlu.denied import denials
from nlu.heat import heat

HARM = [
    "La bouilloire n'a pas pris feu, elle est simplement tombée en panne",
    "Je n'ai ni brûlure ni coupure",
    "heureusement rien n'a brûlé",
    "nobody got hurt and there was no fire",
    "ça fume pas du tout",
    "personne ne s'est fait mal",
]
SAID = ["la poignée est brûlante et la prise fume", "je ne sais pas pourquoi, mais elle a pris feu", "my hand is burnt"]


@pytest.mark.parametrize("text", HARM)
def test_harm_that_is_denied(text: str) -> None:
    assert denials(text).harm == 1
    assert danger(text) is None


@pytest.mark.parametrize("text", SAID)
def test_harm_that_is_said(text: str) -> None:
    assert denials(text).harm < 1


def test_denied_here_and_said_there_is_half_denied() -> None:
    assert 0 < denials("Personne n'est blessé. Mais il y avait des flammes.").harm < 1


def test_law_and_trouble_and_acts_have_their_own_denials() -> None:
    assert denials("je ne vais pas contacter mon avocat").recourse == 1
    assert denials("loin de moi l'idée de saisir la justice").recourse == 1
    assert denials("aucun retard, aucune casse").trouble == 1
    assert denials("surtout ne supprimez pas mes données").act == 1


def test_where_nothing_is_named_nothing_is_denied() -> None:
    assert denials("Vous ne livrez pas en Corse ?") == denials("")


def test_not_hesitating_is_no_denial() -> None:
    assert heat("je n'hésiterai pas à porter plainte") is Heat.THREAT
    assert denials("je n'hésiterai pas à porter plainte").recourse < 1


@pytest.mark.parametrize(
    "text", ["je n'irai pas en justice", "ceci n'est pas une mise en demeure", "I haven't disputed the payment"]
)
def test_an_act_that_is_denied(text: str) -> None:
    assert dated_act(text) is None


def test_the_press_is_a_threat_and_no_authority() -> None:
    for text in ("je vais en parler à Que Choisir", "J'envoie tout à 60 Millions et à Ouest-France"):
        assert dated_act(text) is None
        assert heat(text) is Heat.THREAT


def test_a_question_about_an_act_beside_a_comma_undoes_nothing() -> None:
    assert dated_act("je me rétracte, comment renvoyer le colis ?") == "withdrawal"
    assert dated_act("si je me rétracte, qui paie le retour ?") is None


def test_danger_in_the_news_or_in_a_story_is_none() -> None:
    assert danger("aux infos ils disent qu'une friteuse a pris feu") is None
    assert danger("ma friteuse a pris feu") is not None


@pytest.mark.parametrize(
    "text", ["prenez votre temps, je passe ce soir de toute façon", "ce n'est absolument pas urgent", "no hurry at all"]
)
def test_who_has_time_is_in_no_hurry(text: str) -> None:
    assert not same_day(text)
