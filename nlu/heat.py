"""How heated a message is, by rules: complaints, outrage, irony, insistence, and threats of law, press or exposure."""

import re

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
_HARMLESS = Phrases.read("harmless")

_IRONIC_SIGN = re.compile("[👏🙄🤡🏆👌😒🤬😡😤🖕]")
_ANGRY_SIGN = re.compile("[🤬😡🖕💢]")
_LOUD = re.compile(r"[!?]\s*[!?]")
_SHOUTED_WORD = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{2,}\b")
_WORD = re.compile(r"[^\W\d_]{2,}")


def heat(text: str) -> Heat:
    """The heat of a text of any length (its first 2,000 characters)."""
    plain_text, shown = _HARMLESS.removed_from(folded(text)), readable(text)
    grievance = _grievance(plain_text, shown)
    if _threatens(plain_text, grievance):
        return Heat.THREAT
    if grievance >= 3:
        return Heat.ANGRY
    return Heat.ANNOYED if grievance else Heat.CALM


def threatens(text: str) -> bool:
    """True when the text threatens with law, press, a regulator or public exposure."""
    return heat(text) is Heat.THREAT


def _threatens(plain_text: str, grievance: int) -> bool:
    if _THREAT.said_in(plain_text):
        return True
    return _EXPOSURE.said_in(plain_text) and (grievance > 0 or not _PRAISE.said_in(plain_text))


def _grievance(plain_text: str, shown: str) -> int:
    """Points: 1 for each of two complaints, 3 an outrage, an insult or irony; angry signs and shouting add to them."""
    complaints, outrage = _COMPLAINT.count_in(plain_text), _OUTRAGE.count_in(plain_text)
    points = min(complaints, 2) + 3 * outrage
    if _INSULT.said_in(plain_text) or _ironic(plain_text, shown, complaints + outrage):
        points += 3
    if angry_signs := len(_ANGRY_SIGN.findall(shown)):
        points += 2 if angry_signs == 1 else 3
    return points + _insistence(shown) if points else 0


def _ironic(plain_text: str, shown: str, grievances: int) -> bool:
    if _IRONY.found_in(plain_text):
        return True
    if _DOUBTFUL_IRONY.found_in(plain_text) and (grievances > 0 or not _PRAISE.said_in(plain_text)):
        return True
    return grievances > 0 and _IRONIC_SIGN.search(shown) is not None


def _insistence(shown: str) -> int:
    words = _WORD.findall(shown)
    shouted = len(_SHOUTED_WORD.findall(shown))
    if len(words) >= 4 and shouted * 10 >= len(words) * 6:
        return 2
    return 1 if len(_LOUD.findall(shown)) >= 1 else 0
