"""Which verdict an understanding brings, and that the reasons name the rule."""

from datetime import UTC, date, datetime

import pytest

from charter.charter import Confidence
from conversations.message import Visibility
from conversations.understanding import NOT_UNDERSTOOD, Danger, Heat, Score, Understanding, Wish
from routing.context import Context, Heard
from routing.decide import Ground, decide, ground
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY

CHARTER = small_charter(confidence=Confidence(answer=0.5, route=0.3, gap=0.1, clarify=0.25, in_scope=0.2))
FAQ = understood(("horaires", 0.9), ("livraison", 0.02))

TODAY = date(2026, 3, 2)
FOUND = (Score("retour", 0.8), Score("horaires", 0.1))
PRIVATE = Ground(CHARTER, Visibility.PRIVATE, TODAY)
PUBLIC = Ground(CHARTER, Visibility.PUBLIC, TODAY)

CASES = [
    (FAQ, "faq:horaires", "intent"),
    (understood(("horaires", 0.9), heat=Heat.ANNOYED), "route:relation_client", "no_canned_answer_in_heat"),
    (understood(("retour", 0.9), heat=Heat.ANGRY), "route:livraison", "no_canned_answer_in_heat"),
    (understood(("horaires", 0.9), heat=Heat.THREAT), "route:relation_client", "threat"),
    (understood(("horaires", 0.9), dated_act="withdrawal"), "route:relation_client", "dated_act"),
    (understood(("horaires", 0.9), danger=Danger.PRODUCT), "route:qualite", "danger"),
    (understood(("eloge", 0.9), danger=Danger.OTHER), "route:relation_client", "danger"),
    (NOT_UNDERSTOOD, "route:relation_client", "engine_failed"),
    (understood(words=False), "route:relation_client", "no_words"),
    (understood(("horaires", 0.9), language="de"), "route:relation_client", "unknown_language"),
    (understood(("horaires", 0.9), language="und"), "route:relation_client", "unknown_language"),
    (understood(("hors_sujet", 0.9), language="zxx"), "hors_sujet", "intent"),
    (understood(("remerciement", 0.9), language="und", words=False), "light:remerciement", "intent"),
    (understood(("livraison", 0.6)), "route:livraison", "intent"),
    (understood(("eloge", 0.8)), "light:eloge", "intent"),
    (understood(("eloge", 0.8), ("livraison", 0.1), heat=Heat.ANNOYED), "route:livraison", "praise_with_heat_is_irony"),
    (understood(("eloge", 0.8), ("livraison", 0.01), heat=Heat.ANGRY), "route:relation_client", "praise_with_heat_is_irony"),
    (understood(("remerciement", 0.4), ("eloge", 0.2)), "light:remerciement", "intent"),
    (understood(("eloge", 0.4), ("hors_sujet", 0.3), ("livraison", 0.2)), "route:livraison", "more_than_a_courtesy"),
    (understood(("eloge", 0.9), perhaps=(Score("eloge", 0.9),)), "route:relation_client", "more_than_a_courtesy"),
    (understood(("humain", 0.8)), "humain", "intent"),
    (understood(("ou_en_est", 0.8)), "ou_en_est", "intent"),
    (understood(("insulte", 0.8), heat=Heat.ANGRY), "insulte", "intent"),
    (understood(("insulte", 0.8)), "route:relation_client", "insult_without_heat"),
    (understood(("hors_sujet", 0.8)), "hors_sujet", "intent"),
    (understood(("hors_sujet", 0.8), heat=Heat.ANGRY), "route:relation_client", "angry_is_never_off_topic"),
    (understood(("horaires", 0.4), ("retour", 0.38)), "clarify:horaires|retour", "several_are_likely"),
    (understood(("retour", 0.45)), "route:livraison", "unsure_of_the_answer"),
    (understood(("retour", 0.1)), "route:relation_client", "nothing_recognised"),
    (understood(("horaires", 0.9), scope=0.05), "route:relation_client", "out_of_scope"),
    (understood(("horaires", 0.4), ("livraison", 0.3), faq=FOUND), "faq:retour", "resembles"),
    (understood(("livraison", 0.4), faq=FOUND), "faq:retour", "resembles"),
    (understood(("retour", 0.3), scope=0.05, faq=FOUND), "faq:retour", "resembles"),
    (understood(("retour", 0.9), scope=0.05, faq=FOUND), "faq:retour", "resembles"),
    (understood(("retour", 0.9), faq=FOUND), "faq:retour", "intent"),
    (understood(("horaires", 0.9), faq=FOUND), "faq:retour", "resembles"),
    (understood(("horaires", 0.9), faq=FOUND, also=(Score("retour", 0.6),)), "faq:horaires", "intent"),
    (understood(("livraison", 0.6), faq=FOUND), "route:livraison", "intent"),
    (understood(("livraison", 0.6), scope=0.05, faq=FOUND), "route:livraison", "intent"),
    (understood(("hors_sujet", 0.6), faq=FOUND), "hors_sujet", "intent"),
    (understood(("retour", 0.3), heat=Heat.ANNOYED, faq=FOUND), "route:livraison", "no_canned_answer_in_heat"),
    (understood(("livraison", 0.1), faq=(Score("retour", 0.6),)), "route:relation_client", "nothing_recognised"),
    (understood(("livraison", 0.1), faq=(Score("gone", 0.9),)), "route:relation_client", "nothing_recognised"),
    (understood(("retour", 0.3), dated_act="withdrawal", faq=FOUND), "route:relation_client", "dated_act"),
]


