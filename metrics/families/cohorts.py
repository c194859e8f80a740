"""What became of those who arrived in the last day, week, four weeks: gauges computed once a minute from all their turns.

A counter tells what settled in a while, whenever it began; these tell of everybody who began then, with those who still
wait.
"""

from metrics.cohorts import State
from metrics.families.family import Family, Label
from metrics.families.labels import ALL, ANSWERED_BY, DEPARTMENT, MENTION, VISIBILITY

WINDOWS = ("1d", "7d", "28d")
QUANTILES = ("0.5", "0.9")

_WINDOW = Label("window", WINDOWS)
_ANSWERED_BY = Label("answered_by", (*(ANSWERED_BY.values or ()), ALL))

COHORT_TURNS = Family(
    "recul_cohort_turns",
    "Turns opened in the window, each in exactly one state. answered_staff, answered_bot: for good. pending: answered by "
    "the bot and still refusable. waiting: no answer has arrived. unanswered: closed without one, or taken out (withdrawn, "
    "excluded, by a rule) only after it was due by what customers expect. no_answer_needed: by a rule. withdrawn: taken "
    "back by the customer in time. excluded: taken out in time. Ever answered = (answered_staff + answered_bot) / "
    "(answered_staff + answered_bot + pending + waiting + unanswered). By the department that holds them now.",
    "gauge",
    (DEPARTMENT, MENTION, Label("state", tuple(State)), VISIBILITY, _WINDOW),
)
COHORT_ACKNOWLEDGED = Family(
    "recul_cohort_acknowledged",
    "Turns opened in the window whose customers were told that they are heard, be it by the answer; of those that were owed "
    "one (the five states that ever answered is a ratio of).",
    "gauge",
    (DEPARTMENT, MENTION, VISIBILITY, _WINDOW),
)
COHORT_ANSWER_DELAY = Family(
    "recul_cohort_answer_delay_seconds",
    "Within how long half, or nine in ten, of those who arrived in the window were answered, those who still wait included "
    "(Kaplan–Meier, wall clock). With reached=no so many are not answered yet: it is more than this. Who was closed without "
    "an answer never gets one. answered_by: staff, of the turns that they were given or answered; bot, of those that it "
    "answered or tried to (a refused answer is none); all, of all turns that were owed an answer. department=all stands "
    "beside each: quantiles do not add up. Absent where there is no turn.",
    "gauge",
    (_ANSWERED_BY, DEPARTMENT, MENTION, Label("quantile", QUANTILES), Label("reached", ("yes", "no")), VISIBILITY, _WINDOW),
)
FIGURES_TIMESTAMP = Family(
    "recul_figures_timestamp_seconds",
    "When the figures of this section were last computed, Unix time. Five minutes later they are not shown any more; this "
    "one is. Absent before the first time.",
    "gauge",
)
COHORTS = (COHORT_TURNS, COHORT_ACKNOWLEDGED, COHORT_ANSWER_DELAY, FIGURES_TIMESTAMP)
