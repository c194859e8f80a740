"""Whether a text says a thing, or says that it is not so.

The rules look for phrases in folded text (`normalise.folded`: lower case, no accents). A phrase that a negation
governs ("sans danger", "pas très urgent", "no need for a lawyer") does not count.
"""

import re
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Self

from nlu.alternation import together

NEAR = r"(?:(?!\b(?:pas|jamais|ni|not|never)\b)[^.!?;]){0,40}"
"""Some words of the same sentence, none of which denies it; for use between two parts of a phrase."""

_NEGATOR = (
    r"(?:pas|jamais|sans|aucune?s?|rien|ni|nullement|guere|personne(?= n[e'])|inutile"
    r"|not|no|never|nothing|nobody|without|none|nor|\w+n't|cannot|hardly)"
)
# A subject, a possessive, a demonstrative or a conjunction begins another statement: "pas remboursé je porte plainte".
_BREAK = (
    r"(?:je|j'\w*|c'\w+|[cj]|on|nous|vous|tu|ils?|elles?|ca|cet?|cette|ces|mon|ma|mes|notre|votre|vos|mais|donc|alors|et|puis|si|car|que|qui"
    r"|i|we|you|they|it|he|she|my|our|your|this|that|these|but|so|and|if|then)"
)
_GOVERNED = re.compile(rf"\b{_NEGATOR}(?: (?!{_BREAK}\b)[\w']+){{0,2}} (?:[dlmtsn]')?$")
# What somebody does not do is done to something of theirs: "pas contacter mon avocat", "not call my lawyer".
_DOING = (
    r"(?:[\w']*(?:er|ir|re|ing)|call|contact|see|tell|get|involve|cancel|delete|want)(?: (?:a|de|aux?))?"
    r" (?:mon|ma|mes|notre|nos|votre|vos|ce|cette|ces|vous|my|our|your|this|you)\b|(?:a|de) vous\b"
)
# "Vous ne répondez pas j'annule": a phrase with its own subject is not governed by what stands before it.
_OWN_SUBJECT = re.compile(r"(?:je|j'|i|i'm|i'll|we|nous)\b")
_FAR_GOVERNED = re.compile(rf"\b{_NEGATOR}(?: (?:{_DOING}|(?!{_BREAK}\b)[\w']+)){{0,5}} (?:[dlmtsn]')?$")
_DENIED_AFTER = re.compile(r"(?: \w+)? (?:pas|plus|jamais|rien|personne)\b")
_VERB_DENIED = re.compile(r"\b(?:ne (?:(?:me|te|se|vous|nous|le|la|les|lui|y|en) |[mtsl]')*|n'(?:en |y )?)$")
_FAR_FROM_IT = re.compile(
    r"(?:loin de (?:moi|nous)|pas question|aucune? (?:intention|envie|besoin)|no (?:intention|plan|need)s?|encore moins"
    r"|sans (?:vouloir|chercher a|aller jusqu'a)|(?:pas|plus) (?:la peine|besoin|necessaire)|dirai[st]? pas que)\b"
    r"(?: [\w']+){0,6}? (?:[dl]')?$|\b(?:n'\w+|ne \w+) plus (?:d')?$"
)
# "Je n'hésiterai pas à": a negation that promises.
_PROMISED = re.compile(
    r"\b(?:hesit\w+|manqu\w+|tard\w+|oblig\w+|forc\w+|contrai\w+) (?:\w+ )?(?:pas |plus )?(?:(?:a |de |d'|to )(?:\w+ ){0,2})?$"
)
# Spoken French drops "ne": "ça fume pas".
_SPOKEN = re.compile(r" pas\b(?! (?:que|seulement|mal|loin))")
_INSIDE = re.compile(r"(?<!^)\b(?:pas|jamais|rien|aucune?|not|never|\w+n't)\b")
_FOLDER = resources.files("nlu") / "phrases"
_DEFINITION = re.compile(r"<(?P<name>\w+)> = (?P<meaning>.+)")
_DEFINED = re.compile(r"~|(?!^)<\w+>|^<\w+>(?! =)")
_STOP = re.compile(r"[.!?;:,()=]")


