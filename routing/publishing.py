"""What a text that everybody can read may not hold: personal data, and what was said in private."""

import re
from collections.abc import Iterable

from charter.charter import Charter
from charter.folded import composed, folded, words
from charter.tone_check import Finding
from conversations.acts import Say
from conversations.message import Visibility
from conversations.ports import Refused
from routing.draft import Draft

PASSAGE = 6
"""So many consecutive words make a passage."""

NUMBER = 5
"""So many digits make a number that a customer could be known by."""

_BLANKS = re.compile(r"[^\S\n]")
_APART = re.compile(r"(?<=\d)\)?(?: ?[./_\-‐-―−] ?|\n| )\(?(?=\d)|(?<=\d)\) ?(?=\d)")
_WAY = (
    r"(?:rue|avenue|av\.?|boulevard|bd|bld|allee|chemin|impasse|quai|square|sentier|faubourg|lotissement|hameau|esplanade|"
    r"ruelle|residence)"
)
_STREET = re.compile(rf"(?<![\w/])\d{{1,4}}(?: ?(?:bis|ter|quater|[a-d]))?,? {_WAY} (?:[\w'.-]+ ?){{1,6}}")
_NAMED = re.compile(
    r"(?<![\w/])\d{1,4}(?: ?(?:bis|ter))?,? (?:place|cours|passage|route|villa|voie|promenade|montée) "
    r"(?:(?:de|du|des|la|le|les) |l['’]|d['’])*[A-ZÀ-Ý][\w'’-]+"
)
"""Ways that are also ordinary words: the capital of a name tells."""
_ENGLISH = re.compile(
    r"(?<![\w/])\d{1,4}[a-d]?,? (?:[\w'-]+ ){1,3}(?:street|road|rd|avenue|lane|drive|close|terrace|crescent|gardens|mews)(?!\w)"
)
_TOWN = re.compile(r"(?<![\d.,])(?:0[1-9]|[1-8]\d|9[0-8])\d{3} (?!Euros?\b|EUR\b)[A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+)*")
_SECRET: dict[str, dict[str, str]] = {
    "fr": {
        "address": "une adresse postale",
        "card": "un numéro de carte",
        "email": "une adresse e-mail",
        "iban": "un IBAN",
        "order": "un numéro de commande ou de dossier",
        "phone": "un numéro de téléphone",
    },
    "en": {
        "address": "a postal address",
        "card": "a card number",
        "email": "an e-mail address",
        "iban": "an IBAN",
        "order": "an order or case number",
        "phone": "a phone number",
    },
}
_WORDS = {
    "fr": ("{what}, que tout le monde lirait", "à retirer ; invitez la personne à continuer en privé"),
    "en": ("{what}, for everybody to read", "leave it out, and invite the person to go on in private"),
}
_QUOTE = {"fr": "un passage de la partie privée ou d'une note", "en": "a passage from the private side or from a note"}
PERSONAL = frozenset(_SECRET["fr"])
"""The kinds that no public text may hold. A date is none of them."""


def findings(draft: Draft, visibility: Visibility) -> tuple[Finding, ...]:
    """What of the text that is being sent may not be public; nothing in private."""
    if visibility is not Visibility.PUBLIC:
        return ()
    about, language = draft.context.draftsman, "fr" if draft.language == "fr" else "en"
    found = [(f"personal_{kind}", _SECRET[language][kind]) for kind in about.personal if kind in PERSONAL]
    found += [("quotes_private", _QUOTE[language])] if about.quotes_private else []
    because, better = _WORDS[language]
    return tuple(Finding(rule, "", because.format(what=what), better) for rule, what in found)


def refuse_unconfirmed(draft: Draft, act: Say, visibility: Visibility) -> None:
    """Nobody publishes by accident: the person has looked at the account and at who reads it. Raises Refused."""
    if visibility is Visibility.PUBLIC and not act.confirmed:
        account = draft.conversation.key.account
        what = (
            f"This reply will be public, from the account {account}: everybody can read it. Confirm that, then send it again."
        )
        raise Refused(what, "unconfirmed", account=account)


def addresses(text: str) -> tuple[tuple[int, int], ...]:
    """Where postal addresses stand in `text`, composed: a street with its number, or a French postcode with its town."""
    plain = folded(text)
    found = [place.span() for pattern in (_STREET, _ENGLISH) for place in pattern.finditer(plain)]
    found += [place.span() for pattern in (_NAMED, _TOWN) for place in pattern.finditer(composed(text))]
    return tuple(sorted(found))


def repeats(text: str, secret: Iterable[str], known: Iterable[str]) -> bool:
    """True when `text` holds a passage of a `secret` text that stands in none of the `known` ones, which all may read."""
    said = _passages(text)
    told = {passage for one in secret for passage in _passages(one) if passage in said} if said else said
    return bool(told) and not told <= _all_passages(known)


def own_texts(charter: Charter) -> tuple[str, ...]:
    """What the charter itself tells everybody: answers, departments, mediator. The brand's own data are no secret."""
    answers = [text for entry in charter.faq for texts in (entry.answer, entry.public_answer or {}) for text in texts.values()]
    mediator = charter.mediator
    places = [mediator.name, str(mediator.url), mediator.address] if mediator else []
    return (*answers, *(department.email or "" for department in charter.departments), *places)


def is_own(found: str, own: Iterable[str]) -> bool:
    """True when these characters stand in one of the brand's `own` texts, whatever their spacing and punctuation."""
    bare = "".join(words(found))
    return any(bare in "".join(words(text)) for text in own)


def evenly_spaced(text: str) -> str:
    """`text` with single blanks between figures, however they are set apart, to find numbers in it."""
    return _APART.sub(" ", _BLANKS.sub(" ", composed(text)))


def _passages(text: str) -> set[tuple[str, ...]]:
    """Runs of words; a long number, which is somebody's or something's alone, is one by itself."""
    said = words(text)
    numbers = {(word,) for word in said if sum(map(str.isdigit, word)) >= NUMBER}
    return {said[start : start + PASSAGE] for start in range(len(said) - PASSAGE + 1)} | numbers


def _all_passages(texts: Iterable[str]) -> set[tuple[str, ...]]:
    return {passage for text in texts for passage in _passages(text)}
