"""Asking for a person, for the person in charge, or for nothing more. Sentences of our own, as people type them."""

import time

import pytest

from conversations.understanding import Wish
from nlu.alarms import alarm
from nlu.wishes import wish

PERSON = [
    "parler à quelqu'un",
    "Je veux parler à quelqu'un",
    "je voudrais parler a qqun svp",
    "JE VEUX PARLER A QUELQU'UN !!!",
    "Puis-je parler à un conseiller ?",
    "puis je parler avec une personne",
    "un humain svp",
    "HUMAIN",
    "humain",
    "un hummain",
    "une personne",
    "Une personne, s'il vous plaît.",
    "une persone svp",
    "un vrai conseiller",
    "je veux un vrai conseiller, merci",
    "conseiller",
    "un conseillé svp",
    "pas un robot",
    "Pas de robot s'il vous plaît",
    "pas un robot, une personne !",
    "Je ne veux pas parler à un robot",
    "je veux plus parler à une machine",
    "j'en ai marre de causer à une machine",
    "marre de votre chatbot",
    "quelqu'un de réel",
    "quelquun de reel svp",
    "quelqu'un ?",
    "il y a quelqu'un ?",
    "y a t il quelqu'un de réel derrière",
    "Y a quelqu'un qui peut me répondre ?",
    "représentant",
    "un representant svp",
    "Je souhaite être mis en relation avec un conseiller.",
    "Pouvez-vous me mettre en relation avec une personne ?",
    "passez-moi quelqu'un",
    "passez moi une vraie personne",
    "Mettez-moi en contact avec un humain",
    "transférez-moi à un agent",
    "je veux un humain",
    "Je préfère parler à une vraie personne",
    "bonjour, j'aimerais échanger avec un collaborateur",
    "Non, je veux parler à une personne de mon problème de livraison",
    "je veux parler à une personne de mon colis perdu",
    "J'ai besoin de parler à quelqu'un, c'est pour ma commande 48213",
    "comment parler à un humain ?",
    "possible de parler à quelqu'un ?",
    "jveux parler a un etre humain",
    "je veux quelqu'un",
    "donnez-moi un conseiller",
    "stop bot",
    "une personne en chair et en os",
    "je veux qu'une personne me réponde",
    "a real person",
    "A REAL PERSON PLEASE",
    "real person pls",
    "human please",
    "humann please",
    "I want a human",
    "can I talk to a human?",
    "I'd like to speak to someone",
    "i wanna talk to a person",
    "let me talk to a real human being",
    "speak to a representative",
    "representative",
    "agent please",
    "get me an agent",
    "connect me to an advisor",
    "put me through to somebody",
    "is there anybody real I can chat with?",
    "is anyone there?",
    "no bots please",
    "not a robot, a person",
    "can i speek to a persn",
    "I need to talk to customer service",
    "could I speak with someone about my refund?",
    "je veux avoir quelqu'un au téléphone",
    "arretez avec vos reponses automatiques",
    "parler conseiller",
    "Je veu parlé a kelkun",
    "I would rather deal with a human being",
    "I don't want to talk to a machine",
    "à qui puis-je parler ?",
]
NOBODY = [
    "une personne m'a dit que mon colis arriverait lundi",
    "le livreur est une personne charmante",
    "La personne au téléphone a été adorable",
    "J'ai parlé à un conseiller hier, il m'a promis un retour",
    "j'ai parlé avec quelqu'un du magasin de Nantes",
    "je viens de parler à une personne de chez vous",
    "j'ai enfin pu parler à quelqu'un, merci",
    "j'ai réussi à parler à un conseiller",
    "un conseiller m'a aidé en boutique, merci à lui",
    "Un vrai conseiller qui connaît ses produits, bravo",
    "cadeau pour une personne âgée",
    "une poêle pour une personne seule ?",
    "un moule pour 6 personnes",
    "service à raclette 8 personnes en stock ?",
    "je cherche un robot, pas un blender",
    "mon robot pâtissier ne marche plus",
    "je ne veux pas un robot rouge mais un gris",
    "je ne suis pas un robot mais le site me bloque",
    "votre captcha me demande si je suis un robot",
    "marre de ce robot, il ne pétrit rien",
    "plus de robot en stock ?",
    "personne ne répond au téléphone",
    "Il n'y a personne au magasin",
    "personne n'est venu livrer",
    "ce n'est pas une façon de parler à quelqu'un !",
    "quelqu'un a ouvert mon colis",
    "quelqu'un d'autre a reçu ma commande",
    "quelqu'un a-t-il essayé la cocotte en fonte ?",
    "Est-ce que quelqu'un sait si le magasin est ouvert dimanche ?",
    "je voudrais offrir une carte cadeau à une personne",
    "mon agent immobilier m'a conseillé votre boutique",
    "je suis représentant en vaisselle, puis-je vous proposer mes produits ?",
    "je suis conseiller en communication",
    "Les droits humains, ça vous parle ?",
    "someone told me you close at 6",
    "somebody opened my parcel",
    "I spoke to an agent yesterday and nothing happened",
    "the person at the till was lovely",
    "one person said it was in stock",
    "my kitchen robot is not working",
    "not a human error this time",
    "I am not a robot but the form rejects me",
    "a gift for a person who loves cooking",
    "Do you need people for the Christmas season?",
    "je ne veux pas parler à une personne, juste connaître vos horaires",
    "Quels sont vos horaires ?",
    "Quelqu'un peut retirer ma commande à ma place ?",
    "can someone else pick up my order?",
    "comment envoyer un cadeau à quelqu'un ?",
    "livraison à une autre personne possible ?",
]
SUPERIOR = [
    "responsable",
    "Responsable !",
    "le responsable svp",
    "un responsable",
    "je veux un responsable",
    "Je veux parler à un responsable",
    "je voudrais parler au responsable maintenant",
    "passez-moi votre responsable",
    "Mettez-moi en contact avec votre responsable, s'il vous plaît",
    "votre directeur svp",
    "manager",
    "MANAGER",
    "your manager please",
    "I want to speak to a manager",
    "let me talk to your supervisor",
]
NOT_THE_BOSS = [
    "le responsable du magasin m'a dit de vous écrire",
    "Vous êtes responsables de la casse",
    "qui est responsable de ce retard",
    "je suis responsable achats dans un restaurant",
    "the manager of your shop was very kind",
    "I manage a restaurant",
    "un chef m'a conseillé vos couteaux",
]
NOTHING_MORE = [
    "annuler ma demande",
    "j'annule ma demande",
    "Annulez ma demande svp",
    "ce n'est plus la peine",
    "c'est plus la peine, merci",
    "C'est réglé !",
    "c'est bon c'est reglé merci",
    "problème résolu",
    "plus besoin, merci",
    "je n'ai plus besoin de réponse",
    "inutile de me répondre, j'ai trouvé la solution",
    "never mind",
    "never mind, solved",
    "it's sorted, thanks",
    "problem solved",
    "cancel my request",
    "no longer needed, thank you",
    "c'est bon je l'ai reçu merci",
    "ça y est, mon colis est arrivé !",
    "finalement il est bien arrivé ce matin",
    "all good, it arrived, thanks",
]
STILL_WANTED = [
    "ce n'est toujours pas réglé",
    "problème non résolu",
    "le problème n'est pas résolu",
    "c'est réglé ?",
    "quand sera-ce réglé ?",
    "annuler ma demande de remboursement",
    "j'annule ma commande",
    "je n'ai plus besoin du robot, comment le renvoyer ?",
    "laissez tomber, bande de nuls",
    "it's still not solved",
    "is it fixed?",
    "c'est bon je l'ai reçu mais cassé",
    "enfin je l'ai reçu, il manque un verre",
    "enfin je l'ai reçu merci de me rembourser les frais",
    "finalement il est arrivé trop tard",
    "finally I got it but it is broken",
    "not sorted yet",
    "I need an answer",
]


