"""What was counted keeps its count under the names of today.

Networks behind the API are one channel; promises, and what customers took back, have families of their own. What was not
counted before begins at 0.
"""

from collections import Counter
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op
from pydantic_core import from_json, to_json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CHANNELS = ("web", "telegram", "email", "bridge")
_RESULTS = {"met": "kept", "missed": "broken"}
_ROLLUP = sa.table(
    "rollup",
    *(sa.column(name, sa.String()) for name in ("family", "labels", "bucket")),
    *(sa.column(name, sa.BigInteger()) for name in ("n", "micros")),
)
_TALLY = sa.table("tally", *(sa.column(name, sa.String()) for name in ("family", "labels")))


class _Cell(NamedTuple):
    family: str
    labels: str
    bucket: str


def upgrade() -> None:
    """Rename; what falls into one cell is added up."""
    connection = op.get_bind()
    _rename_rollup(connection)
    _rename_tallies(connection)


def _rename_rollup(connection: sa.Connection) -> None:
    n, micros = Counter[_Cell](), Counter[_Cell]()
    for row in connection.execute(sa.select(_ROLLUP)).all():
        cell = _Cell(*_renamed(row.family, row.labels), row.bucket)
        n[cell] += row.n
        micros[cell] += row.micros
    connection.execute(_ROLLUP.delete())
    if n:
        connection.execute(_ROLLUP.insert(), [{**cell._asdict(), "n": n[cell], "micros": micros[cell]} for cell in n])


def _rename_tallies(connection: sa.Connection) -> None:
    for family, labels in connection.execute(sa.select(_TALLY.c.family, _TALLY.c.labels).distinct()).all():
        now_family, now_labels = _renamed(family, labels)
        if (now_family, now_labels) != (family, labels):
            those = sa.and_(_TALLY.c.family == family, _TALLY.c.labels == labels)
            connection.execute(_TALLY.update().where(those).values(family=now_family, labels=now_labels))


def _renamed(family: str, written: str) -> tuple[str, str]:
    labels = dict(from_json(written))
    if labels.get("channel", "web") not in _CHANNELS:
        labels["channel"] = "bridge"
    if family == "recul_turns_due_total" and labels["clock"] == "promised":
        family = "recul_promises_due_total"
        labels = {name: _RESULTS.get(value, value) for name, value in labels.items() if name != "clock"}
    if family == "recul_turns_no_answer_needed_total" and labels["rule"] == "withdrawn_by_customer":
        family = "recul_turns_withdrawn_total"
        del labels["rule"]
    return family, to_json(sorted(labels.items())).decode()
