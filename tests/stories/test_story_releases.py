"""The charter is edited while customers write: good edits take effect everywhere, bad ones change nothing and are shown."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.charter_status import read_status
from bot.settings import Settings
from conversations.charter_file import FileStanding
from store.sql import SqlStore
from tests.stories.brand import WORDING, Brand, Running, program, settings_of
from tests.stories.harness import until
from tests.stories.killing import ROOT

pytestmark = pytest.mark.xdist_group("stories")
SOON = 8.0
"""Seconds: an edit without training takes effect within 2 on a machine of its own, which this one may not be."""


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kept over the tests: the same sentences are trained once."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def brand(tmp_path: Path) -> Brand:
    """The files."""
    return Brand(tmp_path / "brand")


@pytest.fixture
def settings(brand: Brand, database_url: str, models: Path) -> Settings:
    """What the operator has set."""
    return settings_of(brand, database_url, models)


@pytest.fixture
async def shop(settings: Settings) -> AsyncIterator[Running]:
    """One program that serves the brand."""
    async with program(settings) as running:
        yield running


async def standing(store: SqlStore, wanted: FileStanding) -> None:
    """Wait until the file stands so."""

    async def stands() -> bool:
        return (await read_status(store)).standing is wanted

    await until(stands, what=f"the file being {wanted}")


async def recul(settings: Settings, *words: str, output: int) -> asyncio.subprocess.Process:
    """The program in a process of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "RECUL_CHARTER": str(settings.charter),
        "RECUL_DATABASE_URL": settings.database_url.replace("postgresql://", "postgresql+psycopg://"),
        "RECUL_ENCODER": "none",
        "RECUL_MODELS": str(settings.models),
        "RECUL_PORT": "0",
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", *words),
        env=environment,
        stdout=output,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )


async def serving(settings: Settings) -> asyncio.subprocess.Process:
    """`recul serve`, started."""
    return await recul(settings, "serve", output=asyncio.subprocess.DEVNULL)


def kind(settings: Settings) -> str:
    """A word by which the sentences of the two databases differ: neither finds the model that the other has trained."""
    return settings.database_url.partition(":")[0]


async def command(settings: Settings, *words: str) -> str:
    """Run `recul charter …` in a process of its own; what it said."""
    process = await recul(settings, "charter", *words, output=asyncio.subprocess.PIPE)
    said = (await asyncio.wait_for(process.communicate(), 60))[0].decode()
    assert process.returncode == 0, said
    return said


async def test_a_wording_takes_effect_in_every_process_and_replies_record_the_release(settings: Settings, brand: Brand) -> None:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(program(settings))
        other = await stack.enter_async_context(program(settings))
        first = brand.release
        assert await one.decides("merci") == await other.decides("merci") == first
        brand.says(WORDING, '"Avec joie."')
        second = brand.release
        await asyncio.gather(one.serves(second, SOON), other.serves(second, SOON))
        assert second != first
        assert await one.decides("merci") == await other.decides("merci") == second
        version = await one.store.current_version()
        assert version is not None
        assert (version.number, version.origin, version.digest[:12]) == (2, "file", second)


async def test_a_new_sentence_is_trained_while_the_old_release_answers(shop: Running, settings: Settings, brand: Brand) -> None:
    first = brand.release
    brand.learns("horaires", f"vous fermez quand exactement {kind(settings)}")
    await standing(shop.store, FileStanding.TRAINING)
    assert await shop.decides("merci") == first
    await until_banner(shop, "Nouvelle charte en préparation")
    second = brand.release
    await shop.serves(second, 60)
    assert await shop.decides("vous fermez quand exactement") == second
    await standing(shop.store, FileStanding.IN_FORCE)


async def test_a_bad_edit_is_refused_and_shown_until_it_is_mended(shop: Running, brand: Brand) -> None:
    good = brand.file.read_text("utf-8")
    with capture_logs() as logs:
        brand.says("expected_delay: 2h", "expected_delay: bientôt")
        brand.says("    escalates_to: relation_client", "    escalates_to: direction")
        await standing(shop.store, FileStanding.REFUSED)
    refused = [line["what"] for line in logs if line["event"] == "charter_refused"]
    place = next(n for n, line in enumerate(good.splitlines(), 1) if line.startswith("expected_delay"))
    assert any(f"{brand.file}:{place}: " in what and "bientôt" in what for what in refused)
    assert any("version 1 stays in force" in what for what in refused)
    page = await until_banner(shop, "Modification de la charte refusée.")
    assert f"{brand.file}:{place}" in page
    assert "et 1 autre problème" in page
    assert await shop.metric("recul_charter_trouble") == 1
    assert await shop.metric("recul_charter_refused_total") == 1
    assert await shop.release() == await shop.decides("merci")
    brand.file.write_text(good, "utf-8")
    await standing(shop.store, FileStanding.IN_FORCE)

    async def quiet() -> bool:
        return await shop.metric("recul_charter_trouble") == 0

    await until(quiet, what="the end of the trouble")
    assert "Modification de la charte refusée" not in (await shop.desk()).text
    assert await shop.metric("recul_charter_refused_total") == 1
    assert await shop.store.current_number() == 1


