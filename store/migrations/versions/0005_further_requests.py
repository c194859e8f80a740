"""The departments that wait for their part of a message, beside the one that has it: the queue names them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new column; what stands in the queue already has one request."""
    op.add_column("conversation", sa.Column("also", sa.String()))
