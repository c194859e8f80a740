"""What must not wait: danger, same-day deadlines, dated acts. Sentences of our own."""

import pytest

from conversations.understanding import Danger
from nlu.alarms import STRETCH, alarm, danger, dated_act, same_day

PRODUCT = [
    "Ma bouilloire a pris feu",
    "le grille pain fait des étincelles",
    "j'ai pris une décharge en touchant le robot",
    "ma fille s'est coupée avec le bord du moule",
    "il y a de la fumée qui sort du blender",
    "ça sent le brûlé quand je branche la cafetière",
    "le couvercle a sauté sous pression",
    "J'ai retrouvé des éclats de verre dans ma soupe",
    "mon mari a avalé un morceau de plastique de la spatule",
    "Le fil électrique est dénudé",
    "brûlure à la main à cause de la poignée",
    "on est malades depuis qu'on utilise votre poêle",
    "la prise a fondu",
    "votre machine a fait disjoncter tout l'appartement",
    "le mixeur a explose en pleine cuisine",
    "mon fils a fini aux urgences",
    "Le revêtement s'écaille et mes enfants en mangent, est-ce toxique ?",
    "produit dangereux a retirer de la vente",
    "The kettle gave me an electric shock",
    "My toaster caught fire this morning",
    "there is smoke coming out of the mixer",
    "I cut my finger on the edge of the tin",
    "found glass shards in my smoothie",
    "burning smell from the waffle maker",
    "ma friteuse sest enflamée toute seule",
    "j'ai eu une grosse décharge en touchant le grille pain",
    "le couvercle s'est envolé au plafond",
    "le câble chauffe tellement qu'il a fait fondre la nappe",
    "Il mio frullatore ha preso fuoco",
    "Mein Toaster hat Feuer gefangen",
    "ça sent le gaz depuis que j'ai branché votre réchaud",
    "il y a une odeur de gaz près de la plaque",
    "a smell of gas since we plugged it in",
]
OTHER = [
    ("je vais me suicider", "self_harm"),
    ("J'ai envie de mourir", "self_harm"),
    ("j'en peux plus, j'ai envie d'en finir, et vous me réclamez 40 euros", "self_harm"),
    ("je veux en finir avec la vie", "self_harm"),
    ("j'ai des idées suicidaires depuis des semaines", "self_harm"),
    ("I'm going to kill myself", "self_harm"),
    ("sometimes I just want to hurt myself", "self_harm"),
    ("I don't want to live any more", "self_harm"),
    ("Je vais venir vous casser la gueule", "violence"),
    ("je vais venir au magasin et casser la gueule à votre vendeur", "violence"),
    ("un vigile m'a frappé dans votre magasin", "violence"),
    ("votre livreur a renversé mon fils, il m'a agressé ensuite", "violence"),
    ("mon mari menace de me tuer", "violence"),
    ("votre vendeur veut me frapper", "violence"),
    ("I will come and beat you", "violence"),
    ("your driver punched me at my door", "violence"),
    ("mon mari me frappe, je ne sais pas quoi faire", "violence"),
    ("mon compagnon me bat", "violence"),
    ("my husband beats me", "violence"),
    ("je vais faire sauter votre magasin", "violence"),
    ("je vais brûler votre boutique", "violence"),
    ("I'm going to blow up your shop", "violence"),
    ("ma mère a fait un malaise dans la boutique de Nantes", "other"),
    ("I slipped in your shop and fell", "other"),
    ("j'ai eu un accident devant le magasin", "other"),
]
HARMLESS = [
    "vos assiettes sont-elles sans danger pour le lave-vaisselle ?",
    "Ce produit n'est pas dangereux au moins ?",
    "vous avez un appareil à fondue ?",
    "un moule pour crème brûlée",
    "la cocotte va sur feu doux ?",
    "vos prix explosent",
    "vos prix ont pris feu cet été",
    "j'ai envie d'en finir avec ce dossier",
    "se quemó la comida",
    "faire fondre du chocolat au bain-marie",
    "j'étais mort de rire",
    "le vase en verre fumé est-il encore dispo",
    "je brûle d'impatience de recevoir mon robot",
    "poêle compatible plaque à gaz ?",
    "Quels sont vos horaires ?",
    "vous m'avez coupé la parole au téléphone",
    "y a-t-il un risque que mon colis arrive en retard ?",
    "aucune blessure, aucun dégât, rien",
    "votre nouveau magasin c'est le feu !",
    "Can I put this pan on the hob?",
    "sparkling water maker in stock?",
    "the pan is not dangerous, right?",
    "my flight leaves tomorrow",
    "ma cafetière est en panne",
    "allez crever bande de nuls",
    "assurance incendie",
    "vous avez une alarme incendie en magasin ?",
    "mon assurance couvre le vol et incendie",
    "do you sell smoke alarms?",
    "ce robot bat tous les records",
    "je vais faire sauter des crêpes pour votre magasin",
    "je vais faire sauter le paiement si vous ne livrez pas",
    "votre magasin sent le bois, j'adore",
    "un réchaud à gaz, ça existe chez vous ?",
]
TODAY = [
    "C'est urgent !",
    "Je pars ce soir, il me faut la commande avant 18h",
    "livraison à annuler avant midi s'il vous plaît",
    "mon mariage est aujourd'hui et je n'ai pas les verres, faites quelque chose, il me les faut",
    "Besoin d'une réponse dans l'heure",
    "Journaliste, bouclage ce soir",
    "vous pouvez modifier ma commande, le camion part dans 2 heures",
    "j'en ai besoin pour aujourd'hui",
    "It's urgent, please call me",
    "I need it today, my flight leaves tonight",
    "we must have the plates before noon",
    "ma commande, il me la faut avant ce soir",
    "il me le faut aujourd'hui",
    "Le mariage est demain, où sont mes verres ? je compte sur vous",
    "on part ce soir, pouvez-vous annuler la livraison ?",
    "My wedding is tomorrow, please send the plates",
    "mon train part cet après-midi et votre colis n'est pas au relais",
]
NOT_TODAY = [
    "Ce n'est pas urgent, quand vous pourrez",
    "rien d'urgent",
    "pas très urgent mais j'aimerais une réponse",
    "Vous fermez à quelle heure ce soir ?",
    "ouvert aujourd'hui ?",
    "vous m'aviez dit avant 17h et toujours rien",
    "J'ai reçu mon colis aujourd'hui, il manque un verre",
    "je voudrais être livré la semaine prochaine",
    "il me le faut pour Noël",
    "Bonne journée",
    "Are you open today?",
    "no rush, not urgent",
    "I need it next week",
    "Il fait un temps magnifique à Nantes aujourd'hui, on part à la plage",
    "mes cousins arrivent ce soir",
    "Le mariage de ma cousine est demain, vivement",
    "je dois voir ma mère aujourd'hui",
    "Si je commande avant midi, ça part le jour même ?",
    "Will it arrive before Saturday if I order today?",
    "Lovely weather today, we leave for the beach",
    "à quelle heure rouvre la boutique cet après-midi, j'ai besoin d'un cadeau ?",
]
ACTS = [
    ("Je me rétracte de ma commande 45102", "withdrawal"),
    ("Par la présente, j'exerce mon droit de rétractation", "withdrawal"),
    ("je retracte mon achat", "withdrawal"),
    ("Je renonce à mon achat, remboursez-moi", "withdrawal"),
    ("Je souhaite me rétracter de l'achat du 3 mars.", "withdrawal"),
    ("I hereby withdraw from my purchase", "withdrawal"),
    ("I'd like to withdraw from the contract for my order", "withdrawal"),
    ("j'utilise mon droit de retractation de 14 jours", "withdrawal"),
    ("J'ai changé d'avis, je vous renvoie la cocotte, remboursez-moi", "withdrawal"),
    ("j'annule ma commande", "cancellation"),
    ("Annulez ma commande 47002 s'il vous plaît", "cancellation"),
    ("je résilie mon abonnement au club", "cancellation"),
    ("please cancel my order 4411", "cancellation"),
    ("Je vous mets en demeure de me rembourser sous huit jours", "formal_notice"),
    ("Mise en demeure", "formal_notice"),
    ("Je saisis le médiateur de la consommation.", "mediator"),
    ("I am taking this to the ombudsman", "mediator"),
    ("mon avocat va vous écrire", "lawyer"),
    ("Je vais porter plainte au commissariat", "lawyer"),
    ("I will take legal action", "lawyer"),
    ("je fais opposition auprès de ma banque", "chargeback"),
    ("I have asked my bank for a chargeback", "chargeback"),
    ("je me rétracte", "withdrawal"),
    ("j'exerce mon droit de rétractation", "withdrawal"),
    ("annulez ma commande", "cancellation"),
    ("j annule ma commande", "cancellation"),
    ("J'exerce mon droit d'accès à mes données personnelles", "data_right"),
    ("Par la présente j'exerce mon droit d'opposition au démarchage", "data_right"),
    ("j exerce mon droit a l'effacement", "data_right"),
    ("Je souhaite exercer mon droit à l'oubli.", "data_right"),
    ("Je demande la suppression de mes données", "data_right"),
    ("je vous demande de supprimer toutes mes données personnelles", "data_right"),
    ("Veuillez supprimer l'ensemble de mes données", "data_right"),
    ("Supprimez mes données svp", "data_right"),
    ("effacez toutes mes infos", "data_right"),
    ("Conformément au RGPD, je demande une copie de mes données.", "data_right"),
    ("je demande la communication de toutes les données que vous avez sur moi", "data_right"),
    ("Je fais valoir mon droit de rectification", "data_right"),
    ("En vertu de mon droit à la portabilité, transmettez-moi mes données", "data_right"),
    ("Je m'oppose au traitement de mes données à des fins de prospection", "data_right"),
    ("je retire mon consentement à l'utilisation de mon adresse", "data_right"),
    ("J'invoque l'article 17 du RGPD. J'exerce mon droit à l'effacement.", "data_right"),
    ("I am exercising my right of access under the GDPR", "data_right"),
    ("Please delete my personal data", "data_right"),
    ("I request the erasure of my personal data", "data_right"),
    ("This is a subject access request.", "data_right"),
    ("I object to the processing of my data", "data_right"),
    ("I hereby demand that you delete all my data", "data_right"),
    ("Under GDPR article 17 I want all my data erased", "data_right"),
    ("donnez moi une copie de toutes les données que vous avez sur moi", "data_right"),
    ("Article 15 : donnez-moi toutes mes données", "data_right"),
    ("Fournissez-moi une copie de mes données personnelles", "data_right"),
    ("unsubscribe me and delete my data", "data_right"),
    ("Send me a copy of all the data you hold about me", "data_right"),
    ("on se verra au tribunal", "lawyer"),
    ("rendez-vous au tribunal alors", "lawyer"),
    ("I withdraw my consent to the newsletter", "data_right"),
    ("Je vous signale à la DGCCRF", "regulator"),
    ("I am reporting you to Trading Standards", "regulator"),
]
NO_ACT = [
    "Comment annuler ma commande ?",
    "puis-je me rétracter après 14 jours ?",
    "comment j'utilise mon droit de rétractation ?",
    "j'ai changé d'avis, comment je vous renvoie la cocotte ?",
    "Est-ce que je peux annuler ?",
    "quel est le délai de rétractation ?",
    "on peut annuler une commande pas encore partie ?",
    "How do I cancel my order?",
    "Can I withdraw from the purchase?",
    "je ne vais pas porter plainte",
    "je n'annule pas ma commande",
    "quelles sont les coordonnées de votre médiateur ?",
    "la livraison a été annulée par le transporteur",
    "Comment exercer mon droit d'accès ?",
    "Comment faire pour supprimer mes données ?",
    "Est-ce que je peux demander la suppression de mes données ?",
    "où est-ce que je supprime mes données de connexion ?",
    "À qui dois-je écrire pour mon droit à l'effacement ?",
    "quelles données avez-vous sur moi ?",
    "Combien de temps gardez-vous mes données ?",
    "le RGPD, c'est pour les nuls",
    "mes données de livraison sont fausses",
    "je n'ai pas reçu les informations de suivi",
    "envoyez-moi les informations de suivi",
    "pouvez-vous m'envoyer les informations sur la garantie",
    "mon droit d'accès au parking du magasin",
    "How do I delete my data?",
    "Can I ask for a copy of my data?",
    "what data do you keep about me?",
    "where can I unsubscribe and delete my data?",
    "donnez-moi une copie de ma facture",
    "je travaille au tribunal de Nantes",
    "I want to access my account",
    "I lost all my data when my phone broke",
    "please send me the data sheet of the mixer",
    "j'annule ma demande, c'est réglé",
    "Y a-t-il un délai pour me rétracter ?",
    "vous pouvez annuler ma commande ?",
    "est-ce que j'annule ma commande sur le site ?",
    "Bonjour",
]


