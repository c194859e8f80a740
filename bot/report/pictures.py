"""The pictures of the page: what of the report is drawn, in whose words."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from charter.charter import Charter
from metrics import amounts, cohorts, plots
from metrics.cohorts import OWED, State
from metrics.families import LADDER, NOBODY
from metrics.report import ANSWERERS, Report, Scope, delay_of

Said = Mapping[str, str]


class Pictures:
    """Draws a report's pictures, each of one scope: public and private are never in the same."""

    def __init__(self, report: Report, charter: Charter, words: Said, language: str, teams: Mapping[str, str]) -> None:
        """`teams` are the names of departments."""
        self._report, self._charter, self._words, self._language, self._teams = report, charter, words, language, teams
        self._times = {seconds: amounts.delay(seconds, language) for seconds in plots.TICKS}

    def distribution(self, scope: str) -> Markup:
        """How many answers took how long, by the team and by the bot; at the end, those that have none."""
        counted: Counter[tuple[int, State]] = Counter()
        for row in self._report.rows(Scope(scope)):
            delay, was = delay_of(row), cohorts.state(row)
            step = len(LADDER) + 1 if delay is None else sum(edge < delay.total_seconds() for edge in LADDER)
            counted[step, was] += was in OWED
        bars = [self._bar(step, counted) for step in range(len(LADDER) + 1)]
        none = sum(n for (step, _), n in counted.items() if step == len(LADDER) + 1)
        bars.append(plots.Bar(self._words["none_yet"], (("none", none),), self._words["bar_none"].format(none=none)))
        mark = sum(edge <= self._charter.expected_delay.total_seconds() for edge in LADDER)
        return _svg(plots.distribution(bars, f"{self._words['distribution']} – {self._words[scope]}", mark))

    def _bar(self, step: int, counted: Counter[tuple[int, State]]) -> plots.Bar:
        label = self._words["over"] if step == len(LADDER) else "≤\N{NO-BREAK SPACE}{delay}"
        label = label.format(delay=amounts.delay(LADDER[min(step, len(LADDER) - 1)], self._language))
        staff, bot = counted[step, State.ANSWERED_STAFF], counted[step, State.ANSWERED_BOT]
        return plots.Bar(label, (("staff", staff), ("bot", bot)), self._words["bar"].format(label=label, staff=staff, bot=bot))

    def waiting(self, scope: str) -> Markup:
        """What share is still without an answer after how long: of the team's, of the bot's, of all."""
        lines = []
        for name, by in ANSWERERS:
            delays = cohorts.delays(self._report.rows(Scope(scope)), self._report.at, by)
            longest = max((*delays.answered, *delays.waiting, *delays.never), default=timedelta(0))
            steps = [(step.delay.total_seconds(), step.unanswered) for step in delays.curve()]
            if delays.n:
                lines.append(plots.Line(name, steps, longest.total_seconds()))
        title = f"{self._words['survival']} – {self._words[scope]}"
        return _svg(plots.waiting(lines, title, self._times, self._charter.expected_delay.total_seconds()))

    def hours(self, scope: str) -> Markup:
        """In which hours of which weekdays turns opened, by the clocks of the brand."""
        zone = ZoneInfo(self._report.period.timezone)
        opened = (row.opened_at.astimezone(zone) for row in self._report.rows(Scope(scope)))
        counts = Counter((local.weekday(), local.hour) for local in opened)
        title = f"{self._words['hours']} – {self._words[scope]}"
        return _svg(plots.hours(counts, amounts.weekdays(self._language), title, self._words["hours_cell"]))

    def spans(self, scope: str) -> Markup:
        """Each department's median and p90, with the delay that it aims at."""
        shown = [self._span(Scope(scope), id) for id in self._report.departments]
        title = f"{self._words['spans']} – {self._words[scope]}"
        return _svg(plots.departments([span for span in shown if span is not None], title, self._times))

    def _said(self, seconds: float, over: bool) -> str:
        delay = amounts.delay(seconds, self._language)
        return self._words["over"].format(delay=delay) if over else delay

    def _span(self, scope: Scope, department: str) -> plots.Span | None:
        median, p90 = (self._report.figure(scope, name, department) for name in ("median_staff", "p90_staff"))
        if median.value is None or p90.value is None or department == NOBODY:
            return None
        said = [self._said(one.value or 0.0, one.over) for one in (median, p90)]
        target = None
        if self._charter.is_department(department):
            delays = self._charter.department(department).delays
            target = (delays.private if scope is Scope.PRIVATE else delays.public).total_seconds()
        name = self._teams[department]
        words = self._words["span_said"].format(team=name, median=said[0], p90=said[1], n=median.n)
        ends = [None if one.over else one.value for one in (median, p90)]
        return plots.Span(name, ends[0], ends[1], p90.value, target, words)


def _svg(drawn: str) -> Markup:
    return Markup(drawn)  # noqa: S704
