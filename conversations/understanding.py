"""What an engine made of a text. It holds no decision: thresholds and exceptions live in `routing`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

UNKNOWN_LANGUAGE = "und"
"""Words of a language that was not recognised; or nothing to recognise one by."""
NO_LANGUAGE = "zxx"
"""Addresses or tags alone: something was written, in no language (ISO 639-2)."""
NO_ENGINE = "none"
FALLBACK = "fallback"
"""The engine's name when another one than was chosen understood, because that one could not."""
FALLBACK_REASONS = ("resting", "timeout", "unreachable", "status", "unreadable", "unknown_intents")
"""Why a remote engine was not listened to: its rest after failures, no answer in time, no connection, refusal, an answer that
is none, an answer that names no intent of the charter."""


class Heat(IntEnum):
    """How heated a message is, in order. Threat means law, press, regulator or public exposure, not violence."""

    CALM = 0
    ANNOYED = 1
    ANGRY = 2
    THREAT = 3

    @property
    def word(self) -> str:
        """The name used outside the code: `calm`, `annoyed`, `angry`, `threat`."""
        return self.name.lower()


class Danger(StrEnum):
    """Where a danger comes from: one of our products, violence (done or threatened), the writer's own hand, or anything else
    (an accident, a faint)."""

    PRODUCT = "product"
    VIOLENCE = "violence"
    SELF_HARM = "self_harm"
    OTHER = "other"


class Wish(StrEnum):
    """What somebody asks of us beside their subject: a person, the person in charge, or that we drop their request."""

    PERSON = "person"
    SUPERIOR = "superior"
    NOTHING_MORE = "nothing_more"


@dataclass(frozen=True, slots=True)
class Score:
    """An intent id (a FAQ entry, a department, a light kind…) and the calibrated probability that it is meant."""

    id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked span of the text joined by newlines: its kind (`email`, `phone`, `order`, `iban`, `card`, `date`,
    `product`) and place."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understanding:
    """The meaning of one or more texts read together.

    `intents` are sorted, best first, and may be empty (no words). `scope` in 0..1 says how much the text resembles
    what the engine was trained for; 0 is certainly foreign. `language` is an ISO 639-1 code, `und` or `zxx`. `words` is
    False when there is nothing to read (empty, emoji only, another script). `suspected` is a danger that may be meant: too
    doubtful to wake anybody, likely enough for a person to read it; None beside a danger. `dated_act` names a declared act
    (`withdrawal`, `cancellation`, `data_right`, `formal_notice`, `mediator`, `lawyer`, `chargeback`, `regulator`).
    `wish` is found by rules, whatever the language of the rest. `also` are further requests of the same text, in the order in
    which they were written; the best intent is not among them. `perhaps` are the readings of two parts of a text that may be
    two requests: too doubtful for `also`, too likely to be dropped; empty beside any that is sure. `faq` ranks the FAQ entries
    whose questions or answer resemble the text, with the share of times that each was meant, given what the classifier knows of
    it; best first. `irony`: praise that means its contrary.
    """

    language: str
    intents: tuple[Score, ...]
    scope: float
    heat: Heat
    urgent: bool = False
    danger: Danger | None = None
    suspected: Danger | None = None
    dated_act: str | None = None
    words: bool = True
    entities: tuple[Entity, ...] = ()
    wish: Wish | None = None
    also: tuple[Score, ...] = ()
    perhaps: tuple[Score, ...] = ()
    faq: tuple[Score, ...] = ()
    irony: bool = False
    engine: str = ""

    @property
    def failed(self) -> bool:
        """True when no engine could read it."""
        return self.engine == NO_ENGINE

    def foreign_to(self, languages: Sequence[str]) -> bool:
        """True when it was written in none of these languages. Emoji or addresses alone are in no foreign one."""
        if self.language == UNKNOWN_LANGUAGE:
            return self.words
        return self.language not in (*languages, NO_LANGUAGE)

    @property
    def vexed(self) -> bool:
        """True of heat, and of irony: neither small courtesies nor canned answers are in place."""
        return self.heat >= Heat.ANNOYED or self.irony

    @property
    def best(self) -> Score | None:
        """The likeliest intent, or None when nothing could be read."""
        return self.intents[0] if self.intents else None


NOT_UNDERSTOOD = Understanding(UNKNOWN_LANGUAGE, intents=(), scope=0.0, heat=Heat.CALM, words=False, engine=NO_ENGINE)
"""What is left when the engine fails on a text: a person reads it."""
