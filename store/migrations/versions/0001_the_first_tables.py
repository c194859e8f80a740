"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.moments import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everything, on an empty database."""
    _contacts()
    _history()
    _messages()
    _outgoing()
    _figures()
    _staff()
    _running()


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("platform_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("channel", "platform_id", name="uq_contact_channel_platform_id"),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("last_external_id", sa.String()),
        sa.Column("last_message", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("rank", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("department", sa.String()),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime()),
        sa.Column("promised_by", UtcDateTime()),
        sa.Column("heat", sa.String(), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("channel", "account", "place", "contact", name="uq_conversation_channel_account_place_contact"),
    )
    op.create_index("ix_conversation_contact", "conversation", ["contact"])
    op.create_index("ix_conversation_rank", "conversation", ["rank"])
    op.create_index("ix_conversation_standing_rank", "conversation", ["standing", "rank"])


def _history() -> None:
    op.create_table(
        "event",
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "n", name="pk_event"),
    )
    op.create_table(
        "timer",
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "kind", name="pk_timer"),
    )
    op.create_index("ix_timer_due", "timer", ["due"])
    op.create_table(
        "act_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_act_key"),
    )


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("external_id", sa.String()),
        sa.Column("reply_to", sa.String()),
        sa.Column("reply", sa.String()),
        sa.Column("release", sa.String()),
        sa.Column("subject", sa.Text()),
        sa.Column("buttons", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name="pk_message"),
        sa.UniqueConstraint("channel", "account", "external_id", name="uq_message_channel_account_external_id"),
        sa.UniqueConstraint("id", name="uq_message_id"),
    )
    op.create_index("ix_message_conversation_seq", "message", ["conversation", "seq"])
    op.create_table(
        "numbering",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_numbering"),
    )


def _outgoing() -> None:
    op.create_table(
        "outgoing",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", UtcDateTime()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.Column("error", sa.Text()),
        sa.Column("perhaps_twice", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("delivered_at", UtcDateTime()),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("turn", sa.String()),
        sa.Column("department", sa.String()),
        sa.Column("to", sa.String()),
        sa.PrimaryKeyConstraint("seq", name="pk_outgoing"),
        sa.UniqueConstraint("id", name="uq_outgoing_id"),
    )
    op.create_index("ix_outgoing_conversation", "outgoing", ["conversation", "seq"])
    op.create_index("ix_outgoing_lane", "outgoing", ["lane", "seq"], **_where("due IS NOT NULL"))
    op.create_index("ix_outgoing_position", "outgoing", ["channel", "position"], **_where("due IS NOT NULL"))
    op.create_index("ix_outgoing_underway", "outgoing", ["channel", "account", "seq"], **_where("due IS NOT NULL"))


def _figures() -> None:
    op.create_table(
        "turn",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("mention", sa.Boolean(), nullable=False),
        sa.Column("department", sa.String()),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("waiting_since", UtcDateTime()),
        sa.Column("answered_at", UtcDateTime()),
        sa.Column("closed_at", UtcDateTime()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turn"),
    )
    op.create_index("ix_turn_conversation", "turn", ["conversation"])
    op.create_index("ix_turn_opened_at", "turn", ["opened_at"])
    op.create_index("ix_turn_waiting", "turn", ["waiting_since"], **_where("waiting_since IS NOT NULL"))
    op.create_table(
        "tally",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_tally"),
    )
    op.create_table(
        "rollup",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("family", "labels", "bucket", name="pk_rollup"),
    )


def _staff() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("login_key", sa.String(), nullable=False),
        sa.Column("public_name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("departments", sa.Text(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("login_key", name="uq_user_login_key"),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
    )
    op.create_index("ix_session_user", "session", ["user"])
    op.create_table(
        "sign_in_failure",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("login_key", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_sign_in_failure"),
    )
    op.create_index("ix_sign_in_failure_login_key_at", "sign_in_failure", ["login_key", "at"])


def _running() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.create_table(
        "cursor",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cursor"),
    )
    op.create_table(
        "switch",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_switch"),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("detail", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
