"""Who writes, where, and what about: drawn at random, with what each sentence is given to mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from bot.simulation import sentences as s
from bot.simulation.given import meaning
from bot.simulation.memory import PERSON, id_of
from charter.charter import LIGHT, Charter
from conversations.message import MessageKind, PlaceKey, Visibility
from conversations.understanding import Danger, Heat, Understanding, Wish

ENGLISH = 0.07
_ABOUT = {
    "faq": 34, "case": 33, "ou_en_est": 5, "light": 6, "chatter": 7, "person": 3, "clarify": 3, "insult": 0.7, "media": 2,
    "two": 2, "danger": 0.12, "act": 0.8,
}  # fmt: skip
_LEAST, _MOST = 12, 400
"""Characters of an example that is used: fragments and long stories are rare in life."""
_DANGERS_KEPT = 0.1
"""Of the examples that speak of a danger: they are many, so that none is missed, and in life few."""
_DRAWS = 40
_HEATS = {"": 72, "annoyed": 18, "angry": 9, "threat": 1}


@dataclass(frozen=True, slots=True)
class Said:
    """A message before it is written: its text, and what it means."""

    text: str
    understanding: Understanding
    kind: MessageKind = MessageKind.TEXT


@dataclass(frozen=True, slots=True)
class Person:
    """A customer in the place where they write first; `private` is where links lead them."""

    key: PlaceKey
    private: PlaceKey
    name: str
    visibility: Visibility
    mention: bool
    language: str
    address: Mapping[str, str | int]
    opening: Said


class People:
    """Draws people who write to the brand of `charter`, in sentences of its `examples` (by intent)."""

    def __init__(self, charter: Charter, examples: Mapping[str, Sequence[str]], random: Random) -> None:
        self._charter = charter
        self._random = random
        self._examples = {id: [text for text in found if _LEAST <= len(text) <= _MOST] for id, found in examples.items()}
        self._faq = [entry.id for entry in charter.faq]
        self._departments = [department.id for department in charter.departments]
        self._number = 0

    def somebody(self, busy: str | None = None) -> Person:
        """Somebody with something on their mind; `busy` is the department of the day, to which most turn."""
        draw = self._random.random
        language = "en" if draw() < ENGLISH and "en" in self._charter.languages else self._charter.languages[0]
        about = self._random.choices(list(_ABOUT), list(_ABOUT.values()))[0]
        if busy is not None and draw() < 0.6:
            about = "case"
        if about == "faq" and not self._faq:
            about = "case"
        public = draw() < (0.8 if about == "chatter" else 0.4)
        if about in ("clarify", "danger", "act"):
            public = public and draw() < 0.2
        return self._person(self._said(about, language, busy), public, language)

    def upset(self, department: str) -> Person:
        """One of many who complain of the same in public."""
        said = self.phrase("crisis", self._charter.languages[0], department)
        heat = max(said.understanding.heat, Heat.ANNOYED)
        return self._person(
            replace(said, understanding=replace(said.understanding, heat=heat)), True, self._charter.languages[0]
        )

    def phrase(self, subject: str, language: str, *intents: str, danger: Danger | None = None) -> Said:
        """One of these sentences, with what it means."""
        text = self._random.choice(s.of(subject, language))
        return Said(text, meaning(text, *intents, danger=danger))

    def _person(self, said: Said, public: bool, language: str) -> Person:
        self._number += 1
        random = self._random
        channel = random.choices(("web", "telegram", "mastodon"), (40, 45, 15))[0]
        account = {"web": "site", "telegram": "simulation", "mastodon": "simulation"}[channel]
        contact = PERSON + id_of(self._number, random.random())
        own = f"dm-{contact}"
        post = f"post-{random.randint(1, 40)}"
        key = PlaceKey(channel, account, post if public else own, contact)
        visibility = Visibility.PUBLIC if public else Visibility.PRIVATE
        name = f"{random.choice(s.NAMES)} {random.choice('ABCDEGLMPRST')}."
        mention = public and random.random() < 0.55
        return Person(key, replace(key, place=own), name, visibility, mention, language, {"place": key.place}, said)

    def _said(self, about: str, language: str, busy: str | None) -> Said:
        match about:
            case "faq":
                return self._heated(self._example(self._random.choice(self._faq), language), language, calm=0.95)
            case "case":
                return self._heated(self._example(self._department(busy), language), language, calm=0.0)
            case "ou_en_est":
                return self.phrase("states", language, "ou_en_est")
            case "light":
                return self._example(self._random.choice(LIGHT), language)
            case "chatter":
                return self.phrase("chatter", language, "hors_sujet")
            case "person":
                said = self.phrase("persons", language, "humain")
                return replace(said, understanding=replace(said.understanding, wish=Wish.PERSON))
            case "insult":
                said = self.phrase("insults", language, "insulte")
                return replace(said, understanding=replace(said.understanding, heat=Heat.ANGRY))
            case _:
                return self._rare(about, language)

    def _rare(self, about: str, language: str) -> Said:
        first, second = self._random.sample([*self._departments, *self._faq], 2)
        match about:
            case "media":
                return Said("", meaning("", self._charter.default_department), MessageKind.MEDIA)
            case "danger":
                return self.phrase("dangers", language, self._charter.default_department, danger=Danger.PRODUCT)
            case "clarify":
                said = self._example(first, language)
                return Said(said.text, replace(meaning(said.text, first, second), heat=Heat.CALM, dated_act=None))
            case "two":
                one, other = self._example(first, language), self._example(second, language)
                return Said(f"{one.text} {other.text}", replace(one.understanding, also=other.understanding.intents))
            case _:
                said = self._example(first, language)
                return replace(said, understanding=replace(said.understanding, dated_act="withdrawal"))

    def _department(self, busy: str | None) -> str:
        if busy is not None and self._random.random() < 0.8:
            return busy
        weights = [6 if id in self._departments[:2] else 2 for id in self._departments]
        return self._random.choices(self._departments, weights)[0]

    def _example(self, intent: str, language: str) -> Said:
        text = self._one_of(self._examples.get(intent, ()), intent, language)
        greeting = self._random.choice(s.of("greetings", language)) if text[:1].isupper() and len(text) < 120 else ""
        if greeting and not text.lower().startswith(("bonjour", "bonsoir", "hello", "hi", "salut", "madame", "coucou")):
            return Said(f"{greeting} {text[0].lower()}{text[1:]}" if text[1:2].islower() else text, meaning(text, intent))
        return Said(text, meaning(text, intent))

    def _one_of(self, texts: Sequence[str], intent: str, language: str) -> str:
        """One in that language, if a few draws find one: most examples are in the brand's first."""
        for _ in range(_DRAWS if texts else 0):
            text = self._random.choice(texts)
            found = meaning(text, intent)
            rare = found.danger is not None and self._random.random() >= _DANGERS_KEPT
            if found.language == language and not rare:
                return text
        return self._random.choice(s.of("requests", language))

    def _heated(self, said: Said, language: str, calm: float) -> Said:
        """Some add a reproach."""
        word = "" if self._random.random() < calm else self._random.choices(list(_HEATS), list(_HEATS.values()))[0]
        if not word:
            return said
        reproach = self._random.choice(s.among(s.REPROACHES[word], language))
        heat = max(said.understanding.heat, Heat[word.upper()])
        return Said(f"{said.text} {reproach}", replace(said.understanding, heat=heat))
