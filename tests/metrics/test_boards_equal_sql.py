"""Every panel of the first board shows what plain SQL counts: five weeks of a small shop, written into a real Prometheus."""

import asyncio
import re
import sqlite3
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

import pytest

from conversations.conversation import after
from conversations.figures import Kept, Snapshot, Waiting
from conversations.tally import Labels, Tally
from metrics.alerts import ALERTS
from metrics.cohort_gauges import gauges
from metrics.cohorts import State
from metrics.counting import tallies
from metrics.dashboards.boards import BOARDS
from metrics.dashboards.delais import DELAIS
from metrics.dashboards.drawing import CRISIS, RELEASE
from metrics.dashboards.equipe import EQUIPE
from metrics.dashboards.panel import PERIOD, SERVICE, Dashboard, Panel, Query
from metrics.exposition import exposition
from metrics.families import LADDER, WINDOWS
from store.sql import SqlStore
from tests.metrics import plain_sql as sql
from tests.metrics import small_shop as shop
from tests.metrics.backfilled import STEP, Prometheus, backfill, installed
from tests.metrics.figures import board
from tests.metrics.history import EMPTY
from tests.metrics.plain_sql import Chosen, Plain

pytestmark = [
    pytest.mark.skipif(not installed(), reason="promtool is not installed, or prometheus is not"),
    pytest.mark.xdist_group("backfilled"),
]
A_WEEK_AGO = shop.NOW - timedelta(days=7)
ALMOST = 1e-6


def _subject(where: str) -> dict[str, Plain]:
    staff = f"{where} AND {sql.BY_STAFF}"
    return {
        "moyenne, équipe": sql.mean(staff),
        "en heures d'ouverture": sql.mean(staff, "open_seconds"),
        "n, équipe": sql.n(staff),
        "moyenne, robot compris": sql.mean(where),
        "n, robot compris": sql.n(where),
        "attendu par les clients": sql.constant(7200),
    }


def _quantiles(where: str) -> dict[str, Plain]:
    return {
        "la moitié en moins de": sql.within(where, 0.5, True),
        "la moitié : plus de": sql.within(where, 0.5, False),
        "neuf sur dix en moins de": sql.within(where, 0.9, True),
        "neuf sur dix : plus de": sql.within(where, 0.9, False),
        "de toutes, la moitié en moins de": sql.within(where, 0.5, True, everybody=True),
        "de toutes, la moitié : plus de": sql.within(where, 0.5, False, everybody=True),
        "de toutes, neuf sur dix en moins de": sql.within(where, 0.9, True, everybody=True),
        "de toutes, neuf sur dix : plus de": sql.within(where, 0.9, False, everybody=True),
    }


def _waiting(where: str, clock: str, said: str) -> dict[str, Plain]:
    return {
        "attendent": sql.open_turns(sql.COUNT, where),
        "la plus ancienne, depuis": sql.open_turns(sql.LONGEST, where),
        f"ont dépassé {said}": sql.open_turns(sql.past(clock), where),
    }


def _by_department(where: str, waits: str, target: float) -> dict[str, Plain]:
    staff = f"{where} AND {sql.BY_STAFF}"
    return {
        "Moyenne": sql.mean(staff, by="department"),
        "En heures d'ouverture": sql.mean(staff, "open_seconds", by="department"),
        "n": sql.n(staff, by="department"),
        "Délai de la charte": sql.constant(target, "sav", "livraison"),
        "Hors délai": sql.share("target", "missed", where, by="department"),
        "n, délais": sql.due("target", where, by="department"),
        "Attendent": sql.open_turns(sql.COUNT, waits, "department"),
        "La plus ancienne": sql.open_turns(sql.LONGEST, waits, "department"),
    }


def _course(where: str, target: float) -> dict[str, Plain]:
    staff = f"{where} AND {sql.BY_STAFF}"
    return {
        "moyenne, équipe": sql.mean(staff, chosen=True),
        "en heures d'ouverture": sql.mean(staff, "open_seconds", chosen=True),
        "n, équipe": sql.n(staff, chosen=True),
        "attendu par les clients": sql.constant(7200),
        "délai de la charte": lambda db, at: {} if at.department == "all" else {"": target},
    }


def _kept(where: str, said: str, before: str, chosen: bool = False) -> dict[str, Plain]:
    return {
        f"{before}{said}": sql.share("promised", "met", where, chosen=chosen),
        f"n, {said}": sql.due("promised", where, chosen=chosen),
    }


