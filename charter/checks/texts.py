"""Texts for customers: there in every language, and short enough for where they are said."""

import re
from collections.abc import Iterator, Mapping

from charter.document import Document, Path
from charter.folded import folded
from charter.problems import Problem
from charter.promises import LANGUAGES

PUBLIC_LIMIT = 280
"""Characters of a public message, the automatic mark included."""

PRIVATE_LIMIT = 4096
"""UTF-16 units of a private message: Telegram's limit, the smallest of the channels."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
"""What an e-mail address looks like; only sending tells more."""


def check(document: Document) -> Iterator[Problem]:
    """Languages, missing and empty texts, answers that are too long, keywords and addresses that cannot be right."""
    yield from _languages(document)
    for path in _places(document):
        yield from _in_every_language(document, path)
    for path, _ in document.items("faq"):
        yield from _answers(document, path)
    yield from _statement(document)
    yield from _brand(document)
    yield from _products(document)
    yield from _people(document)


def languages(document: Document) -> tuple[str, ...]:
    """The languages of the brand that we can speak."""
    written = document.at(("languages",))
    return tuple(dict.fromkeys(item for item in written if item in LANGUAGES)) if isinstance(written, list) else LANGUAGES


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def longest(document: Document, situation: str, language: str, visibility: str) -> int:
    """The length of the longest variant as written: what may have to fit beside another text."""
    wording = document.mapping("wordings", situation)
    by_language = wording.get(visibility) or wording.get("private")
    variants = by_language.get(language) if isinstance(by_language, Mapping) else None
    return max((len(v) for v in variants if isinstance(v, str)), default=0) if isinstance(variants, list) else 0


def _languages(document: Document) -> Iterator[Problem]:
    for path, language in document.items("languages"):
        if language not in LANGUAGES:
            yield document.problem(
                path, f"the language `{language}` is none we can say times in", f"write {' or '.join(LANGUAGES)}"
            )
    if document.at(("languages",)) == []:
        yield document.problem(("languages",), "there is no language", "write at least one, the brand's first")


def _places(document: Document) -> Iterator[Path]:
    for path, _ in document.items("departments"):
        yield from ((*path, "label"), (*path, "handles"), (*path, "needs"))
    for path, _ in document.items("faq"):
        yield from ((*path, "title"), (*path, "answer"), (*path, "public_answer"))
    yield ("web_page", "welcome")
    yield ("crisis", "statement")
    for path, _ in document.items("web_page", "posts"):
        yield from ((*path, "title"), (*path, "text"))


def _in_every_language(document: Document, path: Path) -> Iterator[Problem]:
    texts, known = document.at(path), languages(document)
    if not isinstance(texts, Mapping):
        return
    name = document.name(path)
    for language in known:
        text = texts.get(language)
        if text is None or (isinstance(text, str) and not text.strip()):
            yield document.problem(
                (*path, language), f"`{name}` says nothing in `{language}`", f"add `{language}:` and the text"
            )
    for language in texts:
        if language not in known:
            yield document.problem(
                (*path, language), f"`{name}` has a text in `{language}`, no language of the brand", "remove it"
            )


def _answers(document: Document, entry: Path) -> Iterator[Problem]:
    for key in ("answer", "public_answer"):
        for language, text in document.mapping(*entry, key).items():
            path = (*entry, key, language)
            if isinstance(text, str) and ("{{" in text or "{%" in text):
                yield document.problem(
                    path, "a FAQ answer with a variable: it would be sent as it stands", "write the answer out"
                )
    for language in languages(document):
        yield from _fits_private(document, entry, language)
        yield from _fits_public(document, entry, language)


def _fits_private(document: Document, entry: Path, language: str) -> Iterator[Problem]:
    path = (*entry, "answer", language)
    text = document.at(path)
    room = PRIVATE_LIMIT - sum(longest(document, s, language, "private") for s in ("automatic", "helped")) - 40
    if isinstance(text, str) and utf16(text) > room:
        yield document.problem(path, f"an answer of {utf16(text)} characters", f"write at most {room}")


def _fits_public(document: Document, entry: Path, language: str) -> Iterator[Problem]:
    key = "public_answer" if document.at((*entry, "public_answer")) is not None else "answer"
    path = (*entry, key, language)
    text = document.at(path)
    if not isinstance(text, str):
        return
    around = sum(longest(document, s, language, "public") + 1 for s in ("helped", "automatic_mark"))
    if len(text) + around > PUBLIC_LIMIT:
        found = (
            f"`{document.name(path)}` has {len(text)} characters; with the question after it and the mark, {len(text) + around}"
        )
        yield document.problem(path, found, f"write a `public_answer` of at most {PUBLIC_LIMIT - around} characters")


def _statement(document: Document) -> Iterator[Problem]:
    """The holding statement of a crisis is said in public."""
    for language, text in document.mapping("crisis", "statement").items():
        room = PUBLIC_LIMIT - longest(document, "automatic_mark", language, "public") - 1
        if isinstance(text, str) and len(text) > room:
            path: Path = ("crisis", "statement", language)
            yield document.problem(path, f"a holding statement of {len(text)} characters", f"write at most {room}")


def _products(document: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, name in document.items("products"):
        if not isinstance(name, str):
            continue
        if not any(c.isalpha() for c in name):
            yield document.problem(path, f"the product `{name}` has no letter: it cannot be found in a text", "write its name")
        elif (same := folded(" ".join(name.split()))) in seen:
            yield document.problem(path, f"the product `{name}` stands there twice", "remove one")
        else:
            seen.add(same)


def _brand(document: Document) -> Iterator[Problem]:
    for path, keyword in document.items("brand", "keywords"):
        if isinstance(keyword, str) and len(keyword.strip()) < 3:
            yield document.problem(path, f"the keyword {keyword!r} would be found everywhere", "write at least 3 characters")
    for path in (("brand", "name"), ("referent", "name")):
        if document.at(path) == "":
            yield document.problem(path, f"`{'.'.join(path)}` is empty", "write a name")


def _people(document: Document) -> Iterator[Problem]:
    places: list[Path] = [("referent", "email"), ("deputy", "email")]
    places += [(*path, "email") for path, _ in (*document.items("on_call"), *document.items("departments"))]
    places += [(*path, "lead", "email") for path, _ in document.items("departments")]
    for path in places:
        email = document.at(path)
        if isinstance(email, str) and not EMAIL.fullmatch(email):
            yield document.problem(path, f"{email!r} is no e-mail address", "write name@example.org")
    if not document.at(("on_call",)):
        yield document.problem(
            ("on_call",), "nobody is on call: nobody would be told of a danger", "add a person under `on_call:`"
        )
