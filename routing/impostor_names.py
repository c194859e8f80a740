"""A displayed name in our threads that passes for the brand, one of our accounts, or somebody of the staff."""

from routing import names
from routing.ours import Ours

_SHORTEST = 3
"""Letters of a name that can be passed for."""


def _words(text: str) -> frozenset[str]:
    return frozenset("".join(names.read(word)) for word in text.split())


_OFFICE = _words("""
    support sav service services client clients clientele customer customers care help helpdesk aide assistance officiel
    officielle official equipe team contact info infos compte account page verified verifie verifiee relation relations
    conseiller conseillere agent hotline serviceclient serviceclients customerservice customercare customersupport france europe
    online bot the consommateur consommateurs apres vente
""")
_SERVICE = _words("""
    support sav serviceclient serviceclients serviceclientele customerservice customercare helpdesk hotline serviceconsommateur
    serviceconsommateurs serviceapresvente relationclient relationclients relationsclients relationclientele assistanceclient
    assistanceclients
""")
_PLACES = _words("france europe online the")
"""Words of an office that nobody is one by alone."""
_NOT_OURS = _words("""
    fan fans anti stop boycott arnaque arnaques victime victimes contre decu decue decus amis amie ami groupe avis scam victims
    against lover lovers hater haters club cliente ex
""")


def resembles(name: str, ours: Ours) -> str | None:
    """Which of our names (`brand`, `account`, `staff`, `service`) a displayed name passes for, or None."""
    words = names.read(name)
    if not words:
        return None
    if _brand(words, ours):
        return "brand"
    if any(_passes(words, account) for account in (*ours.accounts, *ours.official)):
        return "account"
    if any(_is_person(words, person) for person in ours.staff):
        return "staff"
    return "service" if not _core(words) and _serves(words) else None


def _brand(words: tuple[str, ...], ours: Ours) -> bool:
    brand = names.read(ours.brand)
    whole = "".join(brand)
    long = len(brand) > 1 and len(whole) >= names.LONG
    if _passes(words, ours.brand) or (long and whole in "".join(words) and _NOT_OURS.isdisjoint(words)):
        return True
    # Half of the brand's name is many people's; beside an office it is the brand's.
    core, offices = _core(words), _OFFICE.intersection(words) - _PLACES
    if core and offices and len(core) < len(brand) and all(_in(word, brand) for word in core):
        return True
    return any(_passes(words, keyword) for keyword in ours.keywords)


def _in(word: str, brand: tuple[str, ...]) -> bool:
    return any(len(one) >= _SHORTEST and names.same(word, one) for one in brand)


def _passes(words: tuple[str, ...], reference: str) -> bool:
    """True when the name is that one, apart from an office ("support", "officiel") beside it or glued to it."""
    whole, looked_for = "".join(words), "".join(names.read(reference))
    if len(looked_for) < _SHORTEST:
        return False
    glued = {whole.removeprefix(looked_for), whole.removesuffix(looked_for)} - {whole}
    return any(names.same(one, looked_for) for one in (whole, "".join(_core(words)))) or not glued.isdisjoint(_OFFICE)


def _is_person(words: tuple[str, ...], person: str) -> bool:
    """A first name alone is many people's: it passes for ours only beside an office."""
    alone = len(names.read(person)) < 2 and len(_core(words)) == len(words)
    return not alone and _passes(words, person)


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _OFFICE and len(word) >= _SHORTEST)


def _serves(words: tuple[str, ...]) -> bool:
    whole = "".join(words)
    return any(service in whole for service in _SERVICE)
