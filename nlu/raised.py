"""Whether anything is raised at all: of a facet with many labels, the question that comes before "which".

A danger that could be one of four is no less a danger. And most messages raise nothing: ordinary ones, those written for `heat`
and those of the example charter, stand beside the near misses of each facet, or every third "bonjour" would resemble one of its
rare labels.
"""

from collections.abc import Callable, Mapping, Sequence

from nlu.facets import ORDINARY
from nlu.signs import Opinion

Labelled = Mapping[str, Sequence[str]]

ANY = "any"
NONE = "none"
HOME = 0.03
"""An intent of which the rules find more than this share raised may hold others that they do not find."""

IRONIC = "ironic"

_CALM, _COOL = ("calm", "annoyed", "angry"), ("calm", "annoyed")


def _free(texts: Sequence[str], doubtful: Callable[[str], bool]) -> list[str]:
    """The texts of an intent that is no home of what is sought: else those that no rule hears would be taught as nothing."""
    nothing = [text for text in texts if not doubtful(text)]
    return nothing if len(texts) - len(nothing) <= HOME * len(texts) else []


def named(facet: str) -> str:
    """The name of the facet that says whether `facet` is raised."""
    return f"{facet} raised"


def raised(facets: Mapping[str, Labelled], heard: Callable[[str], Opinion]) -> dict[str, Labelled]:
    """For danger, acts and irony, as far as there are sentences of them: `any` against `none`.

    `heard` gives the rules' opinion of a text.
    """
    heat, daily = facets.get("heat", {}), facets.get(ORDINARY, {})
    asked: list[tuple[str, Callable[[str], bool], Sequence[str], Callable[[str], bool]]] = [
        ("danger", lambda label: label != NONE, _CALM, lambda text: heard(text).danger is not None),
        ("acts", lambda label: label != NONE, _CALM, lambda text: heard(text).dated_act is not None),
        ("irony", lambda label: label == IRONIC, _COOL, lambda text: heard(text).tone.ironic),
    ]
    found: dict[str, Labelled] = {}
    for name, counts, heats, doubtful in asked:
        if labelled := facets.get(name):
            own = {text for texts in labelled.values() for text in texts}
            ordinary = [text for label in heats for text in heat.get(label, ()) if text not in own and not doubtful(text)]
            ordinary += [text for texts in daily.values() for text in _free(texts, doubtful) if text not in own]
            nothing = [text for label, texts in labelled.items() if not counts(label) for text in texts]
            something = [text for label, texts in labelled.items() if counts(label) for text in texts]
            found[named(name)] = {ANY: something, NONE: list(dict.fromkeys([*nothing, *ordinary]))}
    return found
