"""What a brand is asked for its first charter: each question, how its answer is read, and what stands when nothing is said."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from charter.checks.hours import overlap
from charter.checks.texts import EMAIL
from charter.duration import Delay
from charter.hours import Range, TimeZone
from charter.legal import Mediator
from charter.people import Person

DEFAULT_TEAM = "relation_client"
"""The team that every brand has: it gets what nobody else deals with."""

TEAMS = ("commandes", "livraison", "sav", "facturation")
"""The other teams of the preset, as the example charter describes them."""

LONGEST_NAME = 60
MOST_RANGES = 2
"""Of a day: more would not fit in a public answer."""

MOST_PRODUCTS = 8
"""More would drown what customers say of everything else."""

YES, NO = frozenset({"oui", "o", "yes", "y"}), frozenset({"non", "n", "no"})
NONE = frozenset({"", "non", "no", "aucune", "none", "ferme", "fermé", "closed"})

Given = Mapping[str, Any]
"""The answers read so far, by the names of their questions."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a starter charter is made from. `emails` are by team; delays are written as a charter writes them."""

    brand: str
    keywords: tuple[str, ...]
    products: tuple[str, ...]
    referent: Person
    on_call: Person
    weekdays: tuple[Range, ...]
    saturday: tuple[Range, ...]
    timezone: str
    languages: tuple[str, ...]
    consumers: bool
    online: bool
    country: str
    mediator: Mediator | None
    teams: tuple[str, ...]
    emails: Mapping[str, str]
    public_delay: str
    private_delay: str

    @property
    def lacks_mediator(self) -> bool:
        """True when the charter will be refused until its mediator is written."""
        return self.consumers and self.country == "FR" and self.mediator is None


def _unknown(_: Given) -> str | None:
    return None


def _every_time(_: Given) -> bool:
    return True


class Question(NamedTuple):
    """`read` raises ValueError on an answer that cannot be used. `default` gives None where only the brand knows;
    `skipped` is the value of a question that `applies` leaves out."""

    name: str
    read: Callable[[str, Given], Any]
    default: Callable[[Given], str | None] = _unknown
    applies: Callable[[Given], bool] = _every_time
    skipped: Any = None

    @property
    def only_the_brand_knows(self) -> bool:
        """True when it is always asked, and nothing can stand for its answer."""
        return self.default is _unknown and self.applies is _every_time


def answers(given: Given) -> Answers:
    """The answers, once every question has its own."""
    kept = {name: given[name] for name in Answers.__slots__ if name in given}
    mediator = Mediator(name=given["mediator"], url=given["mediator_url"]) if given["mediator"] else None
    people = {who: Person(name=given[who], email=given[f"{who}_email"]) for who in ("referent", "on_call")}
    return Answers(**{**kept, **people, "mediator": mediator, "emails": given["email"]})


def _text(longest: int) -> Callable[[str, Given], str]:
    def read(said: str, _: Given) -> str:
        found = " ".join(said.split())
        if not found or len(found) > longest or not found.isprintable():
            raise ValueError
        return found

    return read


def _optional_text(said: str, given: Given) -> str | None:
    return _text(100)(said, given) if said.strip() else None


def _keywords(said: str, _: Given) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(" ".join(word.lower().split()) for word in said.split(",") if word.strip()))
    if not found or not all(len(word) >= 3 and word.isprintable() for word in found):
        raise ValueError
    return found


def _products(said: str, _: Given) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(" ".join(word.lower().split()) for word in said.split(",") if word.strip()))
    if len(found) > MOST_PRODUCTS or not all(len(word) <= LONGEST_NAME and re.fullmatch(r"[\w' ’-]+", word) for word in found):
        raise ValueError
    return found


def _usual_keywords(given: Given) -> str | None:
    name = str(given["brand"]).lower().replace(",", " ")
    found = [word for word in dict.fromkeys((name, name.replace(" ", ""))) if len(word) >= 3]
    return ", ".join(found) or None


