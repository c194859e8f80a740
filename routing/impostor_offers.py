"""An offer of "customer service" in our threads, with a link, a number or a handle that is none of ours.

Who asks for the number of the customer service, tells that they have called it, or warns of a fake one, offers nothing.
"""

import re

from routing.ours import Ours

_LINK = re.compile(
    r"\b(?:https?://|www\.)(?P<host>[\w.-]+)[^\s]*|\b(?:t\.me|wa\.me|bit\.ly|tinyurl\.com|m\.me|fb\.me)/\S+", re.IGNORECASE
)
_MAIL = re.compile(r"[\w.+-]{1,64}@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})")
_PHONE = re.compile(
    r"(?<![\w/])(?:(?:\+|00)[1-9](?:[ .\-()]{0,2}\d){7,13}|0\d(?:[ .-]?\d){7,9}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\d)"
)
_HANDLE = re.compile(r"(?<![\w@.])@(?P<handle>\w[\w.]{2,})")
_SERVICE_SAID = re.compile(
    r"\b(?:service[s]?[ -]?(?:clients?|client[eè]le|apr[eè]s[ -]vente|consommateurs?)|s\.?a\.?v\b|support"
    r"|relations?[ -]clients?|customer[ -](?:service|care|support)|help[ -]?(?:desk|line|center|centre)|assistance|hotline)\b",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"\b(?:contacte[rz]|joigne[rz]|rejoigne[rz]|[ée]crive[rz]|appele[rz]|cliquez|envoyez|adressez|passez|ajoutez|contact|reach|message"
    r"|text|dm|whatsapp|call|write|click|inbox|add|notre|nos|our|we are|je suis (?:du|de l|le|la|un)|i am (?:from|with|the)"
    r"|i'm (?:from|with))\b",
    re.IGNORECASE,
)
_ASKS_OR_TELLS = re.compile(
    r"\bj'\w|\bje n|\bmoi\b|\b(?:call|contact|write|text|message)(?: to)? me\b"
    r"|\bi(?:'ve| have| called| wrote| tried| contacted)\b|\bon m'|\bpersonne ne\b|\bnobody\b|\b(?:votre|vos|your)\b|\barnaque"
    r"|\bfau(?:x|sse)\b|\bfake\b"
    r"|\bscam|\bphishing\b|\bescroc|\b(?:quel|quelle|what|which|where|est-ce|is (?:this|that|it))\b",
    re.IGNORECASE,
)
_OWN_AFFAIRS = re.compile(r"\?|\b(?:je|me|mon|ma|mes|i|my|vous (?:avez|êtes|ne)|injoignable)\b", re.IGNORECASE)
"""A customer's own affairs: without an invitation beside them, the number is only spoken of."""


def offers(text: str, ours: Ours) -> bool:
    """True when the text offers a customer service with a link, a number or a handle that is none of ours."""
    text = text.replace("’", "'")
    reached, rest = _ways(text, ours)
    if not reached or not _SERVICE_SAID.search(rest) or _ASKS_OR_TELLS.search(rest):
        return False
    if _INVITES.search(rest):
        return "?" not in rest.rstrip()[-2:]
    return reached != {"handle"} and not _OWN_AFFAIRS.search(rest)


def _ways(text: str, ours: Ours) -> tuple[set[str], str]:
    """The kinds of ways to reach somebody that the text gives, other than ours; and the text without them."""
    mine = {name.lstrip("@").casefold() for name in (*ours.accounts, *ours.official)}
    found: set[str] = set()
    for kind, pattern in (("mail", _MAIL), ("link", _LINK), ("phone", _PHONE), ("handle", _HANDLE)):
        for way in pattern.finditer(text):
            given = way.groupdict()
            handle, host = (given.get("handle") or "").rstrip("."), given.get("host") or ""
            if handle.casefold() not in mine and not _is_ours(host, ours):
                found.add(kind)
        text = pattern.sub(" ", text)
    return found, text


def _is_ours(host: str, ours: Ours) -> bool:
    host = host.casefold()
    return any(host == domain or host.endswith(f".{domain}") for domain in ours.domains)
