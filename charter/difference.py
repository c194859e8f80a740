"""What changes for customers from one charter to another, in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import NamedTuple

from charter.charter import Charter
from charter.difference_words import ABSENT, ADDED, CHANGED, DAYS, OTHERWISE, REMOVED, SITUATIONS
from charter.week import clock

Path = tuple[str, ...]


class Changed(NamedTuple):
    """One thing that is not as it was; None where there was nothing, or is nothing any more."""

    path: Path
    old: object
    new: object


def differences(old: Charter, new: Charter, language: str) -> tuple[str, ...]:
    """What changes for customers and for the staff, one sentence each, in the order of the charter. `language`: `fr` or `en`.

    Empty when nothing does. Training sentences beside the charter are not looked at.
    """
    names = _names(old, language) | _names(new, language)
    said = (_sentence(change, names, language) for change in changes(old, new))
    return tuple(dict.fromkeys(said))


def changes(old: Charter, new: Charter) -> Iterator[Changed]:
    """Everything that differs, in the order of the charter: the smallest thing that has a sentence of its own."""
    yield from _changes((), _values(old), _values(new))


def _values(charter: Charter) -> dict[str, object]:
    """The charter as plain values, lists of things with an id as mappings by id."""
    values = charter.model_dump()
    values["departments"] = {one["id"]: one for one in values["departments"]}
    values["faq"] = {one["id"]: one for one in values["faq"]}
    values["web_page"]["posts"] = {one["id"]: one for one in values["web_page"]["posts"]}
    values["wordings"] = {str(situation): wording for situation, wording in values["wordings"].items()}
    return values


def _changes(path: Path, old: object, new: object) -> Iterator[Changed]:
    if old == new:
        return
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)) or _kind(path) in CHANGED["fr"]:
        yield Changed(path, old, new)
        return
    for key in dict.fromkeys((*old, *new)):
        yield from _changes((*path, str(key)), old.get(key), new.get(key))


def _kind(path: Path) -> str:
    """What a path is about, ids left out: `faq.*.answer`."""
    ids = ("departments", "faq", "wordings", "dated_acts", "posts", "week")
    return ".".join("*" if before in ids else step for before, step in zip(("", *path), path, strict=False))


def _sentence(change: Changed, names: Mapping[str, str], language: str) -> str:
    kind = _kind(change.path)
    table = ADDED if change.old is None else REMOVED if change.new is None else CHANGED
    template = table[language].get(kind) or CHANGED[language].get(kind) or OTHERWISE[language]
    of = change.path[1] if len(change.path) > 1 else ""
    return template.format(
        name=names.get(of, SITUATIONS[language].get(of, of)),
        day=DAYS[language].get(change.path[-1], change.path[-1]),
        path=".".join(change.path),
        old=_said(change.old, language),
        new=_said(change.new, language),
        languages=", ".join(_languages(change)),
    )


def _names(charter: Charter, language: str) -> dict[str, str]:
    """How departments and questions are called, by id."""
    named = {department.id: department.label for department in charter.departments}
    named |= {entry.id: entry.title for entry in charter.faq}
    named |= {post.id: post.title for post in charter.web_page.posts}
    return {id: texts.get(language) or next(iter(texts.values())) for id, texts in named.items()}


def _languages(change: Changed) -> list[str]:
    """In which languages (or where) a text is not as it was."""
    old, new = (value if isinstance(value, Mapping) else {} for value in (change.old, change.new))
    return [str(key) for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key)]


def _said(value: object, language: str) -> str:
    match value:
        case None | "" | () | []:
            return ABSENT[language]
        case bool():
            return {"fr": ("non", "oui"), "en": ("no", "yes")}[language][value]
        case timedelta():
            return duration(value)
        case date():
            return value.isoformat()
        case time():
            return clock(value)
        case {"start": time() as start, "end": time() as end}:
            return f"{clock(start)}–{clock(end)}"
        case Mapping():
            return _mapping(value, language)
        case Sequence() if not isinstance(value, str):
            return ", ".join(_said(item, language) for item in value)
        case _:
            return str(value)


def _mapping(value: Mapping[str, object], language: str) -> str:
    """A text in the reader's language, a person by name, anything else key by key."""
    for key in (language, "name", "kind"):
        if isinstance(value.get(key), str):
            return str(value[key])
    told = {key: item for key, item in value.items() if item not in (None, "", (), [])}
    return ", ".join(f"{key} {_said(item, language)}" for key, item in told.items())


def duration(delay: timedelta) -> str:
    """A delay as it is written for people: `1 h 30`, `45 min`, `4 s`."""
    minutes, seconds = divmod(round(delay.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes:02}" if hours and minutes else f"{minutes} min" if minutes else ""]
    return " ".join(filter(None, [*parts, f"{seconds} s" if seconds else ""])) or "0"
