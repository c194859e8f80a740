"""A new FAQ entry is heard by its own words; of a known one the classifier's word counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.understanding import Score
from nlu.weighing import weighed

LIKE = (Score("parking", 0.8),)
SHARE = st.floats(0, 1)


def share(found: tuple[Score, ...], intents: tuple[Score, ...], examples: int) -> float:
    """The share of the first entry, which the classifier had so many examples of."""
    return weighed(found, intents, {found[0].id: examples, "horaires": 80})[0].confidence


def test_a_likeness_counts_for_a_new_entry_and_hardly_for_a_known_one() -> None:
    elsewhere = (Score("horaires", 0.6), Score("parking", 0.1))
    assert share(LIKE, elsewhere, 2) > 0.75
    assert share(LIKE, elsewhere, 90) < 0.3


def test_what_the_classifier_is_sure_of_is_believed_for_a_known_entry() -> None:
    assert share((Score("parking", 0.3),), (Score("parking", 0.95),), 90) > 0.8


def test_the_case_of_a_department_is_taken_for_a_new_entry_less_easily_than_another_entry() -> None:
    assert share(LIKE, (Score("livraison", 0.9),), 2) < share(LIKE, (Score("horaires", 0.9),), 2) - 0.2


def test_entries_are_ranked_by_their_share() -> None:
    found = (Score("known", 0.5), Score("new", 0.4))
    ranked = weighed(found, (Score("livraison", 0.4), Score("known", 0.01)), {"known": 90, "new": 2})
    assert [score.id for score in ranked] == ["new", "known"]
    assert weighed((), (Score("livraison", 0.4),), {}) == ()


@pytest.mark.parametrize("examples", [0, 1, 1000])
@given(likeness=SHARE, own=SHARE, rival=SHARE)
def test_every_share_is_one(examples: int, likeness: float, own: float, rival: float) -> None:
    assert 0.0 < share((Score("parking", likeness),), (Score("parking", own), Score("x", rival)), examples) < 1.0
