"""The tables. Text and names live only in `message` and `contact`; `event` and what is counted hold neither.

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
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
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


def _required(name: str, kind: Any = String) -> Column[Any]:
    return Column(name, kind, nullable=False)


contact = _table(
    "contact",
    Column("id", String, primary_key=True),
    _required("channel"),
    _required("platform_id"),
    _required("name", Text),
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
    # What the queue shows and orders by, kept with the state so that a page of the queue is one look into an index.
    _required("standing"),
    # Ordered byte by byte: a language's collation would ignore some of its signs.
    Column("rank", String().with_variant(String(collation="C"), "postgresql"), nullable=False),
    Column("department", String),
    _required("visibility"),
    Column("opened_at", UtcDateTime),
    Column("promised_by", UtcDateTime),
    _required("heat"),
    _required("danger", Boolean),
    UniqueConstraint("channel", "account", "place", "contact"),
    Index("ix_conversation_contact", "contact"),
    Index("ix_conversation_standing_rank", "standing", "rank"),
    Index("ix_conversation_rank", "rank"),
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

event = _table(
    "event",
    Column("conversation", String, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    _required("kind"),
    _required("at", UtcDateTime),
    _required("data", Text),
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
    Index("ix_outgoing_underway", "channel", "account", "seq", sqlite_where=_UNDERWAY, postgresql_where=_UNDERWAY),
    Index("ix_outgoing_lane", "lane", "seq", sqlite_where=_UNDERWAY, postgresql_where=_UNDERWAY),
    Index("ix_outgoing_position", "channel", "position", sqlite_where=_UNDERWAY, postgresql_where=_UNDERWAY),
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
    _required("state", Text),
    Index("ix_turn_waiting", "waiting_since", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index("ix_turn_opened_at", "opened_at"),
    Index("ix_turn_conversation", "conversation"),
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

# Holds its one row while sending is suspended, and none otherwise.
switch = _table(
    "switch",
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    _required("reason", Text),
    _required("by"),
)

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
