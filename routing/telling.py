"""Whom of the staff a notice goes to, and in which language it is written."""

from charter.charter import Charter
from charter.people import Person
from charter.promises import LANGUAGES


def language(charter: Charter) -> str:
    """The brand's first language that Recul can say times in."""
    return next((language for language in charter.languages if language in LANGUAGES), LANGUAGES[0])


def label(charter: Charter, department: str | None) -> str:
    """The name of the team that holds it."""
    labels = charter.department(charter.holder(department)).label
    return labels.get(language(charter)) or next(iter(labels.values()))


def lead(charter: Charter, department: str | None) -> Person:
    """Who answers for that team's promises: its lead, else the referent."""
    return charter.department(charter.holder(department)).lead or charter.referent


def in_charge(charter: Charter) -> tuple[Person, ...]:
    """Who answers for all promises: the referent, and the deputy if there is one."""
    return (charter.referent, charter.deputy) if charter.deputy else (charter.referent,)
