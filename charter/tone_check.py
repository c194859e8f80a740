"""Does a text of the staff keep the charter's tone? Each finding says why, in the charter's words, and how to say it better.

It suggests and forbids nothing. Admitting a mistake is never a finding.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from charter import tone_words as w
from charter.charter import Charter
from charter.folded import composed, folded
from charter.holding_text import only_holds
from charter.tone_reasons import because, better

SHORT = 280
"""Characters of a public text that is still short."""

SHOWN = 60
"""Characters of a whole text that are quoted."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """`rule` names the check, `words` are the text's own (empty when something is missing), `because` is the sentence that it
    breaks, `better` what could be said."""

    rule: str
    words: str
    because: str
    better: str

    def __str__(self) -> str:
        """On one line, for people: « words » — because → better."""
        quoted = f"« {self.words} » — " if self.words else ""
        return f"{quoted}{self.because} → {self.better}"


def findings(
    text: str,
    charter: Charter,
    language: str,
    heat: str = "calm",
    public: bool = False,
    timed: bool = False,
    answers: bool = False,
) -> tuple[Finding, ...]:
    """What the check has to say of `text`, in reading order; nothing is a text that may go out as it is.

    `language` is the text's (its sentences are French or English); `heat` the customer's (`calm`, `annoyed`, `angry`,
    `threat`). `timed`: a time is added to the text when it is sent. `answers`: it is sent as the answer to
    somebody who waits.
    """
    holds = (_holding(text, charter, language),) if answers and only_holds(text) else ()
    return (*_Check(text, charter, language, heat != "calm", public, timed).findings(), *holds)


def listed(found: Iterable[Finding], charter: Charter, language: str) -> str:
    """All of it for people to read, a line each; the charter's own description of its tone once, at the end."""
    own = f" {charter.tone.description}"
    lines = [str(finding) for finding in found]
    if any(own in line for line in lines):
        lines = [line.replace(f".{own}", "").replace(own, "") for line in lines]
        lines.append(("La charte : « {} »" if language == "fr" else "The charter: “{}”").format(charter.tone.description))
    return "\n".join(lines)


def _holding(text: str, charter: Charter, language: str) -> Finding:
    words = " ".join(text.split())
    shown = words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"
    return Finding(
        "only_holds", shown, because("only_holds", language, charter, ""), better("only_holds", "", language, charter)
    )


class _Check:
    """One text, under one charter."""

    def __init__(self, text: str, charter: Charter, language: str, upset: bool, public: bool, timed: bool) -> None:
        self._text, self._folded = composed(text), folded(text)
        self._charter, self._language = charter, language
        self._upset, self._public, self._timed = upset, public, timed

    def findings(self) -> Iterator[Finding]:
        yield from self._told(sorted(self._spans(), key=lambda found: found[1]))
        for phrase in self._charter.tone.required:
            if folded(phrase) not in self._folded:
                yield Finding("required", "", because("required", self._language, self._charter, phrase), phrase)
        if self._public and len(self._text) > SHORT:
            yield self._finding("long_in_public", f"{len(self._text)} > {SHORT}")

    def _told(self, found: list[tuple[str, Span]]) -> Iterator[Finding]:
        """Each place once: what the charter forbids in its own words speaks first there. Honesty is left alone."""
        honest = [place.span() for place in w.HONEST.finditer(self._folded)]
        forbidden = [span for rule, span in found if rule == "forbidden"]
        for rule, span in found:
            known = rule != "forbidden" and any(_overlap(span, other) for other in forbidden)
            if not known and not any(_overlap(span, other) for other in honest):
                yield self._finding(rule, self._text[slice(*span)].strip(" ,\n"))

    def _finding(self, rule: str, words: str) -> Finding:
        return Finding(
            rule, words, because(rule, self._language, self._charter, words), better(rule, words, self._language, self._charter)
        )

    def _spans(self) -> Iterator[tuple[str, Span]]:
        text = self._folded
        for phrase in {folded(phrase) for phrase in (*self._charter.tone.forbidden, *self._charter.tone.better)}:
            yield from (("forbidden", place) for place in _phrase(phrase, text))
        yield from _all("at_once", w.AT_ONCE, text)
        yield from _all("blame", w.BLAME, text)
        yield from _all("gender", w.TITLE, _blanked(w.BOTH, text))
        yield from _all("exclamation", w.EXCLAMATION, text)
        yield from self._shouting()
        yield from self._address()
        yield from self._without_time()
        if self._upset:
            yield from _all("argument", w.ARGUMENT, text)
            yield from _all("joke", w.JOKE, text)
            yield from _all("emoji", w.EMOJI, self._text)
            yield from _all("emoji", w.SMILEY, text)

    def _shouting(self) -> Iterator[tuple[str, Span]]:
        for found in w.CAPITALS.finditer(self._text):
            if " " in found.group() or w.EMPHATIC.fullmatch(found.group()):
                yield "shouting", found.span()

    def _address(self) -> Iterator[tuple[str, Span]]:
        """`tu` in a house that says `vous`, or the other way round; what is quoted is somebody else's."""
        if self._language != "fr":
            return
        against = w.FAMILIAR if self._charter.brand.address == "vous" else w.FORMAL
        found = against.search(_blanked(w.QUOTED, self._folded))
        if found:
            yield "address", found.span()

    def _without_time(self) -> Iterator[tuple[str, Span]]:
        if self._timed:
            return
        for found in w.COMING_BACK.finditer(self._folded):
            begins = max(self._folded.rfind(end, 0, found.start()) for end in ".!?\n") + 1
            if not w.TIME.search(self._folded, begins):
                yield "without_time", found.span()


def _all(rule: str, pattern: w.Pattern, text: str) -> Iterator[tuple[str, Span]]:
    return ((rule, found.span()) for found in pattern.finditer(text))


def _phrase(phrase: str, text: str) -> Iterator[Span]:
    """Where `phrase` stands in `text`, as whole words."""
    start = text.find(phrase) if phrase.strip() else -1
    while start >= 0:
        end = start + len(phrase)
        if not (text[start - 1 : start].isalnum() and phrase[0].isalnum()) and not text[end : end + 1].isalnum():
            yield start, end
        start = text.find(phrase, end)


def _blanked(pattern: w.Pattern, text: str) -> str:
    """`text` with what `pattern` finds as blanks, so that all places stay."""
    return pattern.sub(lambda found: "\0" * len(found.group()), text)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