class Phrases:
    """A list of phrases to look for, one regular expression over folded text a line; it begins at the start of a word.

    `~` stands for NEAR, `<name>` for what a line `<name> = …` says (it may use names defined above it),
    `#` begins a remark. With `denied_inside` a negation between the words of a phrase denies it: "me suis pas coupée".
    """

    def __init__(self, lines: Iterable[str], whole_words: bool = False, denied_inside: bool = False) -> None:
        names = {"~": NEAR}
        patterns: list[str] = []
        for line in lines:
            written = line if line.startswith("#") else _DEFINED.sub(lambda found: names[found.group()], line)
            if defined := _DEFINITION.match(written):
                names[f"<{defined['name']}>"] = f"(?:{defined['meaning']})"
            elif line.strip() and not line.startswith("#"):
                patterns.append(written)
        self._alternatives = [f"(?:{pattern})(?!\\w)" for pattern in patterns] if whole_words else patterns
        self._pattern = re.compile(rf"(?<!\w)(?:{together(patterns)})" + (r"(?!\w)" if whole_words else ""))
        self._denied_inside = denied_inside

    @classmethod
    def read(cls, name: str, whole_words: bool = False, denied_inside: bool = False) -> Self:
        """The list `phrases/<name>.txt` of this package."""
        return cls((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines(), whole_words, denied_inside)

    @classmethod
    def any_of(cls, lists: Iterable[Self]) -> Self:
        """The phrases of all these lists, to find in one pass that none is there; what is denied is left to each list."""
        return cls(alternative for one in lists for alternative in one._alternatives)

    def said_in(self, folded: str) -> bool:
        """True when one of the phrases is said and not denied."""
        return next(self.said(folded), None) is not None

    def found_in(self, folded: str) -> bool:
        """True when one of the phrases stands there, denied or not."""
        return self._pattern.search(folded) is not None

    def share_denied_in(self, folded: str) -> float:
        """Of the places where a phrase stands, the share where it is denied, from afar or from behind; 0 without any."""
        found = list(self._pattern.finditer(folded))
        return sum(_far_denied(folded[: f.start()], folded[f.end() :]) for f in found) / max(1, len(found))

    def times_in(self, folded: str) -> int:
        """How often the phrases stand there, denied or not."""
        return sum(1 for _ in self._pattern.finditer(folded))

    def count_in(self, folded: str) -> int:
        """How many different phrases are said and not denied."""
        return len({found.group() for found in self.said(folded)})

    def removed_from(self, folded: str) -> str:
        """The text without the phrases, said or denied."""
        return self._pattern.sub(" ", folded)

    def said(self, folded: str) -> Iterator[re.Match[str]]:
        """The places where a phrase is said and not denied."""
        return (found for found in self._pattern.finditer(folded) if not self._denied(folded, found))

    def _denied(self, folded: str, found: re.Match[str]) -> bool:
        near, phrase = _STOP.split(folded[max(0, found.start() - 60) : found.start()])[-1], found.group()
        if self._denied_inside and _SPOKEN.match(folded, found.end()):
            return True
        if _PROMISED.search(near):
            return False
        if (_GOVERNED.search(near) and not _OWN_SUBJECT.match(phrase)) or _FAR_FROM_IT.search(near):
            return True
        if _INSIDE.search(phrase):
            return self._denied_inside
        return " plus" not in phrase and _VERB_DENIED.search(near) is not None


def all_lists() -> dict[str, str]:
    """What every list of phrases says, by name: what was learned beside the rules is only as they were then."""
    files = sorted((file for file in _FOLDER.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def _far_denied(before: str, after: str) -> bool:
    near = _STOP.split(before[-80:])[-1]
    if _PROMISED.search(near):
        return False
    before_it = _FAR_GOVERNED.search(near) or _FAR_FROM_IT.search(near) or _VERB_DENIED.search(near)
    return before_it is not None or _DENIED_AFTER.match(after) is not None
