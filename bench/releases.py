"""How soon an edit of the charter's file is in force: in two real processes over one database, with the example charter.

    python -m bench.releases

Edits a wording several times (no training), then adds a training sentence. Times run from the moment the file is written to the
moment at which `/metrics` of each process names the new release.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench.start import _free_port, _wait
from bot.settings import EXAMPLE_CHARTER, read_settings

EDITS = 6
RELEASE = re.compile(r'recul_build_info\{release="(\w+)"')
SENTENCE = "- intent: horaires\n  examples: |\n    - jusqu'à quelle heure le rideau est-il levé {}\n"


def _release(client: httpx.Client) -> str:
    found = RELEASE.search(client.get("/metrics").text)
    return found[1] if found else ""


def _seconds(clients: list[httpx.Client], before: str, started: float) -> list[float]:
    """After how many seconds each process has left the release `before`."""
    done: dict[int, float] = {}
    while len(done) < len(clients):
        for number, client in enumerate(clients):
            if number not in done and _release(client) != before:
                done[number] = round(time.monotonic() - started, 2)
        time.sleep(0.1)
    return [done[number] for number in range(len(clients))]


def measure(folder: Path) -> dict[str, object]:
    """Start two processes and edit their charter."""
    brand = Path(shutil.copytree(EXAMPLE_CHARTER.parent, folder / "brand"))
    charter, examples = brand / "charter.yaml", brand / "examples" / "faq.yml"
    given = {"RECUL_CHARTER": str(charter), "RECUL_DATABASE_URL": f"sqlite:///{folder}/bench.db"}
    given["RECUL_MODELS"] = str(read_settings().models.resolve())
    ports = [_free_port(), _free_port()]
    command = [sys.executable, "-m", "bot.cli", "serve"]
    processes = []
    clients = [httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) for port in ports]
    try:
        for port, client in zip(ports, clients, strict=True):
            environment = os.environ | given | {"RECUL_PORT": str(port)}
            processes.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            _wait(client, "/health", "ok")
        wordings = []
        for number in range(EDITS):
            before, text = _release(clients[0]), charter.read_text("utf-8")
            old, new = ("Avec plaisir.", "Avec joie.") if number % 2 == 0 else ("Avec joie.", "Avec plaisir.")
            charter.write_text(text.replace(old, new, 1), "utf-8")
            wordings.append(_seconds(clients, before, time.monotonic()))
        before = _release(clients[0])
        with examples.open("a", encoding="utf-8") as file:
            file.write(SENTENCE.format(int(time.time())))
        trained = _seconds(clients, before, time.monotonic())
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
            process.wait()
    return {"wording_s": wordings, "sentence_s": trained}


def main() -> None:
    """Measure and print one JSON line."""
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder))))


if __name__ == "__main__":
    main()
