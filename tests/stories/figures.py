"""Are the figures what happened? Everything on /metrics, counted again from the events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import isclose

import httpx

from bot import VERSION
from bot.clock import SystemClock
from conversations import events as e
from conversations.conversation import after
from conversations.figures import Waiting
from metrics.board import Board
from metrics.counting import beginning, tallies
from metrics.exposition import exposition
from metrics.families import PROCESS
from metrics.recount import recount
from tests.stories.harness import Shop, until


async def figures_agree(shop: Shop) -> None:
    """Raises AssertionError with the differences, unless /metrics, the recount and the events say the same."""
    found: list[str] = []

    async def agree() -> bool:
        found[:] = [*await _recounted(shop), *await _shown(shop), *await _waiting(shop)]
        return not found

    try:
        await until(agree, 10)
    except AssertionError:
        raise AssertionError("the figures are not what happened:\n" + "\n".join(found)) from None


async def _recounted(shop: Shop) -> list[str]:
    """What `recul metrics recount` finds."""
    found = await recount(shop.store, shop.release.charter.hours_of, lambda done, of: None)
    return [str(difference) for difference in found.differences]


async def _shown(shop: Shop) -> list[str]:
    """Every line of /metrics that is another when the events are counted anew."""
    async with httpx.AsyncClient(base_url=shop.url, timeout=20) as prometheus:
        page = await prometheus.get("/metrics")
    histories, _ = await shop.store.recount_snapshot()
    counted = [tally for id, events in histories for tally in tallies(beginning(id, events), events)]
    board = Board(VERSION, shop.release.id, shop.release.charter)
    ours = _samples(exposition(replace(await shop.store.snapshot(SystemClock().now()), tallies=counted), board))
    theirs = _samples(page.text)
    keys = ours.keys() | theirs.keys()
    different = (key for key in keys if not isclose(ours.get(key, -1.0), theirs.get(key, -1.0), rel_tol=1e-9, abs_tol=1e-6))
    return [f"{key}: shown {theirs.get(key)}, counted {ours.get(key)}" for key in sorted(different)]


async def _waiting(shop: Shop) -> list[str]:
    """What waits, by the events alone, against what the tables say."""
    histories, _ = await shop.store.recount_snapshot()
    waiting = (await shop.store.snapshot(SystemClock().now())).waiting
    turns = sum(turn.unanswered for id, events in histories for turn in after(beginning(id, events), events).turns)
    shown = _open(waiting)
    underway = sum(_underway(events) for _, events in histories)
    depth = sum(count for _, count, _ in waiting.outbox)
    found = [] if turns == shown else [f"{turns} turns wait, {shown} are shown"]
    return found if underway == depth else [*found, f"{underway} replies are under way, {depth} are shown"]


def _open(waiting: Waiting) -> int:
    return sum(cell.count for cell in waiting.turns)


def _underway(events: Iterable[e.Event]) -> int:
    events = tuple(events)
    queued = {event.outgoing for event in events if isinstance(event, e.Replied)}
    over = {event.outgoing for event in events if isinstance(event, e.Delivered | e.Undeliverable | e.Cancelled)}
    held = {event.outgoing for event in events if isinstance(event, e.Held) and event.until is None}
    agreed = {event.outgoing for event in events if isinstance(event, e.Approved)}
    return len(queued - over - (held - agreed))


def _samples(text: str) -> dict[str, float]:
    # What a process does is no fact of a conversation: it is kept in memory, and no event tells it.
    families = tuple(family.name for family in PROCESS)
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith(("#", *families)))
    return {name: float(value) for name, _, value in lines}
