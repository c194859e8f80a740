"""Leaving us under a condition is a threat to go, and a lawyer may be only a person: neither is an act."""

import pytest

from conversations.understanding import Heat
from nlu.alarms import dated_act
from nlu.denied import denials
from nlu.heat import heat

CONDITIONAL = [
    "dernier délai sinon j'annule",
    "sinon j'annule",
    "répondez ou j'annule",
    "livrez-moi avant samedi ou j'annule ma commande",
    "si je n'ai pas de nouvelles demain j'annulerai ma commande",
    "si vous ne répondez pas j'annule tout",
    "si le colis n'est pas là vendredi, j'annule la commande",
    "j'annulerai si ça continue",
    "j'annulerai ma commande si vous ne faites rien",
    "je vais annuler si ça n'arrive pas cette semaine",
    "j'annule ma commande si elle n'arrive pas demain",
    "à défaut de réponse j'annule",
    "sans réponse de votre part demain j'annule ma commande",
    "faute de nouvelles, j'annulerai",
    "encore un retard et j'annule tout",
    "un jour de plus et j'annule",
    "sans nouvelles d'ici lundi, annulez ma commande",
    "si ce n'est pas possible, annulez ma commande",
    "si vous n'avez pas la rouge, j'annule",
    "au pire j'annule",
    "je pense que je vais annuler",
    "j'hésite à annuler ma commande",
    "j'ai failli annuler ma commande",
    "if it doesn't arrive tomorrow I will cancel my order",
    "reply or I cancel",
    "deliver by friday or i'm cancelling my order",
    "i'll cancel my order unless you answer",
    "otherwise I cancel",
    "or else i'm cancelling",
    "one more delay and i'm cancelling",
    "cancel my order if it is not shipped by monday",
    "i might cancel my order",
    "si la livraison dépasse le 15 je résilie mon abonnement",
    "sinon je résilie",
]
DECLARED = [
    "j'annule ma commande",
    "j'annule ma commande 4512",
    "annulez ma commande svp",
    "je souhaite annuler ma commande n° 4512",
    "je veux annuler ma commande, elle n'arrive pas",
    "j'annule, trop long",
    "tant pis, j'annule",
    "c'est trop tard, j'annule ma commande",
    "vous ne répondez pas, j'annule",
    "puisque vous ne répondez pas j'annule ma commande",
    "si c'est comme ça, j'annule",
    "si c'est ainsi j'annule ma commande",
    "j'annule ma commande, dites-moi si c'est bon",
    "annulez ma commande et dites-moi si je serai remboursé",
    "merci d'annuler ma commande, sinon je refuserai le colis",
    "annulez ma commande sinon je saisis ma banque",
    "j'annule ma commande ou ce qu'il en reste",
    "je résilie mon abonnement",
    "please cancel my order",
    "cancel my order 4411, let me know if you need anything",
    "i'm cancelling my order",
    "cancel my subscription or I dispute the charge",
    "stop my subscription now",
    "I am cancelling, you had your chance",
    "j'annule même si ça me coûte des frais",
]
ACQUAINTED = [
    "mon avocat est en vacances",
    "mon avocat adore votre cafetière",
    "mon avocat m'a offert ce robot",
    "ma fille est avocate, elle cherche un cadeau",
    "je cherche un cadeau pour mon avocat",
    "un couteau à avocat, vous en avez ?",
    "l'avocat était trop mûr pour le blender",
    "mon avocat est trop dur pour le mixeur",
    "la commande est au nom de mon avocat",
    "livrez chez mon avocat au 12 rue des Lilas",
    "mon mari est avocat et travaille tard, livrez le soir",
    "je suis avocate et je travaille à domicile",
    "notre avocat a pris la même cocotte et en est ravi",
    "mon notaire et mon avocat sont venus dîner, tout le monde a aimé vos assiettes",
    "my lawyer is on holiday",
    "my lawyer loves your kettle",
    "looking for a gift for my lawyer",
    "my sister is a lawyer and needs a coffee machine",
    "deliver it to my solicitor's office",
    "i made avocado toast with your toaster",
    "mon avocat a la même machine",
    "the parcel is addressed to my attorney, is that a problem?",
]
INSTRUCTED = [
    "mon avocat va vous écrire",
    "mon avocat vous contactera lundi",
    "j'ai saisi mon avocat",
    "je transmets le dossier à mon avocat",
    "mon avocat prend le relais",
    "vous aurez des nouvelles de mon avocat",
    "mon avocat s'en occupe désormais",
    "je vais prendre un avocat",
    "je contacte mon avocat dès demain",
    "vous recevrez une lettre de mon avocat",
    "mon avocat est prévenu",
    "mon avocate est sur le coup",
    "mon avocat est saisi",
    "mon avocat est au courant et va agir",
    "my lawyer will contact you",
    "my lawyer has been instructed",
    "you will hear from my lawyer",
    "i'm calling my lawyer",
    "my solicitor is on it",
    "my attorney is writing to you today",
    "my lawyer is on the case",
]


@pytest.mark.parametrize("text", CONDITIONAL)
def test_to_leave_under_a_condition_or_perhaps_is_no_act(text: str) -> None:
    assert dated_act(text) is None
    assert denials(text).act == 1  # so that what was learned does not hear it either


@pytest.mark.parametrize("text", DECLARED)
def test_what_is_declared_stays_so_beside_a_condition_of_something_else(text: str) -> None:
    assert dated_act(text) == "cancellation"


@pytest.mark.parametrize("text", ACQUAINTED)
def test_a_lawyer_who_is_only_a_person_is_no_act_and_no_threat(text: str) -> None:
    assert dated_act(text) is None
    assert heat(text) is not Heat.THREAT


@pytest.mark.parametrize("text", INSTRUCTED)
def test_a_lawyer_who_acts_is_one(text: str) -> None:
    assert dated_act(text) == "lawyer"


def test_a_threat_beside_a_condition_is_not_unheard() -> None:
    assert denials("mon avocat est en vacances").recourse == 1
    assert denials("sinon j'annule et je contacte la presse").recourse < 1
