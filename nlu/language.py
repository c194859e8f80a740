"""Which language a text is in, and whether there is anything to read at all.

Two languages can be answered, French and English. Statistics over bytes are unsure of three words, so the small words
of both languages vote with them; another language is only named when it is clear, because naming it costs the customer
an answer. Three words and more that neither small words, nor the training sentences, nor the statistics take for French or
English are in an unknown one: who writes it is told so, instead of getting a wrong answer.
"""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model

from conversations.understanding import NO_LANGUAGE, UNKNOWN_LANGUAGE
from nlu.normalise import plain, readable
from nlu.shared_stretches import SharedStretches
from nlu.short_forms import forms

READ = ("fr", "en")
"""The languages that the engine understands."""

OTHERS = ("es", "de", "it", "pt", "nl", "pl", "ro", "ca", "tr", "sv", "da", "no", "fi", "cs", "hu", "hr", "sk", "vi", "id")
CYRILLIC = ("ru", "uk", "bg", "sr")
ARABIC = ("ar", "fa", "ur")

CLEAR = 0.95
"""How sure the statistics must be to name a third language."""

CLEAR_OF_FEW = 0.995
FEW = 4
"""Words of which so much is asked: three English words in a row may well be Italian."""

FOREIGN = 0.1
"""A text without a word of ours, of which the statistics find French and English together no likelier, is in neither."""

_VOTE = 5.0
_UNDISPUTED = 3
"""So many more small words of one language, and no statistics are asked: they cost more than all the rest."""

