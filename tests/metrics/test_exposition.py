"""What Prometheus reads: complete, parsed back by its own client, and checked by promtool where there is one."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import SystemClock
from conversations.figures import Gauge, Kept, Open, Snapshot, Standing, Waiting
from conversations.message import Visibility
from conversations.tally import Tally
from conversations.turn import Clock
from metrics import families as f
from metrics.cohorts import State
from metrics.exporter import metrics_router
from metrics.exposition import exposition
from metrics.sending import SendingFigures
from tests.metrics.figures import MemoryFigures, board
from tests.metrics.history import T0, at, run

LOG = run([at(0, "open"), at(0.01, "acknowledge"), at(0.1, "hand_over"), at(3, "staff_answer"), at(20, "open", "b")])
WAITING = Waiting(
    (Open(Visibility.PUBLIC, True, "web", "", 3, T0),), (("mastodon", 2, T0), ("ours", 1, T0 + timedelta(hours=1)))
)
CELL = {"channel": "web", "mention": "no", "visibility": "private"}


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every sample by name and labels; no two may be the same."""
    found = [s for family in text_string_to_metric_families(text) for s in family.samples]
    by_name = {(s.name, frozenset(s.labels.items())): s.value for s in found}
    assert len(by_name) == len(found)
    return by_name


async def page(logs: MemoryFigures) -> str:
    return exposition(await logs.snapshot(T0), board())


@pytest.fixture
async def text() -> str:
    return await page(MemoryFigures({"c1": LOG}, WAITING))


def value(text: str, name: str, **labels: str) -> float:
    return samples(text)[name, frozenset(labels.items())]


def test_every_family_is_there_under_its_definition(text: str) -> None:
    parsed = {family.name: family for family in text_string_to_metric_families(text)}
    for family in f.FAMILIES:
        found = parsed[family.name.removesuffix("_total") if family.kind == "counter" else family.name]
        assert (found.documentation, found.type) == (family.help, family.kind)


def test_the_numbers_are_those_of_the_facts(text: str) -> None:
    assert value(text, "recul_turns_opened_total", **CELL) == 2
    cell = CELL | {"department": "sav"}
    assert value(text, "recul_answer_delay_seconds_sum", answered_by="staff", **cell) == 3 * 3600
    assert value(text, "recul_staff_wait_seconds_sum", **cell) == pytest.approx(2.9 * 3600)
    assert value(text, "recul_turns_due_total", clock="expected", result="missed", **cell) == 1
    assert value(text, "recul_turns_due_total", clock="target", result="met", **cell) == 1
    assert value(text, "recul_turns_due_total", clock="expected", result="missed", **CELL, department="none") == 1


def test_buckets_are_cumulative(text: str) -> None:
    cell = CELL | {"department": "sav", "answered_by": "staff"}
    found = [value(text, "recul_answer_delay_seconds_bucket", le=edge, **cell) for edge in f.ANSWER_DELAY.buckets]
    assert found == [0] * 6 + [1] * 8
    assert value(text, "recul_answer_delay_seconds_count", **cell) == 1


def test_what_waits_is_shown_and_what_does_not_has_no_oldest(text: str) -> None:
    cell = {"channel": "web", "mention": "yes", "visibility": "public", "department": "none"}
    assert value(text, "recul_turns_open", **cell) == 3
    assert value(text, "recul_turns_open", **cell | {"department": "sav"}) == 0
    assert value(text, "recul_turns_open_oldest_timestamp_seconds", **cell) == T0.timestamp()
    assert value(text, "recul_outbox_depth", channel="web") == 0
    assert value(text, "recul_outbox_depth", channel="bridge") == 3
    oldest = [labels for name, labels in samples(text) if name == "recul_outbox_oldest_timestamp_seconds"]
    assert oldest == [frozenset({("channel", "bridge")})]
    assert value(text, "recul_outbox_oldest_timestamp_seconds", channel="bridge") == T0.timestamp()


def test_targets_and_build_are_shown(text: str) -> None:
    assert value(text, "recul_target_seconds", clock="target", department="sav", visibility="private") == 4 * 3600
    assert value(text, "recul_target_seconds", clock="expected", department="all", visibility="private") == 2 * 3600
    assert value(text, "recul_build_info", release="r1", version="0.1.0") == 1


