"""What is read about many conversations at once: the rows of the queue."""

from dataclasses import dataclass
from datetime import datetime

from conversations.message import Visibility


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person wants to see of the queue. `department` None: all; `state` is `waiting` or `closed` or `all`."""

    department: str | None = None
    state: str = "waiting"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One conversation in the queue. `promised_by` is what orders it; `excerpt` is the customer's last words.

    `also` are the departments that wait for their part of what was asked.
    """

    conversation: str
    channel: str
    contact: str
    department: str | None
    visibility: Visibility
    opened_at: datetime | None
    promised_by: datetime | None
    heat: str
    danger: bool
    excerpt: str
    cursor: str
    also: tuple[str, ...] = ()
