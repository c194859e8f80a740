"""A Rasa server for as long as the block that it serves: on loopback, with a token, stopped in any case."""

import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from nlu.rasa_process import RasaError, last_words, running

START = 180.0
"""Seconds that Rasa gets to start: it imports TensorFlow even when it does not use it."""

HOST = "127.0.0.1"
"""Where it listens: Rasa is for this machine alone."""

_POLL = 0.2


@dataclass(frozen=True, slots=True)
class RasaServer:
    """Where a server listens, the token it wants, how long it took to start, and its process."""

    url: str
    token: str
    start_seconds: float
    process: "subprocess.Popen[bytes]"

    def memory_mb(self) -> float:
        """The most memory it has ever used, in MB of a million bytes. Raises OSError where there is no /proc."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        kilobytes = int(status.partition("VmHWM:")[2].split()[0])
        return round(kilobytes * 1024 / 1e6, 1)


@contextmanager
def serving(
    python: Path, model: Path, folder: Path, seconds: float = START, port: int = 0, token: str = ""
) -> Iterator[RasaServer]:
    """A server that has loaded `model`, working in `folder`, ready within `seconds`; on a free port and with a token of its
    own unless they are given. Raises RasaError.
    """
    # In hexadecimal: a token that begins with a dash would be read as an option.
    port, token, log = port or _free_port(), token or secrets.token_hex(24), folder / "run.log"
    # Without -i it would listen on all interfaces.
    arguments = ["run", "--enable-api", "-m", str(model), "-i", HOST, "-p", str(port)]
    started = time.monotonic()
    with running(python, arguments, folder, log, token) as process:
        url = f"http://{HOST}:{port}"
        _wait(process, url, token, log, started + seconds)
        yield RasaServer(url, token, time.monotonic() - started, process)


def _wait(process: "subprocess.Popen[bytes]", url: str, token: str, log: Path, end: float) -> None:
    with httpx.Client(base_url=url, params={"token": token}, timeout=5.0, trust_env=False) as client:
        while not _is_up(client):
            if process.poll() is not None:
                raise RasaError(f"The Rasa server ended while starting (exit code {process.returncode}): {last_words(log)}")
            if time.monotonic() > end:
                raise RasaError(f"The Rasa server was not ready in time and was stopped: {last_words(log)}")
            time.sleep(_POLL)


def _is_up(client: httpx.Client) -> bool:
    try:
        return client.get("/status").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port
