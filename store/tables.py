"""The tables. Text and names live only in `message`, `contact` and `suggestion`; `event` and what is counted hold neither.

A table whose first column is `seq` numbers its rows; a number says nothing about the order of commits, except inside
one conversation, whose commits follow each other.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.schema import SchemaItem

from store.moments import UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _seq() -> Column[int]:
    return Column("seq", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True)


def _table(name: str, *parts: SchemaItem) -> Table:
    return Table(name, metadata, *parts, implicit_returning=False)


def _where(condition: TextClause) -> dict[str, Any]:
    return {"sqlite_where": condition, "postgresql_where": condition}


def _required(name: str, kind: Any = String) -> Column[Any]:
    return Column(name, kind, nullable=False)


contact = _table(
    "contact",
    Column("id", String, primary_key=True),
    _required("channel"),
    _required("platform_id"),
    _required("name", Text),
    # When they thanked or praised, and when they last threatened: who a loyal customer is follows from it.
    Column("praised", Text),
    Column("threat_at", UtcDateTime),
    UniqueConstraint("channel", "platform_id"),
)

conversation = _table(
    "conversation",
    Column("id", String, primary_key=True),
    _required("channel"),
    _required("account"),
    _required("place"),
    _required("contact"),
    _required("version", Integer),
    _required("state", Text),
    _required("address", Text),
    Column("last_external_id", String),
    Column("last_message", String),
    Column("email", String),
    # Where private replies go once the customer has followed a link from public: `place` and `address` stay the public ones.
    Column("private_place", String),
    Column("private_address", Text),
    Column("private_external_id", String),
    Column("assigned", String),
    # What the queue shows and orders by, kept with the state so that a page of the queue is one look into an index.
    _required("standing"),
    # Ordered byte by byte: a language's collation would ignore some of its signs.
    Column("rank", String().with_variant(String(collation="C"), "postgresql"), nullable=False),
    Column("department", String),
    _required("visibility"),
    # Departments that wait for their part, `|` between them.
    Column("also", String),
    Column("opened_at", UtcDateTime),
    Column("promised_by", UtcDateTime),
    _required("heat"),
    _required("danger", Boolean),
    UniqueConstraint("channel", "account", "place", "contact"),
    Index("ix_conversation_contact", "contact"),
    Index("ix_conversation_standing_rank", "standing", "rank"),
    Index("ix_conversation_rank", "rank"),
    Index("ix_conversation_assigned", "assigned"),
)

# A second place of a conversation: the private one to which a link has led.
place = _table(
    "place",
    Column("channel", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("place", String, primary_key=True),
    Column("contact", String, primary_key=True),
    _required("conversation"),
    Index("ix_place_conversation", "conversation"),
)

# Ways from public to private. The token itself is stored nowhere.
link = _table(
    "link",
    Column("hash", String, primary_key=True),
    _required("conversation"),
    _required("expires", UtcDateTime),
    Column("used_at", UtcDateTime),
)

message = _table(
    "message",
    _seq(),
    Column("id", String, nullable=False, unique=True),
    _required("conversation"),
    _required("channel"),
    _required("account"),
    _required("direction"),
    _required("visibility"),
    _required("kind"),
    _required("text", Text),
    _required("author", Text),
    _required("at", UtcDateTime),
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
event = _table(
    "event",
    Column("conversation", String, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    _required("kind"),
    _required("at", UtcDateTime),
    _required("data", Text),
    Index("ix_event_taught", "at", "conversation", **_where(TAUGHT_BY)),
)

_UNDERWAY = text("due IS NOT NULL")
outgoing = _table(
    "outgoing",
    _seq(),
    Column("id", String, nullable=False, unique=True),
    _required("channel"),
    _required("account"),
    _required("conversation"),
    # Parcels of one lane go out one after the other: a conversation, or one addressee of its notices.
    _required("lane"),
    _required("state"),
    # None once the parcel has arrived or failed for good, which keeps the indexes of what is underway small.
    Column("due", UtcDateTime),
    _required("attempts", Integer),
    # Given by the first fetch that sees the row: unlike `seq`, a later commit never has a smaller one.
    Column("position", BigInteger),
    Column("error", Text),
    _required("perhaps_twice", Boolean),
    _required("created_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    _required("reply"),
    _required("by"),
    _required("visibility"),
    Column("turn", String),
    Column("department", String),
    Column("to", String),
    Column("user", String),
    # What a bridge makes a link to private of, since it alone knows the addresses of its network.
    Column("private_link", String),
    Index("ix_outgoing_underway", "channel", "account", "seq", **_where(_UNDERWAY)),
    Index("ix_outgoing_lane", "lane", "seq", **_where(_UNDERWAY)),
    Index("ix_outgoing_position", "channel", "position", **_where(_UNDERWAY)),
    Index("ix_outgoing_conversation", "conversation", "seq"),
)

# The last position given in each channel; its row is also the lock of whoever gives the next ones.
numbering = _table("numbering", Column("channel", String, primary_key=True), _required("last", BigInteger))

timer = _table(
    "timer",
    Column("conversation", String, primary_key=True),
    Column("kind", String, primary_key=True),
    _required("due", UtcDateTime),
    Index("ix_timer_due", "due"),
)

_WAITS = text("waiting_since IS NOT NULL")
ANSWERED_BY_STAFF = text("answered_by = 'staff'")
turn = _table(
    "turn",
    Column("id", String, primary_key=True),
    _required("conversation"),
    _required("channel"),
    _required("visibility"),
    _required("mention", Boolean),
    Column("department", String),
    _required("opened_at", UtcDateTime),
    Column("waiting_since", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("handed_over_at", UtcDateTime),
    Column("promised_by", UtcDateTime),
    Column("answered_by", String),
    Column("withdrawn_at", UtcDateTime),
    _required("state", Text),
    Index("ix_turn_waiting", "waiting_since", **_where(_WAITS)),
    Index("ix_turn_opened_at", "opened_at"),
    Index("ix_turn_conversation", "conversation"),
    Index("ix_turn_department_handed_over_at", "department", "handed_over_at"),
    Index("ix_turn_answered_by_staff", "answered_at", "conversation", **_where(ANSWERED_BY_STAFF)),
)

# What each public decision said of a contact's mood, for the crisis watch.
mood = _table(
    "mood",
    _seq(),
    _required("at", UtcDateTime),
    _required("contact"),
    _required("heat"),
    Column("about", String),
    Index("ix_mood_at", "at"),
)

crisis = _table(
    "crisis",
    _seq(),
    Column("id", String, nullable=False, unique=True),
    _required("state"),
    _required("proposed_at", UtcDateTime),
    _required("changed_at", UtcDateTime),
    _required("by"),
    _required("subjects", Text),
    Column("ends_at", UtcDateTime),
    _required("figures", Text),
)

charter_version = _table(
    "charter_version",
    Column("number", Integer, primary_key=True, autoincrement=False),
    _required("digest"),
    _required("text", Text),
    _required("examples", Text),
    _required("model"),
    _required("origin"),
    _required("by"),
    _required("at", UtcDateTime),
    _required("note", Text),
)

model = _table("model", Column("name", String, primary_key=True), _required("data", LargeBinary), _required("at", UtcDateTime))

# Sentences that may become training examples, masked; beside messages and contacts the only text that came from customers.
suggestion = _table(
    "suggestion",
    Column("id", String, primary_key=True),
    _required("text", Text),
    _required("language"),
    _required("origin"),
    _required("taken_for"),
    Column("intent", String),
    _required("conversation"),
    _required("at", UtcDateTime),
    _required("review"),
    _required("reviewed_by"),
    Column("reviewed_at", UtcDateTime),
    Column("version", Integer),
    Index("ix_suggestion_review_at_id", "review", "at", "id"),
    Index("ix_suggestion_conversation", "conversation"),
)

tally = _table(
    "tally",
    _seq(),
    _required("family"),
    _required("labels", Text),
    _required("bucket"),
    _required("n", BigInteger),
    _required("micros", BigInteger),
)

rollup = _table(
    "rollup",
    Column("family", String, primary_key=True),
    Column("labels", Text, primary_key=True),
    Column("bucket", String, primary_key=True),
    _required("n", BigInteger),
    # Whole microseconds: their sum does not depend on the order in which they are added.
    _required("micros", BigInteger),
)

act_key = _table("act_key", Column("key", String, primary_key=True), _required("conversation"), _required("at", UtcDateTime))

lease = _table("lease", Column("name", String, primary_key=True), _required("holder"), _required("until", UtcDateTime))

cursor = _table("cursor", Column("name", String, primary_key=True), _required("value", Text))

# Holds a row for each scope in which sending is suspended: `all`, `bot`, `staff`, `user:<id>`.
switch = _table("switch", Column("scope", String, primary_key=True), _required("reason", Text), _required("by"))

audit = _table("audit", _seq(), _required("at", UtcDateTime), _required("by"), _required("what"), Column("detail", Text))

user = _table(
    "user",
    Column("id", String, primary_key=True),
    _required("login"),
    Column("login_key", String, nullable=False, unique=True),
    _required("public_name", Text),
    _required("role"),
    _required("password_hash"),
    _required("departments", Text),
    _required("must_change_password", Boolean),
    _required("disabled", Boolean),
    Column("absent", Boolean, nullable=False, server_default=false()),
    Column("deputy", String),
)

session = _table(
    "session",
    Column("token_hash", String, primary_key=True),
    _required("user"),
    _required("expires", UtcDateTime),
    Index("ix_session_user", "user"),
)

sign_in_failure = _table(
    "sign_in_failure",
    _seq(),
    _required("login_key"),
    _required("at", UtcDateTime),
    Index("ix_sign_in_failure_login_key_at", "login_key", "at"),
)
