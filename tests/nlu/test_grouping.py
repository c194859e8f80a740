"""Questions that ask the same are put together."""

import pytest

from nlu.encoder import shared_encoder
from nlu.grouping import grouped

ASKED = [
    "Proposez-vous des cours de cuisine ?",
    "vous louez des appareils à raclette ?",
    "est-ce que vous faites des cours de cuisine le samedi",
    "peut-on louer un appareil à raclette pour le week-end ?",
    "vos cours de cuisine, c'est combien ?",
]


@pytest.mark.parametrize("with_encoder", [True, False])
def test_questions_on_one_subject_are_a_group_and_the_largest_comes_first(with_encoder: bool) -> None:
    groups = grouped(ASKED, shared_encoder() if with_encoder else None)
    assert [set(group) for group in groups] == [{ASKED[0], ASKED[2], ASKED[4]}, {ASKED[1], ASKED[3]}]
    assert groups[0][0] == ASKED[0]


def test_texts_without_a_word_are_left_out() -> None:
    assert grouped(["👋", "", "  "], None) == []
    assert grouped(["une question", "👋"], None) == [["une question"]]
