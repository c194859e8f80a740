"""What stands at this moment: gauges read from the database at each scrape, and what the charter and the program say."""

from metrics.families.family import Family, Label
from metrics.families.labels import CELL, CHANNEL, CLOCK, DEPARTMENT, FIXED_CLOCK, SCOPES, SENT_BY, VISIBILITY

TURNS_OPEN = Family(
    "recul_turns_open",
    "Turns that wait for an answer now: until it arrives, be it queued or held back.",
    "gauge",
    CELL,
)
TURNS_OPEN_OLDEST = Family(
    "recul_turns_open_oldest_timestamp_seconds",
    "When the turn that has waited longest opened, Unix time. Absent where none waits.",
    "gauge",
    CELL,
)
TURNS_OVERDUE = Family(
    "recul_turns_overdue",
    "Turns that wait for an answer and whose deadline on a clock has passed: those that customers expected, that the charter "
    "aims at, that were promised (by the first promise).",
    "gauge",
    (CHANNEL, CLOCK, *CELL[1:]),
)
DANGERS_OPEN = Family(
    "recul_dangers_open",
    "Conversations with a danger of which nobody has said yet that they take care.",
    "gauge",
    (VISIBILITY,),
)
DANGERS_OPEN_OLDEST = Family(
    "recul_dangers_open_oldest_timestamp_seconds",
    "When the message was written in which the oldest of these dangers was recognised, Unix time. Absent where there is none.",
    "gauge",
    (VISIBILITY,),
)
UNDECIDED = Family(
    "recul_undecided_conversations",
    "Conversations with a message on which nothing was decided yet. Some seconds are meant: people write in fragments.",
    "gauge",
)
UNDECIDED_OLDEST = Family(
    "recul_undecided_oldest_timestamp_seconds",
    "When the oldest message reached us on which nothing was decided yet, Unix time. Absent when there is none.",
    "gauge",
)
OUTBOX_DEPTH = Family("recul_outbox_depth", "Replies queued and not yet delivered.", "gauge", (SENT_BY,))
OUTBOX_OLDEST = Family(
    "recul_outbox_oldest_timestamp_seconds",
    "Since when the oldest reply that should have left has waited to leave, Unix time: from its time, or, once sending it has "
    "failed, from when it was queued. What waits for its time (a letter for opening hours) or is held back by a "
    "suspension does not count. Absent where there "
    "is none.",
    "gauge",
    (SENT_BY,),
)
SUSPENDED = Family(
    "recul_suspended",
    "1 while sending is suspended in that scope; for `user`: of how many users.",
    "gauge",
    (Label("scope", SCOPES),),
)
TARGET = Family(
    "recul_target_seconds",
    "By when the charter wants an answer: `target` is a department's delay over its opening hours, `expected` what customers "
    "expect of all of them, by the wall clock.",
    "gauge",
    (FIXED_CLOCK, DEPARTMENT, VISIBILITY),
)
CRISIS_STATE = Family(
    "recul_crisis_state", "0: no crisis stands, 1: one is proposed, 2: precaution, 3: one is declared.", "gauge"
)
BUILD_INFO = Family(
    "recul_build_info",
    "1, with the program's version and the release in force.",
    "gauge",
    (Label("release", None), Label("version", None)),
)
CHARTER_REFUSED = Family(
    "recul_charter_refused_total",
    "Edits of the charter's file that were refused: a problem in it, a model that does not read it, or a version published in "
    "another way since. Kept in the database, the same from every process.",
    "counter",
)
CHARTER_TROUBLE = Family(
    "recul_charter_trouble",
    "1 while an edit of the charter's file is refused, or this process cannot use the version in force: the old one goes on.",
    "gauge",
)
GAUGES = (
    TURNS_OPEN,
    TURNS_OPEN_OLDEST,
    TURNS_OVERDUE,
    DANGERS_OPEN,
    DANGERS_OPEN_OLDEST,
    UNDECIDED,
    UNDECIDED_OLDEST,
    OUTBOX_DEPTH,
    OUTBOX_OLDEST,
    SUSPENDED,
    TARGET,
    CRISIS_STATE,
    BUILD_INFO,
)
CHARTER = (CHARTER_REFUSED, CHARTER_TROUBLE)
"""What is known of the charter and not from tallies."""
