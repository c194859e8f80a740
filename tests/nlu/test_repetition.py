"""What is said over and over."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.repetition import ENDLESS, not_over_and_over


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ok\nok\nok\nok", "ok\nok"),
        ("où est mon colis ? " * 50, "où est mon colis ? où est mon colis ?"),
        ("non non NON non je refuse", "non non je refuse"),
        ("très très bien", "très très bien"),
        ("bonjour\n\nmerci  beaucoup", "bonjour\n\nmerci  beaucoup"),
        ("l'" * 500, "l'l'"),
        ("mdrmdrmdrmdr hahaha", "mdrmdr hahaha"),
        ("4111" * 4 + " !?!?!?!?!?!?", "4111" * 4 + " !?!?!?!?!?!?"),
        ("x1" + "0123456789" * 50, "x1" + ("0123456789" * 50)[: ENDLESS - 2]),
        ("", ""),
    ],
)
def test_what_is_said_for_the_third_time_is_left_out(text: str, read: str) -> None:
    assert not_over_and_over(text) == read


@given(st.lists(st.sampled_from(["ma", "carte", "est", "\n"]), max_size=60))
def test_it_never_grows_and_loses_no_word(words: list[str]) -> None:
    text = " ".join(words)
    read = not_over_and_over(text)
    assert len(read) <= len(text)
    assert set(text.split()) == set(read.split())


@given(st.lists(st.sampled_from(["colis", "perdu", "\n"]), max_size=60))
def test_once_is_enough(words: list[str]) -> None:
    assert not_over_and_over(not_over_and_over(" ".join(words))).split() == not_over_and_over(" ".join(words)).split()


def test_long_texts_take_little_time() -> None:
    began = time.process_time()
    not_over_and_over("a b c d e f g " * 3_000)
    assert time.process_time() - began < 5.0
