"""Yes and no to "did that help?", as people type them."""

import pytest

from routing.yes_no import helped

NO = [
    "non",
    "Non.",
    "NON !!!",
    "nan",
    "no",
    "nope",
    "Non merci",
    "non pas du tout",
    "Pas vraiment",
    "pas trop non",
    "non, désolé",
    "malheureusement non",
    "Ça ne m'aide pas",
    "ca m'aide pas du tout",
    "cela ne répond pas à ma question",
    "Non, ça ne répond pas à ma question.",
    "vous n'avez pas répondu à ma question",
    "ce n'est pas ce que je demande",
    "c'est pas ma question",
    "pas la réponse que j'attendais",
    "rien à voir !",
    "à côté de la plaque",
    "je le sais déjà",
    "j'ai déjà lu ça sur le site",
    "vous avez rien compris",
    "ça ne m'avance à rien",
    "Not really",
    "no it doesn't",
    "This doesn't help",
    "that did not answer my question",
    "not what I asked",
    "that's not helpful at all",
    "useless",
    "wrong answer",
    "you didn't answer",
    "👎",
    "👎🏽 👎",
    "oui mais non",
    "Oui et non...",
    "mouais",
    "yes but no",
]
YES = [
    "oui",
    "Oui !",
    "OUI merci",
    "ouais",
    "yes",
    "Yes, thanks",
    "yes it does",
    "oui c'est parfait",
    "ça m'aide",
    "super oui",
    "parfait merci",
    "That helps a lot",
    "👍",
    "👍🏿",
    "👌 ✅",
]
NEITHER = [
    "",
    "merci",
    "Merci beaucoup",
    "ok",
    "et le dimanche ?",
    "🙂",
    "👍👎",
    "👍 et le dimanche ?",
    "oui mais pour Rennes ?",
    "non c'est bon merci",
    "Je n'ai pas reçu mon colis",
    "Avez-vous aussi des moules ?",
    "no idea, is there a shop in Lyon?",
    "how do I send it back?",
    "ça ne m'aide pas " + "car il y a une longue histoire " * 8,
]


@pytest.mark.parametrize("text", NO)
def test_it_has_not_helped(text: str) -> None:
    assert helped(text) is False


@pytest.mark.parametrize("text", YES)
def test_it_has_helped(text: str) -> None:
    assert helped(text) is True


@pytest.mark.parametrize("text", NEITHER)
def test_something_else_is_read_for_what_it_says(text: str) -> None:
    assert helped(text) is None
