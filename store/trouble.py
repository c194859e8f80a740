"""What a database error means for who uses the store, in a sentence."""

import sqlite3

from sqlalchemy import exc

from conversations.ports import Unavailable

# PostgreSQL's codes, and not the classes of its driver: who runs on SQLite does not load it (9 MB).
_RETRIED = ("40001", "40P01")  # serialization failure, deadlock: the same transaction succeeds when run again
_DISK_FULL = ("53100",)
_LOCKED = ("55P03", "57014")  # lock not available, query cancelled
_READ_ONLY = ("25006",)


def retryable(error: exc.SQLAlchemyError) -> bool:
    """True when running the same transaction again will do."""
    return isinstance(error, exc.DBAPIError) and _code(error) in _RETRIED


def refused_value(error: exc.SQLAlchemyError) -> ValueError | None:
    """The ValueError that a column's type raised on the way to the database, if that is what happened."""
    return error.orig if isinstance(error, exc.StatementError) and isinstance(error.orig, ValueError) else None


def unavailable(error: exc.SQLAlchemyError, where: str) -> Unavailable | None:
    """The error as the ports know it, or None when it is a fault of the program. `where`: which database."""
    cause = _cause(error)
    if cause is None:
        return None
    return Unavailable(f"The database {where} {cause} Nothing was saved.")


def _cause(error: exc.SQLAlchemyError) -> str | None:
    if isinstance(error, exc.TimeoutError):
        return "has no free connection: every one is busy. Try again in a moment."
    if not isinstance(error, exc.DBAPIError) or error.orig is None:
        return None
    said = " ".join(str(error.orig).split())
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_cause(error.orig, said)
    return _postgresql_cause(error, said)


def _sqlite_cause(error: sqlite3.Error, said: str) -> str | None:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        return f"is full ({said}). Free some space on its disk; sending and receiving go on by themselves then."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"stayed locked by another program ({said}). Close what holds it (a backup, a database browser) and try again."
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN", "SQLITE_AUTH")):
        return f"cannot be opened or written ({said}). Check that the file and its folder belong to the user who runs Recul."
    if name.startswith(("SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return f"cannot be read ({said}). Check the disk; if the file is damaged, restore the last backup."
    return None


def _postgresql_cause(error: exc.DBAPIError, said: str) -> str | None:
    if _code(error) in _DISK_FULL:
        return f"is full ({said}). Free some space on the server's disk."
    if _code(error) in _LOCKED:
        return f"stayed locked too long ({said}). Try again; if it lasts, look for a long transaction on the server."
    if _code(error) in _READ_ONLY:
        return f"takes no writes ({said}). Is RECUL_DATABASE_URL the primary server?"
    if error.connection_invalidated or isinstance(error, exc.OperationalError | exc.InterfaceError):
        return f"cannot be reached ({said}). Check that the server runs and that RECUL_DATABASE_URL is right."
    return None


def _code(error: exc.DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)
