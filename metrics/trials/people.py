"""The trials of the alerts about people who wait."""

from dataclasses import replace

from metrics.trials.aging import aged
from metrics.trials.trial import EVERY_DAY, EXACTLY, FIRES, NOT, QUIET, RESET, TWO, Case, Fired, Series, Trial

_OVERDUE = 'recul_turns_overdue{channel="%s",clock="target",department="sav",mention="no",visibility="private"}'
_ON_TIME = 'recul_turns_overdue{channel="web",clock="expected",department="sav",mention="no",visibility="private"}'
_LATE_SAV = Fired({"department": "sav", "visibility": "private"}, "3")

_OVER = Trial(
    "ReculOverdue",
    (
        Case(FIRES, {_OVERDUE % "web": "2+0x20", _OVERDUE % "telegram": "1+0x20"}, "20m", (_LATE_SAV,)),
        Case(NOT, {_OVERDUE % "web": "2+0x10 0+0x10", _ON_TIME: "5+0x20"}, "20m"),
        Case(QUIET, {_OVERDUE % "web": "0+0x20"}, "20m"),
        Case(RESET, {_OVERDUE % "web": "2+0x12 stale _x2 0+0x10"}, "20m"),
        Case(EXACTLY, {_OVERDUE % "web": "2+0x14 0+0x10"}, "15m"),
        Case(TWO, {_OVERDUE % "web": "2+0x20", _OVERDUE % "telegram": "1+0x20"}, "20m", (_LATE_SAV,), ("a", "b")),
    ),
)


def _due(missed: str, met: str) -> Series:
    cell = 'channel="web",clock="target",department="sav",mention="no",visibility="private"'
    return {
        f'recul_turns_due_total{{{cell},result="missed"}}': missed,
        f'recul_turns_due_total{{{cell},result="met"}}': met,
    }


def _of_target(value: str) -> tuple[Fired, ...]:
    return (Fired({"clock": "target", "department": "all", "visibility": "private"}, value),)


_FAST = Trial(
    "ReculMissesFast",
    (
        Case(FIRES, _due("0+1x48", "0+0x48"), "48h", _of_target("100%")),
        Case(NOT, _due("0+1x48", "0+2x48"), "48h"),
        Case("missed since yesterday, and no more since this morning", _due("0+2x40 80+0x8", "0+0x40 0+1x8"), "48h"),
        Case(QUIET, _due("7+0x48", "9+0x48"), "48h"),
        Case(RESET, _due("500+0x30 0+0x18", "900+0x30 0+1x18"), "48h"),
        Case(EXACTLY, _due("0+1x48", "0+1x48"), "48h"),
        Case("nine misses are too few to say", _due("0+0x38 0+1x9", "0+0x48"), "48h"),
        Case(TWO, _due("0+0x38 0+1x9", "0+0x48"), "48h", (), ("a", "b")),
    ),
    "1h",
    EVERY_DAY,
)
_SLOW = Trial(
    "ReculMissesSlow",
    (
        Case(FIRES, _due("0+1x192", "0+1x192"), "192h", _of_target("50%")),
        Case(NOT, _due("0+1x192", "0+9x192"), "192h"),
        Case("bad last week, better since yesterday", _due("0+1x168 168+0x24", "0+0x168 0+1x24"), "192h"),
        Case(QUIET, _due("7+0x192", "9+0x192"), "192h"),
        Case(RESET, _due("500+0x100 0+0x92", "900+0x100 0+1x92"), "192h"),
        Case(EXACTLY, _due("0+1x192", "0+4x192"), "192h"),
        Case(TWO, _due("0+0x172 0+1x19", "0+0x192"), "192h", (), ("a", "b")),
    ),
    "1h",
    EVERY_DAY,
)


def _promised(broken: str, kept: str) -> Series:
    cell = 'channel="web",department="sav",mention="no",visibility="private"'
    return {
        f'recul_promises_due_total{{{cell},result="broken"}}': broken,
        f'recul_promises_due_total{{{cell},result="kept"}}': kept,
    }


