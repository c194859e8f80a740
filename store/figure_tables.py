"""The tables that the figures are read from: turns as they stand, sums, gauges."""

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, String, Text, false, text

from store.defining import required, seq, table, where
from store.moments import UtcDateTime

_WAITS = text("waiting_since IS NOT NULL")
ANSWERED_BY_STAFF = text("answered_by = 'staff'")
turn = table(
    "turn",
    Column("id", String, primary_key=True),
    required("conversation"),
    required("channel"),
    required("visibility"),
    required("mention", Boolean),
    Column("department", String),
    required("opened_at", UtcDateTime),
    Column("waiting_since", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("handed_over_at", UtcDateTime),
    Column("promised_by", UtcDateTime),
    Column("answered_by", String),
    Column("withdrawn_at", UtcDateTime),
    # Never empty but in a migration: the turns of before it are filled at once.
    Column("expected_by", UtcDateTime),
    Column("target_by", UtcDateTime),
    Column("first_promised_by", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("final", Boolean, nullable=False, server_default=false()),
    Column("refused_at", UtcDateTime),
    Column("bot_answered_at", UtcDateTime),
    Column("excluded", Boolean, nullable=False, server_default=false()),
    Column("no_answer_needed", String),
    Column("author", String),
    Column("heat", String),
    Column("about", String),
    required("state", Text),
    Index("ix_turn_waiting", "waiting_since", **where(_WAITS)),
    Index("ix_turn_opened_at", "opened_at"),
    Index("ix_turn_conversation", "conversation"),
    Index("ix_turn_department_handed_over_at", "department", "handed_over_at"),
    Index("ix_turn_answered_by_staff", "answered_at", "conversation", **where(ANSWERED_BY_STAFF)),
)

tally = table(
    "tally",
    seq(),
    required("family"),
    required("labels", Text),
    required("bucket"),
    required("n", BigInteger),
    required("micros", BigInteger),
)

rollup = table(
    "rollup",
    Column("family", String, primary_key=True),
    Column("labels", Text, primary_key=True),
    Column("bucket", String, primary_key=True),
    required("n", BigInteger),
    # Whole microseconds: their sum does not depend on the order in which they are added.
    required("micros", BigInteger),
)


# What the folder computed last, of what is by arrival cohort or counts those still waiting. `at` is the same in all rows.
gauge = table(
    "gauge",
    Column("family", String, primary_key=True),
    Column("labels", Text, primary_key=True),
    required("value", Double),
    required("at", UtcDateTime),
)