@pytest.mark.parametrize(("understanding", "verdict", "rule"), CASES, ids=[f"{c[1]} {c[2]}" for c in CASES])
def test_the_first_rule_with_an_opinion_decides(understanding: Understanding, verdict: str, rule: str) -> None:
    """In private."""
    decision = decide(understanding, PRIVATE)
    assert (str(decision.verdict), decision.reasons[0].rule) == (verdict, rule)


IRONY = [
    (understood(("remerciement", 0.9), ("livraison", 0.05), irony=True), "route:livraison"),
    (understood(("horaires", 0.9), irony=True), "route:relation_client"),
    (understood(("retour", 0.9), irony=True), "route:livraison"),
    (understood(("livraison", 0.4), faq=FOUND, irony=True), "route:livraison"),
    (understood(("horaires", 0.4), ("retour", 0.38), irony=True), "route:relation_client"),
    (understood(("livraison", 0.9), also=(Score("retour", 0.9),), irony=True), "route:livraison"),
    (understood(("ou_en_est", 0.9), irony=True), "ou_en_est"),
]


@pytest.mark.parametrize(("understanding", "verdict"), IRONY)
@pytest.mark.parametrize("on", [PRIVATE, PUBLIC], ids=["private", "public"])
def test_irony_gets_neither_courtesy_nor_canned_answer(understanding: Understanding, verdict: str, on: Ground) -> None:
    """It is a reproach: whoever can see to it reads it, and sees why."""
    decision = decide(understanding, on)
    assert (str(decision.verdict), decision.also) == (verdict, ())
    assert decision.reasons[-1].rule == "perhaps_irony"


def test_a_jest_that_asks_nothing_reaches_a_person_in_private_and_nobody_in_public() -> None:
    jest = understood(("hors_sujet", 0.9), irony=True)
    assert str(decide(jest, PRIVATE).verdict) == "route:relation_client"
    assert str(decide(jest, PUBLIC).verdict) == "hors_sujet"


def test_foreign_chatter_in_public_is_left_alone() -> None:
    """In public, what resembles nothing we handle is not ours to answer, unless it is heated."""
    chatter = understood(("horaires", 0.9), scope=0.05)
    assert str(decide(chatter, PUBLIC).verdict) == "hors_sujet"
    heated = understood(("horaires", 0.9), scope=0.05, heat=Heat.ANGRY)
    assert str(decide(heated, PUBLIC).verdict) == "route:relation_client"


