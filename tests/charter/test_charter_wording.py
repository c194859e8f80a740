"""The bot's sentences: which variant is said, in which language, and that a customer's text stays a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from charter.wording import Situation, Wording, either, pick, say

WORDINGS = {
    Situation.SALUTATION: Wording(private={"fr": ("un", "deux", "trois"), "en": ("one", "two", "three")}),
    Situation.HELPED: Wording(private={"fr": ("long",)}, public={"fr": ("court",)}),
    Situation.OFFER: Wording(private={"fr": ("{{ brand }} répond",)}),
    Situation.CLARIFY: Wording(private={"fr": ("{{ choices|either('ou') }} ?",)}),
    Situation.SAFETY: Wording(private={"fr": ("112{% if told %}, prévenue{% endif %}",)}),
}


def said(
    situation: Situation, language: str = "fr", visibility: str = "private", last: int | None = None, **variables: object
) -> str:
    return say(WORDINGS, situation, language, visibility, variables, last, seed=0).text


@given(st.integers(1, 9), st.none() | st.integers(-2, 12), st.integers(0, 10**9))
def test_the_last_variant_is_never_said_again(count: int, last: int | None, seed: int) -> None:
    number = pick(count, last, seed)
    assert 0 <= number < count
    assert number != last or count == 1


@given(st.integers(2, 6), st.integers(0, 5))
def test_every_other_variant_can_be_said(count: int, last: int) -> None:
    assert {pick(count, last, seed) for seed in range(60)} == set(range(count)) - {last}


def test_the_seed_alone_decides() -> None:
    assert [say(WORDINGS, Situation.SALUTATION, "en", "private", {}, None, seed).text for seed in (0, 1, 2, 3)] == [
        "one",
        "two",
        "three",
        "one",
    ]
    assert say(WORDINGS, Situation.SALUTATION, "fr", "private", {}, last=0, seed=0).variant == 1


def test_a_language_without_wording_gets_the_first_one() -> None:
    assert said(Situation.SALUTATION, "de") == "un"


def test_public_wording_replaces_private_when_there_is_one() -> None:
    assert said(Situation.HELPED, visibility="public") == "court"
    assert said(Situation.HELPED) == "long"
    assert said(Situation.SALUTATION, visibility="public") == "un"


def test_a_value_is_never_read_as_a_template() -> None:
    assert said(Situation.OFFER, brand="{{7*7}}") == "{{7*7}} répond"
    assert said(Situation.OFFER, brand="<b>É&") == "<b>É& répond"


def test_only_the_variables_of_the_situation_reach_a_sentence() -> None:
    smuggling = {Situation.OFFER: Wording(private={"fr": ("{{ customer }}",)})}
    with pytest.raises(UndefinedError):
        say(smuggling, Situation.OFFER, "fr", "private", {"brand": "x", "customer": "secret"}, None, 0)


def test_a_variable_that_is_missing_is_an_error_unless_it_is_optional() -> None:
    with pytest.raises(UndefinedError):
        said(Situation.OFFER)
    assert said(Situation.SAFETY) == "112, prévenue"
    assert said(Situation.SAFETY, told=False) == "112"


def test_choices_are_listed_as_they_are_spoken() -> None:
    assert said(Situation.CLARIFY, choices=["a", "b", "c"]) == "a, b ou c ?"
    assert (either(["a"], "or"), either(["a", "b"], "or")) == ("a", "a or b")
