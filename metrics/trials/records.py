"""The trials of the recording rules."""

from metrics.trials.trial import Recorded, Series

_SAV = 'answered_by="staff",channel="%s",department="sav",mention="yes",visibility="public"'
_PRIVATE = 'answered_by="staff",channel="web",department="sav",mention="no",visibility="private"'
_COMMENT = 'answered_by="staff",channel="web",department="sav",mention="no",visibility="public"'
_SHOP = 'answered_by="staff",channel="web",department="livraison",mention="yes",visibility="public"'
_BOT = 'answered_by="bot",channel="web",department="none",mention="yes",visibility="public"'
_OF = "recul:%s_answer_delay_seconds:%s_1d"
_MEAN, _N = _OF % ("mention", "mean"), _OF % ("mention", "n")


def _answers(cell: str, seconds: str, count: str) -> Series:
    return {f"recul_answer_delay_seconds_sum{{{cell}}}": seconds, f"recul_answer_delay_seconds_count{{{cell}}}": count}


def _answered(by: str, department: str) -> str:
    return f'{{answered_by="{by}",department="{department}"}}'


def _due(result: str, department: str = "sav", mention: str = "yes") -> str:
    cell = f'channel="web",clock="expected",department="{department}",mention="{mention}"'
    return f'recul_turns_due_total{{{cell},result="{result}",visibility="public"}}'


def _cohort(state: str, department: str = "sav") -> str:
    cell = f'department="{department}",mention="yes",state="{state}",visibility="public",window="1d"'
    return f"recul_cohort_turns{{{cell}}}"


def _promised(result: str) -> str:
    cell = f'channel="web",department="sav",mention="no",result="{result}",visibility="private"'
    return f"recul_promises_due_total{{{cell}}}"


def _share(by: str, department: str) -> str:
    return f"recul:mentions_answered:ratio_1d{_answered(by, department)}"


_TWO = ("a", "b")
_EVERYBODY = {
    **_answers(_SAV % "web", "0+3600x48", "0+1x48"),
    **_answers(_SAV % "telegram", "0+7200x48", "0+1x48"),
    **_answers(_SHOP, "0+0x23 0+36000x24", "0+0x23 0+2x24"),
    **_answers(_BOT, "0+120x48", "0+2x48"),
    **_answers(_COMMENT, "0+60x48", "0+1x48"),
    **_answers(_PRIVATE, "0+60x48", "0+1x48"),
}
_COHORT = {
    _cohort("answered_staff"): "6",
    _cohort("answered_bot"): "1",
    _cohort("pending"): "1",
    _cohort("waiting"): "1",
    _cohort("unanswered"): "1",
    _cohort("no_answer_needed"): "50",
    _cohort("withdrawn"): "50",
    _cohort("excluded"): "50",
    _cohort("waiting", "livraison"): "2",
}
_LIMIT = 'answered_by="staff",department="sav",mention="yes",quantile="0.9",reached="no",visibility="public",window="1d"'