_HALF = (Fired({"department": "all", "visibility": "private"}, "50%"),)
_PROMISES = Trial(
    "ReculPromisesBroken",
    (
        Case(FIRES, _promised("0+1x48", "0+1x48"), "48h", _HALF),
        Case(NOT, _promised("0+1x48", "0+9x48"), "48h"),
        Case(QUIET, _promised("7+0x48", "9+0x48"), "48h"),
        Case(RESET, _promised("500+0x30 0+0x18", "900+0x30 0+1x18"), "48h"),
        Case(EXACTLY, _promised("0+1x48", "0+4x48"), "48h"),
        Case(TWO, _promised("0+0x46 1+1x1", "0+0x48"), "48h", (), ("a", "b")),
    ),
    "1h",
    EVERY_DAY,
)
_CRISIS = Trial(
    "ReculCrisis",
    (
        Case(FIRES, {"recul_crisis_state": "0+0x5 1+0x10"}, "10m", (Fired(),)),
        Case("nobody has decided: precaution", {"recul_crisis_state": "1+0x5 2+0x10"}, "10m", (Fired(),)),
        Case(NOT, {"recul_crisis_state": "1+0x5 0+0x10"}, "10m"),
        Case(QUIET, {"recul_crisis_state": "0+0x20"}, "10m"),
        Case(RESET, {"recul_crisis_state": "1+0x2 stale _x2 0+0x10"}, "10m"),
        Case(EXACTLY, {"recul_crisis_state": "1+0x5 3+0x10"}, "10m"),
        Case(TWO, {"recul_crisis_state": "0+0x5 1+0x10"}, "10m", (Fired(),), ("a", "b")),
    ),
)
_ALL = 'recul_suspended{scope="all"}'
_SUSPENDED = Trial(
    "ReculSuspended",
    (
        Case(FIRES, {_ALL: "1+0x150"}, "130m", (Fired({"scope": "all"}),)),
        Case("the bot alone", {'recul_suspended{scope="bot"}': "1+0x150", _ALL: "0+0x150"}, "130m", (Fired({"scope": "bot"}),)),
        Case(NOT, {'recul_suspended{scope="user"}': "1+0x150", _ALL: "0+0x150"}, "130m"),
        Case(QUIET, {_ALL: "0+0x150"}, "130m"),
        Case(RESET, {_ALL: "1+0x60 stale _x6 1+0x100"}, "130m"),
        Case(EXACTLY, {_ALL: "1+0x119 0+0x60"}, "120m"),
        Case(TWO, {_ALL: "1+0x150"}, "130m", (Fired({"scope": "all"}),), ("a", "b")),
    ),
)
_PUBLIC = {"visibility": "public"}
_EXPECTED: Series = {'recul_target_seconds{clock="expected",department="all",visibility="public"}': "7200+0x400"}


def _open_since(department: str) -> Series:
    cell = f'channel="telegram",department="{department}",mention="yes",visibility="public"'
    return {f"recul_turns_open_oldest_timestamp_seconds{{{cell}}}": "0+0x400", f"recul_turns_open{{{cell}}}": "1+0x400"}


def _late(department: str, turns: str, mention: str = "yes") -> Series:
    cell = f'channel="telegram",clock="target",department="{department}",mention="{mention}",visibility="public"'
    return {f"recul_turns_overdue{{{cell}}}": turns}


_OLDEST = aged(
    "ReculOldestMention",
    next(iter(_open_since("sav"))),
    120,
    "2h 1m 0s",
    {"department": "sav"},
    {**_EXPECTED, **_late("sav", "1+0x400")},
)
_MENTIONS = replace(
    _OLDEST,
    cases=(
        *_OLDEST.cases,
        Case(
            "at night: past what is expected, not past the charter's delay; a comment is, and another department",
            {
                **_EXPECTED,
                **_open_since("sav"),
                **_late("sav", "0+0x400"),
                **_late("sav", "1+0x400", "no"),
                **_late("shop", "1+0x400"),
            },
            "300m",
        ),
        Case(
            "the charter's delay ends after opening",
            {**_EXPECTED, **_open_since("sav"), **_late("sav", "0+0x299 1+0x100")},
            "300m",
            (Fired({"department": "sav"}, "5h 0m 0s"),),
        ),
        Case(
            "nobody has been given it",
            {**_EXPECTED, **_open_since("none")},
            "121m",
            (Fired({"department": "none"}, "2h 1m 0s"),),
        ),
    ),
)
PEOPLE = (
    aged(
        "ReculDangerUnacknowledged",
        'recul_dangers_open_oldest_timestamp_seconds{visibility="public"}',
        10,
        "11m 0s",
        _PUBLIC,
        {'recul_dangers_open{visibility="public"}': "1+0x400"},
    ),
    _OVER,
    _MENTIONS,
    _FAST,
    _SLOW,
    _PROMISES,
    _CRISIS,
    _SUSPENDED,
)
