"""The closed list of what is exported: names, exact definitions, labels, and the one ladder of bucket edges."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

LADDER = (60, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800, 259200, 604800)
"""Upper edges in seconds, one minute to seven days. Fixed here, so that no edit of a charter moves a fact of the past."""

EDGES = (*(str(edge) for edge in LADDER), "+Inf")
"""The edges as Prometheus writes them."""

NOBODY = "none"
"""The department label of a turn that nobody held."""

OTHER = "other"
"""What a rule or a reason that is not in the closed list is counted as."""

NO_ANSWER_RULES = ("light", "hors_sujet", "helped", "rated", "withdrawn_by_customer", OTHER)
EXCLUSION_REASONS = ("abuse", "impostor", OTHER)
MASKED_KINDS = ("card", "cvv", "password")
LATE_FACT_KINDS = ("answer", "refusal", "exclusion", "no_answer_needed")


def bucket(seconds: float) -> str:
    """The upper edge of the bucket in which a delay falls, as Prometheus writes it."""
    return EDGES[bisect_left(LADDER, seconds)]


@dataclass(frozen=True, slots=True)
class Family:
    """One metric family. `help` is its exact definition; `labels` are sorted."""

    name: str
    help: str
    kind: Literal["counter", "gauge", "histogram"]
    labels: tuple[str, ...] = ()


_PLACE = ("channel", "mention", "visibility")
_CELL = ("channel", "department", "mention", "visibility")
_ANSWER = ("answered_by", *_CELL)

ACKNOWLEDGEMENT_DELAY = Family(
    "recul_acknowledgement_delay_seconds",
    "From the platform's time of a turn's first message to the first delivered reply that says it was heard "
    "(acknowledgement, question, holding reply, safety wording or answer). Wall clock.",
    "histogram",
    _CELL,
)
ANSWER_DELAY = Family(
    "recul_answer_delay_seconds",
    "From the platform's time of a turn's first message to its answer: a person's at delivery, the bot's once it helped "
    "or can no longer be refused. Acknowledgements and holding replies are no answers. Wall clock.",
    "histogram",
    _ANSWER,
)
ANSWER_DELAY_OPEN = Family(
    "recul_answer_delay_open_seconds",
    "The same answers as recul_answer_delay_seconds, counting only the opening hours of the department "
    "that had the turn first: a transfer shortens no delay.",
    "histogram",
    _ANSWER,
)
STAFF_WAIT = Family(
    "recul_staff_wait_seconds",
    "From the first hand-over of a turn to a department to the delivery of a person's answer. Wall clock.",
    "histogram",
    _CELL,
)
DANGER_ACKNOWLEDGED_DELAY = Family(
    "recul_danger_acknowledged_delay_seconds",
    "From the platform's time of the message in which a danger was recognised until a person said that they take care of it. "
    "Wall clock.",
    "histogram",
    ("channel", "visibility"),
)
TURNS_OPENED = Family(
    "recul_turns_opened_total", "Turns opened: runs of customer messages that began to wait for an answer.", "counter", _PLACE
)
TURNS_DUE = Family(
    "recul_turns_due_total",
    "Turns whose deadline on a clock has passed, once each: met when answered by then by an answer that was not refused; "
    "missed otherwise, the never answered and the closed unanswered included.",
    "counter",
    ("channel", "clock", "department", "mention", "result", "visibility"),
)
NO_ANSWER_NEEDED = Family(
    "recul_turns_no_answer_needed_total",
    "Turns to which a written rule says that nobody owes an answer.",
    "counter",
    ("channel", "mention", "rule", "visibility"),
)
EXCLUDED = Family(
    "recul_turns_excluded_total",
    "Turns taken out of the ratios, by a rule or a person, for a reason. A miss that had already happened stays counted.",
    "counter",
    ("channel", "mention", "reason", "visibility"),
)
FAQ_ANSWERS_REFUSED = Family(
    "recul_faq_answers_refused_total",
    "The bot's answers that customers refused in time: these turns are unanswered.",
    "counter",
    _PLACE,
)
LATE_FACTS = Family(
    "recul_late_facts_total",
    "Facts that came after the measures they would have changed had settled: kept, counted here, changing no settled number.",
    "counter",
    ("channel", "fact"),
)
OFF_TOPIC = Family(
    "recul_off_topic_total",
    "Decisions to leave public chatter alone: no turn was opened and nothing was said.",
    "counter",
    ("mention",),
)
SECRETS_MASKED = Family(
    "recul_secrets_masked_total",
    "Messages in which a secret of that kind was masked before they were stored, in the text or the displayed name.",
    "counter",
    ("kind",),
)
IMPOSTORS = Family(
    "recul_impostors_total",
    "Messages in public threads that looked like a fake's: a name that passes for ours, or an offer of customer service.",
    "counter",
    ("channel",),
)
TURNS_OPEN = Family(
    "recul_turns_open",
    "Turns that wait for an answer now: until it arrives, be it queued or held back.",
    "gauge",
    _CELL,
)
TURNS_OPEN_OLDEST = Family(
    "recul_turns_open_oldest_timestamp_seconds",
    "When the turn that has waited longest opened, Unix time. Absent where none waits.",
    "gauge",
    _CELL,
)
OUTBOX_DEPTH = Family("recul_outbox_depth", "Replies queued and not yet delivered.", "gauge", ("channel",))
OUTBOX_OLDEST = Family(
    "recul_outbox_oldest_timestamp_seconds",
    "When the oldest undelivered reply was queued, Unix time. Absent where there is none.",
    "gauge",
    ("channel",),
)
TARGET = Family("recul_target_seconds", "The charter's answer delay over opening hours.", "gauge", ("department", "visibility"))
CRISIS_STATE = Family(
    "recul_crisis_state", "0: no crisis stands, 1: one is proposed, 2: precaution, 3: one is declared.", "gauge"
)
BUILD_INFO = Family(
    "recul_build_info", "1, with the program's version and the release in force.", "gauge", ("release", "version")
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

ENGINE_SECONDS = Family(
    "recul_engine_seconds",
    "How long understanding took, from asking to knowing, by who understood: the embedded engine, Rasa, or the embedded engine "
    "in Rasa's place (fallback). Of this process, since it started.",
    "histogram",
    ("engine",),
)
ENGINE_FALLBACKS = Family(
    "recul_engine_fallbacks_total",
    "Texts that Rasa was to read and the embedded engine read, by why: Rasa rests after failures, no answer in time, no "
    "connection, a refusal, an unreadable answer, intents that the charter does not have. Of this process.",
    "counter",
    ("reason",),
)
ENGINE_BREAKER_OPEN = Family(
    "recul_engine_breaker_open",
    "1 while Rasa has failed so often that it is asked once every half minute alone; 0 too when it is not used. Of this "
    "process.",
    "gauge",
)

HISTOGRAMS = (ACKNOWLEDGEMENT_DELAY, ANSWER_DELAY, ANSWER_DELAY_OPEN, STAFF_WAIT, DANGER_ACKNOWLEDGED_DELAY)
COUNTERS = (
    TURNS_OPENED,
    TURNS_DUE,
    NO_ANSWER_NEEDED,
    EXCLUDED,
    FAQ_ANSWERS_REFUSED,
    LATE_FACTS,
    OFF_TOPIC,
    SECRETS_MASKED,
    IMPOSTORS,
)
GAUGES = (TURNS_OPEN, TURNS_OPEN_OLDEST, OUTBOX_DEPTH, OUTBOX_OLDEST, TARGET, CRISIS_STATE, BUILD_INFO)
CHARTER = (CHARTER_REFUSED, CHARTER_TROUBLE)
"""What is known of the charter and not from tallies."""
ENGINE = (ENGINE_SECONDS, ENGINE_FALLBACKS, ENGINE_BREAKER_OPEN)
"""What a process knows of its own understanding: kept in memory, unlike the facts about conversations."""
FAMILIES = (*HISTOGRAMS, *COUNTERS, *GAUGES, *CHARTER, *ENGINE)
