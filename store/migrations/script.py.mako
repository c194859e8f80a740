"""${message}."""

import sqlalchemy as sa
from alembic import op

from store.moments import UtcDateTime

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What the new program needs."""
    ${upgrades if upgrades else "pass"}
