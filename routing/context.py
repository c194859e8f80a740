"""What a decision needs beside the conversation: the policy, the moment, and what is known elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from charter.charter import Charter
from conversations.change import Decision
from conversations.message import Visibility
from conversations.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Context:
    """The charter of one release, used throughout one decision, at `now` (UTC).

    `acknowledged_in_public` holds the departments for which this contact was acknowledged in public lately.
    `desk_url` is where the desk is, for notices to the staff.
    """

    charter: Charter
    release: str
    now: datetime
    acknowledged_in_public: frozenset[str] = frozenset()
    desk_url: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Some messages of one customer, read together: their ids, words, and what the first and last of them tell.

    `opened_at` is the platform's time of the first; `media` says that nothing but media was sent.
    """

    messages: tuple[str, ...]
    text: str
    opened_at: datetime
    visibility: Visibility
    mention: bool
    media: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """What the rule of a verdict works on: the decision, what was heard, and what it was understood to mean."""

    decision: Decision
    heard: Heard
    understanding: Understanding

    @property
    def target(self) -> str | None:
        """The id that the verdict names, if it names one."""
        return self.decision.verdict.target