@pytest.mark.parametrize("spoil", ["unlink", "bytes", "examples"])
async def test_a_file_that_cannot_be_read_changes_nothing_and_is_read_once_it_can(
    shop: Running, brand: Brand, spoil: str
) -> None:
    kept, examples = brand.file.read_bytes(), brand.examples.read_bytes()
    if spoil == "unlink":
        brand.file.unlink()
    elif spoil == "bytes":
        brand.file.write_bytes(b"brand: \xff\xfe")
    else:
        brand.examples.unlink()
        brand.examples.parent.rmdir()
    await standing(shop.store, FileStanding.REFUSED)
    assert await shop.decides("merci")
    brand.examples.parent.mkdir(exist_ok=True)
    brand.examples.write_bytes(examples)
    brand.file.write_bytes(kept.replace(WORDING.encode(), b'"Avec joie."'))
    await shop.serves(brand.release)


async def test_after_a_rollback_an_edit_of_the_file_is_refused_until_it_is_published(
    shop: Running, settings: Settings, brand: Brand
) -> None:
    first = brand.release
    brand.says(WORDING, '"Avec joie."')
    await shop.serves(brand.release)
    assert "Version 3 is published" in await command(settings, "rollback", "--yes")
    await shop.serves(first)
    await standing(shop.store, FileStanding.BEHIND)
    with capture_logs() as logs:
        brand.says('"Merci à vous."', '"Merci beaucoup."')
        await standing(shop.store, FileStanding.DIVERGED)
    differences = [line["difference"] for line in logs if "difference" in line]
    assert any("Merci beaucoup" in line and line.startswith("+") for line in differences)
    await until_banner(shop, "recul charter publish FICHIER")
    assert await shop.release() == first
    said = await command(settings, "publish", str(brand.file), "--yes", "--note", "fusion")
    assert "Merci beaucoup" in said
    assert "Version 4" in said
    await shop.serves(brand.release)
    await standing(shop.store, FileStanding.IN_FORCE)


async def test_a_machine_without_file_and_models_takes_both_from_the_database(
    settings: Settings, brand: Brand, tmp_path: Path
) -> None:
    async with program(settings) as shop:
        release = await shop.release()
    elsewhere = replace_models(settings, tmp_path / "empty").model_copy(update={"charter": tmp_path / "nowhere.yaml"})
    async with program(elsewhere) as shop:
        assert await shop.release() == release
        assert await shop.decides("merci") == release
        version = await shop.store.current_version()
    assert version is not None
    restored = (elsewhere.models / f"{version.model}.model").read_bytes()
    assert restored == (settings.models / f"{version.model}.model").read_bytes()


async def test_killed_in_the_middle_of_training_it_trains_again_and_publishes_once(settings: Settings, brand: Brand) -> None:
    process = await serving(settings)
    store = SqlStore.open(settings.database_url)
    try:
        await standing(store, FileStanding.IN_FORCE)
        brand.learns("horaires", f"et jusque quand {kind(settings)}")
        await standing(store, FileStanding.TRAINING)
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        assert await store.current_number() == 1
        process = await serving(settings)
        await standing(store, FileStanding.IN_FORCE)
        version = await store.current_version()
        assert version is not None
        assert (version.number, version.digest[:12]) == (2, brand.release)
    finally:
        await store.close()
        if process.returncode is None:
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 30) == 0


async def until_banner(shop: Running, said: str) -> str:
    """The desk's page once it says that."""

    async def page() -> str:
        text = (await shop.desk()).text
        return text if said in text else ""

    return await until(page, what=f"the banner « {said} »")


def replace_models(settings: Settings, folder: Path) -> Settings:
    """The same with a models folder of its own."""
    return settings.model_copy(update={"models": folder})
