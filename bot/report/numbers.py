"""The numbers of the page: each is a link to the turns that it is counted from, and each turn knows in which numbers it is."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from metrics import amounts
from metrics.families import ALL
from metrics.report import Figure, Key, Report, Scope, Unit

Said = Mapping[str, str]


class Numbers:
    """Writes figures, and remembers in which order and of which turns. One for each page."""

    def __init__(self, report: Report, words: Said, language: str, teams: Mapping[str, str]) -> None:
        """`teams` are the names of departments."""
        self._report, self._words, self._language, self._teams = report, words, language, teams
        self._shown: dict[str, int] = {}
        self._of: dict[str, list[int]] = {}

    def figure(self, scope: str, name: str, department: str = ALL) -> Figure:
        """One figure of the report."""
        return self._report.figure(Scope(scope), name, department)

    def link(self, scope: str, name: str, department: str = ALL, n: bool = False) -> Markup:
        """The figure as a link to its rows, or with `n` the number of those; a dash where there is nothing to count."""
        figure = self.figure(scope, name, department)
        said = str(figure.n) if n else self.said(figure)
        label = " · ".join(part for part in (self._words[scope], self._team(department), self._name(name)) if part)
        return self.to_rows(f"{scope}/{department}/{name}", figure.turns, said, label)

    def to_rows(self, id: str, turns: tuple[str, ...], said: str, label: str) -> Markup:
        """Any number as a link to these turns."""
        if not turns:
            return Markup('<span class="zero">{}</span>').format(said)
        if id not in self._shown:
            self._shown[id] = len(self._shown) + 1
            for turn in turns:
                self._of.setdefault(turn, []).append(self._shown[id])
        mark = Markup('<a class="n" href="#r{}" data-n="{}" title="{}">{}</a>')
        return mark.format(self._shown[id], len(turns), label, said)

    def in_numbers(self, turn: str) -> str:
        """The numbers that a turn is counted in, as they are linked so far, separated by spaces."""
        return " ".join(map(str, self._of.get(turn, ())))

    def said(self, figure: Figure) -> str:
        """The value in words."""
        if figure.value is None:
            return "–"
        match figure.unit:
            case Unit.SECONDS:
                delay = amounts.delay(figure.value, self._language)
                return self._words["over"].format(delay=delay) if figure.over else delay
            case Unit.SHARE:
                return amounts.share(figure.value, self._language)
            case Unit.SCORE:
                return amounts.score(figure.value, self._language)
            case _:
                return str(round(figure.value))

    def change(self, scope: str, name: str, less_is_better: bool = True) -> dict[str, Any] | None:
        """How a figure differs from the period before: in words, for better or worse, and what it was; None when untold.

        A mean is not judged: leaving hard requests unanswered lowers it.
        """
        by = self._report.change(Scope(scope), name)
        figure = self.figure(scope, name)
        if by is None:
            return None
        seconds = figure.unit is Unit.SECONDS
        same = abs(by) < (30 if seconds else 0.005)
        amount = amounts.delay(abs(by), self._language) if seconds else amounts.points(by)
        said = self._words["same" if same else "more" if by > 0 else "less"].format(by=amount)
        before = self._report.before[Key(Scope(scope), ALL, name)]
        was = self._words[f"before_{self._report.period.called}"].format(value=self.said(before))
        judged = not same and not name.startswith(("mean_", "open_mean_"))
        return {"said": said, "was": was, "good": (by < 0) == less_is_better if judged else None}

    def _team(self, department: str) -> str:
        return "" if department == ALL else self._teams[department]

    def _name(self, name: str) -> str:
        if name in self._words:
            return self._words[name].format(delay="…")
        kind, _, by = name.rpartition("_")
        return f"{self._words.get(kind, kind)}, {self._words.get(by, by)}"
