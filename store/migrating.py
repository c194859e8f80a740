"""Bringing a database to the tables that this program needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from conversations.ports import Unavailable
from store.engine import Database, in_transaction, where


class WrongVersion(Unavailable):
    """The database is older or newer than the program."""


def upgrade(url: str) -> None:
    """Bring the database at `url` to the tables of this program. Raises Unavailable, WrongVersion, ValueError."""
    database = Database(url)
    try:
        migrate(database.writer)
    finally:
        database.writer.dispose()


def migrate(engine: Engine) -> None:
    """Run what is pending, in one transaction. Raises Unavailable, WrongVersion."""
    in_transaction(engine, _migrate)


def check(engine: Engine) -> None:
    """Raises WrongVersion, with what to do, unless the database has the tables of this program."""
    found, head = in_transaction(engine, _current), _head()
    if found == head:
        return
    _refuse_newer(found, engine)
    state = "is empty" if found is None else f"has the tables of an older version ({found})"
    raise WrongVersion(
        f"The database {where(engine.url)} {state}; this program needs {head}. Run `recul db upgrade`, then start again."
    )


def _migrate(connection: Connection) -> None:
    found = _current(connection)
    if found == _head():
        return
    _refuse_newer(found, connection.engine)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_newer(found: str | None, engine: Engine) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise WrongVersion(
            f"The database {where(engine.url)} was made by a newer version of Recul ({found}). "
            "Install that version, or restore a backup made with this one."
        )


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
