"""What somebody asks of us beside their subject: a person, the person in charge, or that we drop their request. By rules."""

from conversations.understanding import Wish
from nlu.assertion import Phrases
from nlu.normalise import folded

_PERSON = Phrases.read("person")
_SUPERIOR = Phrases.read("superior", denied_inside=True)
_NOTHING_MORE = Phrases.read("nothing_more")

SHORT = 160
"""Characters up to which "it is solved" is about the whole request; a longer message says more than that."""


def wish(text: str) -> Wish | None:
    """What the text asks for, if it does; asking for the person in charge is also asking for a person."""
    said = folded(text)
    if _SUPERIOR.said_in(said):
        return Wish.SUPERIOR
    if _PERSON.said_in(said):
        return Wish.PERSON
    return Wish.NOTHING_MORE if len(said) <= SHORT and _NOTHING_MORE.found_in(said) else None
