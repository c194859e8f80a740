"""`recul report` in its forms: each number of the page counted again from its rows, the table, the value, the command."""

import asyncio
import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from bot.report.numbers import Numbers
from bot.report.page import WORDS, page, page_words
from bot.report.tables import COLUMNS, as_csv, as_json
from bot.settings import EXAMPLE_CHARTER
from charter.charter import Brand, Charter
from charter.load import load
from conversations.events import Settled
from conversations.figures import TurnRow
from conversations.message import Visibility
from metrics.families import ALL
from metrics.periods import Period
from metrics.report import Key, Read, Report, Scope, report
from store.sql import SqlStore
from tests.fakes.busy_weeks import outcomes, rows, stored, weeks
from tests.fakes.small_charter import small_charter

HOSTILE = '<script>alert("x")</script> {{ 7*7 }}'
CHARTER = small_charter(brand=Brand(name=HOSTILE))
WEEK = Period(date(2026, 3, 9), date(2026, 3, 15), "Europe/Paris", "week")
NOW = datetime(2026, 3, 16, 7, tzinfo=UTC)
DESK = "https://desk"


def a_report(charter: Charter = CHARTER, a_day: int = 12) -> Report:
    pasts = weeks(Random(7), charter, WEEK.before().since, 14, a_day, NOW)

    def read(period: Period) -> Read:
        return Read(rows(pasts, period.since, period.until), outcomes(pasts, period.since, period.until))

    return report(WEEK, NOW, read(WEEK), read(WEEK.before()), [department.id for department in charter.departments])


