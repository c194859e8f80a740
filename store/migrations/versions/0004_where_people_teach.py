"""Where to look for what people teach: refusals and transfers, and the turns that the staff have answered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TAUGHT_BY = sa.text("kind IN ('answer_refused', 'transferred')")
ANSWERED_BY_STAFF = sa.text("answered_by = 'staff'")


def upgrade() -> None:
    """Two small indexes."""
    op.create_index("ix_event_taught", "event", ["at", "conversation"], sqlite_where=TAUGHT_BY, postgresql_where=TAUGHT_BY)
    op.create_index(
        "ix_turn_answered_by_staff",
        "turn",
        ["answered_at", "conversation"],
        sqlite_where=ANSWERED_BY_STAFF,
        postgresql_where=ANSWERED_BY_STAFF,
    )
