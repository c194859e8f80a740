"""However a charter is spoilt, it is refused: with a sentence, a place, in under a second, and never with a traceback."""

import json
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from charter.load import check, load
from charter.problems import CharterProblems
from charter.wording import Situation
from tests.charter.conftest import Data, small_document

Step = str | int
Where = tuple[Step, ...]
Spoilt = Callable[[], Data | str | bytes]

OPEN = {("dated_acts",)}
"""Mappings whose keys are values: renaming one of them is tried apart."""

REFERENCES: tuple[Where, ...] = (
    ("default_department",),
    ("danger_department",),
    ("departments", 0, "escalates_to"),
    ("faq", 1, "department"),
    ("triggers", 0, "department"),
    ("dated_acts", "withdrawal", "department"),
)
ATTACKS = {
    "attribute": "{{ promise.__class__ }}",
    "class": "{{ ''.__class__.__mro__ }}",
    "item": "{{ brand['__init__'] }}",
    "globals": "{{ self.__init__.__globals__ }}",
    "call": "{{ range(9) }}",
    "loop": "{% for a in 'abc' %}{{ a }}{% endfor %}",
    "include": "{% include 'charter.yaml' %}",
    "import": "{% import 'os' as os %}",
    "power": "{{ 9**9**9 }}",
    "unknown": "{{ customer }}",
    "open": "{{ brand",
}


def mutations() -> Iterator[tuple[str, Spoilt]]:
    """Every way in which the small charter is spoilt, named."""
    for where, value in places(small_document()):
        name = ".".join(map(str, where))
        if is_key(where) and isinstance(where[-1], str):
            yield f"typo {name}", with_key_renamed(where)
        yield f"type {name}", with_value(where, 3 if isinstance(value, (dict, list)) else {"what": ["is", "this"]})
        if where in REFERENCES:
            yield f"dangling {name}", with_value(where, "nobody")
        if isinstance(value, str) and len(where) < 4 and where[0] not in ("wordings",):
            yield f"null {name}", with_value(where, [None])
    yield from required()
    yield from by_hand()
    for number, situation in enumerate(Situation):
        few = list(ATTACKS)[number % len(ATTACKS) :: 3]
        for attack in ATTACKS if situation is Situation.ACKNOWLEDGEMENT else few:
            attacked = with_value(("wordings", situation.value, "private", "fr", 0), f"Oui {ATTACKS[attack]}.")
            yield f"{attack} in {situation.value}", attacked
        yield f"no {situation.value}", without(("wordings", situation.value))
        yield f"one variant of {situation.value}", with_value(("wordings", situation.value, "private", "en"), ["Hello."])
    yield from no_files_of_ours()


