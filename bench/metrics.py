"""What the figures cost as the history grows: a scrape, the folder with its gauges, a recount.

    python -m bench.metrics [--turns 1000 100000] [--million] [--recent 1000] [--without-recount]
                            [--database sqlite|postgresql|both]

The last four weeks hold the same turns whatever the history. So what a scrape and the folder cost must not follow it: the ratio
of the largest history to the smallest is to stay below 1.5, and a scrape below 50 ms. A recount reads everything: its time is
given for a thousand turns, with the memory of the process at its highest. `--recent 14000` shows the folder in a shop of 500
turns a day.
"""

import argparse
import asyncio
import json
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bench.line import _database
from bench.told_histories import grow
from bot.settings import EXAMPLE_CHARTER
from charter.charter import Charter
from charter.load import load
from conversations.figures import Kept
from metrics.board import Board
from metrics.cohort_gauges import LONGEST, gauges
from metrics.exposition import exposition
from metrics.recount import recount
from store import tables as t
from store.documents import write_labels
from store.engine import Database
from store.sql import SqlStore

PASSES = 15
FOLDED = 5_000
TEMPLATES = 100
"""Conversations of each age that are really told."""
GROWING = ("scrape_ms", "snapshot_ms", "fold_ms", "gauges_ms", "recount_s_per_1000")
"""What must not follow the history."""


async def _median(work: Callable[[], Awaitable[object]], before: Callable[[], Awaitable[object]] | None = None) -> float:
    """Milliseconds that `work` takes, `before` each time not counted."""
    taken = []
    for _ in range(PASSES):
        if before is not None:
            await before()
        started = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - started)
    return round(1000 * statistics.median(taken), 1)


class Measuring:
    """The figures of one database."""

    def __init__(self, url: str, board: Board, now: datetime) -> None:
        self._store, self._database, self._board, self._now = SqlStore.open(url), Database(url), board, now

    async def close(self) -> None:
        """Let the database go."""
        await self._store.close()
        await self._database.close()

    async def scrape(self) -> None:
        """What GET /metrics does."""
        exposition(await self._store.snapshot(self._now), self._board)

    async def gauges(self) -> None:
        """What the folder does once a minute."""
        rows = await self._store.turns_opened(self._now - LONGEST, self._now)
        await self._store.keep_gauges(Kept(self._now, await asyncio.to_thread(gauges, rows, self._now)))

    async def often(self) -> dict[str, float]:
        """What is done again and again, in milliseconds; a scrape with the gauges that it exports."""
        gauges_ms = await _median(self.gauges)
        return {
            "scrape_ms": await _median(self.scrape),
            "snapshot_ms": await _median(lambda: self._store.snapshot(self._now)),
            "fold_ms": await _median(lambda: self._store.fold(FOLDED), self._tallies),
            "gauges_ms": gauges_ms,
            "rows_ms": await _median(lambda: self._store.turns_opened(self._now - LONGEST, self._now)),
        }

    async def _tallies(self) -> None:
        """As many as are folded at once, of no family that is exported."""
        rows = [
            {"family": "bench", "labels": write_labels((("cell", str(n % 100)),)), "bucket": "", "n": 1, "micros": 0}
            for n in range(FOLDED)
        ]
        await self._database.write(lambda connection: connection.execute(t.tally.insert(), rows))

    async def recount(self, turns: int) -> dict[str, float]:
        """What `recul metrics recount` does, in seconds, and for a thousand turns; it finds no difference."""
        await self._database.write(lambda connection: connection.execute(t.rollup.delete().where(t.rollup.c.family == "bench")))
        started = time.perf_counter()
        found = await recount(self._store, self._board, self._now, lambda *_: None)
        seconds = time.perf_counter() - started
        return {
            "recount_s": round(seconds, 1),
            "recount_s_per_1000": round(1000 * seconds / turns, 2),
            "differences": found.found,
            "highest_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


async def measure(url: str, charter: Charter, turns: int, recent: int, with_recount: bool) -> dict[str, float]:
    """Fill a database and measure it."""
    now, started = datetime.now(UTC), time.perf_counter()
    await grow(url, charter, now, recent, turns - recent, TEMPLATES)
    written = {"turns": turns, "recent": recent, "written_s": round(time.perf_counter() - started, 1)}
    measuring = Measuring(url, Board("0.1.0", "r1", charter), now)
    try:
        often = await measuring.often()
        return written | often | (await measuring.recount(turns) if with_recount else {})
    finally:
        await measuring.close()


def main() -> None:
    """Measure and print a JSON object for each database and history, then the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--million", action="store_true", help="a history of a million turns as well")
    parser.add_argument("--recent", type=int, default=1_000, help="turns of the last four weeks")
    parser.add_argument("--without-recount", action="store_true", help="leave out what reads everything")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    given = parser.parse_args()
    charter = load(EXAMPLE_CHARTER).charter
    for kind in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        found = []
        for turns in sorted({*given.turns, *([1_000_000] if given.million else [])}):
            with _database(kind) as url:
                work = measure(url, charter, max(turns, given.recent), given.recent, not given.without_recount)
                found.append(asyncio.run(work))
            print(json.dumps({"database": kind, **found[-1]}), flush=True)
        ratios = {name: round(found[-1][name] / found[0][name], 2) for name in GROWING if name in found[0]}
        print(json.dumps({"database": kind, "ratios": ratios}), flush=True)


if __name__ == "__main__":
    main()
