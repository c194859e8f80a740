"""A vocabulary that keeps hashes numbers features as a dictionary would."""

from hypothesis import given
from hypothesis import strategies as st

from nlu.vocabulary import Vocabulary

FEATURES = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@given(st.lists(FEATURES, unique=True), st.lists(FEATURES))
def test_known_features_have_their_number_as_often_as_they_are_there(known: list[str], asked: list[str]) -> None:
    numbers = {feature: number for number, feature in enumerate(known)}
    asked = [*asked, *known[::2], *known[:3]]
    vocabulary = Vocabulary(known)
    assert len(vocabulary) == len(known)
    assert vocabulary.numbers(asked).tolist() == [numbers[feature] for feature in asked if feature in numbers]