def places(value: Any, here: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every place below a value, but the inside of wordings: they have attacks of their own."""
    if here:
        yield here, value
    if here[:1] == ("wordings",) and len(here) > 1:
        return
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in steps:
        yield from places(below, (*here, step))


def is_key(where: Where) -> bool:
    return where[:-1] not in OPEN and where[:-1] != ("wordings",)


def required() -> Iterator[tuple[str, Spoilt]]:
    """What nothing works without."""
    for where in (
        ("brand",),
        ("brand", "name"),
        ("referent",),
        ("referent", "email"),
        ("on_call",),
        ("hours",),
        ("hours", "week"),
        ("mediator",),
        ("mediator", "url"),
        ("tone",),
        ("tone", "description"),
        ("default_department",),
        ("departments",),
        ("departments", 0, "id"),
        ("departments", 0, "label"),
        ("departments", 0, "delays"),
        ("departments", 0, "delays", "public"),
        ("departments", 1),
        ("faq",),
        ("faq", 0, "id"),
        ("faq", 0, "answer"),
        ("faq", 0, "answer", "en"),
        ("wordings",),
        ("web_page",),
        ("web_page", "welcome", "fr"),
    ):
        yield f"without {'.'.join(map(str, where))}", without(where)


def by_hand() -> Iterator[tuple[str, Spoilt]]:
    """Faults that a person makes."""
    for name, where, value in (
        ("duplicate department", ("departments", 1, "id"), "livraison"),
        ("duplicate question", ("faq", 1, "id"), "horaires"),
        ("an id of both", ("faq", 0, "id"), "livraison"),
        ("a reserved id", ("faq", 0, "id"), "humain"),
        ("escalates to itself", ("departments", 0, "escalates_to"), "livraison"),
        ("escalates in a circle", ("departments", 1, "escalates_to"), "livraison"),
        ("never open", ("hours", "week"), {}),
        ("an hour of 25", ("hours", "week", "monday"), ["9:00-25:00"]),
        ("overlapping ranges", ("hours", "week", "monday"), ["9:00-12:00", "11:00-13:00"]),
        ("no such zone", ("hours", "timezone"), "Europe/Colibri"),
        ("no such day", ("hours", "closed_days"), ["2027-02-30"]),
        ("no unit", ("expected_delay",), "2"),
        ("a negative delay", ("expected_delay",), "-2h"),
        ("ten years", ("expected_delay",), "87600h"),
        ("a share above one", ("confidence", "answer"), 1.5),
        ("a cap below one", ("promising", "cap"), 0.5),
        ("a floor of one", ("crisis", "floor"), 1),
        ("no retention", ("retention", "texts_days"), 0),
        ("an endless statement", ("crisis", "statement", "fr"), "x" * 300),
        ("an address of the other kind", ("brand", "address"), "on"),
        ("tu beside vous", ("faq", 0, "answer", "fr"), "Tu peux passer en magasin."),
        ("a title", ("faq", 0, "answer", "fr"), "Bonjour Madame, passez en magasin."),
        ("two genders", ("faq", 0, "answer", "fr"), "Vous serez prévenu(e) par message."),
        ("a forbidden phrase", ("faq", 0, "answer", "fr"), "Nous répondons dans les plus brefs délais."),
        ("at once", ("wordings", "salutation", "private", "fr", 0), "Nous répondons immédiatement {{ brand }}."),
        ("an emoji", ("wordings", "salutation", "private", "fr", 0), "Bonjour \U0001f600 {{ brand }}."),
        ("a hidden machine", ("wordings", "automatic", "private", "fr", 0), "Bonjour, ici Camille de {{ brand }}."),
        ("no time in a promise", ("wordings", "acknowledgement", "private", "fr", 0), "C'est noté."),
        ("a variable in an answer", ("faq", 0, "answer", "fr"), "Chez {{ brand }}, oui."),
        ("a long public answer", ("faq", 1, "public_answer", "fr"), "x" * 300),
        ("no e-mail", ("on_call", 0, "email"), "claude"),
        ("no lead's e-mail", ("departments", 0, "lead", "email"), "claude"),
        ("a mediator without a name", ("mediator", "name"), " "),
        ("a mediator without a site", ("mediator", "url"), "mediateur.example"),
        ("two terms", ("dated_acts", "withdrawal"), {"days": 14, "months": 1}),
        ("no such act", ("dated_acts", "promenade"), {"days": 14}),
        ("no such trigger", ("triggers", 0, "kind"), "panic"),
        ("a trigger of everything", ("triggers", 0, "phrases"), ["a"]),
        ("a trigger of nothing", ("triggers", 0, "phrases"), []),
        ("no such language", ("languages",), ["fr", "en", "de"]),
        ("a language too few", ("languages",), ["fr"]),
        ("a country in words", ("brand", "country"), "France"),
        ("valid backwards", ("faq", 1, "valid_until"), "2025-01-01"),
    ):
        yield name, with_value(where, value)


def no_files_of_ours() -> Iterator[tuple[str, Spoilt]]:
    """Files that are no charter at all."""
    whole = json.dumps(small_document(), ensure_ascii=False)
    bomb = "\n".join(["a0: &a0 [x,x,x,x,x,x,x,x,x]", *(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))])
    files: dict[str, str | bytes] = {
        "empty": "",
        "blank": " \n\n",
        "a list": "- a\n",
        "a number": "12",
        "latin-1": whole.encode("latin-1", "replace"),
        "utf-16": whole.encode("utf-16"),
        "utf-32": whole.encode("utf-32"),
        "cut in the middle of a letter": whole.encode()[: whole.encode().index("é".encode()) + 1],
        "nothing but zeros": bytes(1000),
        "ten megabytes": "brand: " + "x" * 10_000_000,
        "ten megabytes of keys": "".join(f"k{n}: {n}\n" for n in range(700_000)),
        "half a megabyte of brackets": "[" * 500_000,
        "a bomb of aliases": bomb,
        "an alias of itself": "brand: &b {name: *b}",
        "a Python object": "brand: !!python/object/apply:os.system [id]",
        "two documents": "brand: 1\n---\nbrand: 2\n",
        "a tab": "brand:\n\tname: x\n",
        "the same key twice": whole[:-1] + ', "tone": {"description": "x"}}',
        "cut in two": whole[: len(whole) // 2],
        "control characters": "brand: \x00\x07",
        "a lone surrogate": b"brand: \xed\xa0\x80",
        "a merge": "a: &a {name: x}\nbrand: {<<: *a}\n",
    }
    for name, content in files.items():
        yield name, lambda content=content: content  # type: ignore[misc]


def with_value(where: Where, value: Any) -> Spoilt:
    def spoilt() -> Data:
        data = small_document()
        holder(data, where)[where[-1]] = deepcopy(value)
        return data

    return spoilt


def with_key_renamed(where: Where) -> Spoilt:
    def spoilt() -> Data:
        data = small_document()
        mapping = holder(data, where)
        mapping[f"{where[-1]}z"] = mapping.pop(where[-1])
        return data

    return spoilt


def without(where: Where) -> Spoilt:
    def spoilt() -> Data:
        data = small_document()
        del holder(data, where)[where[-1]]
        return data

    return spoilt


def holder(data: Any, where: Where) -> Any:
    for step in where[:-1]:
        data = data[step]
    return data


@cache
def cases() -> dict[str, Spoilt]:
    return dict(mutations())


def test_the_small_charter_itself_can_be_used(write: Callable[[Data], Path]) -> None:
    assert check(write(small_document())) == ()


def test_there_are_hundreds_of_faults() -> None:
    assert len(cases()) >= 300


@pytest.mark.parametrize("name", list(cases()))
def test_a_spoilt_charter_is_refused(name: str, write: Callable[[Data | str | bytes], Path]) -> None:
    file = write(cases()[name]())
    began = time.process_time()
    problems = check(file)
    took = time.process_time() - began
    assert problems, "nothing was found"
    for problem in problems:
        assert problem.line >= 1
        assert problem.found.strip()
        assert problem.write.strip()
        assert "Traceback" not in str(problem)
        assert "\n" not in str(problem)
    assert took < 1
    with pytest.raises(CharterProblems):
        load(file)
