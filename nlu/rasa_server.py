"""A Rasa server for as long as a measurement or a test needs one: on loopback, with a token, stopped in any case."""

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

_HOST = "127.0.0.1"
_POLL = 0.2


@dataclass(frozen=True, slots=True)
class RasaServer:
    """Where a server listens, the token it wants, and how long it took to start."""

    url: str
    token: str
    start_seconds: float


@contextmanager
def serving(python: Path, model: Path, folder: Path, seconds: float = START) -> Iterator[RasaServer]:
    """A server that has loaded `model`, working in `folder`, ready within `seconds`. Raises RasaError."""
    # In hexadecimal: a token that begins with a dash would be read as an option.
    port, token, log = _free_port(), secrets.token_hex(24), folder / "run.log"
    # Without -i and -t it would listen on all interfaces and obey everybody.
    arguments = ["run", "--enable-api", "-m", str(model), "-i", _HOST, "-p", str(port), "-t", token]
    started = time.monotonic()
    with running(python, arguments, folder, log) as process:
        url = f"http://{_HOST}:{port}"
        _wait(process, url, token, log, started + seconds)
        yield RasaServer(url, token, time.monotonic() - started)


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
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
    return port
