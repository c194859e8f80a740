"""The report over a real store, on both databases, against plain SQL over what is kept there."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from random import Random

import pytest
from sqlalchemy import Connection, text

from bot.report.reading import read_report, standing
from metrics.families import ALL
from metrics.periods import Period
from metrics.report import Read, Report, Scope, report
from store.sql import SqlStore
from tests.fakes.busy_weeks import outcomes, rows, stored, weeks
from tests.fakes.small_charter import small_charter

CHARTER = small_charter()
WEEK = Period(date(2026, 3, 9), date(2026, 3, 15), "Europe/Paris", "week")
NOW = datetime(2026, 3, 16, 7, tzinfo=UTC)
# The week in UTC: Paris is an hour ahead in March.
OPENED = "turn.opened_at >= '2026-03-08T23:00:00.000000+00:00' AND turn.opened_at < '2026-03-15T23:00:00.000000+00:00'"
WITHIN = {
    Scope.MENTIONS: f"{OPENED} AND turn.visibility = 'public' AND turn.mention",
    Scope.COMMENTS: f"{OPENED} AND turn.visibility = 'public'",
    Scope.PRIVATE: f"{OPENED} AND turn.visibility = 'private'",
}
OWED = "NOT (turn.withdrawn_at IS NOT NULL AND turn.withdrawn_at <= turn.expected_by) AND {within}"


class Sql:
    """Asks a database in its own words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sqlite = connection.dialect.name == "sqlite"

    def __call__(self, statement: str) -> float | None:
        """The one number that a statement finds."""
        found = self._connection.execute(text(statement.replace(":", r"\:"))).scalar_one()
        return None if found is None else float(found)

    def field(self, name: str) -> str:
        """A field of an event."""
        return f"json_extract(event.data, '$.{name}')" if self._sqlite else f"(CAST(event.data AS json) ->> '{name}')"

    def seconds(self, start: str, end: str) -> str:
        """The seconds between two columns."""
        if self._sqlite:
            return f"((julianday({end}) - julianday({start})) * 86400.0)"
        return f"EXTRACT(EPOCH FROM {end} - {start})"

    def settled(self, measure: str, what: str, within: str, **fields: str) -> float | None:
        """Something of the settled facts of the turns within."""
        also = "".join(f" AND {self.field(name)} = '{value}'" for name, value in fields.items())
        return self(
            f"SELECT {what} FROM event JOIN turn ON turn.id = {self.field('turn')} "
            f"WHERE event.kind = 'settled' AND {self.field('measure')} = '{measure}'{also} AND {within}"
        )


@pytest.fixture
async def kept(store: SqlStore) -> tuple[SqlStore, Report, Report]:
    """A store with three weeks in it, the report on the last of them read from there, and the same made without a store."""
    pasts = weeks(Random(11), CHARTER, WEEK.before().before().since, 21, 9, NOW)
    await stored(store, pasts)

    def read(period: Period) -> Read:
        return Read(rows(pasts, period.since, period.until), outcomes(pasts, period.since, period.until))

    departments = [department.id for department in CHARTER.departments]
    return store, await read_report(store, CHARTER, WEEK, NOW), report(WEEK, NOW, read(WEEK), read(WEEK.before()), departments)


async def differences(store: SqlStore, shown: Report, expected: Callable[[Sql, str], dict[str, float | None]]) -> list[str]:
    """The figures that are not what SQL says, for each scope, in all departments and in each."""

    def ask(connection: Connection) -> list[str]:
        sql, found = Sql(connection), []
        for scope, within in WITHIN.items():
            for department in (ALL, *shown.departments):
                held = {ALL: "TRUE", "none": "turn.department IS NULL"}.get(department, f"turn.department = '{department}'")
                for name, value in expected(sql, f"{within} AND {held}").items():
                    figure = shown.figure(scope, name, department).value
                    if (figure is None) != (value is None) or abs((figure or 0.0) - (value or 0.0)) > 0.01:
                        found.append(f"{scope} {department} {name}: {figure}, by SQL {value}")
        return found

    return await store._database.read(ask)


async def test_a_report_read_from_the_store_is_the_one_of_what_happened(kept: tuple[SqlStore, Report, Report]) -> None:
    _, shown, made = kept
    assert list(shown.figures) == list(made.figures)
    for key, figure in shown.figures.items():
        other = made.figures[key]
        assert (figure.value, figure.unit, figure.over, sorted(figure.turns)) == (
            other.value, other.unit, other.over, sorted(other.turns)
        )  # fmt: skip
    assert shown.before == made.before
    assert [(one.about, sorted(one.turns), one.before) for one in shown.reasons] == [
        (one.about, sorted(one.turns), one.before) for one in made.reasons
    ]


