"""Rasa's own program, run apart from ours: in its Python, in its folder, in its process group, and never left behind."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

GRACE = 10.0
"""Seconds that Rasa gets to stop by itself."""

_QUIET = {
    # Pools of threads that wait for each other burn the cores that they share with the rest of us.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
}
_TOKEN = "RASA_RUN_TOKEN"  # noqa: S105
# Rasa takes its token as an argument alone, and arguments are shown to every user of the machine.
_LAUNCH = f"""
import os, runpy, sys
token = os.environ.pop({_TOKEN!r}, None)
sys.argv += [f"--auth-token={{token}}"] if token else []
runpy.run_module("rasa", run_name="__main__", alter_sys=True)
"""
_OURS = ("RECUL_", "PYTHON", "VIRTUAL_ENV")


class RasaError(Exception):
    """Rasa did not do what was asked: a sentence saying what was found and what to do."""


@contextmanager
def running(
    python: Path, arguments: Sequence[str], folder: Path, log: Path, token: str = ""
) -> Iterator["subprocess.Popen[bytes]"]:
    """`python -m rasa` with `arguments`, working in `folder` (it writes `.rasa/cache` there) and writing to `log`.

    With a `token` it obeys nobody who does not have it.

    Whatever happens inside the block, the program and its children have ended after it. Raises RasaError.
    """
    command = [str(python), "-c", _LAUNCH, *arguments]
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(  # noqa: S603
                command,
                cwd=folder,
                env=_environment() | ({_TOKEN: token} if token else {}),
                stdout=said,
                stderr=said,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise RasaError(
                f"{python} cannot be run ({error.strerror}). Run `python -m nlu.rasa_environment` first."
            ) from error
        try:
            yield process
        finally:
            _stop(process)


def last_words(log: Path) -> str:
    """What Rasa said last, on one line: its reason for ending, as a rule."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return " | ".join(lines[-3:]) or "it said nothing"


def _environment() -> dict[str, str]:
    # Our own settings hold secrets, and our Python's would lead Rasa's astray.
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)} | _QUIET


def _stop(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