class Page(HTMLParser):
    """Collects the numbers of a page, the rows, the tags and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.numbers: dict[str, tuple[int, str]] = {}
        self.rows: dict[str, int] = defaultdict(int)
        self.links: list[str] = []
        self.tags: list[str] = []
        self.said: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if found.get("class") == "n":
            self.numbers[str(found["href"])[2:]] = int(str(found["data-n"])), str(found["title"])
        if "data-r" in found:
            for number in str(found["data-r"]).split():
                self.rows[number] += 1
        if str(found.get("href", "")).startswith("http"):
            self.links.append(str(found["href"]))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.fixture(scope="module")
def shown() -> Report:
    return a_report()


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_each_number_of_the_page_leads_to_as_many_rows_as_it_says(shown: Report, language: str) -> None:
    seen = Page(page(shown, CHARTER, language, DESK))
    assert len(seen.numbers) > 100
    assert {number: n for number, (n, _) in seen.numbers.items()} == seen.rows
    titles = [title for _, title in seen.numbers.values()]
    assert len(set(titles)) == len(titles)


def test_the_signs_and_the_oldest_of_a_team_and_all_that_were_due_lead_to_their_rows_too() -> None:
    opened, sixth = WEEK.since + timedelta(hours=9), WEEK.since + timedelta(days=5)
    private, team = (Visibility.PRIVATE, False), "livraison"
    waits = TurnRow("t1", "c1", "web", *private, opened, opened, department=team, heat="angry", about="route:livraison")
    facts = (Settled(sixth, "t1", "promised", *private, "web", team, result="missed"),)
    one = report(WEEK, NOW, Read([waits], {"c1": facts}), Read([], {}), [team])
    found = {title: n for n, title in Page(page(one, CHARTER, "en", DESK)).numbers.values()}
    of_team = "private messages · livraison team · "
    linked = ("Livraison team · upset", "Livraison team · promises", f"{of_team}the oldest for …")
    assert {name: found.get(name) for name in linked} == dict.fromkeys(linked, 1)
    html = page(one, CHARTER, "en", DESK)
    assert re.search(r'/<a class="n" [^>]*met or missed, within what was promised">1</a>', html)


@pytest.mark.parametrize("name", ["mean_staff", "open_mean_staff"])
def test_the_change_of_a_mean_is_told_without_a_judgement(shown: Report, name: str) -> None:
    key = Key(Scope.COMMENTS, ALL, name)
    slower = replace(shown, before={**shown.before, key: replace(shown.figures[key], value=1e6)})
    told = Numbers(slower, page_words(CHARTER, "en"), "en", {}).change(Scope.COMMENTS, name)
    assert told is not None
    assert told["good"] is None
    key = Key(Scope.COMMENTS, ALL, "median_staff")
    slower = replace(shown, before={**shown.before, key: replace(shown.figures[key], value=1e6, over=False)})
    judged = Numbers(slower, page_words(CHARTER, "en"), "en", {}).change(Scope.COMMENTS, "median_staff")
    assert judged is not None
    assert judged["good"] is True


@pytest.mark.parametrize(
    ("last", "kind", "language", "title"),
    [
        (date(2026, 3, 9), "days", "fr", "Reçu le 9 mars"),
        (date(2026, 3, 9), "days", "en", "The day: 9 March"),
        (date(2026, 3, 31), "month", "fr", "Le mois : mars 2026"),
    ],
)
def test_the_title_is_right_for_a_day_and_for_any_month(
    shown: Report, last: date, kind: Literal["days", "month"], language: str, title: str
) -> None:
    html = page(replace(shown, period=Period(WEEK.first, last, "Europe/Paris", kind)), CHARTER, language, DESK)
    assert f"<h1>{title}</h1>" in html


def test_the_page_needs_nothing_else_and_runs_nothing_that_anybody_wrote(shown: Report) -> None:
    html = page(shown, CHARTER, "fr", DESK)
    seen = Page(html)
    assert seen.tags.count("script") == 1
    assert seen.tags.count("svg") == 8
    assert HOSTILE in "".join(seen.said)
    assert {link.partition("/desk/conversations/")[0] for link in seen.links} == {DESK}
    assert "src=" not in html
    assert "url(" not in html


def test_each_row_leads_to_its_conversation(shown: Report) -> None:
    seen = Page(page(shown, CHARTER, "fr", DESK))
    assert sorted(seen.links) == sorted(f"{DESK}/desk/conversations/{row.conversation}" for row in shown.known.rows)


def test_a_page_without_anybody_says_so() -> None:
    empty = report(WEEK, NOW, Read([], {}), Read([], {}), ["livraison"])
    assert WORDS["fr"]["empty"] in "".join(Page(page(empty, CHARTER, "fr", DESK)).said)


def test_both_languages_have_all_words() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()


def test_the_example_charter_has_a_page_in_both_languages() -> None:
    charter = load(EXAMPLE_CHARTER).charter
    shown = a_report(charter, a_day=3)
    for language in ("fr", "en"):
        said = "".join(Page(page(shown, charter, language, DESK)).said)
        assert charter.department("sav").label[language] in said


def lines(shown: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(as_csv(shown, DESK))))


def test_every_number_can_be_counted_again_from_the_lines_of_the_table(shown: Report) -> None:
    found = lines(shown)
    assert [line["turn"] for line in found] == [row.id for row in shown.known.rows]
    for scope, side in ((Scope.COMMENTS, "public"), (Scope.PRIVATE, "private")):
        for department in (ALL, *shown.departments):
            held = {ALL: None, "none": ""}.get(department, department)
            own = [line for line in found if line["visibility"] == side and held in (None, line["department"])]
            _counted_again(shown, scope, department, own)
    mentions = [line for line in found if line["mention"] == "yes" and line["visibility"] == "public"]
    _counted_again(shown, Scope.MENTIONS, ALL, mentions)


def _counted_again(shown: Report, scope: Scope, department: str, own: list[dict[str, str]]) -> None:
    def value(name: str) -> float | None:
        return shown.figure(scope, name, department).value

    assert value("opened") == len(own)
    for state in ("answered_staff", "answered_bot", "pending", "waiting", "unanswered", "excluded", "withdrawn"):
        assert value(state) == sum(line["state"] == state for line in own)
    delays = [float(line["delay_seconds"]) for line in own if line["state"] == "answered_staff"]
    assert value("mean_staff") == (pytest.approx(sum(delays) / len(delays)) if delays else None)
    for clock in ("expected", "target", "promised"):
        assert value(f"met_{clock}") == sum(line[clock] == "met" for line in own)
        assert value(f"missed_{clock}") == sum(line[clock] == "missed" for line in own)
    for kind in ("helped", "silent", "refused", "open"):
        assert value(f"faq_{kind}") == sum(line["faq"] == kind for line in own)
    scores = [int(line["score"]) for line in own if line["score"]]
    assert value("satisfaction") == (pytest.approx(sum(scores) / len(scores)) if scores else None)


def test_times_in_the_table_are_the_brands_and_dissatisfied_lines_are_those_of_the_reasons(shown: Report) -> None:
    found = lines(shown)
    assert list(found[0]) == list(COLUMNS)
    opened = datetime.fromisoformat(found[0]["opened_at"])
    assert opened.utcoffset() == timedelta(hours=1)
    assert opened == shown.known.rows[0].opened_at.astimezone(ZoneInfo("Europe/Paris")).replace(microsecond=0)
    for reason in shown.reasons:
        assert sum(line["about"] == reason.about and bool(line["signs"]) for line in found) == len(reason.turns)


def test_the_value_for_programs_holds_every_number_with_its_turns(shown: Report) -> None:
    read = json.loads(json.dumps(as_json(shown, DESK), default=str))
    known = {turn["turn"] for turn in read["turns"]}
    assert len(read["figures"]) == len(shown.figures)
    for figure in read["figures"]:
        assert set(figure["turns"]) <= known
        assert figure["n"] == len(figure["turns"])
    assert read["period"]["first"] == "2026-03-09"
    assert read["before"]["at"] == "2026-03-09 07:00:00+00:00"


def test_the_documentation_defines_each_figure_and_column(shown: Report) -> None:
    written = (Path(__file__).parents[2] / "docs" / "report.md").read_text("utf-8")
    table, figures = written.partition("## The figures")[::2]
    named = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in table.splitlines() if line.startswith("| `")]
    assert sorted(name for names in named for name in names) == sorted(COLUMNS)
    named = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in figures.splitlines() if line.startswith("| `")]
    assert sorted(name for names in named for name in names) == sorted({key.name for key in shown.figures})


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on that Monday at eight, over a database of two weeks."""

    async def fill() -> None:
        store = SqlStore.open(sqlite_url)
        await stored(store, weeks(Random(7), load(EXAMPLE_CHARTER).charter, WEEK.before().since, 14, 3, NOW))
        await store.close()

    asyncio.run(fill())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUL_DATABASE_URL", sqlite_url)

    def run(*words: str) -> Result:
        with time_machine.travel(NOW, tick=False):
            return CliRunner().invoke(app, ["report", *words], catch_exceptions=False, env={"COLUMNS": "200"})

    return run


