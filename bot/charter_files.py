"""The charter's files on disk, as the loop that waits for edits sees them: what they look like, and whether they rest."""

from dataclasses import dataclass
from pathlib import Path

from charter.load import files

SETTLED = 0.5
"""Seconds without a change after which the files are read: an editor may write them in pieces, or one after the other."""

Look = tuple[tuple[str, int, int, int], ...]
"""Name, time of change, size and inode of each file; a file that cannot be looked at is left out."""


def look(path: Path) -> Look:
    """What the charter at `path` and the examples beside it look like now. Never raises."""
    return tuple(found for file in files(path) for found in _look(file))


def _look(file: Path) -> tuple[tuple[str, int, int, int], ...]:
    try:
        stat = file.stat()
    except (OSError, ValueError):
        return ()
    return ((str(file), stat.st_mtime_ns, stat.st_size, stat.st_ino),)


@dataclass(slots=True)
class Settling:
    """Tells when files have come to rest. Times are seconds of one monotonic clock."""

    seen: Look | None = None
    since: float = 0.0

    def rests(self, now_seen: Look, now: float) -> bool:
        """True once the same look was given for SETTLED seconds."""
        if now_seen != self.seen:
            self.seen, self.since = now_seen, now
        return now - self.since >= SETTLED
