"""What the law asks of a brand: a mediator to name, dates that can be kept, an address that works."""

from collections.abc import Iterator, Mapping

from charter.document import Document
from charter.problems import Problem

_MEDIATOR = "add `mediator:` with its `name:` and `url:` (each consumer brand in France has joined one: L612-1, L616-1)"


def check(document: Document) -> Iterator[Problem]:
    """A consumer brand in France without a mediator, a mediator without a site, a dated act with two terms, triggers."""
    yield from _mediator(document)
    for act, rule in document.mapping("dated_acts").items():
        if isinstance(rule, Mapping) and rule.get("days") is not None and rule.get("months") is not None:
            yield document.problem(
                ("dated_acts", act), f"`dated_acts.{act}` has a term in days and one in months", "keep one of them"
            )
    for path, item in document.items("triggers"):
        if isinstance(item, Mapping):
            yield from _trigger(document, path)


def _mediator(document: Document) -> Iterator[Problem]:
    brand = document.mapping("brand")
    in_france = brand.get("country", "FR") == "FR" and brand.get("consumers", True) is True
    if document.at(("mediator",)) is None:
        if in_france:
            yield document.problem(("brand",), "a brand that sells to consumers in France names no mediator", _MEDIATOR)
        return
    for key in ("name", "url"):
        written = document.mapping("mediator").get(key)
        if isinstance(written, str) and not written.strip():
            yield document.problem(("mediator", key), f"`mediator.{key}` is empty", "write it as the mediator gives it")
    url = document.at(("mediator", "url"))
    if isinstance(url, str) and url.strip() and not url.startswith(("https://", "http://")):
        yield document.problem(("mediator", "url"), f"{url!r} is no address of a site", "write https://…")


def _trigger(document: Document, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if document.at((*path, "phrases")) == []:
        yield document.problem((*path, "phrases"), "a trigger without a phrase", "write what customers say, or remove it")
    for place, phrase in document.items(*path, "phrases"):
        if isinstance(phrase, str) and len(phrase.strip()) < 3:
            yield document.problem(place, f"the trigger {phrase!r} would be found everywhere", "write at least 3 characters")
