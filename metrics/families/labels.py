"""The closed sets of label values. Never a person, a text, an id, or a name that somebody outside chose."""

from conversations.message import Visibility
from conversations.turn import AnsweredBy, Clock
from conversations.understanding import FALLBACK, FALLBACK_REASONS
from metrics.families.family import Label

NOBODY = "none"
"""The department label of a turn that nobody held."""

ALL = "all"
"""The label of a figure over all departments, or all who answer, where those apart do not add up to it."""

OTHER = "other"
"""What a rule, a reason or a code that is not in the closed list is counted as."""

BRIDGE = "bridge"
"""The channel label of every network that comes through the API: its own name stays in events and reports."""

CUSTOMERS = ("web", "telegram", BRIDGE)
"""Where customers write."""

CHANNELS = ("web", "telegram", "email", BRIDGE)
"""Where something is sent: by e-mail go notices for the staff."""

ENGINES = ("embedded", FALLBACK, "rasa")
"""Who understood: `fallback` is the embedded engine when the chosen one could not."""

NO_ANSWER_RULES = ("light", "hors_sujet", "helped", "rated", OTHER)
EXCLUSION_REASONS = ("abuse", "impostor", OTHER)
MASKED_KINDS = ("card", "cvv", "password")
LATE_FACT_KINDS = ("answer", "refusal", "exclusion", "no_answer_needed")
VERDICTS = (
    "faq", "route", "light", "clarify", "ou_en_est", "humain", "hors_sujet", "insulte", "helped", "withdrawn", "arrived", OTHER,
)  # fmt: skip
CODES = (
    "blocked", "user_deactivated", "chat_gone", "no_rights", "too_long", "migrated", "bad_request", "no_address",
    "recipient_refused", "letter_refused", "http", OTHER,
)  # fmt: skip
"""Why a reply can never arrive; `http` is every refusal of a bridge's webhook."""
CHECKS = (
    "only_holds", "without_time", "at_once", "forbidden", "required", "blame", "argument", "joke", "emoji", "shouting",
    "exclamation", "gender", "address", "long_in_public", "personal", "quotes_private", "second_person", OTHER,
)  # fmt: skip
"""The checks of a text of the staff that are counted when somebody sends it all the same."""
DELAYS = ("limit", "budget", "error")
"""Why a reply is sent later: the platform asks us to slow down, our own budget says so first, or it failed."""
SCOPES = ("all", "bot", "staff", "user")

ANSWERED_BY = Label("answered_by", tuple(by.value for by in AnsweredBy))
CHANNEL = Label("channel", CUSTOMERS)
SENT_BY = Label("channel", CHANNELS)
CLOCK = Label("clock", tuple(clock.value for clock in Clock))
FIXED_CLOCK = Label("clock", (Clock.EXPECTED.value, Clock.TARGET.value))
DEPARTMENT = Label("department", None)
MENTION = Label("mention", ("no", "yes"))
VISIBILITY = Label("visibility", tuple(visibility.value for visibility in Visibility))

PLACE = (CHANNEL, MENTION, VISIBILITY)
CELL = (CHANNEL, DEPARTMENT, MENTION, VISIBILITY)
FALLBACK_REASON = Label("reason", FALLBACK_REASONS)


def channel(name: str) -> str:
    """The label of a channel: its name when it is one of ours, `bridge` for whatever comes through the API."""
    return name if name in CHANNELS else BRIDGE


def code(given: str) -> str:
    """The label of why a reply can never arrive."""
    return "http" if given.startswith("http_") else listed(given, CODES)


def listed(value: str, known: tuple[str, ...]) -> str:
    """The value when it is in the closed list, `other` when not."""
    return value if value in known else OTHER


def check(finding: str) -> str:
    """The label of what a check has found; what is personal is one, whatever its kind."""
    return listed("personal" if finding.startswith("personal_") else finding, CHECKS)
