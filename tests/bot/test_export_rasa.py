"""`recul nlu export-rasa`: the charter in force and what people have taught, as a Rasa project."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import Settings
from bot.training_sentences import sentences_in_force
from charter.load import load, written
from conversations.learning import Origin, Review, Suggestion
from conversations.versions import CharterVersion
from nlu.datasets import read
from store.sql import SqlStore
from tests.fakes.model_files import knows
from tests.stories.brand import Brand, settings_of

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TAUGHT = Suggestion("s1", "vous baissez le rideau quand", "fr", Origin.WRITTEN, "", "horaires", "", AT)


@pytest.fixture
def brand(tmp_path: Path) -> Brand:
    return Brand(tmp_path / "brand")


@pytest.fixture
def settings(brand: Brand, sqlite_url: str, tmp_path: Path) -> Settings:
    return settings_of(brand, sqlite_url, tmp_path / "models")


async def test_accepted_suggestions_are_among_the_sentences_and_open_ones_are_not(
    settings: Settings, brand: Brand, sqlite_store: SqlStore
) -> None:
    await sqlite_store.suggest([TAUGHT, replace(TAUGHT, id="s2", text="le rideau est baissé quand")])
    await sqlite_store.review(replace(TAUGHT, review=Review.ACCEPTED, reviewed_by="ada", reviewed_at=AT))
    found = await sentences_in_force(settings, sqlite_store)
    assert found["horaires"] == (*load(brand.file).examples["horaires"], TAUGHT.text)


async def test_of_a_version_only_what_it_has_learned_is_among_them_and_after_going_back_what_the_earlier_one_had(
    settings: Settings, brand: Brand, sqlite_store: SqlStore, tmp_path: Path
) -> None:
    await sqlite_store.suggest([TAUGHT])
    await sqlite_store.review(replace(TAUGHT, review=Review.ACCEPTED, reviewed_by="ada", reviewed_at=AT))
    source, loaded = written(brand.file), load(brand.file)
    first = CharterVersion(1, source.digest, source.text, source.examples, "m1", "file", "u1", AT)
    models = {"m1": knows(tmp_path / "m1.model"), "m2": knows(tmp_path / "m2.model", TAUGHT)}
    wanted = loaded.examples["horaires"]
    for number, model in ((1, "m1"), (2, "m2"), (3, "m1")):
        await sqlite_store.publish(replace(first, number=number, model=model), models[model].read_bytes())
        found = (await sentences_in_force(settings, sqlite_store))["horaires"]
        assert found == ((*wanted, TAUGHT.text) if model == "m2" else wanted)


def test_the_command_writes_a_project_and_keeps_a_pipeline_of_ones_own(
    settings: Settings, brand: Brand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUL_CHARTER", str(brand.file))
    monkeypatch.setenv("RECUL_DATABASE_URL", settings.database_url)
    folder = tmp_path / "rasa"
    said = CliRunner().invoke(app, ["nlu", "export-rasa", "--out", str(folder)])
    assert said.exit_code == 0, said.output
    assert read(folder / "data" / "nlu.yml").keys() == load(brand.file).examples.keys()
    (folder / "config.yml").write_text("recipe: default.v1\n")
    brand.learns("horaires", "vous fermez quand exactement")
    said = CliRunner().invoke(app, ["nlu", "export-rasa", "--out", str(folder)])
    assert "config.yml is yours and was kept" in said.output
    assert (folder / "config.yml").read_text() == "recipe: default.v1\n"
    assert "vous fermez quand exactement" in read(folder / "data" / "nlu.yml")["horaires"]


def test_a_folder_that_cannot_be_written_is_a_sentence(
    settings: Settings, brand: Brand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUL_CHARTER", str(brand.file))
    monkeypatch.setenv("RECUL_DATABASE_URL", settings.database_url)
    (tmp_path / "file").write_text("")
    said = CliRunner().invoke(app, ["nlu", "export-rasa", "--out", str(tmp_path / "file" / "rasa")])
    assert "--out FOLDER" in str(said.exception)
