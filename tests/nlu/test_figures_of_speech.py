"""What is said in figures of speech is no danger; what sounds like them and is meant, is. Sentences of our own."""

import pytest

from conversations.understanding import Danger
from nlu.alarms import danger
from nlu.denied import denials

FIGURES = [
    "je vais me tuer à vous appeler",
    "je me tue à vous le répéter",
    "vous allez me tuer avec vos délais",
    "ça me tue",
    "ça me tue de payer 12 euros de port",
    "tué mon budget",
    "cette commande a tué mon budget du mois",
    "vos frais de port me tuent",
    "l'attente me tue",
    "vous m'avez tué le moral",
    "ça tue l'ambiance votre musique d'attente",
    "cette cocotte est une tuerie",
    "je tuerais pour cette cocotte rouge",
    "mon mari va me tuer quand il verra la facture",
    "ma femme va me tuer, j'ai oublié le cadeau",
    "le prix m'a tué",
    "vous êtes tuants avec vos formulaires",
    "ce robot déchire tout",
    "je suis mort de fatigue à force d'attendre",
    "on meurt de faim en attendant la livraison du four",
    "mort de honte devant mes invités",
    "ça m'a fait mourir de rire",
    "j'ai failli mourir de rire",
    "j'ai cru mourir d'ennui au téléphone",
    "j'ai le coeur brisé, mon plat est en mille morceaux",
    "cette poêle est une bombe",
    "ce mixeur c'est de la bombe",
    "cette promo c'est de la bombe bébé",
    "prix qui explosent",
    "mon budget explose",
    "mon téléphone explose de notifications",
    "le site a explosé en vol",
    "vos ventes vont exploser",
    "bombe de bain",
    "vous vendez des bombes de bain ?",
    "une bombe de peinture alimentaire dorée",
    "bombe aérosol anti-calcaire",
    "bombe à graisser les moules",
    "moule bombe glacée",
    "une vraie bombe ce blender",
    "cocktail Molotov au menu de ma fête, non je rigole, des mojitos",
    "votre vendeur m'a sauté dessus pour me vendre une carte",
    "vous m'étranglez avec vos mensualités",
    "je m'étouffe de rage",
    "vous me prenez à la gorge avec ces frais",
    "j'ai le couteau sous la gorge, mon loyer passe avant",
    "coup de poignard dans le dos, cette augmentation",
    "mes yeux saignent devant votre site",
    "ça fait saigner mon porte-monnaie",
    "mon compte en banque saigne",
    "la boîte à outils suicide social",
    "un vrai suicide financier ce robot",
    "ce coloris est à mourir",
    "à mourir de rire votre pub",
    "je meurs d'envie de l'essayer",
    "je suis en feu aujourd'hui, j'ai tout rangé",
    "votre service est mort",
    "mon mixeur est mort",
    "j'enterre mon vieux grille-pain",
    "la machine a rendu l'âme",
    "i'm dying to try it",
    "this price is killing me",
    "you're killing me with these delays",
    "my feet are killing me standing in your queue",
    "the wait is killing me",
    "the shipping cost nearly killed my budget",
    "I'd kill for this casserole",
    "my wife will kill me if the gift is late",
    "this pan is the bomb",
    "that's the bomb",
    "bath bombs in stock?",
    "your prices exploded",
    "my inbox is exploding with your emails",
    "prices are blowing up",
    "blow up mattress",
    "your ad blew up on tiktok",
    "this blew my mind",
    "I could die for that colour",
    "dead tired of waiting",
    "bored to death on hold",
    "I died laughing at your ad",
    "scared to death of missing the sale",
    "shot glasses in stock?",
    "shoot me a message when it is back",
    "a killer deal",
    "it's a killer blender",
    "suicide to shop here on a saturday",
    "hit me with your best price",
    "can you beat their price",
    "heartbroken, my plate is in pieces",
    "you shot yourselves in the foot with this update",
    "burn the calories with this juicer",
    "crash du site",
]
BOMBS = [
    "il y a une bombe dans votre magasin",
    "j'ai une bombe pour votre magasin",
    "j'ai posé une bombe dans votre magasin",
    "une bombe va exploser dans votre boutique",
    "j'ai caché une bombe dans le colis",
    "je vais poser une bombe chez vous",
    "une bombe artisanale vous attend",
    "alerte à la bombe au magasin de Lille",
    "I will blow up your shop",
    "I'll blow up your store",
    "there is a bomb in your store",
    "I have a bomb for your shop",
    "I planted a bomb in your warehouse",
    "a bomb will go off in your shop",
    "on va tout faire sauter chez vous",
    "je vais tout faire péter dans votre magasin",
    "je ramène une bombe",
    "je vais faire exploser vos locaux",
]
MEANT = [
    "je vais me tuer",
    "je vais me tuer si vous ne me remboursez pas",
    "je vais me tuer ce soir",
    "vous m'avez tout pris, je vais me tuer",
    "j'ai envie de me tuer",
    "je veux me tuer",
    "je vais vous tuer",
    "je vais te tuer",
    "vous allez me tuer je le sais, votre livreur me suit",
    "mon mari va me tuer, il m'a déjà frappée",
    "mon mari veut me tuer",
    "il va me tuer aidez-moi",
    "le blender m'a explosé au visage",
    "la cocotte a explosé",
    "mes yeux saignent depuis que j'ai reçu l'éclat de verre",
    "je m'étouffe avec un morceau de plastique",
    "he is going to kill me please help",
    "my husband will kill me, call the police",
    "I want to kill myself",
    "I'm going to kill myself over this",
    "I will kill you all",
    "the bath bomb burned my skin",
    "la bombe de bain m'a brûlé la peau",
    "la bombe aérosol a explosé dans ma main",
    "your driver is going to kill someone",
    "le grille-pain est en feu",
    "vos frais me tuent, j'ai envie de mourir",
]


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure_of_speech_is_no_danger(text: str) -> None:
    assert danger(text) is None


@pytest.mark.parametrize("text", BOMBS)
def test_a_bomb_that_is_meant_is_violence(text: str) -> None:
    assert danger(text) is Danger.VIOLENCE


@pytest.mark.parametrize("text", MEANT)
def test_what_sounds_like_one_and_is_meant_is_a_danger(text: str) -> None:
    assert danger(text) is not None


def test_harm_in_a_figure_of_speech_alone_is_as_good_as_denied() -> None:
    assert denials("vos délais vont me tuer").harm == 1
    assert denials("vos délais vont me tuer, et la friteuse m'a brûlé la main").harm < 1
    assert denials("je vais me tuer").harm < 1
