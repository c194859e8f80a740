"""What people have taught, as training sentences: the charter's own, and the suggestions that were accepted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from charter.reading import Loaded
from conversations.learning import Review, Suggestion, Suggestions
from nlu.anonymous import unmarked
from nlu.held_out import Outcome, known_by
from nlu.normalise import plain

PAGE = 1_000

Accepted = Sequence[Suggestion]
"""Suggestions that somebody has accepted."""


async def all_accepted(store: Suggestions) -> tuple[Suggestion, ...]:
    """Every accepted suggestion. Raises Unavailable."""
    return await all_of(store, Review.ACCEPTED)


async def all_of(store: Suggestions, review: Review) -> tuple[Suggestion, ...]:
    """Every suggestion in that state, oldest first. Raises Unavailable."""
    found: list[Suggestion] = []
    while page := await store.suggestions(review, PAGE, found[-1].id if found else None):
        found += page
    return tuple(found)


def joining(loaded: Loaded, accepted: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Those that add something to the charter's sentences, in an order that follows from them alone.

    Left out are those whose intent the charter no longer knows, and those that it says itself, whatever it means by them:
    the charter is the policy. Of two that say the same, the one that was reviewed last counts.
    """
    known = {plain(text) for texts in (*loaded.examples.values(), loaded.background) for text in texts}
    latest: dict[str, Suggestion] = {}
    for one in sorted(accepted, key=_reviewed):
        said = plain(unmarked(one.text))
        if said and said not in known and one.intent in loaded.examples:
            latest[said] = one
    return tuple(sorted(latest.values(), key=lambda one: one.id))


def training_examples(loaded: Loaded, accepted: Iterable[Suggestion]) -> dict[str, tuple[str, ...]]:
    """The sentences by intent that an engine is trained on: the charter's, then those of people, without their marks."""
    examples = dict(loaded.examples)
    for one in joining(loaded, accepted):
        if one.intent is not None:
            examples[one.intent] = (*examples[one.intent], unmarked(one.text))
    return examples


def known_to(unseen: Mapping[str, Outcome], accepted: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Those that a model was trained on, as they are meant now, by what it keeps of its training (`nlu.held_out`)."""
    judged = ((one, unseen.get(known_by(unmarked(one.text)))) for one in accepted)
    return tuple(one for one, outcome in judged if outcome is not None and outcome.meant == one.intent)


def _reviewed(one: Suggestion) -> tuple[datetime, str]:
    return one.reviewed_at or one.at, one.id
