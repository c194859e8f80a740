"""What people have accepted joins a release, or waits, and never holds up an edit; a model says what it has learned."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import preparing
from bot.gate import GateRefused, Trial
from bot.learning import known_to
from bot.preparing import Prepared, prepare
from bot.settings import EXAMPLE_CHARTER, Settings, read_settings
from bot.teaching import Teaching, teaching
from charter.load import written
from conversations.learning import Origin, Review, Suggestion
from conversations.versions import CharterVersion
from nlu.held_out import Outcome, known_by
from nlu.model import ModelError
from nlu.training import TrainingError
from store.sql import SqlStore
from tests.fakes.model_files import knows

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OLD = Suggestion("s1", "où traîne [nom] ?", "fr", Origin.WRITTEN, "", "livraison", "", NOW, Review.ACCEPTED, "léa", NOW, 1)
NEW = replace(OLD, id="s2", text="le rideau se lève quand", intent="horaires", version=None)


def silent(share: float, doing: str) -> None:
    """Nobody waits."""


def settings_in(folder: Path) -> Settings:
    return read_settings(_env_file=None, models=folder)


def test_a_sentence_is_known_as_it_is_meant_now_and_without_its_marks() -> None:
    unseen = {known_by("où traîne ?"): Outcome("livraison", "sav"), known_by(NEW.text): Outcome("sav", "sav")}
    assert known_to(unseen, [OLD, NEW]) == (OLD,)


async def test_the_model_says_what_a_version_has_learned_not_the_number_under_which_it_was_first_learned(
    sqlite_store: SqlStore, tmp_path: Path
) -> None:
    plainly = replace(OLD, text="où traîne mon colis", version=None)
    await sqlite_store.suggest([plainly, NEW])
    version = CharterVersion(1, "d1", "", {}, "m1", "file", "u1", NOW)
    back = replace(version, number=3, model="m0", origin="rollback")
    data = knows(tmp_path / "elsewhere" / "m1.model", plainly).read_bytes()
    await sqlite_store.publish(version, data)
    await sqlite_store.publish(replace(version, number=2), data)
    await sqlite_store.publish(back, knows(tmp_path / "elsewhere" / "m0.model").read_bytes())
    await sqlite_store.learned([plainly.id], 1)
    kept = await teaching(settings_in(tmp_path / "models"), sqlite_store, version)
    assert ([one.id for one in kept.learned], [one.id for one in kept.waiting]) == (["s1"], ["s2"])
    assert not (await teaching(settings_in(tmp_path / "models"), sqlite_store, back)).learned
    assert not (await teaching(settings_in(tmp_path / "models"), sqlite_store, None)).learned
    # Without a model that can be read, the number is the best that is known.
    unreadable = replace(version, number=4, model="m4")
    await sqlite_store.publish(unreadable, b"no model")
    assert [one.id for one in (await teaching(settings_in(tmp_path), sqlite_store, unreadable)).learned] == ["s1"]


@pytest.mark.parametrize(
    "error",
    [GateRefused(Trial(9, 0.5, ())), TrainingError("The model was not trained: no memory."), ModelError("m: unreadable.")],
    ids=["gate", "training", "model"],
)
def test_where_no_model_with_them_can_be_used_the_edit_goes_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refused(*_: object) -> tuple[()]:
        raise error

    def made(*given: object, **_: object) -> tuple[Prepared, None]:
        return Prepared(source, given[2], tmp_path, None, tuple(one.id for one in given[4])), None  # type: ignore[arg-type, attr-defined]

    source = written(EXAMPLE_CHARTER)
    monkeypatch.setattr(preparing, "_fallen", refused)
    monkeypatch.setattr(preparing, "prepare_with", made)
    prepared = prepare(settings_in(tmp_path), source, "m1", silent, Teaching((OLD,), (NEW,)))
    assert prepared.learned == ("s1",)
    assert prepared.held is not None
    assert str(prepared.held).startswith(f"1 accepted sentence(s) were not learned, and wait: with them, {str(error)[:20]}")
    # With nothing new, an error is the charter's own.
    assert prepare(settings_in(tmp_path), source, "m1", silent, Teaching((OLD,))).held is None