async def test_what_became_of_turns_is_what_sql_counts(kept: tuple[SqlStore, Report, Report]) -> None:
    def expected(sql: Sql, within: str) -> dict[str, float | None]:
        count, owed = "SELECT COUNT(*) FROM turn WHERE", OWED.format(within=within)
        staff = sql.settled("answered", "COUNT(*)", within, answered_by="staff")
        bot = sql.settled("answered", "COUNT(*)", within, answered_by="bot")
        whole = sql(f"{count} {owed}") or 0
        answered = (staff or 0) + (bot or 0)
        never = f"turn.answered_at IS NULL AND (turn.closed_at IS NOT NULL OR turn.withdrawn_at IS NOT NULL) AND {owed}"
        early = "turn.withdrawn_at <= turn.expected_by AND"
        return {
            "opened": sql(f"{count} {within}"),
            "owed": whole,
            "answered_staff": staff,
            "answered_bot": bot,
            "answered": answered,
            "answered_share": answered / whole if whole else None,
            "waiting": sql(f"{count} turn.waiting_since IS NOT NULL AND {within}"),
            "pending": sql(f"{count} turn.answered_by = 'bot' AND NOT turn.final AND turn.withdrawn_at IS NULL AND {within}"),
            "unanswered": sql(f"{count} {never}"),
            "excluded": sql(f"{count} {early} turn.excluded AND {within}"),
            "withdrawn": sql(f"{count} {early} turn.no_answer_needed = 'withdrawn_by_customer' AND {within}"),
            "acknowledged": sql(f"{count} turn.acknowledged_at IS NOT NULL AND {owed}"),
        }

    assert await differences(kept[0], kept[1], expected) == []


async def test_means_and_results_are_those_of_the_settled_facts(kept: tuple[SqlStore, Report, Report]) -> None:
    def expected(sql: Sql, within: str) -> dict[str, float | None]:
        found: dict[str, float | None] = {}
        for name, by in (("staff", {"answered_by": "staff"}), ("bot", {"answered_by": "bot"}), ("all", {})):
            for figure, field in ((f"mean_{name}", "seconds"), (f"open_mean_{name}", "open_seconds")):
                mean = f"AVG(CAST({sql.field(field)} AS double precision))"
                found[figure] = sql.settled("answered", mean, within, **by)
        for clock in ("expected", "target", "promised"):
            met = sql.settled(clock, "COUNT(*)", within, result="met")
            missed = sql.settled(clock, "COUNT(*)", within, result="missed")
            due = (met or 0) + (missed or 0)
            found |= {f"met_{clock}": met, f"missed_{clock}": missed, f"met_share_{clock}": (met or 0) / due if due else None}
        oldest = sql.seconds("MIN(turn.opened_at)", "'2026-03-16T07:00:00.000000+00:00'")
        if "EXTRACT" in oldest:
            oldest = "EXTRACT(EPOCH FROM TIMESTAMPTZ '2026-03-16T07:00:00+00:00' - MIN(turn.opened_at))"
        found["oldest"] = sql(f"SELECT {oldest} FROM turn WHERE turn.waiting_since IS NOT NULL AND {within}")
        return found

    assert await differences(kept[0], kept[1], expected) == []


async def test_what_came_back_is_what_sql_counts(kept: tuple[SqlStore, Report, Report]) -> None:
    def expected(sql: Sql, within: str) -> dict[str, float | None]:
        tried = "SELECT COUNT(*) FROM turn WHERE (turn.answered_by = 'bot' OR turn.refused_at IS NOT NULL) AND"
        yes = f"EXISTS (SELECT 1 FROM event WHERE event.kind = 'answer_confirmed' AND {sql.field('turn')} = turn.id)"
        unknown = (
            "SELECT COUNT(DISTINCT turn.id) FROM event JOIN turn "
            f"ON turn.id = {sql.field('turn')} WHERE event.kind = 'decided' "
            f"AND event.data LIKE '%\"nothing_recognised\"%' AND {within}"
        )
        return {
            "faq_refused": sql(f"{tried} turn.refused_at IS NOT NULL AND {within}"),
            "faq_helped": sql(f"{tried} turn.refused_at IS NULL AND {yes} AND {within}"),
            "faq_silent": sql(f"{tried} turn.refused_at IS NULL AND turn.final AND NOT {yes} AND {within}"),
            "unrecognised": sql(unknown),
        }

    assert await differences(kept[0], kept[1], expected) == []


async def test_all_that_waits_is_counted_of_whatever_week(kept: tuple[SqlStore, Report, Report]) -> None:
    store, shown, _ = kept
    waits = await standing(store, NOW)
    assert waits is not None
    everything = await store.turns_opened(datetime(2026, 1, 1, tzinfo=UTC), NOW)
    waiting = [row for row in everything if row.unanswered]
    assert (waits.count, waits.oldest) == (len(waiting), min(row.opened_at for row in waiting))
    assert waits.count > sum(shown.figure(scope, "waiting").n for scope in (Scope.COMMENTS, Scope.PRIVATE))


async def test_an_empty_store_has_an_empty_report(store: SqlStore) -> None:
    shown = await read_report(store, CHARTER, WEEK, NOW)
    assert {figure.n for figure in shown.figures.values()} == {0}
    assert await standing(store, NOW) is None