def test_strange_words_about_a_real_trouble_reach_a_person_in_public_too() -> None:
    """Low scope alone does not silence what is surely a department's."""
    trouble = understood(("livraison", 0.8), scope=0.02)
    assert str(decide(trouble, PUBLIC).verdict) == "route:livraison"


def test_in_public_nobody_is_asked_to_choose() -> None:
    """A doubt in public goes to a department."""
    doubt = understood(("retour", 0.4), ("horaires", 0.38))
    assert str(decide(doubt, PUBLIC).verdict) == "route:livraison"


def test_a_dated_act_goes_to_the_department_that_the_charter_names() -> None:
    """Whatever the FAQ score; an act without a rule goes to the default department."""
    acts = {"withdrawal": {"department": "livraison", "days": 14}}
    own = Ground(small_charter(dated_acts=acts), Visibility.PRIVATE, TODAY)
    assert str(decide(understood(("horaires", 0.99), dated_act="withdrawal"), own).verdict) == "route:livraison"
    assert str(decide(understood(("horaires", 0.99), dated_act="lawyer"), own).verdict) == "route:relation_client"


@pytest.mark.parametrize(
    ("day", "verdict"), [(1, "route:livraison"), (2, "faq:retour"), (9, "faq:retour"), (10, "route:livraison")]
)
def test_an_answer_is_given_on_the_days_for_which_it_was_written(day: int, verdict: str) -> None:
    """Before and after, its department answers."""
    dated = CHARTER.faq[1].model_copy(update={"valid_from": date(2026, 3, 2), "valid_until": date(2026, 3, 9)})
    charter = CHARTER.model_copy(update={"faq": (CHARTER.faq[0], dated)})
    charter.__dict__.pop("_faq", None)
    on = Ground(charter, Visibility.PRIVATE, date(2026, 3, day))
    assert str(decide(understood(("retour", 0.9)), on).verdict) == verdict
    assert decide(understood(("horaires", 0.4), ("retour", 0.38)), on).verdict.kind == (
        "clarify" if "faq" in verdict else "route"
    )


def test_today_is_the_brands_day() -> None:
    """Half an hour before midnight in London it is tomorrow in Paris."""
    heard = Heard(("m1",), "texte", MONDAY, Visibility.PRIVATE, mention=False)
    assert ground(heard, Context(CHARTER, "r1", datetime(2026, 3, 1, 23, 30, tzinfo=UTC))).today == TODAY


def test_the_wish_for_a_person_wins_over_any_answer_but_not_over_danger_or_law() -> None:
    """And over a language that we do not speak."""
    wish = {"wish": Wish.PERSON}
    assert str(decide(understood(("horaires", 0.99), **wish), PRIVATE).verdict) == "humain"
    assert str(decide(understood(("horaires", 0.99), language="de", **wish), PRIVATE).verdict) == "humain"
    assert str(decide(understood(("horaires", 0.99), danger=Danger.PRODUCT, **wish), PRIVATE).verdict) == "route:qualite"
    assert str(decide(understood(("horaires", 0.99), dated_act="lawyer", **wish), PRIVATE).verdict) == "route:relation_client"


@pytest.mark.parametrize(
    ("first", "verdict"),
    [
        ("horaires", "route:qualite"),
        ("eloge", "route:qualite"),
        ("hors_sujet", "route:qualite"),
        ("livraison", "route:livraison"),
    ],
)
def test_a_person_reads_what_may_be_a_danger(first: str, verdict: str) -> None:
    found = decide(understood((first, 0.95), suspected=Danger.PRODUCT), PRIVATE)
    assert str(found.verdict) == verdict
    assert "perhaps_danger" in [reason.rule for reason in found.reasons]


def test_what_may_be_despair_is_read_by_the_default_team() -> None:
    found = decide(understood(("horaires", 0.95), suspected=Danger.SELF_HARM), PRIVATE)
    assert str(found.verdict) == "route:relation_client"
