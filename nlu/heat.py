"""How heated a message is, by rules: complaints, outrage, irony, insistence, and threats of law, press or exposure."""

import re
from dataclasses import dataclass

from conversations.understanding import Heat
from nlu.assertion import Phrases
from nlu.normalise import folded, readable

_THREAT = Phrases.read("threat")
_EXPOSURE = Phrases.read("exposure")
_INSULT = Phrases.read("insult")
_OUTRAGE = Phrases.read("outrage")
_COMPLAINT = Phrases.read("complaint")
_PRAISE = Phrases.read("praise")
_IRONY = Phrases.read("irony")
_DOUBTFUL_IRONY = Phrases.read("doubtful_irony")
_HARMLESS = Phrases.any_of([Phrases.read("harmless"), Phrases.read("acquaintance")])

_IRONIC_SIGN = re.compile("[👏🙄🤡🏆👌😒🤬😡😤🖕]")
_ANGRY_SIGN = re.compile("[🤬😡🖕💢]")
_LOUD = re.compile(r"[!?]\s*[!?]")
_SHOUTED_WORD = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{2,}\b")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Tone:
    """What the rules hear in a text: how many complaints and outrages, insult, irony, praise, threats, marks."""

    complaints: int
    outrages: int
    insult: bool
    ironic: bool
    praise: bool
    threat: bool
    exposure: bool
    angry_signs: int
    shouting: int
    loud: bool

    @property
    def points(self) -> int:
        """1 for each of two complaints, 3 an outrage, an insult or irony; angry signs and shouting add to them."""
        points = min(self.complaints, 2) + 3 * self.outrages
        if self.insult or self.ironic:
            points += 3
        if self.angry_signs:
            points += 2 if self.angry_signs == 1 else 3
        return points + max(self.shouting, int(self.loud)) if points else 0

    @property
    def heat(self) -> Heat:
        """The heat that the rules make of it."""
        if self.threat or (self.exposure and (self.points > 0 or not self.praise)):
            return Heat.THREAT
        if self.points >= 3:
            return Heat.ANGRY
        return Heat.ANNOYED if self.points else Heat.CALM


def tone(text: str) -> Tone:
    """The tone of a text of any length (its first 2,000 characters)."""
    plain_text, shown = _HARMLESS.removed_from(folded(text)), readable(text)
    complaints, outrages = _COMPLAINT.count_in(plain_text), _OUTRAGE.count_in(plain_text)
    praise = _PRAISE.said_in(plain_text)
    return Tone(
        complaints=complaints,
        outrages=outrages,
        insult=_INSULT.said_in(plain_text),
        ironic=_ironic(plain_text, shown, complaints + outrages, praise),
        praise=praise,
        threat=_THREAT.said_in(plain_text),
        exposure=_EXPOSURE.said_in(plain_text),
        angry_signs=len(_ANGRY_SIGN.findall(shown)),
        shouting=_shouting(shown),
        loud=_LOUD.search(shown) is not None,
    )


def heat(text: str) -> Heat:
    """The heat of a text of any length (its first 2,000 characters), by the rules alone."""
    return tone(text).heat


def threatens(text: str) -> bool:
    """True when the text threatens with law, press, a regulator or public exposure."""
    return heat(text) is Heat.THREAT


def _ironic(plain_text: str, shown: str, grievances: int, praise: bool) -> bool:
    if _IRONY.found_in(plain_text):
        return True
    if _DOUBTFUL_IRONY.found_in(plain_text) and (grievances > 0 or not praise):
        return True
    return grievances > 0 and _IRONIC_SIGN.search(shown) is not None


def _shouting(shown: str) -> int:
    words = len(_WORD.findall(shown))
    return 2 if words >= 4 and len(_SHOUTED_WORD.findall(shown)) * 10 >= words * 6 else 0