def test_all_combinations_are_there_before_anything_happened() -> None:
    found = samples(exposition(Snapshot((), Waiting(())), board()))
    channels, departments, mentions, visibilities = 3, 3, 2, 2
    cells = channels * departments * mentions * visibilities
    assert sum(name == "recul_answer_delay_seconds_count" for name, _ in found) == 2 * cells
    assert sum(name == "recul_turns_due_total" for name, _ in found) == 4 * cells
    assert sum(name == "recul_promises_due_total" for name, _ in found) == 2 * cells
    assert sum(name == "recul_turns_answered_late_total" for name, _ in found) == 6 * cells
    assert sum(name == "recul_undeliverable_total" for name, _ in found) == 4 * len(f.CODES)
    assert {v for (name, _), v in found.items() if name not in ("recul_target_seconds", "recul_build_info")} == {0}


def test_a_bridge_that_nobody_has_named_shows_at_0() -> None:
    """Else its first facts would be no increase: `increase()` sees nothing before the first sample."""
    found = samples(exposition(Snapshot((), Waiting(())), board()))
    bridged = {name for name, labels in found if ("channel", "bridge") in labels}
    by_channel = {family.name for family in f.FAMILIES if "channel" in family.labels and family.kind == "counter"}
    assert by_channel | {"recul_turns_open", "recul_outbox_depth", "recul_answer_delay_seconds_count"} <= bridged
    assert {v for (_, labels), v in found.items() if ("channel", "bridge") in labels} == {0}
    channels = {name for _, labels in found for label, name in labels if label == "channel"}
    assert channels == set(f.CHANNELS)


def test_who_waits_beyond_a_deadline_is_shown_by_clock_and_bridges_together() -> None:
    overdue = {Clock.EXPECTED: 2, Clock.PROMISED: 1}
    ours, theirs = (Open(Visibility.PUBLIC, True, name, "sav", 3, T0, overdue) for name in ("mastodon", "ours"))
    text = exposition(Snapshot((), Waiting((ours, theirs))), board())
    cell = {"channel": "bridge", "mention": "yes", "visibility": "public", "department": "sav"}
    assert value(text, "recul_turns_open", **cell) == 6
    shown = {clock: value(text, "recul_turns_overdue", clock=clock, **cell) for clock in Clock}
    assert shown == {"expected": 4, "target": 0, "promised": 2}


def test_dangers_and_undecided_messages_are_shown_while_they_stand() -> None:
    standing = Waiting((), dangers={Visibility.PUBLIC: Standing(2, T0)}, undecided=Standing(3, T0 + timedelta(minutes=1)))
    text = exposition(Snapshot((), standing), board())
    assert [value(text, "recul_dangers_open", visibility=one) for one in ("public", "private")] == [2, 0]
    assert value(text, "recul_dangers_open_oldest_timestamp_seconds", visibility="public") == T0.timestamp()
    assert value(text, "recul_undecided_conversations") == 3
    assert value(text, "recul_undecided_oldest_timestamp_seconds") == T0.timestamp() + 60
    nothing = samples(exposition(Snapshot((), Waiting(())), board()))
    assert nothing["recul_undecided_conversations", frozenset()] == 0
    assert not any("oldest" in name for name, _ in nothing)


ARRIVED = {"visibility": "public", "mention": "yes", "window": "7d", "department": "sav"}
KEPT = Kept(
    T0,
    (
        Gauge("recul_cohort_turns", tuple(sorted((ARRIVED | {"state": "waiting"}).items())), 7.0),
        Gauge(
            "recul_cohort_answer_delay_seconds",
            tuple(sorted((ARRIVED | {"department": "all", "answered_by": "all", "quantile": "0.9", "reached": "no"}).items())),
            86400.0,
        ),
        Gauge("recul_older_version", (), 1.0),
    ),
)


def kept_gauges(kept: Kept | None, now: datetime | None = None) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """What is shown of those who arrived in a window, and when that was computed."""
    shown = samples(exposition(Snapshot((), Waiting(()), kept), board(), now))
    return {key: number for key, number in shown.items() if key[0].startswith(("recul_cohort", "recul_figures", "recul_older"))}


def test_what_was_computed_of_those_who_arrived_is_shown_with_every_state_and_when_that_was() -> None:
    shown = kept_gauges(KEPT, T0 + timedelta(minutes=5))
    assert shown["recul_cohort_turns", frozenset((ARRIVED | {"state": "waiting"}).items())] == 7
    assert shown["recul_cohort_turns", frozenset((ARRIVED | {"state": "unanswered"}).items())] == 0
    windows, departments, mentions, visibilities = 3, 3, 2, 2
    cells = windows * departments * mentions * visibilities
    assert sum(name == "recul_cohort_turns" for name, _ in shown) == len(State) * cells
    assert sum(name == "recul_cohort_acknowledged" for name, _ in shown) == cells
    assert [number for (name, _), number in shown.items() if name == "recul_cohort_answer_delay_seconds"] == [86400]
    assert shown["recul_figures_timestamp_seconds", frozenset()] == T0.timestamp()
    assert not any(name == "recul_older_version" for name, _ in shown)