def test_the_command_tells_the_last_week_in_sentences(run: Run) -> None:
    said = run()
    assert said.exit_code == 0
    assert said.stdout.startswith("Voici la semaine du lundi 9 au dimanche 15 mars 2026")
    assert run("--week", "--language", "en").stdout.startswith("This is the week from Monday 9")


def test_the_command_writes_a_page_and_a_table_and_one_value(run: Run, tmp_path: Path) -> None:
    said = run("--html", "out/week.html", "--csv", "week.csv")
    assert said.exit_code == 0
    assert "2026-03-09 to 2026-03-15: out/week.html and week.csv" in said.stdout
    assert "<svg" in (tmp_path / "out" / "week.html").read_text("utf-8")
    assert len((tmp_path / "week.csv").read_text("utf-8").splitlines()) > 20
    assert json.loads(run("--json").stdout)["period"]["last"] == "2026-03-15"


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        (("--month",), "2026-02-01", "2026-02-28"),
        (("--from", "2026-03-10", "--to", "2026-03-12"), "2026-03-10", "2026-03-12"),
        (("--from", "2026-03-14"), "2026-03-14", "2026-03-16"),
    ],
)
def test_other_days_can_be_asked_for(run: Run, words: tuple[str, ...], first: str, last: str) -> None:
    period = json.loads(run("--json", *words).stdout)["period"]
    assert (period["first"], period["last"]) == (first, last)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--week", "--month"), "Choose one"),
        (("--to", "2026-03-12"), "Choose one"),
        (("--week", "--from", "2026-03-12"), "Choose one"),
        (("--from", "2026-03-12", "--to", "2026-03-10"), "is after --to"),
        (("--from", "2026-03-17", "--to", "2026-03-18"), "has not come yet"),
        (("--from", "12/03/2026"), "does not match"),
    ],
)
def test_what_cannot_be_meant_is_said_with_exit_code_2(run: Run, words: tuple[str, ...], said: str) -> None:
    found = run(*words)
    assert (found.exit_code, said in " ".join(found.output.split())) == (2, True)


def test_a_place_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = run("--html", "file/report.html")
    assert found.exit_code == 1
    assert "--html FILE" in found.output
