"""The real process, `recul serve`, started, killed without warning at random moments, and started again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.fakes.telegram.server import FakeTelegram
from tests.stories.harness import API_TOKEN, until

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "var" / "models"
"""Where the program itself keeps its models: trained once for the same sentences."""
PATIENCE = 90.0
"""Seconds after which a start will not happen any more; the first one may have to train."""
MOMENTS = ("sending", "sending", "sending", "sending", "whenever", "whenever", "starting")
"""When it is killed: just after something was sent, at any time, or while it starts. In random order."""


@dataclass
class Life:
    """One run of the process, in unix seconds; None for what has not happened."""

    started: float
    ready: float | None = None
    killed: float | None = None


class Recul:
    """The program as a process of its own. `lives` tells what became of it so far."""

    def __init__(self, folder: Path, database_url: str, telegram: FakeTelegram) -> None:
        self.lives: list[Life] = []
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._environment = _environment(folder, database_url, self.port, telegram)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def kills(self) -> list[float]:
        """When it was killed, in unix seconds."""
        return [life.killed for life in self.lives if life.killed is not None]

    @property
    def said(self) -> str:
        """Everything that it wrote, in all its lives."""
        return (self._folder / "said").read_text("utf-8")

    async def start(self) -> None:
        """Start it; whether it serves is for `is_up` to say."""
        self.lives.append(Life(time.time()))
        self._process = await self._run("serve")

    async def is_up(self) -> None:
        """Wait until it serves."""
        async with httpx.AsyncClient(base_url=self.url, timeout=10) as client:
            await until(lambda: self._answers(client), PATIENCE, what="the start of recul serve")

    async def kill(self) -> None:
        """SIGKILL: nothing is flushed, nothing is said, nobody is told."""
        assert self._process is not None
        self.lives[-1].killed = time.time()
        os.killpg(self._process.pid, signal.SIGKILL)
        assert await self._process.wait() == -signal.SIGKILL, self.said[-3000:]

    async def stop(self) -> int:
        """SIGTERM, as at every update of the program. Returns the exit code."""
        assert self._process is not None
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), 30)

    async def command(self, *arguments: str) -> int:
        """Run another subcommand to its end. Returns the exit code."""
        process = await self._run(*arguments)
        return await asyncio.wait_for(process.wait(), 120)

    async def clean_up(self) -> None:
        """Leave nothing running, whatever happened."""
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    async def _run(self, *arguments: str) -> asyncio.subprocess.Process:
        with (self._folder / "said").open("ab") as said:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot.cli", *arguments),
                cwd=self._folder,
                env=self._environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        assert self._process is not None
        assert self._process.returncode in (None, -signal.SIGKILL), self.said[-3000:]
        life = self.lives[-1]
        try:
            (await client.get("/health")).raise_for_status()
        except httpx.TransportError:
            return False
        life.ready = life.ready or time.time()
        return True


@asynccontextmanager
async def recul(folder: Path, database_url: str, telegram: FakeTelegram) -> AsyncIterator[Recul]:
    """The program, serving; nothing of it is left at the end."""
    running = Recul(folder, database_url, telegram)
    try:
        await running.start()
        await running.is_up()
        yield running
    finally:
        await running.clean_up()


class Killer:
    """Kills the process at random moments, spread over a flow, and starts it again at once."""

    def __init__(self, target: Recul, telegram: FakeTelegram, dice: random.Random) -> None:
        self._target, self._telegram, self._dice = target, telegram, dice
        self._moments = dice.sample(MOMENTS, len(MOMENTS))

    async def run(self, reached: Callable[[float], Awaitable[None]]) -> None:
        """All kills; `reached` returns once that share of the flow has been sent."""
        for n, moment in enumerate(self._moments):
            await reached((n + self._dice.random()) / (len(self._moments) + 0.5))
            await self._wait_for(moment)
            await self._target.kill()
            await self._target.start()
            if moment != "starting":
                await self._target.is_up()
        await self._target.is_up()

    async def _wait_for(self, moment: str) -> None:
        if moment == "sending":
            sent = len(self._telegram.all_sent) + self._dice.randint(1, 12)
            await self._telegram.bell.wait_until(lambda: len(self._telegram.all_sent) >= sent, 20)
        elif moment == "whenever":
            await asyncio.sleep(self._dice.uniform(0, 2))
        else:
            await self._target.kill()
            await self._target.start()
            await asyncio.sleep(self._dice.uniform(0, 4))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _environment(folder: Path, database_url: str, port: int, telegram: FakeTelegram) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("RECUL_")}
    return ours | {
        "PYTHONPATH": str(ROOT),
        "RECUL_API_TOKEN": API_TOKEN,
        "RECUL_CHARTER": str(_charter(folder)),
        "RECUL_DATABASE_URL": database_url.replace("postgresql://", "postgresql+psycopg://"),
        "RECUL_ENCODER": "none",
        "RECUL_MODELS": str(MODELS),
        "RECUL_PORT": str(port),
        "RECUL_TELEGRAM_API": telegram.server,
        "RECUL_TELEGRAM_TOKEN": telegram.token,
    }


def _charter(folder: Path) -> Path:
    """The example charter, but for the wait for more fragments: here everything is decided at once."""
    example = ROOT / "charter" / "example"
    text = (example / "charter.yaml").read_text("utf-8")
    at_once = text.replace("quiet: 4s", "quiet: 0s").replace("at_most: 20s", "at_most: 0s")
    assert at_once.count(": 0s") == 2, "the example charter writes its settle times in another way now"
    (folder / "charter").mkdir()
    (folder / "charter" / "examples").symlink_to(example / "examples")
    written = folder / "charter" / "charter.yaml"
    written.write_text(at_once, "utf-8")
    return written