RECORDS = (
    Recorded(
        "the mean of a team over its channels, of everybody by their number; neither comments nor private messages in it",
        _EVERYBODY,
        "48h",
        _MEAN,
        {
            _MEAN + _answered("staff", "sav"): 5400.0,
            _MEAN + _answered("staff", "livraison"): 18000.0,
            _MEAN + _answered("staff", "all"): 11700.0,
            _MEAN + _answered("bot", "none"): 60.0,
            _MEAN + _answered("bot", "all"): 60.0,
            _MEAN + _answered("all", "sav"): 5400.0,
            _MEAN + _answered("all", "livraison"): 18000.0,
            _MEAN + _answered("all", "none"): 60.0,
            _MEAN + _answered("all", "all"): 7820.0,
        },
    ),
    Recorded(
        "two processes export the same answers: they are counted once",
        _answers(_SAV % "web", "0+3600x48", "0+1x48"),
        "48h",
        _N + _answered("staff", "all"),
        {_N + _answered("staff", "all"): 24.0},
        _TWO,
    ),
    Recorded(
        "comments are all public turns, those that name the brand too",
        _EVERYBODY,
        "48h",
        (_OF % ("comment", "n")) + _answered("staff", "sav"),
        {(_OF % ("comment", "n")) + _answered("staff", "sav"): 72.0},
    ),
    Recorded(
        "private messages stand alone",
        _EVERYBODY,
        "48h",
        (_OF % ("private", "mean")) + _answered("all", "all"),
        {(_OF % ("private", "mean")) + _answered("all", "all"): 60.0},
    ),
    Recorded("without traffic there is no mean", _answers(_SAV % "web", "900+0x48", "3+0x48"), "48h", _MEAN, {}),
    Recorded(
        "and the number says nobody",
        _answers(_SAV % "web", "900+0x48", "3+0x48"),
        "48h",
        _N + _answered("staff", "sav"),
        {_N + _answered("staff", "sav"): 0.0},
    ),
    Recorded(
        "a counter that starts anew loses nothing of what came after",
        _answers(_SAV % "web", "9000+0x30 0+600x18", "300+0x30 0+1x18"),
        "48h",
        _MEAN + _answered("staff", "sav"),
        {_MEAN + _answered("staff", "sav"): 600.0},
    ),
    Recorded(
        "an answer that can still be refused, one that waits, one never given count as not answered; what nobody owes does not",
        _COHORT,
        "0h",
        "recul:mentions_answered:ratio_1d",
        {
            _share("staff", "sav"): 0.6,
            _share("bot", "sav"): 0.1,
            _share("all", "sav"): 0.7,
            _share("staff", "livraison"): 0.0,
            _share("bot", "livraison"): 0.0,
            _share("all", "livraison"): 0.0,
            _share("staff", "all"): 0.5,
            _share("bot", "all"): 1 / 12,
            _share("all", "all"): 7 / 12,
        },
        _TWO,
    ),
    Recorded(
        "met is of those that name the brand",
        {_due("met"): "0+3x48", _due("missed"): "0+1x48", _due("missed", mention="no"): "0+9x48"},
        "48h",
        'recul:mentions_met:ratio_1d{department="all"}',
        {'recul:mentions_met:ratio_1d{department="all"}': 0.75},
        _TWO,
    ),
    Recorded(
        "nobody was missed: the share is nothing, not absent",
        {_due("met"): "0+3x48", _due("missed"): "0+0x48"},
        "48h",
        'recul:turns_missed:ratio_6h{department="sav"}',
        {'recul:turns_missed:ratio_6h{clock="expected",department="sav",visibility="public"}': 0.0},
    ),
    Recorded(
        "nor where only what was met is known, as of a department that the charter has dropped",
        {_due("met"): "0+3x48"},
        "48h",
        'recul:turns_missed:ratio_1d{department="sav"}',
        {'recul:turns_missed:ratio_1d{clock="expected",department="sav",visibility="public"}': 0.0},
    ),
    Recorded(
        "promises kept, the number beside it",
        {
            _promised("kept"): "0+1x48",
            _promised("broken"): "0+3x48",
        },
        "48h",
        'recul:promises_kept:ratio_1d{department="all"}',
        {'recul:promises_kept:ratio_1d{department="all",visibility="private"}': 0.25},
        _TWO,
    ),
    Recorded(
        "the part of the frequent questions",
        _EVERYBODY,
        "48h",
        "recul:faq_share:ratio_1d",
        {'recul:faq_share:ratio_1d{visibility="public"}': 48 / 168, 'recul:faq_share:ratio_1d{visibility="private"}': 0.0},
    ),
    Recorded(
        "nine in ten are not answered yet: the value that it is over",
        {f"recul_cohort_answer_delay_seconds{{{_LIMIT}}}": "70000"},
        "0h",
        "recul:mention_answer_delay_seconds:p90_1d",
        {'recul:mention_answer_delay_seconds:p90_1d{answered_by="staff",department="sav",reached="no"}': 70000.0},
        _TWO,
    ),
)
