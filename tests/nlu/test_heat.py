"""How heated a message is: sentences of our own, by heat."""

import pytest

from conversations.understanding import Heat
from nlu.heat import heat

CALM = [
    "Bonjour, vous ouvrez à quelle heure samedi ?",
    "HORAIRES MAGASIN RENNES SVP",
    "BONJOUR À TOUS",
    "Merci beaucoup pour votre aide !!!",
    "Merci d'avoir répondu si vite",
    "merci de me rappeler demain",
    "Merci pour la livraison rapide, tout est parfait",
    "Bravo, colis reçu en deux jours, superbe emballage",
    "bravo pour cette belle collection",
    "Quelle belle boutique !",
    "Je suis avocate et je cherche un service de 12 assiettes",
    "vous avez un coupe-avocat ?",
    "Je suis journaliste, je prépare un article sur la fonte",
    "Où trouver votre dossier de presse ?",
    "vous vendez des presse-agrumes et des presse-ail ?",
    "aucun souci, merci",
    "sans problème, à samedi",
    "Le médiateur de la consommation, c'est qui chez vous ?",
    "c koi vos horaires",
    "slt vs livrez en belgik ?",
    "J'adore attendre Noël pour sortir ma cocotte",
    "quels sont les délais de remboursement ?",
    "comment faire jouer la garantie ?",
    "Do you ship to Ireland?",
    "Thanks for the quick answer!",
    "great job, I love my new kettle",
    "What is your returns policy?",
    "Vous êtes présents sur TikTok ?",
    "Ma fille passe à la télé ce soir",
    "j'ai publié une photo de votre cocotte sur instagram",
    "How late are you open?",
    "How late can I cancel?",
    "Is it too late to order for Christmas?",
    "J'ai perdu ma facture, comment en avoir une autre ?",
    "j'ai egaré le ticket de caisse",
    "I've lost my receipt",
    "La garantie couvre-t-elle la casse ?",
    "la casse est-elle couverte ?",
    "Does the warranty cover accidental damage?",
    "Il me manque 4 euros pour la livraison gratuite…",
    "il me manque combien pour le port offert ?",
    "Mon code promo ne marche pas, quelles sont les conditions ?",
    "pourquoi mon code n'est pas accepté ?",
    "outre mer ça marche ?",
    "livraison outre-Manche ?",
    "en outre j'aimerais la même en bleu",
    "tu es un pirate",
    "assurance incendie",
    "je me suis trompée de taille, comment échanger ?",
    "I picked the wrong colour, can you change it?",
    "Que se passe-t-il si je refuse le colis ?",
    "Je ne regrette pas mon achat",
    "Très belle marque, ne changez rien",
    "une facture de 2021, c'est possible ?",
    "sa cuisine est vide, pouvez-vous livrer là-bas ?",
    "à quelle heure ferme la boutique ?",
    "quelle est la marche à suivre pour échanger ?",
    "je n'arrive plus à retrouver votre adresse",
    "Comment signaler un problème ?",
    "Combien de temps pour un remboursement en cas d'erreur ?",
    "Si le paiement est refusé, que faire ?",
    "Le magasin ne ferme pas le midi ?",
    "comment enlever la rouille ?",
    "Est-ce que ça casse facilement ?",
    "emballage sous vide, vous vendez ?",
    "do you have a lost property office?",
    "j'ai toujours pas compris comment marchent les points",
    "mon ancien robot est cassé, lequel me conseillez-vous ?",
    "My code doesn't work on sale items, why?",
    "Plus jamais de crêpes ratées grâce à votre poêle",
    "Je suis dégoûtée de ne pas l'avoir achetée avant",
    "Magnifique balade au parc avec ma famille",
    "Mon mot de passe ne marche pas, comment le changer ?",
    "manque 3 euros pour avoir la livraison offerte",
]
ANNOYED = [
    "colis perdu",
    "Ma bouilloire est tombée en panne",
    "Je n'ai toujours pas reçu ma commande",
    "tjs rien recu depuis 10 jours",
    "Il manque deux verres dans le carton",
    "personne ne répond au téléphone",
    "Je suis déçue par la qualité",
    "le robot ne s'allume plus",
    "vous deviez me rappeler hier, j'attends encore",
    "J'ai reçu un bol cassé.",
    "erreur sur ma facture, 89 au lieu de 69",
    "c pas normal",
    "My parcel never arrived",
    "still waiting for my refund",
    "The lid was broken",
    "I'm a bit disappointed with this pan",
    "mon compte a été piraté",
    "vous avez perdu mon colis",
    "je suis arrivé et la boîte était vide",
    "My parcel is late",
    "mes couverts sont arrivés cassés",
    "vous m'aviez assuré une livraison soignée, tout est cassé",
    "le couvre-théière est cassé",
    "The cover is damaged",
    "il manque 2 verres",
    "facture prélevée 2 fois",
    "😡",
    "ma carte cadeau ne marche pas",
    "mes cartes cadeaux perdues par le transporteur",
    "on me balade de service en service",
    "les verres sont tous ébréchés",
    "Remboursement incomplet, il manque 20 euros",
    "il me manque 20 euros sur mon remboursement",
    "Je conteste un prélèvement de 129 € que je n'ai jamais autorisé",
    "le cadeau de mariage est arrivé en petits bouts",
    "The plates came in pieces",
]
ANGRY = [
    "Vous êtes des voleurs, c'est une honte",
    "RENDEZ-MOI MON ARGENT, TOUJOURS PAS REMBOURSÉ",
    "bande d'incapables",
    "service client lamentable, plus jamais chez vous",
    "3e mail sans réponse, vous vous moquez de qui ?!",
    "bravo pour la livraison en 3 semaines",
    "Merci d'avoir perdu mon colis, vraiment",
    "merci d'avoir ignoré mes cinq messages",
    "Félicitations pour le carton vide, il fallait oser",
    "quelle classe de raccrocher au nez des gens",
    "Super, encore un colis cassé, chapeau !",
    "merci pour rien",
    "j'adore payer pour recevoir des assiettes ébréchées",
    "mon colis est perdu 😡",
    "arnaque totale",
    "ras le bol de vos mensonges",
    "pk vs repondez pas c abusé, toujours rien recu",
    "This is a scam, worst shop ever",
    "Well done, another broken plate",
    "thanks for nothing",
    "I love waiting six weeks for a toaster",
    "you useless clowns",
    "absolutely disgusting service, I want my money back",
    "😡😡😡",
    "🤬🤬",
    "je suis outrée",
    "c'est un outrage",
    "ferme-la un peu",
    "la garantie ne couvre pas la casse, vous vous moquez",
    "vous nous mentez depuis le début",
    "plus jamais de commande chez vous",
    "dégoûtée de votre service",
    "ptn c koi ce délire",
    "what the hell is going on with my order",
]
THREAT = [
    "Je vais porter plainte",
    "Sans réponse sous huit jours je saisis mon avocat.",
    "on se verra au tribunal, j'irai devant le tribunal s'il le faut",
    "je contacte la DGCCRF demain",
    "signalement fait sur SignalConso",
    "J'en parle à 60 millions de consommateurs",
    "je vais le dire partout sur les réseaux",
    "J'ai envoyé mon dossier à la presse locale, on va en parler à la télé",
    "Par la présente je vous mets en demeure de me livrer",
    "je saisis le médiateur dès lundi",
    "toujours pas remboursé, je porte plainte",
    "préparez vous à un bad buzz",
    "I'll see you in small claims court",
    "My lawyer will contact you",
    "I'm going to sue you",
    "I will report you to Trading Standards",
    "I'm going to post this everywhere on social media",
    "I'll call the press",
]
NOT_A_THREAT = [
    "Je ne vais pas porter plainte, je veux juste une réponse",
    "pas besoin d'avocat pour ça",
    "Je ne souhaite pas saisir le médiateur",
    "I'm not going to sue you, just answer me",
]


@pytest.mark.parametrize("text", CALM)
def test_calm(text: str) -> None:
    assert heat(text) is Heat.CALM


@pytest.mark.parametrize("text", ANNOYED)
def test_annoyed(text: str) -> None:
    assert heat(text) is Heat.ANNOYED


@pytest.mark.parametrize("text", ANGRY)
def test_angry(text: str) -> None:
    assert heat(text) is Heat.ANGRY


@pytest.mark.parametrize("text", THREAT)
def test_threat(text: str) -> None:
    assert heat(text) is Heat.THREAT


@pytest.mark.parametrize("text", NOT_A_THREAT)
def test_a_threat_that_is_denied_is_none(text: str) -> None:
    assert heat(text) is not Heat.THREAT


def test_shouting_makes_a_complaint_angry_but_not_a_question() -> None:
    assert heat("MON COLIS EST PERDU") is Heat.ANGRY
    assert heat("VOUS OUVREZ À QUELLE HEURE DEMAIN") is Heat.CALM


def test_curly_apostrophes_and_accents_change_nothing() -> None:
    assert heat("merci d’avoir perdu mon colis") is heat("merci d'avoir perdu mon colis") is Heat.ANGRY
    assert heat("JE SUIS DECUE") is heat("je suis déçue")
