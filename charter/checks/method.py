"""The method in the brand's own sentences: what a wording must say, and what no text of ours says."""

import re
from collections.abc import Iterator, Mapping

from charter.checks.tone import texts_of
from charter.document import Document, Path
from charter.problems import Problem
from charter.wording import Situation

MUST_NAME: Mapping[Situation, tuple[str, ...]] = {
    Situation.ACKNOWLEDGEMENT: ("promise",),
    Situation.ACKNOWLEDGEMENT_HEATED: ("promise",),
    Situation.ACKNOWLEDGEMENT_MEDIA: ("promise",),
    Situation.ACKNOWLEDGEMENT_LANGUAGE: ("promise",),
    Situation.ACKNOWLEDGEMENT_TEAM: ("department", "promise"),
    Situation.ACKNOWLEDGEMENT_DATED: ("promise", "received", "reference"),
    Situation.HOLDING_PROMISE: ("promise",),
    Situation.DELAY_NOTICE: ("promise",),
    Situation.DELAY_NOTICE_AGAIN: ("promise",),
    Situation.CLARIFY: ("choices",),
    Situation.NEEDS: ("needs",),
    Situation.FURTHER: ("department", "promise"),
    Situation.MASKED: ("what",),
}
"""What each sentence of a situation must hold: a promise without its time is none."""

_AUTOMATIC = re.compile(r"automat|robot|\bbot\b|machine", re.IGNORECASE)
_A_PERSON = re.compile(r"personne|quelqu'un|humain|person|human|somebody|someone|team", re.IGNORECASE)
_AT_ONCE = re.compile(
    r"\b(immédiatement|tout de suite|sur-le-champ|dans l'instant|immediately|right away|at once|instantly)\b", re.IGNORECASE
)
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50-\u2b55]")
_FAMILIAR = re.compile(r"\b(tu|toi|tes|ta|te)\b|\bt'(?=[aeiouyéèêh])", re.IGNORECASE)
_FORMAL = re.compile(r"\b(vous|votre|vos|vôtres?)\b", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(madame|monsieur|mesdames|messieurs|mademoiselle|mme|mlle|cher client|chère cliente|sir|madam|mrs|mr)\b", re.I
)
_BOTH_GENDERS = re.compile(r"\w(\(e\)|·e|\.e\.)s?(?!\w)")

_WAYS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (_TITLE, "guesses who is reading ({found})", "address everybody alike, without a title"),
    (_BOTH_GENDERS, "agrees with two genders at once ({found})", "choose a form that suits everybody"),
)


def check(document: Document) -> Iterator[Problem]:
    """Promises without a time, "immediately", emoji, a first message that hides the machine, `tu` beside `vous`, titles."""
    for situation in Situation:
        for path, text in texts_of(document.at(("wordings", situation.value)), ("wordings", situation.value)):
            yield from _wording(document, situation, path, text)
    for part in ("wordings", "faq", "web_page", "crisis"):
        for path, text in texts_of(document.at((part,)), (part,)):
            yield from _text(document, path, text)


def _wording(document: Document, situation: Situation, path: Path, text: str) -> Iterator[Problem]:
    for name in MUST_NAME.get(situation, ()):
        if text.strip() and not re.search(rf"{{{{\s*{name}\b", text):
            yield document.problem(path, f"a `{situation.value}` that does not say {name}", f"write {{{{ {name} }}}} in it")
    if situation is Situation.AUTOMATIC and text.strip() and not (_AUTOMATIC.search(text) and _A_PERSON.search(text)):
        found = "a first message that does not say that it is automatic and how to reach a person"
        yield document.problem(
            path, found, 'write both: "… automatique. Pour parler à une personne, écrivez « une personne »."'
        )
    at_once = _AT_ONCE.search(text) if situation is not Situation.SAFETY else None
    if at_once:
        yield document.problem(path, f"a wording promises « {at_once.group()} »", "say by when, with {{ promise }}")
    if _EMOJI.search(text):
        yield document.problem(path, "a wording with an emoji: it reaches people who are upset", "say it in words")


def _text(document: Document, path: Path, text: str) -> Iterator[Problem]:
    for pattern, found, write in _WAYS:
        match = pattern.search(text)
        if match:
            yield document.problem(path, f"a text {found.format(found=match.group().strip())}", write)
    if "fr" not in path:
        return
    address = document.mapping("brand").get("address", "vous")
    other = _FAMILIAR if address == "vous" else _FORMAL if address == "tu" else None
    match = other.search(text) if other else None
    if match:
        found = f"a text says « {match.group()} » while `brand.address` is `{address}`"
        yield document.problem(path, found, f"keep to « {address} » everywhere, or change `brand.address`")