@pytest.mark.parametrize("text", PRODUCT)
def test_danger_from_a_product(text: str) -> None:
    assert danger(text) is Danger.PRODUCT
    assert alarm(text)


@pytest.mark.parametrize(("text", "source"), OTHER)
def test_any_other_danger_has_its_source(text: str, source: str) -> None:
    assert danger(text) is Danger(source)
    assert alarm(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_no_danger(text: str) -> None:
    assert danger(text) is None
    assert not alarm(text)


@pytest.mark.parametrize("text", TODAY)
def test_a_deadline_of_today(text: str) -> None:
    assert same_day(text)
    assert alarm(text)


@pytest.mark.parametrize("text", NOT_TODAY)
def test_no_deadline_of_today(text: str) -> None:
    assert not same_day(text)


@pytest.mark.parametrize(("text", "act"), ACTS)
def test_declared_acts(text: str, act: str) -> None:
    assert dated_act(text) == act


@pytest.mark.parametrize("text", NO_ACT)
def test_asking_or_denying_is_no_act(text: str) -> None:
    assert dated_act(text) is None


def test_a_threat_is_an_alarm() -> None:
    assert alarm("je vais saisir mon avocat")
    assert not alarm("je suis déçu")


def test_a_question_beside_a_declaration_does_not_undo_it() -> None:
    assert dated_act("Je me rétracte de ma commande. Comment renvoyer le colis ?") == "withdrawal"


LETTER = "Nous aimons beaucoup vos produits, ma mère aussi. "


def test_danger_and_acts_are_found_at_the_end_of_a_long_letter() -> None:
    letter = LETTER * 200
    assert danger(letter + "Mais hier le grille-pain a pris feu.") is Danger.PRODUCT
    assert dated_act(letter + "Je me rétracte.") == "withdrawal"


@pytest.mark.parametrize("letter", [LETTER * 2_000, "mot " * 24_900, "\n" * 99_000], ids=["sentences", "words", "blank lines"])
def test_a_danger_at_the_end_of_the_longest_text_is_heard(letter: str) -> None:
    told = letter[:99_900] + "Le grille-pain a pris feu. Je me rétracte."
    assert danger(told) is Danger.PRODUCT
    assert dated_act(told) == "withdrawal"


def test_a_denial_is_not_cut_from_what_it_denies() -> None:
    for length in range(STRETCH - 40, STRETCH):
        letter = (LETTER * 500)[: length - 1] + "."
        assert danger(letter + " Il n'a pas pris feu. Merci, à bientôt. " + LETTER * 10) is None
