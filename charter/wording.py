"""The bot's own sentences: variants by situation, language and visibility, rendered from charter data alone."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, NamedTuple

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field


class Situation(StrEnum):
    """When the bot speaks. Each needs at least three variants in each language."""

    ACKNOWLEDGEMENT = "acknowledgement"
    ACKNOWLEDGEMENT_HEATED = "acknowledgement_heated"
    ACKNOWLEDGEMENT_MEDIA = "acknowledgement_media"
    ACKNOWLEDGEMENT_LANGUAGE = "acknowledgement_language"
    ACKNOWLEDGEMENT_TEAM = "acknowledgement_team"
    CLARIFY = "clarify"
    STATE = "state"
    STATE_PUBLIC = "state_public"
    HELPED = "helped"
    SALUTATION = "salutation"
    REMERCIEMENT = "remerciement"
    ELOGE = "eloge"
    AU_REVOIR = "au_revoir"
    OFFER = "offer"
    BOUNDARY = "boundary"
    SAFETY = "safety"
    AUTOMATIC = "automatic"
    AUTOMATIC_MARK = "automatic_mark"
    CONFIRMED = "confirmed"
    HOLDING_PROMISE = "holding_promise"
    ACKNOWLEDGEMENT_DATED = "acknowledgement_dated"
    NEEDS = "needs"
    FURTHER = "further"
    CONTINUED = "continued"
    ANSWERED_IN_PRIVATE = "answered_in_private"
    DELAY_NOTICE = "delay_notice"
    DELAY_NOTICE_AGAIN = "delay_notice_again"
    SATISFACTION = "satisfaction"
    RATED = "rated"
    MASKED = "masked"
    PUBLISHED = "published"


_ACKNOWLEDGING = frozenset({"department", "promise", "closed", "reopens", "link"})
_OWN = {
    Situation.ACKNOWLEDGEMENT: _ACKNOWLEDGING,
    Situation.ACKNOWLEDGEMENT_HEATED: _ACKNOWLEDGING,
    Situation.ACKNOWLEDGEMENT_MEDIA: _ACKNOWLEDGING,
    Situation.ACKNOWLEDGEMENT_LANGUAGE: _ACKNOWLEDGING,
    Situation.ACKNOWLEDGEMENT_TEAM: _ACKNOWLEDGING,
    Situation.CLARIFY: frozenset({"choices"}),
    Situation.STATE: frozenset({"department", "promise", "received", "referent"}),
    Situation.STATE_PUBLIC: frozenset({"brand", "link", "referent"}),
    Situation.SAFETY: frozenset({"source", "told", "link"}),
    Situation.HOLDING_PROMISE: frozenset({"promise"}),
    Situation.ACKNOWLEDGEMENT_DATED: _ACKNOWLEDGING | {"received", "reference"},
    Situation.NEEDS: frozenset({"needs"}),
    Situation.FURTHER: frozenset({"department", "promise"}),
    Situation.CONTINUED: frozenset({"department", "promise"}),
    Situation.DELAY_NOTICE: frozenset({"department", "promise", "referent"}),
    Situation.DELAY_NOTICE_AGAIN: frozenset({"department", "promise", "referent"}),
    Situation.MASKED: frozenset({"what"}),
    Situation.PUBLISHED: frozenset({"brand", "link"}),
}
VARIABLES: Mapping[Situation, frozenset[str]] = {s: _OWN.get(s, frozenset({"brand"})) for s in Situation}
"""What a wording of each situation may name; nothing else reaches it, above all no customer's text.

`brand`: the brand's name. `department`: the team's label. `promise`, `received`, `reopens`: times as `charter.promises`
says them. `closed`: True out of hours; `reopens` is "" when open. `choices`: two or three labels. `link`: where to go on in
private, "" when there is no such link. `reference`: what a dated act is known by. `needs`: what the department asks for.
`source`: where a danger comes from, one of SOURCES. `told`: a letter to the person on call leaves now.
`referent`: the person in charge. `what`: what was masked ("un numéro de
carte").
"""

SOURCES = ("product", "violence", "self_harm", "other")
"""What a safety wording can tell apart: each needs another number to call."""

OPTIONAL: Mapping[Situation, Mapping[str, object]] = {
    **{situation: {"closed": False, "reopens": "", "link": ""} for situation, names in _OWN.items() if names >= _ACKNOWLEDGING},
    Situation.STATE: {"promise": "", "referent": ""},
    Situation.STATE_PUBLIC: {"link": "", "referent": ""},
    Situation.SAFETY: {"source": "other", "told": True, "link": ""},
    Situation.CONTINUED: {"department": "", "promise": ""},
    Situation.FURTHER: {"promise": ""},
    Situation.PUBLISHED: {"link": ""},
}
"""What may be left out, and what it is then: a state has no promise to tell once the time has passed, and names the referent
only to who has just asked for the person in charge."""


class Wording(BaseModel):
    """Variants of one situation. `public` replaces `private` in public when it is given. Keys are languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    private: dict[str, tuple[str, ...]]
    public: dict[str, tuple[str, ...]] | None = None

    def variants(self, language: str, visibility: str) -> tuple[str, ...]:
        """What can be said there; in the first language written when that one is missing."""
        by_language = self.public if visibility == "public" and self.public else self.private
        return by_language.get(language) or next(iter(by_language.values()))


Wordings = Annotated[dict[Situation, Wording], Field()]


class Said(NamedTuple):
    """A rendered sentence, and the number of its variant: it is remembered, so as not to repeat it next time."""

    text: str
    variant: int


def say(
    wordings: Mapping[Situation, Wording],
    situation: Situation,
    language: str,
    visibility: str,
    variables: Mapping[str, object],
    last: int | None,
    seed: int,
) -> Said:
    """A sentence for the situation: the variant that `seed` picks among those that are not `last`.

    `visibility` is `public` or `private`. Raises KeyError when the situation has no wording, jinja2.UndefinedError when
    a variable of the wording is not given; neither happens with a charter that `charter.load` has accepted.
    """
    variants = wordings[situation].variants(language, visibility)
    number = pick(len(variants), last, seed)
    return Said(render(variants[number], situation, variables), number)


def pick(count: int, last: int | None, seed: int) -> int:
    """One of 0..count-1 by `seed`, never `last` when there is another."""
    if last is None or not 0 <= last < count or count == 1:
        return seed % count
    number = seed % (count - 1)
    return number + (number >= last)


def render(text: str, situation: Situation, variables: Mapping[str, object]) -> str:
    """The template `text` with those of `variables` that the situation allows. Raises jinja2.TemplateError."""
    given = {**OPTIONAL.get(situation, {}), **variables}
    return compiled(text).render({name: given[name] for name in VARIABLES[situation] if name in given}).strip()


def either(choices: Sequence[str], word: str) -> str:
    """A list as it is spoken, `word` before the last: "a, b ou c"."""
    *others, last = choices
    return f"{', '.join(others)} {word} {last}" if others else last


ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # what we say is text, never HTML
ENVIRONMENT.filters = {"either": either, "join": ENVIRONMENT.filters["join"]}
ENVIRONMENT.globals.clear()


@lru_cache(maxsize=4096)
def compiled(text: str) -> Template:
    """The compiled template. Raises jinja2.TemplateSyntaxError."""
    return ENVIRONMENT.from_string(text)
