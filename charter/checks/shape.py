"""Keys and types: what the charter's models refuse, as problems with a line and a suggestion."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from charter.charter import Charter
from charter.document import Document, Path
from charter.problems import REFUSAL, Problem

_WRITE = {
    "string_type": "write a text, between quotes when it looks like a number",
    "string_pattern_mismatch": "write an id: lower-case letters, digits and _, a letter first, at most 40",
    "tuple_type": "write a list: one item a line, each after a dash",
    "dict_type": "write `key: value` lines, indented below",
    "model_type": "write `key: value` lines, indented below",
    "too_short": "write at least one",
    "float_type": "write a number",
    "float_parsing": "write a number",
    "time_parsing": "write a time of day such as 09:00",
    "date_parsing": "write a date such as 2026-01-31",
    "date_from_datetime_parsing": "write a date such as 2026-01-31",
}


def validated(document: Document) -> tuple[Charter | None, list[Problem]]:
    """The charter of a document, or None and everything that its models refuse."""
    try:
        return Charter.model_validate(document.data), []
    except ValidationError as errors:
        return None, [_problem(document, error) for error in errors.errors(include_url=False)]


def closest(word: str, known: object) -> str:
    """`write …` for a word that is none of `known`: the nearest one, or all of them."""
    words = sorted(map(str, known)) if isinstance(known, (list, tuple, set, frozenset, Mapping)) else []
    near = get_close_matches(word, words, n=1)
    return f"did you mean `{near[0]}`?" if near else f"write one of: {', '.join(words)}"


def _problem(document: Document, error: ErrorDetails) -> Problem:
    path: Path = tuple(step for step in error["loc"] if step != "[key]")
    name, found, context = document.name(path) or "the charter", _short(error["input"]), error.get("ctx", {})
    kind = error["type"]
    if kind == "missing":
        return document.problem(path[:-1], f"`{name}` is missing", f"add `{path[-1]}:`")
    if kind == "extra_forbidden":
        return document.problem(path, f"unknown key `{name}`", f"{closest(str(path[-1]), _keys(path[:-1]))} (or remove it)")
    if kind == REFUSAL:
        return document.problem(path, f"`{name}`: {context['found']}", context["write"])
    if kind in ("literal_error", "enum"):
        return document.problem(path, f"`{name}`: {found} is not known", _expected(found, str(context["expected"])))
    return document.problem(path, f"`{name}` is {found}", _WRITE.get(kind, error["msg"][:1].lower() + error["msg"][1:]))


def _expected(found: str, expected: str) -> str:
    return closest(found.strip("'"), [word.strip("'") for part in expected.split(", ") for word in part.split(" or ")])


def _short(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "a mapping"
    said = repr(value)
    return "a list" if isinstance(value, list) else said if len(said) <= 60 else f"{said[:57]}…"


def _keys(path: Path) -> frozenset[str]:
    """The keys that the model at `path` knows."""
    models: list[Any] = [Charter]
    for step in path:
        models = [deeper for model in models for deeper in _below(model, step)]
    return frozenset(name for model in models if _is_model(model) for name in model.model_fields)


def _below(annotation: Any, step: str | int) -> Iterator[Any]:
    if _is_model(annotation):
        field = annotation.model_fields.get(step)
        yield from _unwrapped(field.annotation) if field else ()
    elif get_origin(annotation) is tuple:
        yield from _unwrapped(get_args(annotation)[0])
    elif get_origin(annotation) is dict:
        yield from _unwrapped(get_args(annotation)[1])


def _unwrapped(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from _unwrapped(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for option in get_args(annotation):
            yield from _unwrapped(option)
    else:
        yield annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
