"""What a process knows of itself: kept in memory since it started, unlike the facts about conversations."""

from metrics.families.family import QUICK, Family, Label
from metrics.families.labels import DELAYS, ENGINES, FALLBACK_REASON, SENT_BY

ENGINE_SECONDS = Family(
    "recul_engine_seconds",
    "How long understanding took, from asking to knowing, by who understood: the embedded engine, Rasa, or the embedded engine "
    "in Rasa's place (fallback). Of this process, since it started.",
    "histogram",
    (Label("engine", ENGINES),),
    QUICK,
)
ENGINE_FALLBACKS = Family(
    "recul_engine_fallbacks_total",
    "Texts that Rasa was to read and the embedded engine read, by why: Rasa rests after failures, no answer in time, no "
    "connection, a refusal, an unreadable answer, intents that the charter does not have. Of this process.",
    "counter",
    (FALLBACK_REASON,),
)
ENGINE_BREAKER_OPEN = Family(
    "recul_engine_breaker_open",
    "1 while Rasa has failed so often that it is asked once every half minute alone; 0 too when it is not used. Of this "
    "process.",
    "gauge",
)
SENDING_DELAYED = Family(
    "recul_sending_delayed_total",
    "How often a reply was put off, by why: the platform asked us to slow down (limit: Telegram's 429, a bridge's "
    "Retry-After), our own budget or its pause had it wait first (budget), or sending failed and is tried again (error). Of "
    "this process.",
    "counter",
    (SENT_BY, Label("why", DELAYS)),
)
CHANNEL_SUCCESS = Family(
    "recul_channel_success_timestamp_seconds",
    "When the channel last worked, Unix time; 0 while it never has. Telegram is asked for messages all the time; a mail server "
    "and a bridge's webhook only when something is to be sent. Absent where this process does not serve the channel. Of this "
    "process: with several, the latest is right.",
    "gauge",
    (SENT_BY,),
)
PROCESS = (ENGINE_SECONDS, ENGINE_FALLBACKS, ENGINE_BREAKER_OPEN, SENDING_DELAYED, CHANNEL_SUCCESS)
