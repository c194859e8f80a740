"""Makes the Python 3.10 environment in which Rasa lives: `python -m nlu.rasa_environment`.

Rasa pins Python below 3.11 and old versions of what we use ourselves, so it is never imported by our process. Standard
library only, because this runs before anything is installed. Running it again with the same requirements does nothing.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "RECUL_RASA_ENV"
"""The environment variable that moves the folder, so that it can be kept between clones."""

DEFAULT = Path(".rasa-venv")
REQUIREMENTS = Path(__file__).parent / "rasa" / "requirements.txt"
NO_PYTHON = 3
FAILED = 4

_MARKER = "recul-rasa.json"
_PROBE = "import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 10))"
_COLLECTED = re.compile(r"^(?:Collecting |Processing \S*/)([A-Za-z0-9._-]+)")


class RasaEnvironmentError(Exception):
    """A sentence saying what was found and what to do. `code` is the exit code for scripts."""

    def __init__(self, sentence: str, code: int = FAILED) -> None:
        super().__init__(sentence)
        self.code = code


def folder(variables: Mapping[str, str]) -> Path:
    """Where the environment is or will be, absolute: RECUL_RASA_ENV, or `.rasa-venv` in the current directory."""
    return Path(variables.get(VARIABLE) or DEFAULT).expanduser().absolute()


def interpreter(root: Path) -> Path:
    """The Python of the environment in `root`; it need not exist."""
    return root / "bin" / "python"


def ready(root: Path, requirements: Path = REQUIREMENTS) -> bool:
    """True when the environment in `root` was completely installed from exactly these requirements."""
    return _marked(root).get("installed") == _digest(requirements) and interpreter(root).exists()


def find_python(variables: Mapping[str, str], home: Path) -> Path:
    """A Python 3.10 that can make environments: on PATH, else pyenv's newest. Raises RasaEnvironmentError (code 3)."""
    for candidate in _candidates(variables, home):
        if _works(candidate):
            return candidate
    raise RasaEnvironmentError(
        "Python 3.10 was not found on PATH (python3.10) nor under pyenv (~/.pyenv/versions/3.10.*), or it lacks the venv "
        "module. Rasa 3.6 needs it: install it (`pyenv install 3.10`, or your system's python3.10 and python3.10-venv) and "
        "run this again. Everything but the Rasa engine works without it.",
        NO_PYTHON,
    )


def make(root: Path, variables: Mapping[str, str], home: Path, requirements: Path = REQUIREMENTS) -> bool:
    """Install the requirements into `root` unless that is done; False when there was nothing to do.

    Progress goes to stderr. Raises RasaEnvironmentError. A folder that we did not make is left alone.
    """
    with _alone(root):
        if ready(root, requirements):
            return False
        _clear(root)
        python = find_python(variables, home)
        root.mkdir(parents=True, exist_ok=True)
        _mark(root, {})
        _say(f"Making {root} with {python}")
        _checked([str(python), "-m", "venv", str(root)])
        _install(interpreter(root), requirements)
        _mark(root, {"installed": _digest(requirements)})
    return True


def main() -> int:
    """Make the environment; 0 when it is there, 3 without Python 3.10, 4 when it could not be installed."""
    root, started = folder(os.environ), time.monotonic()
    try:
        made = make(root, os.environ, Path.home())
    except RasaEnvironmentError as error:
        _say(str(error))
        return error.code
    except OSError as error:
        _say(f"{root} cannot be written ({error}). Free some space (3 GB), or set {VARIABLE} to another folder.")
        return FAILED
    _say(f"Rasa is installed in {root} ({time.monotonic() - started:.0f} s)" if made else f"Rasa is already in {root}")
    return 0


def _candidates(variables: Mapping[str, str], home: Path) -> Iterator[Path]:
    if found := shutil.which("python3.10", path=variables.get("PATH")):
        yield Path(found)
    versions = Path(variables.get("PYENV_ROOT") or home / ".pyenv") / "versions"
    for version in sorted(versions.glob("3.10.*"), key=_patch, reverse=True):
        yield version / "bin" / "python3.10"


def _patch(version: Path) -> int:
    number = version.name.removeprefix("3.10.")
    return int(number) if number.isdigit() else -1


def _works(python: Path) -> bool:
    # pyenv's shim is on PATH even when no 3.10 is selected: only running it tells.
    try:
        return subprocess.run([str(python), "-c", _PROBE], capture_output=True, timeout=30, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install(python: Path, requirements: Path) -> None:
    """Run pip, counting packages instead of showing its two thousand lines; its last lines are kept for the error."""
    total = len(re.findall(r"^[A-Za-z0-9]", requirements.read_text(encoding="utf-8"), re.MULTILINE))
    quiet = ["--no-input", "--progress-bar", "off", "--disable-pip-version-check"]
    command = [str(python), "-m", "pip", "install", "--require-hashes", *quiet, "-r", str(requirements)]
    done, tail = 0, deque[str](maxlen=5)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as pip:  # noqa: S603
        for line in pip.stdout or ():
            tail.append(line.strip())
            if found := _COLLECTED.match(line):
                done += 1
                _say(f"[{done}/{total}] {found[1]}")
            elif line.startswith("Installing collected packages"):
                _say(f"Unpacking {total} packages, 2.7 GB: a minute or two")
    if pip.returncode != 0:
        said = " | ".join(tail)
        raise RasaEnvironmentError(f"pip could not install Rasa: {said}. Check the package index and run this again.")


def _checked(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise RasaEnvironmentError(f"`{' '.join(command)}` failed: {' '.join(said)}")


def _clear(root: Path) -> None:
    """Remove what an earlier or interrupted run made. Raises RasaEnvironmentError when the folder is not ours to remove."""
    if not root.exists():
        return
    if not (root / _MARKER).exists() and (not root.is_dir() or any(root.iterdir())):
        raise RasaEnvironmentError(f"{root} exists and was not made by this command: set {VARIABLE} to another folder.")
    shutil.rmtree(root)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Two runs at once would each remove what the other installs: the second waits."""
    root.parent.mkdir(parents=True, exist_ok=True)
    parent = os.open(root.parent, os.O_RDONLY)
    try:
        fcntl.flock(parent, fcntl.LOCK_EX)
        yield
    finally:
        os.close(parent)


def _marked(root: Path) -> dict[str, str]:
    try:
        read = json.loads((root / _MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _mark(root: Path, what: dict[str, str]) -> None:
    (root / _MARKER).write_text(json.dumps(what), encoding="utf-8")


def _digest(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
