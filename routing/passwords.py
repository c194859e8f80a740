"""Passwords in a text: what follows "mon mot de passe est", "mdp :", "password is", unless a sentence just goes on."""

import re
from collections.abc import Iterator

from routing.secret_spans import Span

_MOST_WORDS = 5
"""Words of a password that is written with blanks."""

_PASSWORD = re.compile(
    r"\b(?:mots?[\s\-]*de[\s\-]*passe|mdp|m\.d\.p\.?|password|passwd|pwd|passphrase|passcode|pass\s?word|code\s+(?:pin|secret|confidentiel)|pin\s+code)\b"
    r"(?P<whose>(?:\s+(?:de|du|d['’]|des|pour|of|for|to|sur|on|actuel|current|provisoire|temporaire)\b[^.:=\n?!]{0,40}?)?)"
    r"\s*(?P<link>[:=]|->|→|\best\b|\bc['’]\s?est\b|\bc\b|\bis\b|['’]s\b|\bétait\b|\bwas\b|\bdevient\b)\s*[:=]?\s*",
    re.IGNORECASE,
)
_BARE_PASSWORD = re.compile(
    r"\b(?:mdp|pwd|mot[\s\-]*de[\s\-]*passe|password)[\s,;]+[«\"'“(]?(?P<secret>(?=\S*\d)(?=\S*[^\W\d])\S+)", re.IGNORECASE
)
_BEHIND_AN_ARTICLE = re.compile(
    r"\b(?:mdp|mot\s+de\s+passe|password)\s+(?:est|is|c['’]est)\s*:?\s+(?:le|la|bien|the|still)\s+(?P<secret>(?=\S*\d)\S+)",
    re.IGNORECASE,
)
_PIN = re.compile(r"\b(?:pin|code\s+(?:secret|confidentiel))\b\D{0,15}(?P<secret>\d{4,8})(?!\d)", re.IGNORECASE)
_QUOTED = re.compile(r"[«\"“'‘](?P<secret>[^»\"”'’\n]{1,80})[»\"”'’]")
_WORD = re.compile(r"\S+")
_AFTER = """
et mais donc or car pour merci depuis quand je j'ai j’ai mon ma pouvez pouvez-vous svp stp c'est c’est il ça cela puis sur avec
que qui ou and but so because since thanks thank please i i'm my can could it it's with on when then for login identifiant email
e-mail mail
"""
_GOING_ON = """
un une le la les en de du des à au ne pas plus jamais toujours encore bien mal trop très peu aussi donc alors bon bonne faux
fausse mauvais mauvaise perdu inconnu inconnue reconnu reconnue correct correcte incorrect incorrecte valide invalide celui
celle
impossible obligatoire comment pourquoi quoi quel quelle où ok si devenu devenue pourtant court long sûr
que qui ce cela ça il elle
mon ma mes ton votre the a an not no never always still too very wrong right invalid valid lost forgotten gone how why
what which
where being been different missing it its my your this that working weak strong safe secure short unknown reset
"""
_END_OF_SECRET, _NO_SECRET = frozenset(_AFTER.split()), frozenset(_GOING_ON.split())
_LIKE_A_PARTICIPLE = re.compile(r"[a-zà-ÿ'’\-]{4,}(?:é|ée|és|ées|able|ible|ed)", re.IGNORECASE)


_LISTS = frozenset({":", "=", "->", "→"})
"""Behind these a word is the password rather than a verb, but for what becomes of passwords."""
_BECOMES = re.compile(
    r"(?:oubli|refus|bloqu|expir|erron|chang|modifi|r[ée]initialis|rejet|vol)(?:[ée]e?s?|er)|compromise?s?"
    r"|forgotten|declined|refused|blocked|expired|changed|reset|rejected|locked|accept[ée]d?"
)


def passwords(text: str) -> Iterator[Span]:
    """What looks like a password said; rather a word too many than one too few."""
    for found in _PASSWORD.finditer(text):
        quoted = _QUOTED.match(text, found.end())
        listed = found["link"] in _LISTS
        span = quoted.span("secret") if quoted else _unquoted(text, found.end(), listed)
        if span is not None:
            yield Span(*span, "password")
    for pattern in (_BARE_PASSWORD, _BEHIND_AN_ARTICLE, _PIN):
        yield from (Span(*found.span("secret"), "password") for found in pattern.finditer(text))


def _unquoted(text: str, start: int, listed: bool) -> tuple[int, int] | None:
    """The secret that begins there: as far as the clause goes, a few words at most, or None when a sentence just goes on."""
    end = start
    for count, word in enumerate(_WORD.finditer(text, start, start + 200)):
        bare = word.group().strip(".,;:!?…()«»\"'").casefold()
        if count == _MOST_WORDS or (count > 0 and (bare in _END_OF_SECRET or "\n" in text[end : word.start()])):
            break
        if count == 0 and (not bare or bare.startswith("[") or _goes_on(bare, listed)):
            return None
        end = word.end()
        if word.group()[-1] in ".,;?":
            break
    return (start, end) if end > start else None


def _goes_on(word: str, listed: bool) -> bool:
    """True when a sentence goes on with that word, which is no password."""
    return word in _NO_SECRET or (_BECOMES if listed else _LIKE_A_PARTICIPLE).fullmatch(word) is not None