_SCRIPTS = {
    "GREEK": "el",
    "HEBREW": "he",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "ETHIOPIC": "am",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "SINHALA": "si",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "TIBETAN": "bo",
}
_BEYOND_LATIN = "\u0250"
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ACCENT = re.compile("[éèêàâçùûîôœ]")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’-]*[a-zß-öø-ÿ][\w'’-]*")
_MARKUP = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[@#]\w+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FRENCH = _words(
    """je j tu vous nous ils elles mon ma mes ton votre vos notre nos leur c'est c est suis êtes etes sont était etait ai
    avez avons pas ne jamais rien toujours tjs tjrs tjr encore déjà deja une des du les au aux dans avec sans pour chez sur
    qui quoi où quand comment combien pourquoi pk pq pkoi koi kel quel quelle quels quelles est-ce cette ces ça sa cela
    mais donc car très tres trop bien oui ouais nan non bonjour bjr bjour bonsoir bsr salut slt cc coucou allô allo merci
    mrc svp stp slp d'accord dac dacc ok'd cdt cordialement revoir bientôt bientot journée journee jour soir matin demain
    hier aujourd'hui ya y'a jai j'ai jsuis chui jveux jvoudrais voudrais veux voulez peux pouvez peut faut fait faire dit
    c'était qu'est qu'on l'ai n'est n'ai d'un d'une colis commande cmd cde livraison livré livre livreur retour remboursé
    remboursement rembourser facture paiement carte cadeau magasin boutique horaires ouvert fermé produit garantie panne
    cassé casse compte mdp problème probleme pb souci prix combien gratuit frais adresse conseiller nul nuls honte arnaque
    escrocs voleurs bande connards bravo félicitations super génial sympa chapeau bonne bon bien vais va allez aller
    suivi point relais stock dispo devis échange echange avoir fidélité réclamation avis client quelqu'un humain personne
    g t pa mn hs wesh mdr ptdr ntm kenavo recu reçu perdu on cocotte raclette incomplet introuvable
    bordel camelote"""
)
_ENGLISH = _words(
    """i i'm i've i'd i'll im ive you your yours he she they them we us our my me the this that these those is isn't are
    aren't was were been be do does don't dont doesn't did didn't have has haven't had not no yes never nothing always yet
    already and but because very too please pls plz thanks thank thx ty hello hi hey hiya good morning evening night bye
    goodbye cheers what what's where where's when how who why which can can't could couldn't would should will won't want
    need get got got give send sent it it's its of for from with without at to on in if or by about there here now today
    tomorrow yesterday tonight order parcel package delivery delivered shipping shipped return refund refunded invoice
    payment card gift shop store open opening closed hours product warranty broken account password problem price free
    address someone person real worst scam useless idiots awesome great love lovely nice amazing wow lol any
    update news still waiting shame stupid bunch clowns help sorry okay sure near nearest track tracking stock available
    cancel"""
)
_FRENCH_VOTES = _FRENCH | {
    short for short in forms("fr") if len(short) > 1 and short not in forms("en") and short not in _ENGLISH
}
_ENGLISH_VOTES = _ENGLISH | {short for short in forms("en") if short not in forms("fr") and short not in _FRENCH | {"y", "n"}}

_ELSEWHERE = _words(
    """je j t i tu mon ma sa on ou de des du au un une est is my me no to in do of for it its be he she we us the that this an a
    at by ty ny y se si sur sont pour avec bon bien mal super stock gratis pa mn g"""
)
"""Small words of ours that other languages have too."""

SMALL_WORDS = frozenset(piece for word in (*_FRENCH, *_ENGLISH) for piece in re.findall(r"[^\W\d_]+", word))
"""The words by which both languages are known, apostrophes cut."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The language of a text as ISO 639-1 code, `und` or `zxx` (addresses alone), and whether it has words that we can read."""

    language: str
    words: bool


def detect(text: str, known: Container[str] = frozenset()) -> Reading:
    """The language of `text`. `words` is False without a letter, and in another script than the Latin one.

    `known` are words of the training sentences: a text made of them is not foreign.
    """
    shown = _MARKUP.sub(" ", readable(text))
    if max(shown, default="") < _BEYOND_LATIN and _LETTER.search(shown):
        return Reading(_latin(shown, known), words=True)
    scripts = Counter(script for c in shown if c.isalpha() and (script := _script(c)))
    if not scripts:
        written = re.search(r"[a-zA-Z]", readable(text)) is not None  # addresses or tags alone
        return Reading(NO_LANGUAGE if written else UNKNOWN_LANGUAGE, written)
    if scripts["LATIN"] * 2 < scripts.total():
        return Reading(_by_script(shown, scripts), words=False)
    return Reading(_latin(shown, known), words=True)


def _script(character: str) -> str:
    if character < _BEYOND_LATIN:
        return "LATIN"
    return unicodedata.name(character, "").partition(" ")[0].partition("-")[0]


def _by_script(text: str, scripts: Counter[str]) -> str:
    if scripts["HIRAGANA"] or scripts["KATAKANA"]:
        return "ja"
    script = max((s for s in scripts if s != "LATIN"), key=lambda s: scripts[s])
    if script == "CYRILLIC":
        return _most_likely(text, CYRILLIC)
    if script == "ARABIC":
        return _most_likely(text, ARABIC)
    return _SCRIPTS.get(script, UNKNOWN_LANGUAGE)


def _latin(text: str, known: Container[str]) -> str:
    words = _WORD.findall(plain(text))
    french, english = (len([word for word in words if word in small]) for small in (_FRENCH_VOTES, _ENGLISH_VOTES))
    ours = max(french, english) * 4 > len(words)
    if ours and abs(french - english) >= _UNDISPUTED:
        return "fr" if french > english else "en"
    scores = _scores(" ".join(words))
    other = max(OTHERS, key=lambda code: scores[code])
    share = _share((other,), scores, (other, *READ))
    familiar = sum(word in known for word in words)
    clear = CLEAR if len(words) > FEW else CLEAR_OF_FEW
    if len(words) >= 3 and not _names(text):
        if share >= clear and not ours and familiar * 5 < len(words) * 3:
            return other
        if _share(READ, scores, (*READ, *OTHERS)) < FOREIGN and _strange(words, known):
            return other if share >= clear else UNKNOWN_LANGUAGE
    votes = french - english + (_ACCENT.search(text) is not None)
    return "fr" if scores["fr"] - scores["en"] + _VOTE * votes >= 0.0 else "en"


def _share(wanted: Iterable[str], scores: Mapping[str, float], among: Iterable[str]) -> float:
    """The probability of the wanted languages, when the text is in one of those `among` which they are."""
    best = max(scores[code] for code in among)
    return sum(exp(scores[code] - best) for code in wanted) / sum(exp(scores[code] - best) for code in among)


def _strange(words: Sequence[str], known: Container[str]) -> bool:
    """True without a small word that is ours alone, when the training sentences do not hold half of the others."""
    telling = [word for word in words if word not in _ELSEWHERE]
    if any(word in _FRENCH_VOTES or word in _ENGLISH_VOTES for word in telling):
        return False
    return sum(word in known for word in telling) * 2 < len(words)


def _names(text: str) -> bool:
    """True when a text may only name people or places: each word begins with a capital."""
    return all(_NAME.fullmatch(word) for word in text.split() if _LETTER.search(word))


def _most_likely(text: str, codes: tuple[str, ...]) -> str:
    scores = _scores(text)
    return max(codes, key=lambda code: scores[code])


def _scores(text: str) -> dict[str, float]:
    """Log-probabilities by language code."""
    return dict(_identifier().rank(text))


@cache
def _identifier() -> LanguageIdentifier:
    # Only our columns are kept: the table of all 142 languages takes 28 MB, the moves between states 39.
    table, prior, codes, moves, rows, output = load_model(MODEL_DIR / MODEL_FILE)
    kept = [n for n, code in enumerate(codes) if code in {*READ, *OTHERS, *CYRILLIC, *ARABIC}]
    columns = np.ascontiguousarray(np.asarray(table)[:, kept])
    return LanguageIdentifier(
        columns, np.asarray(prior)[kept], [codes[n] for n in kept], SharedStretches(moves), array("i", output), tk_row=rows
    )
