"""The whole charter of a brand: one frozen document."""

from datetime import timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from charter.crisis import CrisisRules
from charter.departments import Department
from charter.duration import Delay, Pause
from charter.faq import FaqEntry, Id, Texts
from charter.hours import OpeningHours
from charter.keeping_word import Courtesy, Loyalty, Promising, SecondLook
from charter.legal import LEGAL_TERMS, Act, ActRule, Mediator, Retention
from charter.people import Person
from charter.tone import Tone
from charter.triggers import Trigger
from charter.wording import Wordings

LIGHT = ("salutation", "remerciement", "eloge", "au_revoir")
"""The kinds of light message that get one short reply."""

SPECIAL = ("ou_en_est", "humain", "hors_sujet", "insulte")
"""The intents with a rule of their own."""


Share = Annotated[float, Field(ge=0, le=1)]


class Brand(BaseModel):
    """Who speaks. `keywords` are what a public message says when it means us; `official_accounts` are our only real ones.

    `country` is an ISO 3166 code; `consumers` says that the brand sells to consumers, which the law protects.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    keywords: tuple[str, ...] = ()
    official_accounts: tuple[str, ...] = ()
    address: Literal["vous", "tu"] = "vous"
    signature: str = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "FR"
    consumers: bool = True


class Post(BaseModel):
    """Something the brand has published, under which customers comment on the web page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    title: Texts
    text: Texts


class WebPage(BaseModel):
    """What the customers' web page shows: a welcome, and the posts that can be commented."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    welcome: Texts
    posts: tuple[Post, ...] = ()


class Settle(BaseModel):
    """How long the bot waits for the end of a customer's sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quiet: Pause = timedelta(seconds=4)
    at_most: Pause = timedelta(seconds=20)


class Confidence(BaseModel):
    """From when the bot trusts what it understood. All in 0..1; chosen by `bench.verdicts`, see docs/nlu.md.

    `resembles`: from when what is written in a FAQ entry answers a calm question that the classifier does not know well, which
    matters for entries with few examples.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: Share = 0.45
    route: Share = 0.2
    gap: Share = 0.1
    clarify: Share = 0.3
    in_scope: Share = 0.1
    resembles: Share = 0.75


class Charter(BaseModel):
    """The written policy. `default_department` gets whatever nobody else handles, `danger_department` the
    dangers that come from a product (None: the default department). `off_topic_sample` is the share of public chatter left
    alone that a person looks at. `products` are the names by which customers call what the brand sells: they are marked in
    what customers write, also in the plural, without accents or with a slip."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    brand: Brand
    languages: tuple[str, ...] = ("fr", "en")
    referent: Person
    deputy: Person | None = None
    on_call: tuple[Person, ...] = ()
    hours: OpeningHours
    expected_delay: Delay = timedelta(hours=2)
    refusal_window: Delay = timedelta(hours=24)
    clarify_after: Delay = timedelta(minutes=10)
    settle: Settle = Settle()
    confidence: Confidence = Confidence()
    promising: Promising = Promising()
    courtesy: Courtesy = Courtesy()
    second_look: SecondLook = SecondLook()
    off_topic_sample: Share = 0.05
    loyalty: Loyalty = Loyalty()
    triggers: tuple[Trigger, ...] = ()
    crisis: CrisisRules = CrisisRules()
    mediator: Mediator | None = None
    dated_acts: dict[Act, ActRule] = {}
    retention: Retention = Retention()
    tone: Tone
    default_department: Id
    danger_department: Id | None = None
    departments: tuple[Department, ...]
    faq: tuple[FaqEntry, ...]
    products: tuple[str, ...] = ()
    wordings: Wordings
    web_page: WebPage

    def department(self, id: str) -> Department:
        """The department of that id. Raises KeyError."""
        return self._departments[id]

    def is_department(self, id: str) -> bool:
        """True when a department has that id."""
        return id in self._departments

    def holder(self, department: str | None) -> str:
        """That department; the default one for None and for a department that is no more."""
        return department if department and self.is_department(department) else self.default_department

    def entry(self, id: str) -> FaqEntry | None:
        """The FAQ entry of that id, if there is one."""
        return self._faq.get(id)

    def language(self, understood: str) -> str:
        """The language in which to reply to somebody who wrote in `understood`: the first one when we do not speak it."""
        return understood if understood in self.languages else self.languages[0]

    def hours_of(self, department: str | None) -> OpeningHours:
        """The hours in which that department answers; the brand's hours for None and for a department that is no more."""
        found = self._departments.get(department) if department else None
        return (found.hours if found else None) or self.hours

    def act_rule(self, act: str) -> ActRule:
        """Who gets a dated act and by when it wants an answer: the charter's rule, else the law's; no date for the others."""
        own = {str(name): rule for name, rule in self.dated_acts.items()}
        return own.get(act) or {str(name): rule for name, rule in LEGAL_TERMS.items()}.get(act) or ActRule()

    @cached_property
    def _departments(self) -> dict[str, Department]:
        return {department.id: department for department in self.departments}

    @cached_property
    def _faq(self) -> dict[str, FaqEntry]:
        return {entry.id: entry for entry in self.faq}
