"""What happened how often: counters of facts about conversations, kept in the database."""

from metrics.families.family import Family, Label
from metrics.families.labels import (
    ANSWERED_BY,
    CELL,
    CHANNEL,
    CHECKS,
    CLOCK,
    CODES,
    EXCLUSION_REASONS,
    FIXED_CLOCK,
    LATE_FACT_KINDS,
    MASKED_KINDS,
    MENTION,
    NO_ANSWER_RULES,
    PLACE,
    SENT_BY,
    VERDICTS,
    VISIBILITY,
)

TURNS_OPENED = Family(
    "recul_turns_opened_total", "Turns opened: runs of customer messages that began to wait for an answer.", "counter", PLACE
)
TURNS_DUE = Family(
    "recul_turns_due_total",
    "Turns whose deadline on a clock has passed, once each: met when answered by then by an answer that was not refused; "
    "missed otherwise, the never answered and the closed unanswered included.",
    "counter",
    (CHANNEL, FIXED_CLOCK, *CELL[1:3], Label("result", ("met", "missed")), VISIBILITY),
)
PROMISES_DUE = Family(
    "recul_promises_due_total",
    "Turns whose promised time has passed, once each, by the first promise that the customer was given, whatever was said "
    "later: kept when answered by then by an answer that was not refused; broken otherwise.",
    "counter",
    (*CELL[:3], Label("result", ("kept", "broken")), VISIBILITY),
)
ANSWERED_LATE = Family(
    "recul_turns_answered_late_total",
    "Answers that came after the deadline of a clock, once for each such clock, when they settle. Each is counted as missed "
    "(or as a broken promise) too: a late answer undoes no miss.",
    "counter",
    (ANSWERED_BY, CHANNEL, CLOCK, *CELL[1:]),
)
TURNS_WITHDRAWN = Family(
    "recul_turns_withdrawn_total",
    "Turns in which the customer said that nothing more is needed before anybody had answered. A miss that had already "
    "happened stays counted.",
    "counter",
    PLACE,
)
NO_ANSWER_NEEDED = Family(
    "recul_turns_no_answer_needed_total",
    "Turns to which a written rule says that nobody owes an answer. Those that customers took back are counted apart.",
    "counter",
    (CHANNEL, MENTION, Label("rule", NO_ANSWER_RULES), VISIBILITY),
)
EXCLUDED = Family(
    "recul_turns_excluded_total",
    "Turns taken out of the ratios, by a rule or a person, for a reason. A miss that had already happened stays counted.",
    "counter",
    (CHANNEL, MENTION, Label("reason", EXCLUSION_REASONS), VISIBILITY),
)
FAQ_ANSWERS_CONFIRMED = Family(
    "recul_faq_answers_confirmed_total",
    "The bot's answers of which customers said that they helped. Silence is no such word.",
    "counter",
    PLACE,
)
FAQ_ANSWERS_REFUSED = Family(
    "recul_faq_answers_refused_total",
    "The bot's answers that customers refused in time: these turns are unanswered.",
    "counter",
    PLACE,
)
LATE_FACTS = Family(
    "recul_late_facts_total",
    "Facts that came after the measures they would have changed had settled: kept, counted here, changing no settled number.",
    "counter",
    (CHANNEL, Label("fact", LATE_FACT_KINDS)),
)
DECISIONS = Family(
    "recul_decisions_total",
    "Decisions on what customers wrote, by the kind of the verdict; private as soon as one of the messages was.",
    "counter",
    (Label("kind", VERDICTS), VISIBILITY),
)
OFF_TOPIC = Family(
    "recul_off_topic_total",
    "Decisions to leave public chatter alone: no turn was opened and nothing was said.",
    "counter",
    (MENTION,),
)
SECRETS_MASKED = Family(
    "recul_secrets_masked_total",
    "Messages in which a secret of that kind was masked before they were stored, in the text or the displayed name.",
    "counter",
    (Label("kind", MASKED_KINDS),),
)
IMPOSTORS = Family(
    "recul_impostors_total",
    "Messages in public threads that looked like a fake's: a name that passes for ours, or an offer of customer service.",
    "counter",
    (CHANNEL,),
)
CHECKS_OVERRIDDEN = Family(
    "recul_checks_overridden_total",
    "Texts that the staff sent against a check, with a reason, once for each check. `only_holds` is an answer that asks for "
    "patience or only greets: it stops the clock of the answer like any other, and is seen here.",
    "counter",
    (Label("check", CHECKS),),
)
UNDELIVERABLE = Family(
    "recul_undeliverable_total",
    "Replies and notices that can never arrive, by why: the desk shows them, and their turns wait for an answer still.",
    "counter",
    (SENT_BY, Label("code", CODES)),
)
PERHAPS_TWICE = Family(
    "recul_perhaps_twice_total",
    "Replies and notices that went out again because the program was stopped between sending and noting them: they may have "
    "arrived twice.",
    "counter",
    (SENT_BY,),
)
COUNTERS = (
    TURNS_OPENED,
    TURNS_DUE,
    PROMISES_DUE,
    ANSWERED_LATE,
    TURNS_WITHDRAWN,
    NO_ANSWER_NEEDED,
    EXCLUDED,
    FAQ_ANSWERS_CONFIRMED,
    FAQ_ANSWERS_REFUSED,
    LATE_FACTS,
    DECISIONS,
    OFF_TOPIC,
    SECRETS_MASKED,
    IMPOSTORS,
    CHECKS_OVERRIDDEN,
    UNDELIVERABLE,
    PERHAPS_TWICE,
)
