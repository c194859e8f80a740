"""The bot's sentences: each situation has them, each renders with every variable, and each fits where it is said."""

from collections.abc import Iterator, Mapping

from jinja2 import TemplateError, TemplateSyntaxError, nodes

from charter.checks.shape import closest
from charter.checks.texts import PRIVATE_LIMIT, PUBLIC_LIMIT, languages, longest, utf16
from charter.document import Document, Path
from charter.problems import Problem
from charter.wording import ENVIRONMENT, OPTIONAL, SOURCES, VARIABLES, Situation, render

FEWEST = 3
"""Variants of each situation in each language."""

LONGEST_TEMPLATE = 2000
"""Characters of a variant as written, conditions included."""

PRIVATE_ONLY = frozenset(
    {
        Situation.STATE,
        Situation.OFFER,
        Situation.BOUNDARY,
        Situation.AUTOMATIC,
        Situation.NEEDS,
        Situation.CONTINUED,
        Situation.SATISFACTION,
        Situation.RATED,
    }
)
"""What is never said in public, and so need not be short."""

_MEANING = {
    Situation.AUTOMATIC: "customers must be told that the reply is automatic and how to reach a person",
    Situation.AUTOMATIC_MARK: "public automatic replies must carry a mark",
}
_PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const)
_CHOOSING = (nodes.If, nodes.CondExpr, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Filter)
_LONG_LINK = f"https://t.me/{'n' * 32}?start={'t' * 22}"
_LONG_SECRETS = {
    "fr": "un numéro de carte, un code de sécurité et un mot de passe",
    "en": "a card number, a security code and a password",
}
_LONG_RECORD = {"fr": "le mercredi 23 septembre 2026 à 11 h 30", "en": "on Wednesday 23 September 2026 at 11:30 am"}
_LONG_TIME = {"fr": "mercredi 23 septembre avant 11 h 30", "en": "by 11:30 am on Wednesday 23 September"}


def check(document: Document) -> Iterator[Problem]:
    """Missing situations and languages, too few variants, templates that fail or do not fit."""
    for situation in Situation:
        wording = document.at(("wordings", situation.value))
        if wording is None:
            why = _MEANING.get(situation, "the bot would have nothing to say there")
            yield document.problem(
                ("wordings",), f"no wording for `{situation.value}`: {why}", f"add `{situation.value}:` with its variants"
            )
        for visibility in ("private", "public"):
            if document.at(("wordings", situation.value, visibility)) is not None:
                yield from _by_language(document, situation, visibility)


def _by_language(document: Document, situation: Situation, visibility: str) -> Iterator[Problem]:
    path: Path = ("wordings", situation.value, visibility)
    texts, known = document.mapping(*path), languages(document)
    for language in texts:
        if language not in known:
            yield document.problem(
                (*path, language), f"`{document.name(path)}` speaks `{language}`, no language of the brand", "remove it"
            )
    for language in known:
        variants = {v for _, v in document.items(*path, language) if isinstance(v, str) and v.strip()}
        if len(variants) < FEWEST:
            found = f"`{document.name(path)}` has {len(variants)} different variants in `{language}`"
            yield document.problem((*path, language), found, f"write at least {FEWEST}, so that the bot does not repeat itself")
        for place, variant in document.items(*path, language):
            if isinstance(variant, str):
                yield from _variant(document, situation, place, variant)


def _variant(document: Document, situation: Situation, path: Path, text: str) -> Iterator[Problem]:
    if not text.strip():
        yield document.problem(path, "an empty variant", "write a sentence or remove the line")
        return
    faults = tuple(_template(text, situation))
    yield from (document.problem(path, found, write) for found, write in faults)
    if not faults:
        yield from _rendered(document, situation, path, text)


