"""From start to the first reply, and the memory of the process that serves: with the sentence encoder and without.

    python -m bench.start

Starts the real program twice over one database (model and tables are made before, outside the measurement; the first start
tries the charter out and publishes it), writes one private message through the API, and waits for the reply in the outbox.
Settle is that of the charter, and is taken off.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.releases import train_model
from bot.settings import read_settings
from charter.load import load
from nlu.training import silent
from store.migrating import upgrade

TOKEN = secrets.token_hex(16)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _resident(pid: int) -> dict[str, int]:
    """Resident memory in MB: now, and the highest so far."""
    status = Path(f"/proc/{pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return {name: int(fields[key].split()[0]) // 1024 for name, key in (("now", "VmRSS"), ("peak", "VmHWM"))}


def _wait(client: httpx.Client, path: str, ready: str) -> httpx.Response:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            answer = client.get(path)
            if answer.status_code == 200 and ready in answer.text:
                return answer
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"{path} did not show {ready!r} within 60 s")


def measure(encoder: str) -> dict[str, object]:
    """The figures of the first start over an empty database, which tries the charter out and publishes it, and of the next."""
    with tempfile.TemporaryDirectory() as folder:
        first = _start(encoder, folder, "first")
        return {**_start(encoder, folder, "next"), "first_up_s": first["up_s"]}


def _start(encoder: str, folder: str, channel: str) -> dict[str, object]:
    port, models = _free_port(), str(read_settings().models.resolve())
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        given = {"RECUL_PORT": str(port), "RECUL_MODELS": models, "RECUL_API_TOKEN": TOKEN, "RECUL_ENCODER": encoder}
        given["RECUL_DATABASE_URL"] = f"sqlite:///{folder}/bench.db"
        upgrade(given["RECUL_DATABASE_URL"])
        started = time.monotonic()
        command = [sys.executable, "-m", "bot.cli", "serve"]
        with subprocess.Popen(command, env=os.environ | given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _wait(client, "/health", "ok")
                up = time.monotonic() - started
                _write(client, channel)
                _wait(client, f"/api/v1/outbox?channel={channel}", "acknowledgement")
                replied = time.monotonic() - started - load(read_settings().charter).charter.settle.quiet.total_seconds()
                memory = _resident(process.pid)
            finally:
                process.send_signal(signal.SIGTERM)
    return {"encoder": encoder, "up_s": round(up, 1), "first_reply_s": round(replied, 1), "memory_mb": memory}


def _write(client: httpx.Client, channel: str) -> None:
    message = {
        "channel": channel,
        "external_id": "1",
        "conversation": "1",
        "author": {"id": "1", "name": "Bench"},
        "visibility": "private",
        "text": "Mon colis n'est jamais arrivé, le suivi ne bouge plus depuis lundi",
        "sent_at": datetime.now(UTC).isoformat(),
    }
    client.post("/api/v1/messages", json=message).raise_for_status()


def main() -> None:
    """Measure both ways and print a JSON line for each."""
    train_model(read_settings(), silent)
    for encoder in ("use", "none"):
        print(json.dumps(measure(encoder)), flush=True)


if __name__ == "__main__":
    main()