PLAIN: dict[str, dict[str, Plain]] = {
    "1 · Répondre à qui nous nomme en public": _subject(sql.MENTION) | _quantiles(sql.MENTION_T),
    "2 · Mentions ayant reçu une réponse": {
        "répondues": sql.ever("answered_staff", "answered_bot"),
        "dont par l'équipe": sql.ever("answered_staff"),
        "dont par le robot": sql.ever("answered_bot"),
        "n": sql.cohort(sql.COUNT, sql.OWED),
        "répondues à temps": sql.share("expected", "met", sql.MENTION),
        "n, à temps": sql.due("expected", sql.MENTION),
        "sans réponse due": sql.cohort(sql.COUNT, "became = 'no_answer_needed'"),
        "retirées par la personne": sql.cohort(sql.COUNT, "became = 'withdrawn'"),
        "exclues": sql.cohort(sql.COUNT, "became = 'excluded'"),
        "laissées : hors sujet": sql.events("decided", "data ->> 'verdict' = 'hors_sujet' AND data ->> 'mention' = 1"),
    },
    "3 · Répondre à un commentaire public": _subject(sql.PUBLIC),
    "4 · Répondre à un message privé": _subject(sql.PRIVATE) | _quantiles(sql.PRIVATE_T),
    "Qui nous nomme en public": _waiting(sql.MENTION_T, "expected_by", "le délai attendu"),
    "Dangers": {
        "sans personne": sql.dangers(sql.COUNT),
        "la plus ancienne, depuis": sql.dangers(sql.LONGEST_DANGER),
    },
    "En public": _waiting(sql.PUBLIC_T, "target_by", "le délai de la charte"),
    "En privé": _waiting(sql.PRIVATE_T, "target_by", "le délai de la charte"),
    "Qui nous nomme en public, par service": {
        "La moitié en moins de": sql.within(sql.MENTION_T, 0.5, True, everybody=True, by="department"),
        "La moitié : plus de": sql.within(sql.MENTION_T, 0.5, False, everybody=True, by="department"),
        "Répondues": sql.ever("answered_staff", "answered_bot", by="department"),
        "n": sql.cohort(sql.COUNT, sql.OWED, by="department"),
        "Attendent": sql.open_turns(sql.COUNT, sql.MENTION_T, "department"),
        "La plus ancienne": sql.open_turns(sql.LONGEST, sql.MENTION_T, "department"),
    },
    "Commentaires publics, par service": _by_department(sql.PUBLIC, sql.PUBLIC_T, 3600),
    "Messages privés, par service": _by_department(sql.PRIVATE, sql.PRIVATE_T, 4 * 3600),
    "Qui nous nomme en public, tendance": {
        "moyenne, équipe": sql.mean(f"{sql.MENTION} AND {sql.BY_STAFF}", chosen=True),
        "n, équipe": sql.n(f"{sql.MENTION} AND {sql.BY_STAFF}", chosen=True),
        "attendu par les clients": sql.constant(7200),
        "répondues": sql.now_alone(sql.ever("answered_staff", "answered_bot", chosen=True), shop.NOW),
        "n, répondues": sql.now_alone(sql.cohort(sql.COUNT, sql.OWED, chosen=True), shop.NOW),
    },
    "Commentaires publics": _course(sql.PUBLIC, 3600),
    "Messages privés": _course(sql.PRIVATE, 4 * 3600),
    "Promesses tenues (${window:text})": _kept(sql.PUBLIC, "en public", "tenues, ")
    | _kept(sql.PRIVATE, "en privé", "tenues, "),
    "Promesses tenues, tendance": _kept(sql.PUBLIC, "en public", "", True) | _kept(sql.PRIVATE, "en privé", "", True),
    "Demandes ouvertes par jour": {
        "en public": sql.events("turn_opened", sql.PUBLIC, "1d"),
        "en privé": sql.events("turn_opened", sql.PRIVATE, "1d"),
    },
    "Part des questions fréquentes (${window:text})": {
        "en public": sql.bot_share(sql.PUBLIC),
        "n, en public": sql.n(sql.PUBLIC),
        "en privé": sql.bot_share(sql.PRIVATE),
        "n, en privé": sql.n(sql.PRIVATE),
    },
    "Hors des parts (${window:text})": {
        "sans réponse due": sql.events("no_answer_needed", "data ->> 'rule' <> 'withdrawn_by_customer'"),
        "retirées par la personne": sql.events("no_answer_needed", "data ->> 'rule' = 'withdrawn_by_customer'"),
        "exclues": sql.events("excluded"),
        "réponses du robot refusées": sql.events("answer_refused"),
    },
}


_Cell = tuple[str, Labels, str]


class Shop:
    """The database and the server over the same five weeks."""

    def __init__(self, database: Path, prometheus: Prometheus) -> None:
        self.db, self.prometheus = sqlite3.connect(database), prometheus


