"""A text that only asks for patience is told from an answer."""

import pytest

from charter.holding_text import only_holds

HOLDING = [
    "Bonjour, nous regardons et revenons vers vous demain avant 11 h.",
    "Bonjour Camille, merci pour votre message. Je me renseigne et je vous tiens au courant.",
    "Nous transmettons votre demande au service après-vente, qui vous répondra. Nous revenons vers vous lundi.",
    "Bien reçu ! On regarde.",
    "Votre demande est bien prise en compte. Belle journée, Zoé",
    "Nous sommes désolés. Nous vérifions auprès du transporteur et vous tenons informée.",
    "Je vérifie avec l'atelier et je reviens vers vous.",
    "Une collègue s'en occupe, à très vite.",
    "We are looking into it and will get back to you by 5 pm.",
    "Hello, thank you for your message. I'll check and let you know tomorrow. Best regards, Zoe",
    "We have received your request. A colleague will be in touch.",
    # Courtesy alone answers nothing either.
    "Bonjour !",
    "Bonjour, merci pour votre message. Cordialement",
    "D'accord.",
    "Bonjour, c'est noté. Zoé",
    "Pouvez-vous patienter ?",
    "Merci beaucoup, belle journée !",
    "Hello, thank you for your message. Best regards, Zoe",
    "One moment please.",
]

ANSWERS = [
    "Votre colis est parti hier, nous vous tenons informé de la suite.",
    "Oui.",
    "Bonjour, le retour est gratuit pendant 30 jours. Nous restons à votre écoute.",
    "Nous avons remboursé 42 € ce matin ; nous revenons vers vous pour le reste.",
    "Voici l'étiquette : https://example.org/e/1. Je vérifie le reste et reviens vers vous demain.",
    "Le magasin de Nantes est ouvert jusqu'à 19 h.",
    "Bonjour, oui.",
    "Non, désolée.",
    "Bonjour, 15 h.",
    "Lundi.",
    "Tout est là.",
    "Hello, yes.",
    "Votre commande partira mardi. Nous regardons pour l'autre.",
    "Non, nous ne livrons pas en Suisse, nous le regrettons.",
    "Your refund of 20 euros was sent today. We will keep you posted about the rest.",
    "Yes, we ship to Ireland.",
    "",
]


@pytest.mark.parametrize("text", HOLDING)
def test_it_only_asks_for_patience(text: str) -> None:
    assert only_holds(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_it_answers(text: str) -> None:
    assert not only_holds(text)
