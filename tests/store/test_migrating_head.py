"""The newest migration is known without reading the migrations."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from store import migrating


def test_the_newest_migration_is_the_one_that_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == migrating.HEAD
