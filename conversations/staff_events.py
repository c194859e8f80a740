"""The events that the staff make among themselves: who has a conversation, what is held back, and what is noted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Assigned:
    """A conversation was given to a user."""

    at: datetime
    by: str
    to: str
    kind: Literal["assigned"] = "assigned"


@dataclass(frozen=True, slots=True)
class Released:
    """A conversation is nobody's again: given back, its holder is absent, or untouched for too long (`by` is then `rule`)."""

    at: datetime
    by: str
    reason: str
    kind: Literal["released"] = "released"


@dataclass(frozen=True, slots=True)
class Held:
    """A staff reply does not leave yet: until a time (`cooling_off`, `undo`), or until a second person agrees (`approval`)."""

    at: datetime
    outgoing: str
    by: str
    why: str
    until: datetime | None = None
    turn: str | None = None
    kind: Literal["held"] = "held"


@dataclass(frozen=True, slots=True)
class Approved:
    """A second person has agreed to a held reply. `turn` is the one that it answers or makes a promise in."""

    at: datetime
    outgoing: str
    by: str
    turn: str | None = None
    kind: Literal["approved"] = "approved"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A held reply will not leave: taken back by a user, or because the customer has written (`by` is then `rule`)."""

    at: datetime
    outgoing: str
    by: str
    why: str
    turn: str | None = None
    kind: Literal["cancelled"] = "cancelled"


@dataclass(frozen=True, slots=True)
class Overrode:
    """A user sent a text against the advice or the refusal of a check. `findings` name the checks; `note` holds the reason."""

    at: datetime
    by: str
    findings: tuple[str, ...]
    note: str
    kind: Literal["overrode"] = "overrode"


@dataclass(frozen=True, slots=True)
class Noted:
    """A user wrote an internal note."""

    at: datetime
    by: str
    message: str
    kind: Literal["noted"] = "noted"


@dataclass(frozen=True, slots=True)
class HandedBack:
    """A user gave the conversation back to the bot."""

    at: datetime
    by: str
    kind: Literal["handed_back"] = "handed_back"
