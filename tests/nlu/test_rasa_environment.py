"""Making Rasa's environment, with small programs in the place of Python 3.10 and pip."""

import stat
from pathlib import Path

import pytest

from nlu import rasa_environment as environment
from nlu.rasa_environment import RasaEnvironmentError, find_python, folder, interpreter, main, make, ready

# Plays a Python 3.10: answers the probe, makes an environment of itself, and installs by noting that it did.
PYTHON = """#!/bin/sh
case "$*" in
  *ensurepip*) exit 0 ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip install "*) echo run >> "{log}"; echo "Collecting rasa==3.6.21"; {pip} ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path):
    def with_python(pip: str = "exit 0") -> tuple[Path, dict[str, str], Path]:
        """A home with a pyenv Python 3.10, its variables, and the log of pip's runs."""
        log = tmp_path / "pip.log"
        program(tmp_path / "home/.pyenv/versions/3.10.9/bin/python3.10", PYTHON.format(log=log, pip=pip))
        return tmp_path / "home", {"PATH": "/usr/bin:/bin"}, log

    return with_python


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text("rasa==3.6.21 \\\n    --hash=sha256:00\n")
    return path


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


def test_it_is_made_once_and_again_when_the_requirements_change(machine, requirements: Path, tmp_path: Path) -> None:
    home, variables, log = machine()
    root = tmp_path / "rasa"
    assert make(root, variables, home, requirements)
    assert ready(root, requirements)
    assert not make(root, variables, home, requirements)
    requirements.write_text("rasa==3.6.20\n")
    assert not ready(root, requirements)
    assert make(root, variables, home, requirements)
    assert log.read_text().splitlines() == ["run", "run"]


def test_a_failed_installation_is_said_and_begun_anew(machine, requirements: Path, tmp_path: Path) -> None:
    home, variables, _ = machine("echo 'ERROR: no space'; exit 1")
    root = tmp_path / "rasa"
    with pytest.raises(RasaEnvironmentError, match=r"no space.*run this again"):
        make(root, variables, home, requirements)
    assert not ready(root, requirements)
    home, variables, _ = machine()
    (root / "left behind").touch()
    assert make(root, variables, home, requirements)
    assert not (root / "left behind").exists()


def test_a_folder_of_somebody_else_is_left_alone(machine, requirements: Path, tmp_path: Path) -> None:
    home, variables, _ = machine()
    (home / "letter").touch()
    with pytest.raises(RasaEnvironmentError, match="RECUL_RASA_ENV"):
        make(home, variables, home, requirements)
    assert (home / "letter").exists()


def test_the_newest_working_python_of_pyenv_is_taken(tmp_path: Path) -> None:
    versions = tmp_path / ".pyenv/versions"
    for version, code in (("3.10.2", 0), ("3.10.13", 0), ("3.10.14", 1), ("3.10-dev", 0)):
        program(versions / version / "bin/python3.10", f"#!/bin/sh\nexit {code}\n")
    # A shim that fails, as pyenv's does when no 3.10 is selected.
    program(tmp_path / "shims/python3.10", "#!/bin/sh\nexit 127\n")
    found = find_python({"PATH": str(tmp_path / "shims")}, tmp_path)
    assert found == versions / "3.10.13/bin/python3.10"


def test_without_python_310_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setenv("RECUL_RASA_ENV", str(tmp_path / "rasa"))
    assert main() == environment.NO_PYTHON == 3
    assert "pyenv install 3.10" in capsys.readouterr().err
    assert not (tmp_path / "rasa").exists()


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert folder({}) == tmp_path / ".rasa-venv"
    assert folder({"RECUL_RASA_ENV": "/cache/rasa"}) == Path("/cache/rasa")
    assert interpreter(Path("/cache/rasa")) == Path("/cache/rasa/bin/python")


def test_the_requirements_are_pinned_hashed_and_name_no_index() -> None:
    lines = environment.REQUIREMENTS.read_text().splitlines()
    packages = [line for line in lines if line[:1].isalnum()]
    assert "rasa==3.6.21 \\" in packages
    assert all("==" in line and line.endswith("\\") for line in packages)
    assert not any("://" in line or line.startswith("-") for line in lines)
