"""Turns say in columns what the boards read of them, conversations since when a danger stands and a message is undecided."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from pydantic_core import from_json, to_json

from store.moments import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BATCH = 1_000
"""Conversations that are read and filled at a time."""

_HEATS = ("calm", "annoyed", "angry", "threat")
_TIMES = {
    "expected_by": "expected_by",
    "target_by": "target_by",
    "first_promised_by": "promised_by",
    "acknowledged_at": "acknowledged_at",
    "refused_at": "refused_at",
}
_TURN = sa.table(
    "turn",
    sa.column("id", sa.String()),
    sa.column("conversation", sa.String()),
    sa.column("state", sa.Text()),
    *(sa.column(name, UtcDateTime()) for name in (*_TIMES, "bot_answered_at")),
    *(sa.column(name, sa.Boolean()) for name in ("final", "excluded")),
    *(sa.column(name, sa.String()) for name in ("no_answer_needed", "heat", "about")),
)
_CONVERSATION = sa.table(
    "conversation",
    sa.column("id", sa.String()),
    sa.column("state", sa.Text()),
    *(sa.column(name, UtcDateTime()) for name in ("danger_at", "undecided_since")),
)
_EVENT = sa.table(
    "event",
    *(sa.column(name, sa.String()) for name in ("conversation", "kind")),
    sa.column("n", sa.Integer()),
    sa.column("data", sa.Text()),
)


def upgrade() -> None:
    """New columns, filled from the states and the decisions; a table for gauges."""
    _columns()
    _fill(op.get_bind())
    op.drop_column("conversation", "danger")
    op.create_table(
        "gauge",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("family", "labels", name="pk_gauge"),
    )


def _columns() -> None:
    for name in (*_TIMES, "bot_answered_at"):
        op.add_column("turn", sa.Column(name, UtcDateTime()))
    for name in ("final", "excluded"):
        op.add_column("turn", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in ("no_answer_needed", "author", "heat", "about"):
        op.add_column("turn", sa.Column(name, sa.String()))
    for name in ("danger_at", "undecided_since"):
        op.add_column("conversation", sa.Column(name, UtcDateTime()))
        stands = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_conversation_{name}", "conversation", [name], sqlite_where=stands, postgresql_where=stands)


def _fill(connection: sa.Connection) -> None:
    following = (
        sa.select(_CONVERSATION.c.id, _CONVERSATION.c.state)
        .where(_CONVERSATION.c.id > sa.bindparam("last"))
        .order_by(_CONVERSATION.c.id)
        .limit(BATCH)
    )
    last = ""
    while rows := connection.execute(following, {"last": last}).all():
        said = _said(connection, last, rows[-1].id)
        _fill_turns(connection, last, rows[-1].id, said)
        states = {row.id: from_json(row.state) for row in rows}
        filled = [{"id_": id, **_of_conversation(state, said)} for id, state in states.items()]
        names = ("state", "danger_at", "undecided_since")
        change = _CONVERSATION.update().values({name: sa.bindparam(name) for name in names})
        connection.execute(change.where(_CONVERSATION.c.id == sa.bindparam("id_")), filled)
        last = rows[-1].id


def _said(connection: sa.Connection, after: str, until: str) -> dict[str, dict[str, str]]:
    """By turn: the hottest heat of its decisions, and their first verdict; when the bot first answered."""
    told = (
        sa.select(_EVENT.c.data)
        .where(_EVENT.c.conversation > after, _EVENT.c.conversation <= until, _EVENT.c.kind.in_(("decided", "delivered")))
        .order_by(_EVENT.c.conversation, _EVENT.c.n)
    )
    found: dict[str, dict[str, str]] = {}
    for data in connection.scalars(told):
        event = from_json(data)
        if event.get("turn") is None:
            continue
        known = found.setdefault(event["turn"], {})
        if event["kind"] == "decided":
            known["about"] = known.get("about", event["verdict"])
            known["heat"] = max(known.get("heat", event["heat"]), event["heat"], key=_HEATS.index)
        elif event["reply"] == "answer" and event["by"] == "bot":
            known["bot_answered_at"] = min(known.get("bot_answered_at", event["at"]), event["at"])
    return found


def _fill_turns(connection: sa.Connection, after: str, until: str, said: Mapping[str, Mapping[str, str]]) -> None:
    of_batch = sa.select(_TURN.c.id, _TURN.c.state).where(_TURN.c.conversation > after, _TURN.c.conversation <= until)
    rows = [{"id_": id, **_of_turn(from_json(state), said.get(id, {}))} for id, state in connection.execute(of_batch).all()]
    names = (*_TIMES, "bot_answered_at", "final", "excluded", "no_answer_needed", "heat", "about")
    change = _TURN.update().where(_TURN.c.id == sa.bindparam("id_")).values({name: sa.bindparam(name) for name in names})
    if rows:
        connection.execute(change, rows)


def _of_turn(state: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
    return {
        **{column: _moment(state.get(name)) for column, name in _TIMES.items()},
        "final": "answered" in state.get("settled", ()),
        "excluded": state.get("excluded") is not None,
        "no_answer_needed": state.get("no_answer_needed"),
        "bot_answered_at": _moment(said.get("bot_answered_at")),
        "heat": said.get("heat"),
        "about": said.get("about"),
    }


def _of_conversation(state: dict[str, Any], said: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    state["turns"] = [{**turn, **said.get(turn["id"], {})} for turn in state.get("turns", ())]
    return {
        "state": to_json(state).decode(),
        "danger_at": _moment(state.get("danger_at")),
        "undecided_since": _earliest(message.get("received_at") for message in state.get("undecided", ())),
    }


def _earliest(written: Iterable[str | None]) -> datetime | None:
    return min((moment for moment in map(_moment, written) if moment is not None), default=None)


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