def _address(said: str, _: Given) -> str:
    if not EMAIL.fullmatch(said.strip()) or not said.strip().isprintable():
        raise ValueError
    return said.strip()


def _ranges(said: str, _: Given) -> tuple[Range, ...]:
    found = TypeAdapter(tuple[Range, ...]).validate_python([part for part in said.split(",") if part.strip()])
    if not 0 < len(found) <= MOST_RANGES or overlap(found):
        raise ValueError
    return tuple(sorted(found, key=lambda one: one.start))


def _ranges_or_none(said: str, given: Given) -> tuple[Range, ...]:
    return () if said.strip().lower() in NONE else _ranges(said, given)


def _zone(said: str, _: Given) -> str:
    return TypeAdapter[str](TimeZone).validate_python(said.strip())


def _languages(said: str, _: Given) -> tuple[str, ...]:
    found = tuple(part.strip().lower() for part in said.split(","))
    if found not in (("fr",), ("fr", "en")):
        raise ValueError
    return found


def _yes(said: str, _: Given) -> bool:
    word = said.strip().lower()
    if word not in YES | NO:
        raise ValueError
    return word in YES


def _country(said: str, _: Given) -> str:
    found = said.strip().upper()
    if not (len(found) == 2 and found.isascii() and found.isalpha()):
        raise ValueError
    return found


def _site(said: str, _: Given) -> str:
    found = said.strip()
    if not found.startswith(("https://", "http://")) or len(found.split()) != 1 or not found.isprintable():
        raise ValueError
    return found


def _teams(said: str, _: Given) -> tuple[str, ...]:
    chosen = [] if said.strip().lower() in NONE else [part.strip().lower() for part in said.split(",")]
    if not set(chosen) <= {*TEAMS, DEFAULT_TEAM}:
        raise ValueError
    return (*(team for team in TEAMS if team in chosen), DEFAULT_TEAM)


def _emails(said: str, given: Given) -> dict[str, str]:
    if "=" not in said:
        return dict.fromkeys(given["teams"], _address(said, given))
    pairs = (part.partition("=") for part in said.split(","))
    found = {team.strip().lower(): _address(address, given) for team, _, address in pairs}
    if set(found) != set(given["teams"]):
        raise ValueError
    return found


def _delay(said: str, _: Given) -> str:
    TypeAdapter(Delay).validate_python(said)
    return "".join(said.lower().split())


def _always(said: str) -> Callable[[Given], str]:
    return lambda _: said


QUESTIONS: tuple[Question, ...] = (
    Question("brand", _text(LONGEST_NAME)),
    Question("keywords", _keywords, _usual_keywords),
    Question("products", _products, _always("")),
    Question("referent", _text(LONGEST_NAME)),
    Question("referent_email", _address),
    Question("on_call", _text(LONGEST_NAME), lambda given: given["referent"]),
    Question("on_call_email", _address, lambda given: given["referent_email"]),
    Question("weekdays", _ranges, _always("9:00-18:00")),
    Question("saturday", _ranges_or_none, _always("non")),
    Question("timezone", _zone, _always("Europe/Paris")),
    Question("languages", _languages, _always("fr,en")),
    Question("consumers", _yes, _always("oui")),
    Question("online", _yes, _always("oui"), lambda given: given["consumers"], skipped=False),
    Question("country", _country, _always("FR"), lambda given: not given["consumers"], skipped="FR"),
    Question("mediator", _optional_text, _always(""), lambda given: given["consumers"]),
    Question("mediator_url", _site, applies=lambda given: bool(given["mediator"])),
    Question("teams", _teams, _always(", ".join(TEAMS))),
    Question("email", _emails, lambda given: given["referent_email"]),
    Question("public_delay", _delay, _always("2h")),
    Question("private_delay", _delay, _always("4h")),
)
"""In the order in which they are asked: a default may come from the answers before it."""