def _template(text: str, situation: Situation) -> Iterator[tuple[str, str]]:
    """What is wrong with a template, before any of it is run."""
    if len(text) > LONGEST_TEMPLATE:
        yield f"a variant of {len(text)} characters", f"write at most {LONGEST_TEMPLATE}"
        return
    try:
        tree = ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        yield (
            f"a template that cannot be read: {error.message}",
            "write variables as {{ promise }}, conditions as {% if closed %}…{% endif %}",
        )
        return
    except RecursionError:
        yield "a template that is nested too deep", "write plain conditions"
        return
    for node in tree.find_all(nodes.Node):
        yield from _node(node, situation)


def _node(node: nodes.Node, situation: Situation) -> Iterator[tuple[str, str]]:
    if isinstance(node, nodes.Name) and node.name not in VARIABLES[situation]:
        yield f"`{situation.value}` knows no variable `{node.name}`", closest(node.name, VARIABLES[situation])
    elif isinstance(node, nodes.Filter) and node.name not in ENVIRONMENT.filters:
        yield f"there is no filter `{node.name}`", closest(node.name, ENVIRONMENT.filters)
    elif not isinstance(node, (*_PLAIN, *_CHOOSING)):
        yield f"a template with {type(node).__name__.lower()}, which is not allowed", "use only {{ variable }} and {% if … %}"


def _rendered(document: Document, situation: Situation, path: Path, text: str) -> Iterator[Problem]:
    language = str(path[3])
    for variables in _cases(document, situation, language):
        try:
            said = render(text, situation, variables)
        except (TemplateError, TypeError, ValueError, SyntaxError, RecursionError, MemoryError) as error:
            yield document.problem(
                path, f"a template that cannot be rendered: {error}", "use only {{ variable }} and {% if … %}"
            )
            return
        fault = _too_long(document, situation, path, said)
        if fault or not said:
            yield document.problem(path, *(fault or ("nothing is said in one of its cases", "write a sentence for each case")))
            return


def _too_long(document: Document, situation: Situation, path: Path, said: str) -> tuple[str, str] | None:
    language, visibility = str(path[3]), str(path[2])
    public = visibility == "public" or document.at((*path[:2], "public")) is None
    mark = 0 if situation is Situation.AUTOMATIC_MARK else longest(document, "automatic_mark", language, "public") + 1
    if public and situation not in PRIVATE_ONLY and len(said) + mark > PUBLIC_LIMIT:
        return (
            f"{len(said) + mark} characters in public with the mark",
            f"shorten it, or its `public:` variant, to {PUBLIC_LIMIT - mark}",
        )
    if utf16(said) > PRIVATE_LIMIT:
        return f"{utf16(said)} characters", f"write at most {PRIVATE_LIMIT}"
    return None


def _cases(document: Document, situation: Situation, language: str) -> Iterator[Mapping[str, object]]:
    """The longest values of the variables, in each case that a condition can tell apart."""
    labels = [_text(document, path, "label", language) for path, _ in document.items("departments")]
    titles = [_text(document, path, "title", language) for path, _ in document.items("faq")]
    time = _LONG_TIME[language]
    everything = {
        "brand": str(document.mapping("brand").get("name", "")),
        "department": max(labels, key=len, default=""),
        "promise": time,
        "received": _LONG_RECORD[language] if situation is Situation.ACKNOWLEDGEMENT_DATED else time,
        "choices": sorted([*labels, *titles, "a", "b"], key=len)[-3:],
        "link": _LONG_LINK,
        "told": True,
        "reference": "R-01234-56789-10",
        "needs": max(
            (_text(document, path, "needs", language) for path, _ in document.items("departments")), key=len, default=""
        ),
        "referent": str(document.mapping("referent").get("name", "")),
        "what": _LONG_SECRETS[language],
    }
    for source in SOURCES if "source" in VARIABLES[situation] else ("",):
        yield {**everything, "closed": True, "reopens": time, "source": source}
        yield {**everything, "closed": True, "reopens": time, "source": source, "link": ""}
        yield {**everything, **OPTIONAL.get(situation, {}), "source": source}


def _text(document: Document, path: Path, key: str, language: str) -> str:
    text = document.at((*path, key, language))
    return text if isinstance(text, str) else ""
