"""Every sentence that the bot can say, as a customer would read it: with a plausible value for each variable."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from charter.charter import Charter
from charter.wording import SOURCES, VARIABLES, Situation, render

_TIMES = {
    "fr": {"promise": "demain avant 11 h", "received": "hier à 17 h 42", "reopens": "demain à 9 h"},
    "en": {"promise": "by 11 am tomorrow", "received": "yesterday at 5:42 pm", "reopens": "tomorrow at 9 am"},
}
_ON_RECORD = {"fr": "le lundi 2 mars 2026 à 9 h 42", "en": "on Monday 2 March 2026 at 9:42 am"}
_WHAT = {"fr": "un numéro de carte", "en": "a card number"}
_LINK = "https://t.me/votre_marque?start=Zk3"


class Specimen(NamedTuple):
    """One rendered sentence. `case` says under which circumstances: `open`, `closed`, with a `link`…"""

    situation: Situation
    language: str
    visibility: str
    variant: int
    case: str
    text: str


def specimens(charter: Charter) -> Iterator[Specimen]:
    """All of them, in the order of the situations; public variants only where the charter writes some."""
    for situation in Situation:
        wording = charter.wordings[situation]
        for visibility, by_language in (("private", wording.private), ("public", wording.public or {})):
            for language, variants in by_language.items():
                for number, variant in enumerate(variants, 1):
                    for case, values in _cases(charter, situation, language):
                        text = render(variant, situation, values)
                        yield Specimen(situation, language, visibility, number, case, text)


def _cases(charter: Charter, situation: Situation, language: str) -> Iterator[tuple[str, dict[str, object]]]:
    """The circumstances that a sentence can tell apart, with the values of each."""
    names, values = VARIABLES[situation], _values(charter, language)
    if situation is Situation.ACKNOWLEDGEMENT_DATED:
        values["received"] = _ON_RECORD[language]
    if "closed" in names:
        yield "open", values | {"closed": False, "reopens": ""}
        yield "closed, with a link", values | {"closed": True, "link": _LINK}
    elif "source" in names:
        for source in SOURCES:
            yield source, values | {"source": source, "told": True}
    elif situation is Situation.STATE_PUBLIC:
        yield "", values | {"referent": ""}
        yield "with a link", values | {"referent": "", "link": _LINK}
        yield "the person in charge was asked for", values | {"link": _LINK}
    elif "link" in names:
        yield "", values
        yield "with a link", values | {"link": _LINK}
    elif situation is Situation.STATE:
        yield "on time", values | {"referent": ""}
        yield "late", values | {"promise": "", "referent": ""}
        yield "the person in charge was asked for", values
    elif situation is Situation.FURTHER:
        yield "acknowledged", values | {"promise": ""}
        yield "handed on", values
    else:
        yield "", values


def _values(charter: Charter, language: str) -> dict[str, object]:
    department = charter.departments[0]
    needs = next((one.needs for one in charter.departments if one.needs), {})
    titles = [entry.title.get(language, entry.id) for entry in charter.faq[:3]]
    return {
        "brand": charter.brand.name,
        "department": department.label.get(language, department.id),
        "choices": titles or ["a", "b"],
        "link": "",
        "reference": "R-3F2A-91C0-1",
        "needs": needs.get(language, ""),
        "referent": charter.referent.name,
        "what": _WHAT[language],
        **_TIMES[language],
    }


def told(charter: Charter, language: str, titles: Mapping[str, str]) -> Iterator[str]:
    """Lines to read: each situation with its title, then its sentences, each behind where and when it is said."""
    last = ""
    for one in specimens(charter):
        if one.language != language:
            continue
        if one.situation != last:
            last = one.situation
            yield f"\n{titles.get(last, last.replace('_', ' '))} ({last})"
        yield f"  {one.visibility} {one.variant}{', ' if one.case else ''}{one.case}"
        yield f"    {one.text}"
