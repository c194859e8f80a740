"""Rasa beside the charter: whether it answers, knows the same intents, and learned the same sentences."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.rasa_standing import rasa_standing
from bot.rasa_watch import RasaWatch
from bot.release import InForce, Release, Serving
from bot.settings import Settings
from charter.load import load
from nlu.rasa_link import RasaLink
from nlu.rasa_project import sentences_digest
from store.sql import SqlStore
from tests.fakes.playing_rasa import TOKEN, PlayedRasa, playing_rasa
from tests.fakes.scripted_engine import ScriptedEngine
from tests.stories.brand import Brand, settings_of


@pytest.fixture
def brand(tmp_path: Path) -> Brand:
    return Brand(tmp_path / "brand")


@pytest.fixture
async def rasa(brand: Brand) -> AsyncIterator[PlayedRasa]:
    """It knows just what the charter says."""
    async with playing_rasa(model_file=model_of(brand), intents=tuple(load(brand.file).examples)) as played:
        yield played


@pytest.fixture
def settings(brand: Brand, rasa: PlayedRasa, sqlite_url: str, tmp_path: Path) -> Settings:
    own = {"nlu": "rasa", "rasa_url": rasa.url, "rasa_token": SecretStr(TOKEN)}
    return settings_of(brand, sqlite_url, tmp_path / "models").model_copy(update=own)


def model_of(brand: Brand) -> str:
    return f"recul-{sentences_digest(load(brand.file).examples)}-abcdef.tar.gz"


async def test_one_that_knows_the_charter_is_all_right(settings: Settings, brand: Brand) -> None:
    state, says = await rasa_standing(settings)
    assert (state, says) == ("ok", f"{model_of(brand)} is served, 37 intents")


async def test_the_embedded_engine_needs_none(settings: Settings) -> None:
    assert (await rasa_standing(settings.model_copy(update={"nlu": "embedded"})))[0] == "off"


async def test_a_missing_or_wrong_token_is_said_with_what_to_do(settings: Settings) -> None:
    state, says = await rasa_standing(settings.model_copy(update={"rasa_token": None}))
    assert (state, "RECUL_RASA_TOKEN_FILE=" in says) == ("trouble", True)
    state, says = await rasa_standing(settings.model_copy(update={"rasa_token": SecretStr("another")}))
    assert (state, "its token is another one" in says) == ("trouble", True)


async def test_one_that_does_not_answer_is_said(settings: Settings, rasa: PlayedRasa) -> None:
    rasa.ill = True
    state, says = await rasa_standing(settings)
    assert (state, "status_500" in says, "recul nlu serve-rasa" in says) == ("trouble", True, True)


async def test_intents_that_differ_are_named_in_both_directions(settings: Settings, rasa: PlayedRasa) -> None:
    rasa.intents = (*(intent for intent in rasa.intents if intent != "horaires"), "abolie")
    state, says = await rasa_standing(settings)
    assert state == "trouble"
    assert "it lacks horaires;" in says
    assert "which is ignored: abolie" in says


async def test_a_model_older_than_an_edit_is_said(settings: Settings, brand: Brand) -> None:
    brand.learns("horaires", "vous fermez quand exactement")
    state, says = await rasa_standing(settings)
    assert (state, "other sentences" in says, "recul nlu serve-rasa" in says) == ("trouble", True, True)


async def test_a_model_made_by_hand_is_not_judged_by_its_name(settings: Settings, rasa: PlayedRasa) -> None:
    rasa.model_file = "20261122-shy-cell.tar.gz"
    state, says = await rasa_standing(settings)
    assert (state, "does not tell" in says) == ("ok", True)


async def test_the_watch_says_each_change_once(
    settings: Settings, brand: Brand, rasa: PlayedRasa, sqlite_store: SqlStore
) -> None:
    charter, link, told = load(brand.file).charter, RasaLink(rasa.url, TOKEN), list[int]()
    in_force = InForce(Serving(Release("r", charter, ScriptedEngine())))
    watch = RasaWatch(link, settings, sqlite_store, in_force, lambda: told.append(1))
    with capture_logs() as logs:
        for _ in range(2):
            await watch.look()
        assert (logs, told, watch.stale) == ([], [], False)
        rasa.ill = True
        for _ in range(3):
            await watch.look()
        rasa.ill = False
        for _ in range(2):
            await watch.look()
        assert len(told) == 2
        brand.learns("horaires", "vous fermez quand exactement")
        in_force.serving = Serving(Release("s", charter, ScriptedEngine()), number=2)
        for _ in range(2):
            await watch.look()
        assert watch.stale
        rasa.model_file = model_of(brand)
        await watch.look()
    assert [log["event"] for log in logs] == ["rasa_failed", "rasa_back", "rasa_stale", "rasa_current"]
    await link.aclose()
