"""A turn waits until its answer arrives, not until it is sent: those whose answer is on its way count again."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No new column: what stands in the others says it."""
    op.execute(
        "UPDATE turn SET waiting_since = opened_at WHERE waiting_since IS NULL"
        " AND answered_at IS NULL AND closed_at IS NULL AND withdrawn_at IS NULL"
    )
