"""One process with the embedded engine and nothing else: its latency, throughput and memory. Asked by `bench.nlu_speed`."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from charter.faq import FaqEntry
from nlu.embedded import EmbeddedEngine, warm_up

CLIENTS = 8
"""Callers at once."""


@dataclass(frozen=True)
class Task:
    """The model, whether with the encoder, what the charter has of FAQ entries, examples and products; texts to warm up with,
    texts asked one after the other, texts asked by many at once."""

    path: str
    encoder: Literal["use", "none"]
    faq: Sequence[Mapping[str, Any]]
    examples: Mapping[str, Sequence[str]]
    products: Sequence[str]
    first: Sequence[str]
    alone: Sequence[str]
    together: Sequence[str]


def measure(task: Task) -> dict[str, float]:
    """Milliseconds of a parse alone, parses a second with eight callers at once, megabytes of the whole process."""
    warm_up(task.encoder)
    entries = [FaqEntry.model_validate(entry) for entry in task.faq]
    engine = EmbeddedEngine.load(Path(task.path), task.encoder, entries, task.examples, task.products)
    for text in task.first:
        engine.parse([text])
    milliseconds = []
    for text in task.alone:
        begun = time.perf_counter()
        engine.parse([text])
        milliseconds.append((time.perf_counter() - begun) * 1e3)
    rate = asyncio.run(_together(engine, task.together))
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
    print(json.dumps(measure(Task(**json.load(sys.stdin)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
