"""The files of a starter charter, as texts: a brand's answers, the law, and the sentences of the example that name no brand.

Nothing is said that the answers or the law do not say: no shop, no price, no delivery.
"""

import json
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from charter import schema
from charter.document import Document, read
from charter.hours import Range
from charter.source import EXAMPLES, Source
from charter.starter import said
from charter.starter.answers import DEFAULT_TEAM, Answers
from charter.starter.bilingual import block, comments_in, french_alone, replaced, titled
from charter.starter.sentences import example_files, products_file

CHARTER, SCHEMA = "charter.yaml", "charter.schema.json"

REVIEW = timedelta(days=182)
"""An answer is read again after half a year."""

_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Home:
    """The texts that a starter is made from: the folder `charter/starter`, and the example charter.

    `situations`: the English comment of each situation. `products`: what customers say of a product `{p}`.
    `sentences`: files of training sentences by language.
    """

    template: str
    only_french: str
    elsewhere: str
    names: str
    products: str
    situations: Mapping[str, str]
    sentences: Mapping[str, str]
    example: Source


def starter_files(answers: Answers, home: Home, today: date, language: str) -> dict[str, str]:
    """Texts by path below the charter's folder. `language` is that of the comments: `fr` or `en`."""
    charter = charter_text(answers, home, today, language)
    shared, own = home.example.examples.values(), [home.sentences[one] for one in answers.languages]
    answered = [str(item["id"]) for _, item in read(charter, CHARTER).items("faq") if isinstance(item, Mapping)]
    examples = example_files(_document(home.example.text), shared, own, home.names, answered, answers.teams)
    if answers.products:
        examples["products.yml"] = products_file(home.products, answers.products, answers.teams)
    return {CHARTER: charter, SCHEMA: schema.text(), **{f"{EXAMPLES}/{name}": text for name, text in examples.items()}}


def charter_text(answers: Answers, home: Home, today: date, language: str) -> str:
    """The charter file alone."""
    template = comments_in(home.template, language)
    if "en" not in answers.languages:
        template = french_alone(template)
    values = {
        **asdict(answers),
        **_from_example(home.example, answers),
        "referent": answers.referent,
        "on_call": answers.on_call,
        "mediator": answers.mediator,
        "weekdays": [_range(one) for one in answers.weekdays],
        "saturday": [_range(one) for one in answers.saturday],
        "hours": {name: said.hours(answers.weekdays, answers.saturday, name) for name in answers.languages},
        "team_for": lambda team: team if team in answers.teams else DEFAULT_TEAM,
        "review_by": (today + REVIEW).isoformat(),
        "wordings": _wordings(answers, home, language),
    }
    return _ENVIRONMENT.from_string(template).render(values)


@lru_cache(maxsize=2)
def _document(text: str) -> Document:
    return read(text, CHARTER)


def _from_example(example: Source, answers: Answers) -> dict[str, Any]:
    data: Any = _document(example.text).data
    teams = {team["id"]: team for team in data["departments"]}
    return {
        "example": data,
        "example_faq": {entry["id"]: entry for entry in data["faq"]},
        "forbidden": data["tone"]["forbidden"],
        "teams": [teams[id] for id in answers.teams],
    }


def _wordings(answers: Answers, home: Home, language: str) -> str:
    wordings = block(home.example.text, "wordings")
    if answers.country != "FR":
        wordings = replaced(wordings, home.elsewhere)
    if "en" not in answers.languages:
        wordings = replaced(french_alone(wordings), home.only_french)
    return wordings if language == "fr" else titled(wordings, home.situations)


def _range(one: Range) -> str:
    end = f"{one.end.hour}:{one.end.minute:02}" if one.end.hour or one.end.minute else "24:00"
    return f"{one.start.hour}:{one.start.minute:02}-{end}"


def _yaml(text: object) -> str:
    """A text between quotes, as JSON and YAML both read it."""
    return json.dumps(text, ensure_ascii=False)


def _fold(text: str, indent: int = 8) -> str:
    """A long text as a folded block below its key."""
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join([">-", *(" " * indent + line for line in lines)])


_ENVIRONMENT = SandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
)
_ENVIRONMENT.filters |= {"yaml": _yaml, "fold": _fold}
