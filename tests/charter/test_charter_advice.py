"""A charter that can be used, and should be mended all the same: said with a place, never refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from charter.advice import confused
from charter.document import read
from charter.load import advice, check
from tests.charter.conftest import Data, small_document

TODAY = date(2026, 11, 23)
Write = Callable[[Data], Path]


@dataclass(frozen=True)
class Confusion:
    intent: str
    taken_for: str
    times: int
    of: int


def told(write: Write, data: Data, today: date = TODAY) -> list[str]:
    file = write(data)
    assert check(file) == ()
    return [str(problem) for problem in advice(file, today)]


def test_a_charter_in_order_is_left_alone(write: Write) -> None:
    assert told(write, small_document()) == []


def test_the_example_is_in_order() -> None:
    assert advice(Path("charter/example/charter.yaml"), TODAY) == ()


@pytest.mark.parametrize(("today", "warned"), [(date(2027, 1, 15), False), (date(2027, 1, 16), True)])
def test_an_answer_past_its_review_is_named_from_the_next_day_on(write: Write, today: date, warned: bool) -> None:
    said = told(write, small_document(), today)
    assert any("`retour` was to be read again by 2027-01-15" in line for line in said) is warned


def test_an_answer_that_has_run_out_is_named(write: Write) -> None:
    assert any("valid until 2028-01-01" in line for line in told(write, small_document(), date(2028, 1, 2)))


@pytest.mark.parametrize(("key", "value"), [("refusal_window", "10m"), ("expected_delay", "30h")])
def test_a_figure_that_would_flatter_is_named(write: Write, key: str, value: str) -> None:
    [line] = told(write, small_document() | {key: value})
    assert {"refusal_window": "10 min after", "expected_delay": "within 30 hours"}[key] in line


def test_a_department_that_opens_too_rarely_for_its_delay_is_named(write: Write) -> None:
    data = small_document()
    data["departments"][0]["hours"] = {"week": {"tuesday": ["9:00-11:00"]}, "holidays": "none"}
    [line] = told(write, data)
    assert "`livraison`" in line
    assert "days later" in line
    assert "open on more days" in line


def test_a_time_written_out_that_the_hours_cannot_keep_is_named(write: Write) -> None:
    data = small_document()
    data["faq"][0]["answer"]["fr"] = "Nous répondons à tous les messages sous 4 heures."
    data["faq"][1]["answer"]["fr"] = "Le colis part sous 4 heures."
    [line] = told(write, data)
    assert "« sous 4 heures »" in line
    assert "{{ promise }}" in line


def test_a_promise_that_takes_the_hours_into_account_is_left_alone(write: Write) -> None:
    data = small_document()
    data["faq"][0]["answer"]["en"] = "We answer every message within 30 days."
    assert told(write, data) == []


def test_entries_whose_examples_are_confused_are_named_with_their_rival(write: Write) -> None:
    document = read(write(small_document()).read_text("utf-8"), "charter.yaml")
    said = [
        str(problem)
        for problem in confused(
            document,
            [
                Confusion("horaires", "retour", 3, 10),
                Confusion("retour", "horaires", 1, 4),
                Confusion("livraison", "retour", 9, 10),
            ],
        )
    ]
    assert len(said) == 1
    assert "3 of 10 examples of `horaires` are taken for `retour`" in said[0]
