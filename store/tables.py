"""The tables. Text and names live only in `message`, `contact` and `suggestion`; `event` and what is counted hold neither.

A table whose first column is `seq` numbers its rows; a number says nothing about the order of commits, except inside
one conversation, whose commits follow each other.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)

from store.defining import metadata as metadata
from store.defining import required, seq, table, where
from store.figure_tables import ANSWERED_BY_STAFF as ANSWERED_BY_STAFF
from store.figure_tables import gauge as gauge
from store.figure_tables import rollup as rollup
from store.figure_tables import tally as tally
from store.figure_tables import turn as turn
from store.moments import UtcDateTime

contact = table(
    "contact",
    Column("id", String, primary_key=True),
    required("channel"),
    required("platform_id"),
    required("name", Text),
    # When they thanked or praised, and when they last threatened: who a loyal customer is follows from it.
    Column("praised", Text),
    Column("threat_at", UtcDateTime),
    UniqueConstraint("channel", "platform_id"),
)

conversation = table(
    "conversation",
    Column("id", String, primary_key=True),
    required("channel"),
    required("account"),
    required("place"),
    required("contact"),
    required("version", Integer),
    required("state", Text),
    required("address", Text),
    Column("last_external_id", String),
    Column("last_message", String),
    Column("email", String),
    # Where private replies go once the customer has followed a link from public: `place` and `address` stay the public ones.
    Column("private_place", String),
    Column("private_address", Text),
    Column("private_external_id", String),
    Column("assigned", String),
    # What the queue shows and orders by, kept with the state so that a page of the queue is one look into an index.
    required("standing"),
    # Ordered byte by byte: a language's collation would ignore some of its signs.
    Column("rank", String().with_variant(String(collation="C"), "postgresql"), nullable=False),
    Column("department", String),
    required("visibility"),
    # Departments that wait for their part, `|` between them.
    Column("also", String),
    Column("opened_at", UtcDateTime),
    Column("promised_by", UtcDateTime),
    required("heat"),
    Column("danger_at", UtcDateTime),
    # When the oldest message arrived that nothing was decided on yet.
    Column("undecided_since", UtcDateTime),
    UniqueConstraint("channel", "account", "place", "contact"),
    Index("ix_conversation_contact", "contact"),
    Index("ix_conversation_standing_rank", "standing", "rank"),
    Index("ix_conversation_rank", "rank"),
    Index("ix_conversation_assigned", "assigned"),
    Index("ix_conversation_danger_at", "danger_at", **where(text("danger_at IS NOT NULL"))),
    Index("ix_conversation_undecided_since", "undecided_since", **where(text("undecided_since IS NOT NULL"))),
)

# A second place of a conversation: the private one to which a link has led.
place = table(
    "place",
    Column("channel", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("place", String, primary_key=True),
    Column("contact", String, primary_key=True),
    required("conversation"),
    Index("ix_place_conversation", "conversation"),
)

# Ways from public to private. The token itself is stored nowhere.
link = table(
    "link",
    Column("hash", String, primary_key=True),
    required("conversation"),
    required("expires", UtcDateTime),
    Column("used_at", UtcDateTime),
)

message = table(
    "message",
    seq(),
    Column("id", String, nullable=False, unique=True),
    required("conversation"),
    required("channel"),
    required("account"),
    required("direction"),
    required("visibility"),
    required("kind"),
    required("text", Text),
    required("author", Text),
    required("at", UtcDateTime),
    Column("external_id", String),
    Column("reply_to", String),
    Column("reply", String),
    Column("release", String),
    Column("subject", Text),
    Column("buttons", Text),
    UniqueConstraint("channel", "account", "external_id"),
    Index("ix_message_conversation_seq", "conversation", "seq"),
)

# Events by which people say that something was misunderstood.
TAUGHT_BY = text("kind IN ('answer_refused', 'transferred')")
event = table(
    "event",
    Column("conversation", String, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    required("kind"),
    required("at", UtcDateTime),
    required("data", Text),
    Index("ix_event_taught", "at", "conversation", **where(TAUGHT_BY)),
)

_UNDERWAY = text("due IS NOT NULL")
outgoing = table(
    "outgoing",
    seq(),
    Column("id", String, nullable=False, unique=True),
    required("channel"),
    required("account"),
    required("conversation"),
    # Parcels of one lane go out one after the other: a conversation, or one addressee of its notices.
    required("lane"),
    required("state"),
    # None once the parcel has arrived or failed for good, which keeps the indexes of what is underway small.
    Column("due", UtcDateTime),
    required("attempts", Integer),
    # Given by the first fetch that sees the row: unlike `seq`, a later commit never has a smaller one.
    Column("position", BigInteger),
    Column("error", Text),
    required("perhaps_twice", Boolean),
    required("created_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    required("reply"),
    required("by"),
    required("visibility"),
    Column("turn", String),
    Column("department", String),
    Column("to", String),
    Column("user", String),
    # What a bridge makes a link to private of, since it alone knows the addresses of its network.
    Column("private_link", String),
    Index("ix_outgoing_underway", "channel", "account", "seq", **where(_UNDERWAY)),
    Index("ix_outgoing_lane", "lane", "seq", **where(_UNDERWAY)),
    Index("ix_outgoing_position", "channel", "position", **where(_UNDERWAY)),
    Index("ix_outgoing_conversation", "conversation", "seq"),
)

# The last position given in each channel; its row is also the lock of whoever gives the next ones.
numbering = table("numbering", Column("channel", String, primary_key=True), required("last", BigInteger))

timer = table(
    "timer",
    Column("conversation", String, primary_key=True),
    Column("kind", String, primary_key=True),
    required("due", UtcDateTime),
    Index("ix_timer_due", "due"),
)


# What each public decision said of a contact's mood, for the crisis watch.
mood = table(
    "mood",
    seq(),
    required("at", UtcDateTime),
    required("contact"),
    required("heat"),
    Column("about", String),
    Index("ix_mood_at", "at"),
)

crisis = table(
    "crisis",
    seq(),
    Column("id", String, nullable=False, unique=True),
    required("state"),
    required("proposed_at", UtcDateTime),
    required("changed_at", UtcDateTime),
    required("by"),
    required("subjects", Text),
    Column("ends_at", UtcDateTime),
    required("figures", Text),
)

charter_version = table(
    "charter_version",
    Column("number", Integer, primary_key=True, autoincrement=False),
    required("digest"),
    required("text", Text),
    required("examples", Text),
    required("model"),
    required("origin"),
    required("by"),
    required("at", UtcDateTime),
    required("note", Text),
)

model = table("model", Column("name", String, primary_key=True), required("data", LargeBinary), required("at", UtcDateTime))

# Sentences that may become training examples, masked; beside messages and contacts the only text that came from customers.
suggestion = table(
    "suggestion",
    Column("id", String, primary_key=True),
    required("text", Text),
    required("language"),
    required("origin"),
    required("taken_for"),
    Column("intent", String),
    required("conversation"),
    required("at", UtcDateTime),
    required("review"),
    required("reviewed_by"),
    Column("reviewed_at", UtcDateTime),
    Column("version", Integer),
    Index("ix_suggestion_review_at_id", "review", "at", "id"),
    Index("ix_suggestion_conversation", "conversation"),
)

act_key = table("act_key", Column("key", String, primary_key=True), required("conversation"), required("at", UtcDateTime))

lease = table("lease", Column("name", String, primary_key=True), required("holder"), required("until", UtcDateTime))

cursor = table("cursor", Column("name", String, primary_key=True), required("value", Text))

# Holds a row for each scope in which sending is suspended: `all`, `bot`, `staff`, `user:<id>`.
switch = table("switch", Column("scope", String, primary_key=True), required("reason", Text), required("by"))

audit = table("audit", seq(), required("at", UtcDateTime), required("by"), required("what"), Column("detail", Text))

user = table(
    "user",
    Column("id", String, primary_key=True),
    required("login"),
    Column("login_key", String, nullable=False, unique=True),
    required("public_name", Text),
    required("role"),
    required("password_hash"),
    required("departments", Text),
    required("must_change_password", Boolean),
    required("disabled", Boolean),
    Column("absent", Boolean, nullable=False, server_default=false()),
    Column("deputy", String),
)

session = table(
    "session",
    Column("token_hash", String, primary_key=True),
    required("user"),
    required("expires", UtcDateTime),
    Index("ix_session_user", "user"),
)

sign_in_failure = table(
    "sign_in_failure",
    seq(),
    required("login_key"),
    required("at", UtcDateTime),
    Index("ix_sign_in_failure_login_key_at", "login_key", "at"),
)
