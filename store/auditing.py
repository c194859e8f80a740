"""The trace of who did what to the whole: a line in `audit`, in the transaction of what was done."""

from sqlalchemy import Connection, bindparam

from store import tables as t
from store.moments import database_time

_LINE = t.audit.insert().values(at=database_time(), by=bindparam("by"), what=bindparam("what"), detail=bindparam("detail"))


def audit(connection: Connection, by: str, what: str, detail: str | None = None) -> None:
    """Note that `by` (a user id, or who is at the command line) did `what`; `detail` holds a reason or an id."""
    connection.execute(_LINE, {"by": by, "what": what, "detail": detail})
