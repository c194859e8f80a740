"""Bad edits of the charter's file, files that cannot be read, a kill in the middle of training: the old release goes on."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.settings import Settings
from conversations.charter_file import FileStanding
from store.sql import SqlStore
from tests.stories.brand import WORDING, Brand, Running, kind, serving, standing, until_banner
from tests.stories.harness import until

pytestmark = pytest.mark.xdist_group("stories")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What becomes of a file does not depend on the database."""
    return sqlite_url


async def test_a_bad_edit_is_refused_and_shown_until_it_is_mended(brand_shop: Running, brand: Brand) -> None:
    good = brand.file.read_text("utf-8")
    with capture_logs() as logs:
        brand.says("expected_delay: 2h", "expected_delay: bientôt")
        brand.says("    escalates_to: relation_client", "    escalates_to: direction")
        await standing(brand_shop.store, FileStanding.REFUSED)
    refused = [line["what"] for line in logs if line["event"] == "charter_refused"]
    place = next(n for n, line in enumerate(good.splitlines(), 1) if line.startswith("expected_delay"))
    assert any(f"{brand.file}:{place}: " in what and "bientôt" in what for what in refused)
    assert any("version 1 stays in force" in what for what in refused)
    page = await until_banner(brand_shop, "Modification de la charte refusée.")
    assert f"{brand.file}:{place}" in page
    assert "et 1 autre problème" in page
    assert await brand_shop.metric("recul_charter_trouble") == 1
    assert await brand_shop.metric("recul_charter_refused_total") == 1
    assert await brand_shop.release() == await brand_shop.decides("merci")
    brand.file.write_text(good, "utf-8")
    await standing(brand_shop.store, FileStanding.IN_FORCE)

    async def quiet() -> bool:
        return await brand_shop.metric("recul_charter_trouble") == 0

    await until(quiet, what="the end of the trouble")
    assert "Modification de la charte refusée" not in (await brand_shop.desk()).text
    assert await brand_shop.metric("recul_charter_refused_total") == 1
    assert await brand_shop.store.current_number() == 1


@pytest.mark.parametrize("spoil", ["unlink", "bytes", "examples"])
async def test_a_file_that_cannot_be_read_changes_nothing_and_is_read_once_it_can(
    brand_shop: Running, brand: Brand, spoil: str
) -> None:
    kept, examples = brand.file.read_bytes(), brand.examples.read_bytes()
    if spoil == "unlink":
        brand.file.unlink()
    elif spoil == "bytes":
        brand.file.write_bytes(b"brand: \xff\xfe")
    else:
        brand.examples.unlink()
        brand.examples.parent.rmdir()
    await standing(brand_shop.store, FileStanding.REFUSED)
    assert await brand_shop.decides("merci")
    brand.examples.parent.mkdir(exist_ok=True)
    brand.examples.write_bytes(examples)
    brand.file.write_bytes(kept.replace(WORDING.encode(), b'"Avec joie."'))
    await brand_shop.serves(brand.release)


async def test_killed_while_it_trains_it_trains_again_and_publishes_once(brand_settings: Settings, brand: Brand) -> None:
    process = await serving(brand_settings)
    store = SqlStore.open(brand_settings.database_url)
    try:
        await standing(store, FileStanding.IN_FORCE)
        brand.learns("horaires", f"et jusque quand {kind(brand_settings)}")
        await standing(store, FileStanding.TRAINING)
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        assert await store.current_number() == 1
        process = await serving(brand_settings)
        await standing(store, FileStanding.IN_FORCE)
        version = await store.current_version()
        assert version is not None
        assert (version.number, version.digest[:12]) == (2, brand.release)
    finally:
        await store.close()
        if process.returncode is None:
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 30) == 0


async def test_a_version_that_the_program_cannot_use_is_told_and_the_one_before_goes_on(brand_shop: Running) -> None:
    store = brand_shop.store
    good = await store.current_version()
    assert good is not None
    await store.publish(replace(good, number=2, digest="0" * 64, text="brand: 12\n", origin="desk"), b"")

    async def trouble() -> float:
        return await brand_shop.metric("recul_charter_trouble")

    await until(trouble, what="the trouble")
    assert await brand_shop.decides("merci") == good.digest[:12]
    await until_banner(brand_shop, "Ce serveur ne peut pas employer la version 2")
    await store.publish(replace(good, number=3, origin="rollback"), b"")

    async def over() -> bool:
        return not await trouble()

    await until(over, what="the end of the trouble")
    assert await brand_shop.decides("merci") == good.digest[:12]
