"""A team that is closed for more than a year could promise nothing, and every decision about it would fail: it is refused."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from charter.load import check

EXAMPLE = Path(__file__).parents[2] / "charter" / "example" / "charter.yaml"


@pytest.mark.parametrize(("days", "refused"), [(300, False), (400, True)])
def test_closed_days_that_fill_a_year_are_refused(tmp_path: Path, days: int, refused: bool) -> None:
    closed = ", ".join(str(date(2031, 3, 1) + timedelta(days=n)) for n in range(days))
    text = EXAMPLE.read_text("utf-8")
    assert "closed_days: [2027-02-01]" in text
    path = tmp_path / "charter.yaml"
    path.write_text(text.replace("closed_days: [2027-02-01]", f"closed_days: [{closed}]"), "utf-8")
    found = [problem.found for problem in check(path) if "never open" in problem.found]
    assert bool(found) is refused
    assert all("after 2031-0" in problem for problem in found)