@pytest.mark.parametrize("text", PERSON)
def test_a_person_is_asked_for_in_any_words_and_at_once(text: str) -> None:
    assert wish(text) is Wish.PERSON
    assert alarm(text)


@pytest.mark.parametrize("text", NOBODY)
def test_speaking_of_people_is_not_asking_for_one(text: str) -> None:
    assert wish(text) is None


@pytest.mark.parametrize("text", SUPERIOR)
def test_the_person_in_charge_is_asked_for(text: str) -> None:
    assert wish(text) is Wish.SUPERIOR
    assert alarm(text)


@pytest.mark.parametrize("text", NOT_THE_BOSS)
def test_speaking_of_people_in_charge_is_not_asking_for_them(text: str) -> None:
    assert wish(text) is None


@pytest.mark.parametrize("text", NOTHING_MORE)
def test_a_request_is_taken_back(text: str) -> None:
    assert wish(text) is Wish.NOTHING_MORE
    assert not alarm(text)


@pytest.mark.parametrize("text", STILL_WANTED)
def test_a_request_stands(text: str) -> None:
    assert wish(text) is not Wish.NOTHING_MORE


LETTER = (
    "Votre magasin est à côté de chez moi et j'y passe souvent avec mes enfants. J'ai deux questions sur la cocotte que nous "
    "avons prise en mars. Le couvercle ferme mal, et la notice parle d'un joint qui n'était pas dans la boîte. "
)


def test_it_is_solved_in_a_long_letter_says_nothing_of_the_request() -> None:
    assert wish(LETTER + "Le premier souci, c'est réglé.") is None


@pytest.mark.parametrize(
    "piece", ["non ", "non, ", "je veux parler a ", "une ", "vrai ", "y a ", "a ", "d'a ", "no bot ", "de la de a "]
)
def test_no_text_makes_the_rules_slow(piece: str) -> None:
    """Measured against a text of the same length that matches nothing at all."""
    began = time.perf_counter()
    wish(piece * 2_000)
    assert time.perf_counter() - began < 2
