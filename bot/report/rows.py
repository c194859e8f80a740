"""The turns of a report, a line each: what the page lists and what a spreadsheet gets."""

from collections.abc import Mapping
from dataclasses import dataclass

from charter.charter import Charter
from conversations.figures import TurnRow
from conversations.message import Visibility
from conversations.turn import Clock
from metrics import amounts
from metrics.cohorts import State, state
from metrics.digest import subject_title
from metrics.families import NOBODY
from metrics.reasons import subject
from metrics.report import Report, delay_of

_SAID = {
    State.PENDING: "refusable",
    State.UNANSWERED: "no_reply",
    State.NO_ANSWER_NEEDED: "not_needed",
    State.WITHDRAWN: "taken_back",
    State.EXCLUDED: "left_out",
}


@dataclass(frozen=True, slots=True)
class RowLine:
    """One turn in words: when it opened, where, whose it is, about what, and what became of it. `late`: a word was broken."""

    turn: str
    opened: str
    where: str
    team: str
    subject: str
    became: str
    late: str
    state: str
    link: str


def row_lines(
    report: Report, charter: Charter, words: Mapping[str, str], language: str, teams: Mapping[str, str], desk_url: str
) -> list[RowLine]:
    """The turns by opening. `teams` are the names of departments."""
    return [
        RowLine(
            turn=row.id,
            opened=amounts.clock(row.opened_at, report.period.timezone),
            where=_where(row, words),
            team=teams[row.department or NOBODY],
            subject=subject_title(subject(row.about), charter, language),
            became=_became(row, report, words, language),
            late=words["broken_promise"] if report.known.met.get((row.id, Clock.PROMISED)) is False else "",
            state=state(row).value,
            link=f"{desk_url}/desk/conversations/{row.conversation}",
        )
        for row in report.known.rows
    ]


def _where(row: TurnRow, words: Mapping[str, str]) -> str:
    side = words["public_short" if row.visibility is Visibility.PUBLIC else "private_short"]
    return f"{row.channel}, {side}" + (" @" if row.mention else "")


def _became(row: TurnRow, report: Report, words: Mapping[str, str], language: str) -> str:
    was, delay = state(row), delay_of(row)
    if delay is not None:
        by = words["staff" if was is State.ANSWERED_STAFF else "bot"]
        return f"{by}, {words['answered_in'].format(delay=amounts.delay(delay.total_seconds(), language))}"
    if was is State.WAITING:
        return words["waits_for"].format(delay=amounts.delay((report.at - row.opened_at).total_seconds(), language))
    return words[_SAID[was]]
