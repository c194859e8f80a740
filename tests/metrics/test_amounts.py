"""How amounts are said in French and English."""

from datetime import UTC, date, datetime

import pytest

from metrics.amounts import delay, moment, points, score, share, short_span, span, weekdays
from metrics.periods import Period

NBSP = "\N{NO-BREAK SPACE}"


def plain(said: str) -> str:
    return said.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "< 1 min"),
        (29, "< 1 min"),
        (31, "1 min"),
        (3569, "59 min"),
        (3571, "1 h"),
        (7500, "2 h 05"),
        (86369, "23 h 59"),
        (86371, "1 j"),
        (3 * 86400 + 4 * 3600, "3 j 4 h"),
        (7 * 86400 - 60, "7 j"),
    ],
)
def test_a_delay_is_said_in_the_two_units_that_matter(seconds: float, said: str) -> None:
    assert plain(delay(seconds, "fr")) == said
    assert plain(delay(seconds, "en")) == said.replace("j", "d")


@pytest.mark.parametrize(
    ("part", "said"), [(0, "0"), (0.001, "0,1"), (0.0001, "0,1"), (0.904, "90"), (0.996, "99,6"), (0.9999, "99,9"), (1, "100")]
)
def test_a_share_is_never_rounded_to_all_or_nothing(part: float, said: str) -> None:
    assert plain(share(part, "fr")) == f"{said} %"
    assert share(part, "en") == f"{said.replace(',', '.')}%"


def test_a_difference_of_shares_is_said_in_points() -> None:
    assert [plain(points(by)) for by in (0.041, -0.009, -0.2, 0.003)] == ["4 points", "1 point", "20 points", "< 1 point"]


def test_a_score_has_one_digit() -> None:
    assert (score(4.25, "fr"), score(4, "en")) == ("4,2", "4.0")


def days(first: date, last: date, kind: str = "days") -> Period:
    return Period(first, last, "Europe/Paris", kind)  # type: ignore[arg-type]


def test_days_are_said_with_as_much_of_the_date_as_is_needed() -> None:
    week = days(date(2026, 11, 16), date(2026, 11, 22))
    assert span(week, "fr") == "du lundi 16 au dimanche 22 novembre 2026"
    assert span(week, "en") == "from Monday 16 to Sunday 22 November 2026"
    assert span(week, "de") == span(week, "en")
    assert short_span(week, "fr") == "du 16 au 22 novembre"
    assert short_span(week, "en") == "16 to 22 November"


def test_days_of_two_months_or_years_name_both() -> None:
    turn = days(date(2026, 12, 28), date(2027, 1, 3))
    assert span(turn, "fr") == "du lundi 28 décembre 2026 au dimanche 3 janvier 2027"
    assert span(days(date(2026, 10, 26), date(2026, 11, 1)), "fr") == "du lundi 26 octobre au dimanche 1er novembre 2026"
    assert short_span(turn, "fr") == "du 28 décembre au 3 janvier"
    assert span(days(date(2026, 12, 28), date(2026, 12, 28)), "en") == "on Monday 28 December 2026"


def test_one_day_is_no_span() -> None:
    day = days(date(2026, 11, 16), date(2026, 11, 16))
    assert (short_span(day, "fr"), short_span(day, "en")) == ("le 16 novembre", "16 November")


def test_a_month_is_named() -> None:
    month = days(date(2026, 11, 1), date(2026, 11, 30), "month")
    assert (short_span(month, "fr"), short_span(month, "en")) == ("novembre 2026", "November 2026")


def test_moments_and_weekdays() -> None:
    at = datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert moment(at, "Europe/Paris", "fr") == "le lundi 23 novembre 2026 à 8 h"
    assert (weekdays("fr")[0], weekdays("en")[6]) == ("lun.", "Sun")
