"""Ids and figures as the person at the desk reads them: in their language, time zone and the charter's labels."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from charter.charter import Charter
from charter.faq import Texts
from desk import time_words
from desk.words import Words

_ARTICLE = re.compile(r"^(?:le |la |les |l['’]|the |our |notre )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reader:
    """`users` maps user ids to public names."""

    words: Words
    charter: Charter
    users: Mapping[str, str]
    now: datetime
    zone: ZoneInfo

    def department(self, id: str | None) -> str:
        """A department's label inside a sentence ("le service livraison")."""
        if id is None:
            return self.words("department.none")
        return self.text(self.charter.department(id).label) if self.charter.is_department(id) else id

    def department_title(self, id: str | None) -> str:
        """A department's label standing alone ("Service livraison")."""
        label = _ARTICLE.sub("", self.department(id))
        return label[:1].upper() + label[1:]

    def text(self, texts: Texts) -> str:
        """The text in the person's language, else in the brand's first."""
        first = texts.get(self.charter.languages[0], next(iter(texts.values())))
        return texts.get(self.words.language, first)

    def user(self, id: str) -> str:
        """The public name of a user."""
        return self.users.get(id, self.words("user.unknown"))

    def channel(self, name: str) -> str:
        """A channel's name."""
        return self.words.either(f"channel.{name}", name)

    def moment(self, at: datetime) -> str:
        """When that is, in words."""
        return time_words.moment(at, self.now, self.zone, self.words)

    def left(self, deadline: datetime | None) -> time_words.Left:
        """What remains until then, in words."""
        return time_words.left(deadline, self.now, self.words)

    def intent(self, id: str) -> str:
        """The name of a FAQ entry, a department or a special intent."""
        entry = self.charter.entry(id)
        if entry is not None:
            return self.words("intent.faq", title=self.text(entry.title))
        return self.department(id) if self.charter.is_department(id) else self.words.either(f"intent.{id}", id)

    def intents(self, ids: str) -> str:
        """The names of several, written `a|b`."""
        return ", ".join(self.intent(id) for id in ids.split("|"))

    def verdict(self, verdict: str) -> str:
        """A verdict (`faq:horaires`, `humain`) as a sentence."""
        kind, _, target = verdict.partition(":")
        key = f"verdict.{kind}"
        return self.words(key, target=self.intents(target) if target else "") if self.words.has(key) else verdict

    def figure(self, value: str | float | bool | None) -> str:
        """A figure of a reason: shares as percentages, ids by their names."""
        if value is None:
            return "–"
        if isinstance(value, bool):
            return self.words("yes" if value else "no")
        if isinstance(value, str):
            return self.words.either(f"figure.{value}", self.intents(value))
        if isinstance(value, float) and 0 <= value <= 1:
            return self.words("percent", n=round(value * 100))
        return f"{value:g}"
