"""What a decision needs beside the conversation: the policy, the moment, and what is known elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from charter.charter import Charter
from conversations.change import Decision, Link
from conversations.crisis import Crisis
from conversations.message import Visibility
from conversations.understanding import Understanding
from conversations.workload import Workload


@dataclass(frozen=True, slots=True)
class Emergency:
    """The crisis or precaution that stands now. `stated`: the holding statement was said in this public thread already."""

    crisis: Crisis
    stated: bool = False


@dataclass(frozen=True, slots=True)
class WayToPrivate:
    """A fresh link to private: what is stored of it, and the address that the customer is given.

    A bridge makes that address of `token` by itself: then `url` is "". Elsewhere `token` is "".
    """

    link: Link
    url: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Draftsman:
    """What the checks of a staff text need: the kinds of personal data found in it, and whether it repeats private words.

    `personal` names entity kinds (`order`, `phone`, `email`, `iban`, `address`…); `quotes_private` says that a passage of it
    stands on the private side or in a note. `approvers` are the users who may agree to other people's replies.
    """

    personal: tuple[str, ...] = ()
    quotes_private: bool = False
    approvers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """The charter of one release, used throughout one decision, at `now` (UTC).

    `acknowledged_in_public` holds the departments for which this contact was acknowledged in public lately.
    `desk_url` is where the desk is, for notices to the staff. `workloads` are by department (absent: unknown). `away` are the
    departments in which nobody is present. `caught_up`: everything that customers said before `now` is stored.
    `letters`: e-mail to the staff leaves, so that whoever is on call hears of a danger. `suspended`:
    nothing of the bot's leaves for customers.
    """

    charter: Charter
    release: str
    now: datetime
    acknowledged_in_public: frozenset[str] = frozenset()
    desk_url: str = ""
    workloads: Mapping[str, Workload] = field(default_factory=dict)
    away: frozenset[str] = frozenset()
    emergency: Emergency | None = None
    way: WayToPrivate | None = None
    draftsman: Draftsman = Draftsman()
    caught_up: bool = True
    letters: bool = True
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """Some messages of one customer, read together: their ids, words, and what the first and last of them tell.

    `opened_at` is the platform's time of the first; `media` says that nothing but media was sent. `masked` are the kinds of
    secrets that were taken out; `arrived` says that the customer has just followed a link to private.
    """

    messages: tuple[str, ...]
    text: str
    opened_at: datetime
    visibility: Visibility
    mention: bool
    media: bool = False
    masked: tuple[str, ...] = ()
    arrived: bool = False


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
