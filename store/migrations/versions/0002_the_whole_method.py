"""What the whole method keeps: ways to private, absences, moods and crises, published charters, suspensions by scope."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from pydantic_core import from_json

from store.moments import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 1_000
"""Turns that are read and filled at a time."""


def upgrade() -> None:
    """New tables and columns; the switch gets scopes, turns say in columns what their state knows."""
    _people()
    _ways_to_private()
    _turns()
    _crises()
    _charters()
    _switch()


def _people() -> None:
    op.add_column("contact", sa.Column("praised", sa.Text()))
    op.add_column("contact", sa.Column("threat_at", UtcDateTime()))
    op.add_column("user", sa.Column("absent", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("user", sa.Column("deputy", sa.String()))
    op.add_column("outgoing", sa.Column("user", sa.String()))
    op.add_column("outgoing", sa.Column("private_link", sa.String()))


def _ways_to_private() -> None:
    op.add_column("conversation", sa.Column("private_place", sa.String()))
    op.add_column("conversation", sa.Column("private_address", sa.Text()))
    op.add_column("conversation", sa.Column("private_external_id", sa.String()))
    op.add_column("conversation", sa.Column("assigned", sa.String()))
    op.create_index("ix_conversation_assigned", "conversation", ["assigned"])
    op.create_table(
        "place",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "place", "contact", name="pk_place"),
    )
    op.create_index("ix_place_conversation", "place", ["conversation"])
    op.create_table(
        "link",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("hash", name="pk_link"),
    )


def _turns() -> None:
    op.add_column("turn", sa.Column("handed_over_at", UtcDateTime()))
    op.add_column("turn", sa.Column("promised_by", UtcDateTime()))
    op.add_column("turn", sa.Column("answered_by", sa.String()))
    op.add_column("turn", sa.Column("withdrawn_at", UtcDateTime()))
    op.create_index("ix_turn_department_handed_over_at", "turn", ["department", "handed_over_at"])
    _fill_turns(op.get_bind())


def _fill_turns(connection: sa.Connection) -> None:
    turn = sa.table(
        "turn",
        sa.column("id", sa.String()),
        sa.column("state", sa.Text()),
        sa.column("handed_over_at", UtcDateTime()),
        sa.column("promised_by", UtcDateTime()),
        sa.column("answered_by", sa.String()),
        sa.column("withdrawn_at", UtcDateTime()),
    )
    names = ("handed_over_at", "promised_by", "answered_by", "withdrawn_at")
    fill = turn.update().where(turn.c.id == sa.bindparam("id_")).values({name: sa.bindparam(name) for name in names})
    following = sa.select(turn.c.id, turn.c.state).where(turn.c.id > sa.bindparam("last")).order_by(turn.c.id).limit(BATCH)
    last = ""
    while rows := connection.execute(following, {"last": last}).all():
        connection.execute(fill, [{"id_": row.id, **_known(from_json(row.state))} for row in rows])
        last = rows[-1].id


def _known(state: Mapping[str, Any]) -> dict[str, Any]:
    """What the state of a turn, as it was written then, says of the new columns."""
    ruled = state.get("no_answer_needed_at") if state.get("handed_over_at") else state["opened_at"]
    withdrawals = (state.get("excluded_at"), ruled if state.get("no_answer_needed") else None)
    return {
        "handed_over_at": _moment(state.get("handed_over_at")),
        "promised_by": _moment(state.get("promised_by")),
        "answered_by": state.get("answered_by"),
        "withdrawn_at": min((moment for moment in map(_moment, withdrawals) if moment is not None), default=None),
    }


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _crises() -> None:
    op.create_table(
        "mood",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("heat", sa.String(), nullable=False),
        sa.Column("about", sa.String()),
        sa.PrimaryKeyConstraint("seq", name="pk_mood"),
    )
    op.create_index("ix_mood_at", "mood", ["at"])
    op.create_table(
        "crisis",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("ends_at", UtcDateTime()),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_crisis"),
        sa.UniqueConstraint("id", name="uq_crisis_id"),
    )


def _charters() -> None:
    op.create_table(
        "charter_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("examples", sa.Text(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_charter_version"),
    )
    op.create_table(
        "model",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_model"),
    )


def _switch() -> None:
    """Whoever had suspended sending had suspended all of it."""
    op.rename_table("switch", "switch_before")
    # PostgreSQL keeps a constraint's name through a renaming, and the new table needs it.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE switch_before RENAME CONSTRAINT pk_switch TO pk_switch_before")
    op.create_table(
        "switch",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_switch"),
    )
    op.execute("""INSERT INTO switch (scope, reason, "by") SELECT 'all', reason, "by" FROM switch_before""")
    op.drop_table("switch_before")
