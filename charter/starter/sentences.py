"""Training sentences for a new brand: those of the example that are nobody's in particular, and those of the starter's entries.

A question that the new charter does not answer yet goes to a team. Its sentences stand apart, under the question's title, so
that they can be moved when the brand writes an answer.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache

from charter.charter import LIGHT, SPECIAL
from charter.checks.references import BACKGROUND
from charter.document import Document, read
from charter.examples import Example, by_intent, parse
from charter.folded import words
from charter.starter.answers import DEFAULT_TEAM

FEW, MANY = 40, 60
"""Sentences that are kept of a question without an answer, and of a team that the brand does not have."""

_OURSELVES = frozenset({"robot", "robots"})
"""What the example sells; to whoever asks for a person it is us."""

Sentences = Mapping[str, Sequence[str]]


def example_files(
    charter: Document, shared: Iterable[str], own: Iterable[str], names: str, answered: Sequence[str], teams: Sequence[str]
) -> dict[str, str]:
    """The examples of a starter charter, as texts by file name.

    `charter`: the example charter; `shared`: its files of sentences. `own`: the starter's files of sentences. `names`: words of
    which no sentence is kept. `answered`: the ids of the FAQ entries. `teams`: those of the departments, the default one too.
    """
    found = _anonymous(by_intent(_read(shared)), frozenset(words(names)))
    written = by_intent(_read(own))
    faq = {id: (*written.get(id, ()), *found.get(id, ())) for id in answered}
    kept = {team: found[team] for team in teams}
    small_talk = {id: found[id] for id in (*LIGHT, *SPECIAL)}
    used = {text.casefold() for texts in (*faq.values(), *kept.values()) for text in texts}
    others = {id: texts for id, texts in found.items() if id not in {*faq, *kept, *small_talk, BACKGROUND}}
    return {
        "faq.yml": _file(_item(id, texts) for id, texts in faq.items()),
        "departments.yml": _file(_item(id, texts) for id, texts in kept.items()),
        "unanswered.yml": _file(_unanswered(charter, others, teams, used)),
        "small_talk.yml": _file(_item(id, texts) for id, texts in small_talk.items()),
        "background.yml": _file([_item(BACKGROUND, found[BACKGROUND])]),
    }


def products_file(said: str, products: Sequence[str], teams: Sequence[str]) -> str:
    """What customers say of each product; a team that the brand does not have leaves its sentences to the default one."""
    known = {*teams, *LIGHT}
    return _file(
        _item(id if id in known else DEFAULT_TEAM, (text.replace("{p}", one) for one in products for text in texts))
        for id, texts in by_intent(_read([said])).items()
    )


def _read(texts: Iterable[str]) -> list[Example]:
    return [example for text in texts for example in _sentences(text)]


@lru_cache(maxsize=16)
def _sentences(text: str) -> tuple[Example, ...]:
    document = read(text, "")
    intents = {item["intent"]: None for _, item in document.items("nlu") if isinstance(item, Mapping)}
    return tuple(parse(document, intents)[0])


def _anonymous(sentences: Sentences, names: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The sentences without a word that tells whose they were."""
    return {
        id: tuple(text for text in texts if not (names - _OURSELVES if id == "humain" else names) & set(words(text)))
        for id, texts in sentences.items()
    }


def _unanswered(charter: Document, others: Sentences, teams: Sequence[str], used: Container[str]) -> Iterable[str]:
    entries = [item for _, item in charter.items("faq") if isinstance(item, Mapping)]
    titles = {str(item["id"]): item["title"]["fr"] for item in entries}
    homes = {str(item["id"]): str(item.get("department")) for item in entries} | {
        str(charter.at(("danger_department",))): "sav"
    }
    for id, texts in others.items():
        home = homes.get(id, id)
        rest = [text for text in texts if text.casefold() not in used]
        title = titles.get(id)
        comment = f"# {title} ({id})\n" if title else ""
        yield comment + _item(home if home in teams else DEFAULT_TEAM, _spread(rest, FEW if title else MANY))


def _spread(texts: Sequence[str], most: int) -> Sequence[str]:
    return texts if len(texts) <= most else [texts[n * len(texts) // most] for n in range(most)]


def _item(id: str, texts: Iterable[str]) -> str:
    return "\n".join([f"- intent: {id}", "  examples: |", *(f"    - {text}" for text in texts)]) + "\n"


def _file(items: Iterable[str]) -> str:
    return 'version: "3.1"\n\nnlu:\n' + "\n".join(items)
