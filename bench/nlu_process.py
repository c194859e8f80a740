"""One process with the embedded engine and nothing else: its latency, throughput and memory. Asked by `bench.nlu_speed`."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from nlu.embedded import EmbeddedEngine, warm_up

CLIENTS = 8
"""Callers at once."""


def measure(path: Path, encoder: Literal["use", "none"], texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds of a parse alone, parses a second with eight callers at once, megabytes of the whole process."""
    warm_up(encoder)
    engine = EmbeddedEngine.load(path, encoder)
    alone, together = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    milliseconds = []
    for text in alone:
        begun = time.perf_counter()
        engine.parse([text])
        milliseconds.append((time.perf_counter() - begun) * 1e3)
    rate = asyncio.run(_together(engine, together))
    p50, p99 = np.percentile(milliseconds, [50, 99])
    return {"p50": float(p50), "p99": float(p99), "rate": rate, "megabytes": _resident()}


async def _together(engine: EmbeddedEngine, texts: Sequence[str]) -> float:
    waiting = iter(texts)

    async def caller() -> None:
        for text in waiting:
            await engine.understand([text])

    begun = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CLIENTS)))
    seconds = time.perf_counter() - begun
    await engine.close()
    return len(texts) / seconds


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    """Measure what standard input says, and print the figures as JSON."""
    path, encoder, texts = json.load(sys.stdin)
    print(json.dumps(measure(Path(path), encoder, texts)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
