"""What the rules found beside what was learned: danger, acts, irony."""

from conversations.understanding import Danger
from nlu.denied import Denials
from nlu.joining import SUSPECTED, Subject, joined_act, joined_danger, joined_irony
from nlu.raised import ANY, NONE, named

NOTHING_DENIED = Denials()


def learned(facet: str, label: str, chance: float) -> dict[str, tuple[tuple[str, float], ...]]:
    """A facet that is raised with this chance, and then as this label."""
    return {named(facet): ((ANY, chance), (NONE, 1 - chance)), facet: ((label, 0.9), (NONE, 0.1))}


def test_without_anything_learned_the_rules_stand() -> None:
    assert joined_danger(Danger.OTHER, {}, NOTHING_DENIED) is Danger.OTHER
    assert joined_act("lawyer", {}, NOTHING_DENIED) == "lawyer"
    assert joined_irony(True, {})
    assert joined_danger(None, {}, NOTHING_DENIED) is None


def test_what_was_learned_hears_what_no_rule_foresaw() -> None:
    assert joined_danger(None, learned("danger", "product", 0.85), NOTHING_DENIED) is Danger.PRODUCT
    assert joined_act(None, learned("acts", "mediator", 0.6), NOTHING_DENIED) == "mediator"
    assert joined_irony(False, learned("irony", "ironic", 0.6))


def test_what_is_unlikely_is_not_raised() -> None:
    assert joined_danger(None, learned("danger", "product", 0.05), NOTHING_DENIED) is None
    assert joined_act(None, learned("acts", "mediator", 0.05), NOTHING_DENIED) is None
    assert not joined_irony(False, learned("irony", "ironic", 0.05))


def test_a_question_that_the_charter_answers_is_less_easily_taken_for_irony() -> None:
    doubtful = learned("irony", "ironic", 0.2)
    assert joined_irony(False, doubtful)
    assert not joined_irony(False, doubtful, Subject(asked=1.0))
    assert joined_irony(False, learned("irony", "ironic", 0.5), Subject(asked=1.0))


def test_a_danger_that_wakes_nobody_is_still_suspected() -> None:
    doubtful = learned("danger", "self_harm", 0.3)
    assert joined_danger(None, doubtful, NOTHING_DENIED) is None
    assert joined_danger(None, doubtful, NOTHING_DENIED, SUSPECTED) is Danger.SELF_HARM
    assert joined_danger(None, learned("danger", "self_harm", 0.05), NOTHING_DENIED, SUSPECTED) is None
    assert joined_danger(None, doubtful, Denials(harm=1.0), SUSPECTED) is None


def test_a_rule_needs_little_support() -> None:
    assert joined_danger(Danger.PRODUCT, learned("danger", "product", 0.05), NOTHING_DENIED) is Danger.PRODUCT
    assert joined_act("lawyer", learned("acts", "lawyer", 0.05), NOTHING_DENIED) == "lawyer"


def test_a_rule_without_any_support_is_overruled() -> None:
    assert joined_danger(Danger.PRODUCT, learned("danger", "product", 0.001), NOTHING_DENIED) is None


def test_the_source_is_the_one_that_was_learned_when_that_is_sure() -> None:
    assert joined_danger(Danger.VIOLENCE, learned("danger", "product", 0.9), NOTHING_DENIED) is Danger.PRODUCT


def test_what_the_text_denies_must_be_much_surer() -> None:
    assert joined_danger(None, learned("danger", "product", 0.6), Denials(harm=1.0)) is None
    assert joined_danger(None, learned("danger", "product", 0.95), Denials(harm=1.0)) is Danger.PRODUCT
    assert joined_act(None, learned("acts", "lawyer", 0.99), Denials(act=1.0)) is None


def test_a_rule_stands_against_a_denial() -> None:
    assert joined_danger(Danger.PRODUCT, learned("danger", "product", 0.6), Denials(harm=1.0)) is Danger.PRODUCT
