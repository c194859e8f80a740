"""Bringing a database to the tables that this program needs.

Alembic is imported only where something is migrated: it costs every start a third of a second and 12 MB.
"""

# ruff: noqa: PLC0415
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from conversations.ports import Unavailable
from store.engine import Database, in_transaction, where

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0008"
"""The newest migration; a test holds it to `store/migrations/`."""


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
    found, head = in_transaction(engine, _current), HEAD
    if found == head:
        return
    _refuse_newer(found, engine)
    state = "is empty" if found is None else f"has the tables of an older version ({found})"
    raise WrongVersion(
        f"The database {where(engine.url)} {state}; this program needs {head}. Run `recul db upgrade`, then start again."
    )


def _migrate(connection: Connection) -> None:
    found = _current(connection)
    if found == HEAD:
        return
    _refuse_newer(found, connection.engine)
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_newer(found: str | None, engine: Engine) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise WrongVersion(
            f"The database {where(engine.url)} was made by a newer version of Recul ({found}). "
            "Install that version, or restore a backup made with this one."
        )


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
