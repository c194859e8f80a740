"""The gauges that the folder computes now and then: all of one moment, replaced together."""

from sqlalchemy import Connection, delete, select, text

from conversations.figures import Gauge, Kept
from store import tables as t
from store.documents import read_labels, write_labels

_ALL = select(t.gauge.c.family, t.gauge.c.labels, t.gauge.c.value, t.gauge.c.at).order_by(t.gauge.c.family, t.gauge.c.labels)


def keep(connection: Connection, kept: Kept) -> None:
    """Put these in the place of all that were kept."""
    if connection.dialect.name == "postgresql":
        # Two at once would both insert: one deletes what it sees, and the other's rows are not among that.
        connection.execute(text("LOCK TABLE gauge IN SHARE ROW EXCLUSIVE MODE"))
    connection.execute(delete(t.gauge))
    rows = [
        {"family": one.family, "labels": write_labels(one.labels), "value": one.value, "at": kept.at} for one in kept.gauges
    ]
    if rows:
        connection.execute(t.gauge.insert(), rows)


def kept(connection: Connection) -> Kept | None:
    """What was kept last; None when nothing ever was."""
    rows = connection.execute(_ALL).all()
    if not rows:
        return None
    return Kept(rows[0].at, tuple(Gauge(row.family, read_labels(row.labels), row.value) for row in rows))
