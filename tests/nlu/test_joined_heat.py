"""Heat from the rules and from what was learned."""

import pytest

from conversations.understanding import Heat
from nlu.denied import denials
from nlu.joining import Subject, joined_heat, soured

NOTHING_DENIED = denials("bonjour")


def chances(**shares: float) -> dict[str, list[tuple[str, float]]]:
    return {"heat": sorted(shares.items(), key=lambda pair: -pair[1])}


def joined(rules: Heat, about: Subject = Subject(), **shares: float) -> Heat:  # noqa: B008
    return joined_heat(rules, chances(**shares), about, NOTHING_DENIED)


@pytest.mark.parametrize("rules", list(Heat))
def test_the_rules_decide_where_nothing_was_learned(rules: Heat) -> None:
    assert joined_heat(rules, {}, Subject(), NOTHING_DENIED) is rules


def test_a_threat_of_the_rules_stands() -> None:
    assert joined(Heat.THREAT, calm=0.98, annoyed=0.02) is Heat.THREAT


def test_what_no_rule_heard_is_heard() -> None:
    assert joined(Heat.CALM, angry=0.95, calm=0.05) is Heat.ANGRY
    assert joined(Heat.CALM, annoyed=0.9, calm=0.1) is Heat.ANNOYED


def test_a_weak_suspicion_leaves_a_calm_message_calm() -> None:
    assert joined(Heat.CALM, angry=0.6, calm=0.4) is Heat.CALM
    assert joined(Heat.CALM, annoyed=0.6, calm=0.4) is Heat.CALM


def test_the_same_suspicion_stands_when_a_rule_shares_it() -> None:
    assert joined(Heat.ANNOYED, annoyed=0.6, calm=0.4) is Heat.ANNOYED


def test_a_rule_that_only_saw_a_word_is_overruled() -> None:
    assert joined(Heat.ANNOYED, calm=0.9, annoyed=0.1) is Heat.CALM


def test_a_story_told_in_praise_is_calm_though_it_sounds_like_a_complaint() -> None:
    shares = {"annoyed": 0.85, "calm": 0.15}
    assert joined(Heat.CALM, Subject(), **shares) is Heat.ANNOYED
    assert joined(Heat.CALM, Subject(light=0.9), **shares) is Heat.CALM


def test_a_question_that_the_charter_answers_is_calmer_than_a_case_for_a_department() -> None:
    shares = {"annoyed": 0.75, "calm": 0.25}
    assert joined(Heat.CALM, Subject(asked=0.9), **shares) is Heat.CALM
    assert joined(Heat.CALM, Subject(told=0.9), **shares) is Heat.ANNOYED


def test_irony_heats_praise_only() -> None:
    ironic = {"irony": [("ironic", 0.8), ("sincere", 0.2)], "irony raised": [("any", 0.8), ("none", 0.2)]}
    assert soured(Heat.CALM, ironic, praise=0.9) is Heat.ANGRY
    assert soured(Heat.CALM, ironic, praise=0.0) is Heat.CALM
    assert soured(Heat.THREAT, ironic, praise=0.9) is Heat.THREAT
    assert soured(Heat.CALM, {}, praise=0.9) is Heat.CALM