@pytest.fixture(scope="module")
def small(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("backfilled")
    database = folder / "recul.db"
    database.write_bytes(empty_sqlite.read_bytes())
    logs = shop.logs()
    backfill(folder, _moments(logs, asyncio.run(_present(database, logs))), (A_WEEK_AGO, shop.NOW))
    with Prometheus(folder) as prometheus:
        opened = Shop(database, prometheus)
        with closing(opened.db):
            yield opened


async def _present(database: Path, logs: list[shop.Log]) -> Snapshot:
    """What the store says now, with the gauges that the folder would compute."""
    store = SqlStore.open(f"sqlite:///{database}")
    await shop.kept(store, logs)
    rows = await store.turns_opened(shop.NOW - timedelta(days=28), shop.NOW)
    await store.keep_gauges(Kept(shop.NOW, gauges(rows, shop.NOW)))
    seen = await store.snapshot(shop.NOW)
    await store.close()
    return seen


def _moments(logs: list[shop.Log], present: Snapshot) -> Iterator[tuple[datetime, str]]:
    steps = deque(sorted(_steps(logs), key=lambda step: step[0]))
    n: Counter[_Cell] = Counter()
    micros: Counter[_Cell] = Counter()
    at = shop.SINCE
    while at < shop.NOW:
        while steps[0][0] <= at:
            _, tally = steps.popleft()
            cell = tally.family, tally.labels, tally.bucket
            n[cell] += tally.n
            micros[cell] += round(tally.total * 1_000_000)
        yield (
            at,
            exposition(Snapshot([Tally(*cell, n[cell], micros[cell] / 1_000_000) for cell in sorted(n)], Waiting(())), board()),
        )
        at += STEP
    yield at, exposition(present, board())


def _steps(logs: list[shop.Log]) -> Iterator[tuple[datetime, Tally]]:
    """What each event added to which number, dated."""
    for log in logs:
        was = EMPTY
        for event in log:
            yield from ((event.at, tally) for tally in tallies(was, (event,)))
            was = after(was, (event,))


QUERIES = [(panel, query) for panel in DELAIS.panels for query in panel.queries]


def test_every_panel_is_held_against_sql() -> None:
    assert {title: set(queries) for title, queries in PLAIN.items()} == {
        panel.title: {query.legend for query in panel.queries} for panel in DELAIS.panels
    }


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(("panel", "query"), QUERIES, ids=lambda value: getattr(value, "title", None) or value.legend)
def test_a_query_is_what_sql_counts(small: Shop, panel: Panel, query: Query, window: str) -> None:
    plain = PLAIN[panel.title][query.legend]
    for chosen in _choices(panel, window):
        expected = plain(small.db, chosen)
        found = _asked(small.prometheus, panel, query, chosen)
        assert {name: value for name, value in found.items() if value or name in expected} == pytest.approx(
            expected, rel=ALMOST
        ), (query.expr, chosen)


@pytest.mark.parametrize("visibility", ["public", "private"])
@pytest.mark.parametrize("window", WINDOWS)
def test_nine_in_ten_of_a_histogram_are_in_the_bucket_that_sql_says(small: Shop, visibility: str, window: str) -> None:
    of_all = next(query for panel in EQUIPE.panels for query in panel.queries if _is_heard(query, visibility))
    chosen = Chosen(window, shop.NOW)
    ((_, found),) = small.prometheus.ask(of_all.expr.replace(PERIOD, window), shop.NOW).items()
    seconds = sql.acknowledged(small.db, chosen, visibility)
    true = seconds[ceil(0.9 * len(seconds)) - 1]
    edges = (0, *LADDER)
    below = max(edge for edge in edges if edge < true)
    assert below <= found <= min(edge for edge in edges if edge > below)


def _is_heard(query: Query, visibility: str) -> bool:
    return "histogram_quantile" in query.expr and f'visibility="{visibility}"' in query.expr


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_prometheus_answers_every_query_with_the_labels_that_its_legend_names(small: Shop, board: Dashboard) -> None:
    for panel in board.panels:
        for query in panel.queries:
            found = small.prometheus.ask(query.expr.replace(PERIOD, "7d").replace(SERVICE, "all"), shop.NOW)
            shown = [_legend(panel, query, dict(labels)) for labels in found]
            assert len(set(shown)) == len(shown), (panel.title, query.expr, shown)


def test_prometheus_answers_every_alert_and_annotation(small: Shop) -> None:
    for expr in (*(alert.expr for alert in ALERTS), CRISIS, RELEASE):
        for at in (A_WEEK_AGO, shop.NOW):
            small.prometheus.ask(expr, at)


def _legend(panel: Panel, query: Query, labels: dict[str, str]) -> str:
    if panel.kind == "table":
        return labels[panel.by]
    return re.sub(r"\{\{(\w+)\}\}", lambda found: labels[found[1]], query.legend)


def test_the_shop_has_every_ending_in_every_place(small: Shop) -> None:
    for visibility in ("public", "private"):
        became = small.db.execute(f"SELECT DISTINCT {sql.BECAME} FROM turn WHERE visibility = ?", (visibility,))
        assert {state for (state,) in became} == {state.value for state in State}


def _choices(panel: Panel, window: str) -> Iterator[Chosen]:
    yield Chosen(window, shop.NOW)
    if panel.kind == "course":
        yield from (Chosen(window, at, of) for at in (A_WEEK_AGO, shop.NOW) for of in ("all", "sav", "livraison"))


def _asked(prometheus: Prometheus, panel: Panel, query: Query, chosen: Chosen) -> dict[str, float]:
    """By department in a table; elsewhere there is one value or none."""
    found = prometheus.ask(query.expr.replace(PERIOD, chosen.window).replace(SERVICE, chosen.department), chosen.until)
    if panel.kind == "table":
        return {dict(labels)["department"]: value for labels, value in found.items()}
    assert len(found) <= 1
    return dict(zip(("",), found.values(), strict=False))
