"""Are the figures what happened? Everything on /metrics, counted again from the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from math import isclose

import httpx

from bot import VERSION
from bot.clock import SystemClock
from conversations import events as e
from conversations.conversation import Conversation, after
from conversations.figures import Waiting
from conversations.turn import Clock
from metrics.board import Board
from metrics.counting import beginning, tallies
from metrics.exposition import exposition
from metrics.families import PROCESS
from metrics.recount import recount
from tests.fakes.histories import histories
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
    found = await recount(shop.store, _board(shop), SystemClock().now(), lambda done, of: None)
    return [str(difference) for difference in found.differences]


async def _shown(shop: Shop) -> list[str]:
    """Every line of /metrics that is another when the events are counted anew."""
    async with httpx.AsyncClient(base_url=shop.url, timeout=20) as prometheus:
        page = await prometheus.get("/metrics")
    logs = (await histories(shop.store)).items()
    counted = [tally for id, events in logs for tally in tallies(beginning(id, events), events)]
    ours = _samples(exposition(replace(await shop.store.snapshot(SystemClock().now()), tallies=counted), _board(shop)))
    theirs = _samples(page.text)
    keys = ours.keys() | theirs.keys()
    different = (key for key in keys if not isclose(ours.get(key, -1.0), theirs.get(key, -1.0), rel_tol=1e-9, abs_tol=1e-6))
    return [f"{key}: shown {theirs.get(key)}, counted {ours.get(key)}" for key in sorted(different)]


async def _waiting(shop: Shop) -> list[str]:
    """What waits, by the events alone, against what the tables say."""
    logs = await histories(shop.store)
    now = SystemClock().now()
    told = _told([after(beginning(id, events), events) for id, events in logs.items()], now)
    told["replies under way"] = sum(_underway(events) for events in logs.values())
    shown = _shown_to_wait((await shop.store.snapshot(now)).waiting)
    return [f"{what}: {told[what]} by the events, {shown[what]} shown" for what in told if told[what] != shown[what]]


def _told(conversations: Sequence[Conversation], now: datetime) -> dict[str, object]:
    turns = [turn for one in conversations for turn in one.turns if turn.unanswered]
    overdue = Counter(clock for turn in turns for clock in Clock if (turn.deadline(clock) or now) < now)
    dangers = [one.danger_at for one in conversations if one.danger_at is not None]
    undecided = [min(message.received_at for message in one.undecided) for one in conversations if one.undecided]
    return {
        "turns that wait": len(turns),
        "overdue": dict(overdue),
        "dangers": (len(dangers), min(dangers, default=None)),
        "undecided": (len(undecided), min(undecided, default=None)),
    }


def _shown_to_wait(waiting: Waiting) -> dict[str, object]:
    overdue = sum((Counter(cell.overdue) for cell in waiting.turns), Counter[Clock]())
    dangers = waiting.dangers.values()
    undecided = waiting.undecided
    return {
        "turns that wait": sum(cell.count for cell in waiting.turns),
        "overdue": dict(overdue),
        "dangers": (sum(one.count for one in dangers), min((one.oldest for one in dangers), default=None)),
        "undecided": (undecided.count, undecided.oldest) if undecided else (0, None),
        "replies under way": sum(count for _, count, _ in waiting.outbox),
    }


def _board(shop: Shop) -> Board:
    return Board(VERSION, shop.release.id, shop.release.charter)


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
