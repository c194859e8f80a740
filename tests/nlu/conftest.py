"""A small model, trained once for all tests of the engine."""

from pathlib import Path

import pytest

from nlu.encoder import shared_encoder
from nlu.fitting import fit

EXAMPLES = {
    "livraison": [
        "mon colis n'est jamais arrivé",
        "colis perdu",
        "toujours pas livré",
        "where is my parcel",
        "la livraison a dix jours de retard",
        "le livreur n'est pas passé",
        "my delivery never came",
        "paquet abîmé par le transporteur",
    ],
    "horaires": [
        "quels sont vos horaires",
        "vous ouvrez à quelle heure",
        "le magasin est ouvert le dimanche ?",
        "what time do you open",
        "vous fermez à quelle heure ce soir",
        "ouvert lundi ?",
        "opening hours please",
        "horaires d'ouverture de la boutique",
    ],
    "facturation": [
        "j'ai été débité deux fois",
        "je n'ai pas reçu mon remboursement",
        "erreur sur ma facture",
        "I was charged twice",
        "le paiement est refusé",
        "remboursez-moi mes 40 euros",
        "wrong amount on the invoice",
        "double prélèvement sur mon compte",
    ],
    "salutation": ["bonjour", "salut", "hello", "bonsoir", "coucou", "hi there", "bonjour à tous", "bjr"],
}
BACKGROUND = [
    "il va neiger demain",
    "the match was great",
    "ma sœur apprend le violon",
    "recette de la tarte aux pommes",
    "le train de Lyon est parti",
    "we planted tomatoes",
    "qui a gagné l'élection",
    "mon chat dort",
]


def ignore(share: float, doing: str) -> None:
    """A progress callback."""


@pytest.fixture(scope="session")
def model_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with both heads."""
    path = tmp_path_factory.mktemp("models") / "small.model"
    encoder = shared_encoder()
    assert encoder is not None
    fit(EXAMPLES, BACKGROUND, path, encoder, ignore)
    return path
