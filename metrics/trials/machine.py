"""The trials of the alerts about the machinery."""

from dataclasses import replace

from metrics.trials.aging import aged
from metrics.trials.trial import EVERY_DAY, EXACTLY, FIRES, NOT, QUIET, RESET, TWO, Case, Fired, Trial

_WAY = 'recul_outbox_oldest_timestamp_seconds{channel="%s"}'
_RUNNING = 'recul_suspended{scope="all"}'
_NO_BOT, _NO_STAFF, _NO_USERS = (f'recul_suspended{{scope="{scope}"}}' for scope in ("bot", "staff", "user"))
_STUCK = aged("ReculOutboxStuck", _WAY % "telegram", 15, "18m 0s", {"channel": "telegram"}, {_RUNNING: "0+0x400"}, 2)
_OUTBOX = replace(
    _STUCK,
    cases=(
        *_STUCK.cases,
        Case("somebody has suspended sending", {_WAY % "telegram": "0+0x60", _RUNNING: "1+0x60"}, "40m"),
        Case(
            "suspending the bot, the staff or somebody hides nothing",
            {_WAY % "telegram": "0+0x60", _RUNNING: "0+0x60", _NO_BOT: "1+0x60", _NO_STAFF: "1+0x60", _NO_USERS: "2+0x60"},
            "40m",
            (Fired({"channel": "telegram"}, "40m 0s"),),
        ),
        Case("a customer has not come back to the page yet", {_WAY % "web": "0+0x60", _RUNNING: "0+0x60"}, "40m"),
    ),
)
_LOST = 'recul_undeliverable_total{channel="telegram",code="%s"}'
_NO_RIGHTS, _BLOCKED = _LOST % "no_rights", _LOST % "blocked"
_UNDELIVERABLE = Trial(
    "ReculUndeliverable",
    (
        Case(FIRES, {_NO_RIGHTS: "0+0x44 1+1x3"}, "48h", (Fired({"channel": "telegram"}, "4"),)),
        Case(NOT, {_NO_RIGHTS: "0+0x46 1+1x1"}, "48h"),
        Case("customers who blocked the bot", {_BLOCKED: "0+1x48", _NO_RIGHTS: "0+0x48"}, "48h"),
        Case(QUIET, {_NO_RIGHTS: "5+0x48"}, "48h"),
        Case(RESET, {_NO_RIGHTS: "40+0x40 0+0x8"}, "48h"),
        Case(EXACTLY, {_NO_RIGHTS: "0+0x45 1+1x2"}, "48h", (Fired({"channel": "telegram"}, "3"),)),
        Case(TWO, {_NO_RIGHTS: "0+0x45 1+1x1 2"}, "48h", (), ("a", "b")),
    ),
    "1h",
    EVERY_DAY,
)
_POLLED = 'recul_channel_success_timestamp_seconds{channel="telegram"}'
_SILENT = aged("ReculChannelSilent", _POLLED, 10, "13m 0s", {"channel": "telegram"}, hold=2)
_FALLBACKS = 'recul_engine_fallbacks_total{reason="timeout"}'
_ENGINE = Trial(
    "ReculEngineFallback",
    (
        Case(FIRES, {_FALLBACKS: "0+0x60 0+1x6"}, "67m", (Fired({}, "6"),)),
        Case(NOT, {_FALLBACKS: "0+0x60 0+1x4"}, "65m"),
        Case(QUIET, {_FALLBACKS: "9+0x90"}, "80m"),
        Case(RESET, {_FALLBACKS: "100+0x60 0+0x30"}, "80m"),
        Case(EXACTLY, {_FALLBACKS: "0+0x60 0+1x5"}, "66m", (Fired({}, "5"),)),
        Case(TWO, {_FALLBACKS: "0+0x60 0+1x3 3+0x20"}, "80m", (Fired({}, "6"),), ("a", "b")),
    ),
)
_CHARTER = Trial(
    "ReculCharterTrouble",
    (
        Case(FIRES, {"recul_charter_trouble": "1+0x20"}, "12m", (Fired(),)),
        Case(NOT, {"recul_charter_trouble": "1+0x5 0+0x20"}, "12m"),
        Case(QUIET, {"recul_charter_trouble": "0+0x20"}, "12m"),
        Case(RESET, {"recul_charter_trouble": "1+0x5 stale _x2 0+0x20"}, "12m"),
        Case(EXACTLY, {"recul_charter_trouble": "1+0x9 0+0x20"}, "10m"),
        Case(TWO, {"recul_charter_trouble": "1+0x20"}, "12m", (Fired(),), ("a", "b")),
    ),
)
_COMPUTED = "recul_figures_timestamp_seconds"
_STALE = Trial(
    "ReculFiguresStale",
    (
        Case(FIRES, {_COMPUTED: "0+0x20"}, "8m", (Fired(),)),
        Case("they are no longer there at all", {_COMPUTED: "0+60x3 stale _x20"}, "8m", (Fired(),)),
        Case(NOT, {_COMPUTED: "0+60x20"}, "8m"),
        Case(QUIET, {_COMPUTED: "0+60x20"}, "20m"),
        Case(RESET, {_COMPUTED: "0+60x3 stale _x1 360+60x20"}, "8m"),
        Case(EXACTLY, {_COMPUTED: "0+0x5 360+60x20"}, "8m"),
        Case(TWO, {_COMPUTED: "0+0x20"}, "8m", (Fired(),), ("a", "b")),
    ),
)
_OPENED = 'recul_turns_opened_total{channel="web",mention="no",visibility="private"}'
_BACK = Trial(
    "ReculCountersWentBack",
    (
        Case(FIRES, {_OPENED: "500+0x30 450+1x30"}, "40m", (Fired(),)),
        Case(NOT, {_OPENED: "500+1x60"}, "40m"),
        Case(QUIET, {_OPENED: "0+0x60"}, "40m"),
        Case(RESET, {_OPENED: "500+0x30 0+0x30"}, "40m", (Fired(),)),
        Case(EXACTLY, {_OPENED: "500+0x30 500+0x30"}, "40m"),
        Case(TWO, {_OPENED: "500+1x60"}, "40m", (), ("a", "b")),
    ),
)
_A, _B = ({"instance": name, "job": "recul"} for name in "ab")
_DOWN = Trial(
    "ReculDown",
    (
        Case(FIRES, {"up": "1+0x3 0+0x10"}, "8m", (Fired(_A),)),
        Case("it is not asked at all", {}, "4m", (Fired({"job": "recul"}),)),
        Case(NOT, {"up": "1+0x3 0+0x1 1+0x10"}, "8m"),
        Case(QUIET, {"up": "1+0x20", _OPENED: "0+0x20"}, "8m"),
        Case(RESET, {"up": "1+0x20", _OPENED: "500+0x3 0+0x20"}, "8m"),
        Case(EXACTLY, {"up": "1+0x3 0+0x2 1+0x10"}, "7m"),
        Case(TWO, {"up": "1+0x3 0+0x12"}, "9m", (Fired(_A), Fired(_B)), ("a", "b")),
    ),
)
MACHINE = (
    aged("ReculUndecided", "recul_undecided_oldest_timestamp_seconds", 2, "3m 0s"),
    _OUTBOX,
    _UNDELIVERABLE,
    _SILENT,
    _ENGINE,
    _CHARTER,
    _STALE,
    _BACK,
    _DOWN,
)
