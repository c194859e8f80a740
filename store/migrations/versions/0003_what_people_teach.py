"""What people teach the understanding: suggestions of training sentences, with their source."""

import sqlalchemy as sa
from alembic import op

from store.moments import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new table."""
    op.create_table(
        "suggestion",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("taken_for", sa.String(), nullable=False),
        sa.Column("intent", sa.String()),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("review", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reviewed_at", UtcDateTime()),
        sa.Column("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_suggestion"),
    )
    op.create_index("ix_suggestion_review_at_id", "suggestion", ["review", "at", "id"])
    op.create_index("ix_suggestion_conversation", "suggestion", ["conversation"])
