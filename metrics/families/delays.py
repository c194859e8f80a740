"""How long people waited: histograms."""

from metrics.families.family import ON_THE_WAY, Family
from metrics.families.labels import ANSWERED_BY, CELL, CHANNEL, VISIBILITY

ACKNOWLEDGEMENT_DELAY = Family(
    "recul_acknowledgement_delay_seconds",
    "From the platform's time of a turn's first message to the first delivered reply that says it was heard "
    "(acknowledgement, question, holding reply, safety wording or answer). Wall clock.",
    "histogram",
    CELL,
)
ANSWER_DELAY = Family(
    "recul_answer_delay_seconds",
    "From the platform's time of a turn's first message to its answer: a person's at delivery, the bot's once it helped "
    "or can no longer be refused. Acknowledgements and holding replies are no answers. Wall clock.",
    "histogram",
    (ANSWERED_BY, *CELL),
)
ANSWER_DELAY_OPEN = Family(
    "recul_answer_delay_open_seconds",
    "The same answers as recul_answer_delay_seconds, counting only the opening hours of the department "
    "that had the turn first: a transfer shortens no delay.",
    "histogram",
    (ANSWERED_BY, *CELL),
)
STAFF_WAIT = Family(
    "recul_staff_wait_seconds",
    "From the first hand-over of a turn to a department to the delivery of a person's answer. Wall clock.",
    "histogram",
    CELL,
)
DANGER_ACKNOWLEDGED_DELAY = Family(
    "recul_danger_acknowledged_delay_seconds",
    "From the platform's time of the message in which a danger was recognised until a person said that they take care of it. "
    "Wall clock. Those that nobody has taken yet are in recul_dangers_open.",
    "histogram",
    (CHANNEL, VISIBILITY),
)
INGEST_LAG = Family(
    "recul_ingest_lag_seconds",
    "From the platform's time of a customer's message until it was stored. No delay above begins later for it.",
    "histogram",
    (CHANNEL,),
    ON_THE_WAY,
)
HISTOGRAMS = (ACKNOWLEDGEMENT_DELAY, ANSWER_DELAY, ANSWER_DELAY_OPEN, STAFF_WAIT, DANGER_ACKNOWLEDGED_DELAY, INGEST_LAG)