def test_what_was_computed_too_long_ago_is_absent_not_0_and_the_time_says_so() -> None:
    assert kept_gauges(KEPT, T0 + timedelta(minutes=5, seconds=1)) == {
        ("recul_figures_timestamp_seconds", frozenset()): T0.timestamp()
    }
    assert kept_gauges(None) == {}
    assert kept_gauges(KEPT) == kept_gauges(KEPT, T0)


def test_what_is_suspended_is_shown_by_scope() -> None:
    text = exposition(Snapshot((), Waiting((), suspended=frozenset({"bot", "user:u1", "user:u2"}))), board())
    shown = {scope: value(text, "recul_suspended", scope=scope) for scope in f.SCOPES}
    assert shown == {"all": 0, "bot": 1, "staff": 0, "user": 2}


def test_what_a_process_knows_of_its_channels_is_shown() -> None:
    sending = SendingFigures()
    sending.serves("telegram")
    sending.serves("mastodon")
    sending.worked("telegram", T0)
    sending.worked("telegram", T0 - timedelta(hours=1))
    sending.delayed("telegram", "limit")
    text = exposition(Snapshot((), Waiting(())), replace(board(), sending=sending))
    shown = {dict(labels)["channel"]: v for (name, labels), v in samples(text).items() if "channel_success" in name}
    assert shown == {"telegram": T0.timestamp(), "bridge": 0}
    assert value(text, "recul_sending_delayed_total", channel="telegram", why="limit") == 1
    assert value(text, "recul_sending_delayed_total", channel="bridge", why="error") == 0


def test_a_department_that_the_charter_has_dropped_keeps_its_past() -> None:
    labels = (("channel", "web"), ("department", "sav"), ("mention", "no"), ("visibility", "public"))
    gone = Tally(f.STAFF_WAIT.name, labels, "60", 2, 50.0)
    text = exposition(Snapshot((gone,), Waiting(())), board(("livraison",)))
    assert value(text, "recul_staff_wait_seconds_count", **dict(labels)) == 2


def test_labels_are_escaped() -> None:
    nasty = 'a"b\\c\nd'
    text = exposition(Snapshot((Tally(f.LATE_FACTS.name, (("channel", nasty), ("fact", "answer"))),), Waiting(())), board())
    assert value(text, "recul_late_facts_total", channel=nasty, fact="answer") == 1


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_promtool_has_nothing_to_say(text: str) -> None:
    promtool = shutil.which("promtool")
    assert promtool is not None
    done = subprocess.run([promtool, "check", "metrics"], input=text, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.fixture
def figures() -> MemoryFigures:
    return MemoryFigures({"c1": LOG}, WAITING)


@pytest.fixture
async def scrape(figures: MemoryFigures) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(metrics_router(figures, SystemClock(), board, token="s3cret"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://recul") as client:
        yield client


async def test_a_scrape_shows_nothing_that_is_too_old(scrape: httpx.AsyncClient, figures: MemoryFigures) -> None:
    figures.gauges = KEPT
    answer = await scrape.get("/metrics", headers={"Authorization": "Bearer s3cret"})
    assert "\nrecul_figures_timestamp_seconds{} " in answer.text
    assert "\nrecul_cohort_turns{" not in answer.text


async def test_a_scrape_with_the_token_gets_the_figures(scrape: httpx.AsyncClient, figures: MemoryFigures) -> None:
    answer = await scrape.get("/metrics", headers={"Authorization": "Bearer s3cret"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.text == await page(figures)


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic s3cret", "Bearer é"])
async def test_a_scrape_without_the_token_is_told_what_to_send(scrape: httpx.AsyncClient, header: str | None) -> None:
    answer = await scrape.get("/metrics", headers=[(b"Authorization", header.encode())] if header else [])
    assert answer.status_code == 401
    assert "Authorization: Bearer" in answer.text


async def test_when_the_database_fails_there_is_a_sentence_and_no_number(
    scrape: httpx.AsyncClient, figures: MemoryFigures
) -> None:
    figures.down = True
    answer = await scrape.get("/metrics", headers={"Authorization": "Bearer s3cret"})
    assert answer.status_code == 503
    assert "the database does not answer" in answer.text
    assert "recul_" not in answer.text


async def test_without_a_token_the_page_is_open(figures: MemoryFigures) -> None:
    app = FastAPI()
    app.include_router(metrics_router(figures, SystemClock(), board))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://recul") as client:
        assert (await client.get("/metrics")).status_code == 200
