"""Ids: each is used once, and whatever names one names one that exists."""

from collections.abc import Iterator, Mapping

from charter.charter import LIGHT, SPECIAL
from charter.checks.shape import closest
from charter.document import Document, Path
from charter.problems import Problem

BACKGROUND = "background"
"""The intent of the examples file that is no intent of the charter: what nobody asks of this brand."""

_RESERVED = frozenset({*LIGHT, *SPECIAL, BACKGROUND})
_IN_FIGURES = ("all", "none")
"""What the figures call all departments together, and those of nobody."""


def intents(document: Document) -> dict[str, Path]:
    """Every id that a message can be understood as, with its place in the document."""
    ids: dict[str, Path] = dict.fromkeys((*LIGHT, *SPECIAL), ())
    return ids | _ids(document, "faq") | _ids(document, "departments")


def check(document: Document) -> Iterator[Problem]:
    """Duplicate ids, ids that lead nowhere, escalations that run in a circle."""
    yield from _duplicates(document)
    departments = _ids(document, "departments")
    for path, target in _named(document):
        if target not in departments:
            yield document.problem(path, f"`{document.name(path)}` names no department: {target}", closest(target, departments))
    yield from _circles(document, departments)
    yield from _posts(document)


def _ids(document: Document, list_: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path, item in document.items(list_):
        id = item.get("id") if isinstance(item, Mapping) else None
        if isinstance(id, str):
            found.setdefault(id, (*path, "id"))
    return found


def _duplicates(document: Document) -> Iterator[Problem]:
    seen = dict.fromkeys(_RESERVED, "kept for a rule of its own") | dict.fromkeys(_IN_FIGURES, "kept for the figures")
    for path, item in (*document.items("departments"), *document.items("faq")):
        id = item.get("id") if isinstance(item, Mapping) else None
        if not isinstance(id, str):
            continue
        if id in seen:
            yield document.problem((*path, "id"), f"the id `{id}` is {seen[id]}", "choose another id")
        seen.setdefault(id, f"used already on line {document.line((*path, 'id'))}")


def _named(document: Document) -> Iterator[tuple[Path, str]]:
    """Every place that names a department."""
    places: list[Path] = [("default_department",), ("danger_department",)]
    places += [("dated_acts", act, "department") for act in document.mapping("dated_acts")]
    places += [(*path, "department") for path, _ in document.items("triggers")]
    places += [(*path, "escalates_to") for path, _ in document.items("departments")]
    places += [(*path, "department") for path, _ in document.items("faq")]
    for path in places:
        target = document.at(path)
        if isinstance(target, str):
            yield path, target


def _circles(document: Document, departments: Mapping[str, Path]) -> Iterator[Problem]:
    next_of = {id: document.at((*path[:-1], "escalates_to")) for id, path in departments.items()}
    reported: set[str] = set()
    for start, at in next_of.items():
        chain = [start]
        while isinstance(at, str) and at in next_of and at not in chain:
            chain, at = [*chain, at], next_of[at]
        if at == start and start not in reported:
            reported |= set(chain)
            place = (*departments[start][:-1], "escalates_to")
            yield document.problem(
                place, f"escalation runs in a circle: {' → '.join([*chain, start])}", "let the last one escalate to nobody"
            )


def _posts(document: Document) -> Iterator[Problem]:
    seen: set[object] = set()
    for path, item in document.items("web_page", "posts"):
        id = item.get("id") if isinstance(item, Mapping) else None
        if isinstance(id, str) and id in seen:
            yield document.problem((*path, "id"), f"two posts have the id `{id}`", "choose another id")
        seen.add(id if isinstance(id, str) else None)
