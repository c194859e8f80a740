"""The charter is edited while customers write: a good edit takes effect in every process, and one can go back."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.settings import Settings
from conversations.charter_file import FileStanding
from tests.stories.brand import WORDING, Brand, Running, command, kind, program, replace_models, standing, until_banner

pytestmark = pytest.mark.xdist_group("stories")
SOON = 8.0
"""Seconds: an edit without training takes effect within 2 on a machine of its own, which this one may not be."""


async def test_a_wording_takes_effect_in_every_process_and_replies_record_the_release(
    brand_settings: Settings, brand: Brand
) -> None:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(program(brand_settings))
        other = await stack.enter_async_context(program(brand_settings))
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


async def test_a_new_sentence_is_trained_while_the_old_release_answers(
    brand_shop: Running, brand_settings: Settings, brand: Brand
) -> None:
    first = brand.release
    brand.learns("horaires", f"vous fermez quand exactement {kind(brand_settings)}")
    await standing(brand_shop.store, FileStanding.TRAINING)
    assert await brand_shop.decides("merci") == first
    await until_banner(brand_shop, "Nouvelle charte en préparation")
    second = brand.release
    await brand_shop.serves(second, 60)
    assert await brand_shop.decides("vous fermez quand exactement") == second
    await standing(brand_shop.store, FileStanding.IN_FORCE)


async def test_after_a_rollback_an_edit_of_the_file_is_refused_until_it_is_published(
    brand_shop: Running, brand_settings: Settings, brand: Brand
) -> None:
    first = brand.release
    brand.says(WORDING, '"Avec joie."')
    await brand_shop.serves(brand.release)
    assert "Version 3 is published" in await command(brand_settings, "rollback", "--yes")
    await brand_shop.serves(first)
    await standing(brand_shop.store, FileStanding.BEHIND)
    with capture_logs() as logs:
        brand.says('"Merci à vous."', '"Merci beaucoup."')
        await standing(brand_shop.store, FileStanding.DIVERGED)
    differences = [line["difference"] for line in logs if "difference" in line]
    assert any("Merci beaucoup" in line and line.startswith("+") for line in differences)
    await until_banner(brand_shop, "recul charter publish FICHIER")
    assert await brand_shop.release() == first
    said = await command(brand_settings, "publish", str(brand.file), "--yes", "--note", "fusion")
    assert "Merci beaucoup" in said
    assert "Version 4" in said
    await brand_shop.serves(brand.release)
    await standing(brand_shop.store, FileStanding.IN_FORCE)


async def test_a_machine_without_file_and_models_takes_both_from_the_database(
    brand_settings: Settings, brand: Brand, tmp_path: Path
) -> None:
    async with program(brand_settings) as brand_shop:
        release = await brand_shop.release()
    elsewhere = replace_models(brand_settings, tmp_path / "empty").model_copy(update={"charter": tmp_path / "nowhere.yaml"})
    async with program(elsewhere) as brand_shop:
        assert await brand_shop.release() == release
        assert await brand_shop.decides("merci") == release
        version = await brand_shop.store.current_version()
    assert version is not None
    restored = (elsewhere.models / f"{version.model}.model").read_bytes()
    assert restored == (brand_settings.models / f"{version.model}.model").read_bytes()
