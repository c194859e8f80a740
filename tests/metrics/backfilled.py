"""A real Prometheus over a history that is written into it afterwards: expositions, then what the rules record of them."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

import httpx

from metrics.openmetrics import openmetrics
from metrics.rules import Rule, groups
from tests.metrics.promql_reading import recorded, selectors

Labels = frozenset[tuple[str, str]]
Values = dict[Labels, float]

STEP = timedelta(hours=12)
"""Between two samples. Every window is a whole number of them, and windows end on a sample: then `increase` is exact."""
INSTANCES = ("a", "b")
"""Two processes, which export the same."""
_LOOKS_BACK = "13h"
_READY = 60.0
_SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")


def installed() -> bool:
    """Whether Prometheus and promtool are there."""
    return all(shutil.which(name) for name in ("prometheus", "promtool"))


class Prometheus:
    """A server over the blocks in `folder`; on a free port, as long as the context lasts."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, _free_port()
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{self._port}", timeout=60)

    def __enter__(self) -> "Prometheus":
        config = self._folder / "prometheus.yml"
        config.write_text("global: {scrape_interval: 1m}\n")
        self._log = (self._folder / "log").open("w")
        self._process = subprocess.Popen(
            [
                _tool("prometheus"),
                f"--config.file={config}",
                f"--storage.tsdb.path={self._folder / 'data'}",
                "--storage.tsdb.retention.time=100y",
                f"--query.lookback-delta={_LOOKS_BACK}",
                f"--web.listen-address=127.0.0.1:{self._port}",
            ],
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()
        self._process.terminate()
        self._process.wait(30)
        self._log.close()

    def ask(self, expr: str, at: datetime) -> Values:
        """The value of an expression at that time, by labels without the name."""
        answer = self._client.post("/api/v1/query", data={"query": expr, "time": str(at.timestamp())}).json()
        assert answer["status"] == "success", (expr, answer)
        data = answer["data"]
        if data["resultType"] == "scalar":
            return {frozenset(): float(data["result"][1])}
        return {
            frozenset((k, v) for k, v in one["metric"].items() if k != "__name__"): float(one["value"][1])
            for one in data["result"]
        }

    def _wait(self) -> None:
        until = time.monotonic() + _READY
        while time.monotonic() < until:
            try:
                if self._client.get("/-/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            assert self._process.poll() is None, (self._folder / "log").read_text()
            time.sleep(0.02)
        raise AssertionError((self._folder / "log").read_text())


def backfill(folder: Path, moments: Iterable[tuple[datetime, str]], recorded_at: Sequence[datetime]) -> None:
    """Write the expositions of these moments, each scraped from both processes, and what is recorded at `recorded_at`."""
    folder.mkdir(parents=True, exist_ok=True)
    _blocks(folder, openmetrics((at, _scraped(text)) for at, text in moments))
    for rules in _levels():
        with Prometheus(folder) as prometheus:
            lines = [_record(rule, [(at, prometheus.ask(rule.expr, at)) for at in recorded_at]) for rule in rules]
        _blocks(folder, (*lines, "# EOF\n"))


def _levels() -> list[list[Rule]]:
    """The rules in the order in which they read each other: the first read what is exported alone."""
    levels: dict[str, int] = {}
    rules = [rule for group in groups() for rule in group.rules]
    for rule in rules:
        levels[rule.record] = 1 + max((levels[s.name] for s in selectors(rule.expr) if s.name in recorded()), default=-1)
    return [[rule for rule in rules if levels[rule.record] == level] for level in range(max(levels.values()) + 1)]


def _record(rule: Rule, found: Iterable[tuple[datetime, Values]]) -> str:
    by_labels: dict[Labels, list[tuple[datetime, float]]] = {}
    for at, values in found:
        for labels, value in values.items():
            by_labels.setdefault(labels, []).append((at, value))
    lines = [f"# TYPE {rule.record} gauge"]
    for labels, samples in by_labels.items():
        name = rule.record + _braces(dict(sorted(labels)))
        lines.extend(f"{name} {value} {at.timestamp()}" for at, value in samples)
    return "\n".join(lines) + "\n"


def _scraped(text: str) -> str:
    """The exposition as Prometheus keeps it, from each of the processes."""
    return "\n".join(one for line in text.splitlines() for one in _from_each(line)) + "\n"


def _from_each(line: str) -> Iterable[str]:
    found = _SAMPLE.match(line)
    if found is None:
        return (line,)
    name, labels, value = found.groups()
    before = f"{labels}," if labels else ""
    return (f'{name}{{{before}instance="{one}",job="recul"}} {value}' for one in INSTANCES)


def _braces(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}"


def _blocks(folder: Path, lines: Iterable[str]) -> None:
    text = folder / "history.om"
    with text.open("w") as file:
        file.writelines(lines)
    # The hidden flag makes two blocks of 35 days in place of four hundred of two hours, in a fiftieth of the time.
    command = [_tool("promtool"), "tsdb", "create-blocks-from", "--max-block-duration=2000h", "openmetrics"]
    done = subprocess.run([*command, str(text), str(folder / "data")], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _tool(name: str) -> str:
    found = shutil.which(name)
    assert found is not None
    return found
