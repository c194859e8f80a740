"""Confusions, calibration and collisions of sentences that were read unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.assessment import Read, calibration, calibration_error, collisions, counts, share_right, worst

READS = [
    Read("vous ouvrez quand", "horaires", "horaires", 0.95),
    Read("c'est ouvert dimanche", "horaires", "horaires", 0.85),
    Read("et le 15 août", "horaires", "adresses", 0.45),
    Read("où êtes-vous", "adresses", "adresses", 0.9),
    Read("vous êtes là samedi", "adresses", "horaires", 0.8),
    Read("mon colis", "livraison", "horaires", 0.3),
    Read("colis", "livraison", "", 0.0),
]


def test_the_worst_confusions_come_with_their_surest_sentences() -> None:
    found = worst(READS, 2)
    assert [(one.meant, one.taken, one.times, one.of) for one in found] == [
        ("adresses", "horaires", 1, 2),
        ("livraison", "", 1, 2),
    ]
    assert found[0].sentences == ("vous êtes là samedi",)
    assert share_right(READS) == pytest.approx(3 / 7)


def test_entries_that_are_taken_for_each_other_collide_and_departments_do_not() -> None:
    (only,) = collisions(READS, ["horaires", "adresses"], 5)
    assert (only.first, only.second, only.times, only.of) == ("adresses", "horaires", 2, 5)
    assert only.sentences == ("vous êtes là samedi", "et le 15 août")
    assert collisions(READS, ["horaires", "livraison"], 5) == ()  # once is no collision


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.floats(0, 1)), max_size=40))
def test_every_sentence_is_in_one_step_and_one_cell(rows: list[tuple[str, str, float]]) -> None:
    reads = [Read("x", meant, taken, sure) for meant, taken, sure in rows]
    steps = calibration(reads)
    assert sum(step.count for step in steps) == len(reads) == counts(reads).total()
    assert all(0 <= step.right <= 1 and 0 <= step.confidence <= 1 for step in steps)
    assert sum(step.count * step.right for step in steps) == pytest.approx(sum(read.right for read in reads))
    assert 0 <= calibration_error(steps) <= 1


def test_who_is_right_as_often_as_sure_has_no_error_and_who_boasts_has_one() -> None:
    honest = [Read("x", "a", "a" if n < 7 else "b", 0.7) for n in range(10)]
    assert calibration_error(calibration(honest)) == pytest.approx(0.0)
    boasting = [Read("x", "a", "a" if n < 7 else "b", 1.0) for n in range(10)]
    assert calibration_error(calibration(boasting)) == pytest.approx(0.3)
