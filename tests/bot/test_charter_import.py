"""The file judged against the version in force: what is told, counted, tried again, and when nothing at all is done."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import charter_import
from bot.bell import Bell
from bot.charter_import import CharterImport
from bot.charter_status import read_status, write_status
from bot.clock import SystemClock
from bot.preparing import Prepared
from bot.settings import EXAMPLE_CHARTER, Settings, read_settings
from charter.load import written
from charter.reading import read_source
from charter.source import Source
from conversations.charter_file import CharterFile, FileStanding
from conversations.versions import CharterVersion
from nlu.training import TrainingError
from store.sql import SqlStore

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(sqlite_store: SqlStore) -> SqlStore:
    """What is judged does not depend on the database."""
    return sqlite_store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is no charter."""
    (tmp_path / "examples").mkdir()
    (tmp_path / "charter.yaml").write_text("brand: Colibri\n")
    return tmp_path / "charter.yaml"


def write(file: Path, text: str | None) -> None:
    """What the charter's owner does; None: throws the file away."""
    if text is None:
        file.unlink()
    else:
        file.write_text(text)


def imports(store: SqlStore, settings: Settings) -> CharterImport:
    return CharterImport(settings, store, SystemClock(), Bell())


def named(file: Path, models: Path) -> Settings:
    return read_settings(_env_file=None, charter=file, models=models)


async def published(store: SqlStore, number: int = 1, digest: str = "d1", origin: str = "file") -> None:
    await store.publish(CharterVersion(number, digest, "brand: Ailleurs\n", {}, "m", origin, "u1", NOW), b"model")


async def test_a_bad_edit_is_told_and_counted_once_however_often_it_is_looked_at(
    store: SqlStore, file: Path, tmp_path: Path
) -> None:
    await published(store)
    await write_status(store, CharterFile(str(file), "d1"))
    judge = imports(store, named(file, tmp_path)).judge
    assert [await judge(1) for _ in range(3)] == [False, False, False]
    state = await read_status(store)
    assert (state.standing, state.refusals, state.number) == (FileStanding.REFUSED, 1, 1)
    assert state.what.startswith(f"{file}:1: ")
    assert state.more > 3
    write(file, "brand: [\n")
    await judge(1)
    assert (await read_status(store)).refusals == 2


async def test_a_file_that_is_gone_is_told_once_and_looked_at_again(store: SqlStore, file: Path, tmp_path: Path) -> None:
    await published(store)
    write(file, None)
    judge = imports(store, named(file, tmp_path)).judge
    assert [await judge(1) for _ in range(2)] == [True, True]
    state = await read_status(store)
    assert (state.standing, state.refusals) == (FileStanding.REFUSED, 1)
    assert "cannot be read" in state.what


async def test_an_edit_against_what_was_published_elsewhere_is_refused_once(
    store: SqlStore, file: Path, tmp_path: Path
) -> None:
    await published(store, 1, "d1")
    await published(store, 2, "d2", "desk")
    await write_status(store, CharterFile(str(file), "d1"))
    judge = imports(store, named(file, tmp_path)).judge
    assert [await judge(2) for _ in range(2)] == [False, False]
    state = await read_status(store)
    assert (state.standing, state.what, state.refusals) == (FileStanding.DIVERGED, written(file).digest, 1)
    assert await store.current_number() == 2


async def test_a_file_that_says_what_is_in_force_becomes_the_one_that_edits_start_from(
    store: SqlStore, file: Path, tmp_path: Path
) -> None:
    digest = written(file).digest
    await published(store, 1, digest, "command")
    assert not await imports(store, named(file, tmp_path)).judge(1)
    state = await read_status(store)
    assert (state.standing, state.imported, state.path) == (FileStanding.IN_FORCE, digest, str(file))


async def test_the_example_that_nobody_named_is_no_edit_of_a_charter_from_elsewhere(store: SqlStore, tmp_path: Path) -> None:
    await published(store)
    before = CharterFile("/elsewhere/charter.yaml", "d1")
    await write_status(store, before)
    assert not await imports(store, read_settings(_env_file=None, models=tmp_path)).judge(1)
    assert await read_status(store) == before
    assert await store.current_number() == 1
    # Named, the same file would be an edit, and is tried at once.
    with pytest.raises(ZeroDivisionError):
        await _with_failing_preparation(store, named(EXAMPLE_CHARTER, tmp_path), ZeroDivisionError())


@pytest.mark.parametrize(
    ("error", "said"),
    [(TrainingError("The model was not trained: no memory."), "no memory"), (OSError(28, "No space left on device"), "disk")],
    ids=["training", "disk"],
)
async def test_what_fails_without_a_fault_of_the_charter_is_told_and_tried_again(
    store: SqlStore, tmp_path: Path, error: Exception, said: str
) -> None:
    await published(store)
    await write_status(store, CharterFile(str(EXAMPLE_CHARTER), "d1"))
    assert await _with_failing_preparation(store, named(EXAMPLE_CHARTER, tmp_path), error)
    state = await read_status(store)
    assert state.standing is FileStanding.REFUSED
    assert said in state.what


async def test_who_publishes_meanwhile_wins_and_the_file_is_looked_at_again(
    store: SqlStore, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await published(store)
    before = CharterFile(str(EXAMPLE_CHARTER), "d1")
    await write_status(store, before)
    model = tmp_path / "m.model"
    model.write_bytes(b"model")

    def prepared(settings: Settings, source: Source, *_: object) -> Prepared:
        loaded = read_source(source)
        return Prepared(source, loaded, model, None)

    monkeypatch.setattr(charter_import, "prepare", prepared)
    await published(store, 2, "d2", "desk")
    assert await imports(store, named(EXAMPLE_CHARTER, tmp_path)).judge(1)
    current = await store.current_version()
    assert current is not None
    assert current.digest == "d2"
    assert replace(await read_status(store), number=0) == before


async def _with_failing_preparation(store: SqlStore, settings: Settings, error: Exception) -> bool:
    def fails(*_: object) -> Prepared:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charter_import, "prepare", fails)
        return await imports(store, settings).judge(1)
