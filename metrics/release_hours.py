"""The opening hours by which a delay was counted: those of the release that settled it."""

from collections.abc import Callable

from charter.problems import CharterProblems
from charter.reading import read_charter
from charter.source import Source
from metrics.turns import Hours


class ReleaseHours:
    """`charter` gives the text of a published release's charter, by the release's id; `today` are the hours in force."""

    def __init__(self, charter: Callable[[str], str | None], today: Hours) -> None:
        self._charter = charter
        self.today = today
        self._known: dict[str, Hours | None] = {}

    def of(self, release: str | None) -> Hours | None:
        """The hours of that release; None when it was never published, or is written in a way that we read no more."""
        if release is None:
            return None
        if release not in self._known:
            self._known[release] = self._read(release)
        return self._known[release]

    def _read(self, release: str) -> Hours | None:
        text = self._charter(release)
        if text is None:
            return None
        try:
            return read_charter(Source(text, {}, f"release-{release}/charter.yaml")).hours_of
        except CharterProblems:
            return None
