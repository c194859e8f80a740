"""Replies to a question with choices, as people type them."""

import pytest

from routing.clarification_reply import ALL, NONE, meant

LABELS = [
    [
        "livraison",
        "un colis (retard, perte, casse, article manquant)",
        "a parcel (late, lost, damaged, missing item)",
        "l'équipe livraison",
    ],
    ["retours", "le retour d'un article", "returning an item"],
    ["facturation", "un paiement (remboursement attendu, double débit, facture)", "a payment (refund not received)"],
]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("la première", 0),
        ("le premier svp", 0),
        ("1", 0),
        ("n°1", 0),
        ("Option 1 please", 0),
        ("the first one", 0),
        ("le 2e", 1),
        ("2ème", 1),
        ("la deuxieme merci", 1),
        ("second", 1),
        ("le dernier", 2),
        ("3", 2),
        ("the last one", 2),
        ("plutôt la livraison", 0),
        ("la livraison svp", 0),
        ("c'est pour un colis", 0),
        ("Un retour", 1),
        ("c'est le retour", 1),
        ("facturation", 2),
        ("le remboursement", 2),
        ("a payment", 2),
        ("my parcel", 0),
        ("aucun", NONE),
        ("aucune des trois", NONE),
        ("non", NONE),
        ("Ni l'un ni l'autre", NONE),
        ("autre chose", NONE),
        ("rien de tout ça", NONE),
        ("none of these", NONE),
        ("None of them, thanks", NONE),
        ("something else", NONE),
        ("neither", NONE),
        ("les deux", ALL),
        ("both", ALL),
        ("4", None),
        ("article", None),
        ("oui", None),
        ("", None),
        ("mon colis est arrivé cassé et personne ne répond", None),
        ("vous ouvrez quand ?", None),
        ("je voudrais parler à quelqu'un", None),
        ("1 fois sur 2 votre site plante", None),
    ],
)
def test_what_a_reply_picks(text: str, place: int | str | None) -> None:
    assert meant(text, LABELS) == place


def test_of_two_choices_there_is_no_third() -> None:
    assert meant("le troisième", LABELS[:2]) is None
    assert meant("le dernier", LABELS[:2]) == 1
