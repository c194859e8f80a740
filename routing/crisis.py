"""A crisis is many distinct people upset at once: when it is proposed, what follows when nobody decides, and when it ends.

Contacts count once, with their hottest mood: one furious person with fifty comments is one person.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from charter.crisis import CrisisRules
from conversations.crisis import RULE, Crisis, CrisisState, Mood
from conversations.understanding import Heat

DAYS = 28
"""Days before on which the usual of an hour rests."""
ENOUGH_DAYS = 7
"""With fewer days of history nobody can say what is usual."""
LOOK_BACK = timedelta(days=DAYS + 1)
"""How far back moods matter."""
QUIET_AFTER = timedelta(hours=24)
"""For so long after one that was declined or has ended, only twice as many people bring a new proposal."""

_NORMAL = 1.4826  # what makes the median absolute deviation comparable to a standard deviation
_OPEN = frozenset({CrisisState.PROPOSED, CrisisState.PRECAUTION, CrisisState.DECLARED})


def proposed(moods: Sequence[Mood], now: datetime, rules: CrisisRules, timezone: str) -> dict[str, float] | None:
    """The figures on which a crisis is to be proposed, None when there is no reason to.

    `moods` are in order of time and reach back `LOOK_BACK`; `timezone` says which hours of other days are the same.
    """
    history = _History(moods, rules.window)
    figures = _present(history.heat(now))
    days = history.days(now)
    if figures["contacts"] < rules.floor:
        return None
    past = [history.heat(_same_hour(now, day, timezone)) for day in range(1, days + 1)] if days >= ENOUGH_DAYS else []
    figures |= _usual(past)
    unusual = bool(past) and figures["contacts"] > figures["usual_contacts"] + rules.factor * figures["deviation"]
    upset = figures["share"] >= max(rules.share, (1 + figures["usual_share"]) / 2 if past else 0.0)
    return figures if unusual or upset else None


def contacts(moods: Sequence[Mood], now: datetime, window: timedelta) -> dict[str, float]:
    """How many distinct people spoke in public in the last `window`, and which share of them was annoyed or worse."""
    return _present(_History(moods, window).heat(now))


def may_be_proposed(last: Crisis | None, figures: Mapping[str, float], now: datetime) -> bool:
    """False while one is open, and for a day after the last one, unless twice as many people are there as then."""
    if last is None:
        return True
    if last.state in _OPEN:
        return False
    doubled = figures["contacts"] >= 2 * last.figures.get("contacts", float("inf"))
    return doubled or now - last.changed_at >= QUIET_AFTER


def after_time(crisis: Crisis, now: datetime, rules: CrisisRules) -> Crisis | None:
    """What becomes of it by itself: an undecided proposal turns into a precaution, what is over ends. None: nothing yet."""
    ended = replace(crisis, state=CrisisState.ENDED, changed_at=now, by=RULE, ends_at=None)
    if crisis.state is CrisisState.PROPOSED and now >= crisis.changed_at + rules.decide_within:
        over = crisis.changed_at + rules.decide_within + rules.precaution_at_most
        if now >= over:
            return replace(ended, changed_at=over)  # nothing ran meanwhile, and a precaution would have come and gone
        until = now + rules.precaution_at_most
        return replace(crisis, state=CrisisState.PRECAUTION, changed_at=now, by=RULE, ends_at=until)
    return ended if crisis.state in _OPEN and crisis.ends_at is not None and now >= crisis.ends_at else None


def holds(crisis: Crisis | None, now: datetime) -> bool:
    """True while it changes what the bot does: declared, or a precaution, and not past its end."""
    if crisis is None or crisis.state not in (CrisisState.DECLARED, CrisisState.PRECAUTION):
        return False
    return crisis.ends_at is None or now < crisis.ends_at


def quiet(crisis: Crisis | None, department: str) -> bool:
    """True when the bot starts nothing in public for that department: under precaution, and on the subject of a crisis."""
    if crisis is None:
        return False
    on_subject = crisis.state is CrisisState.DECLARED and (not crisis.subjects or department in crisis.subjects)
    return crisis.state is CrisisState.PRECAUTION or on_subject


class _History:
    """Public moods, to be asked for the people of any stretch of time."""

    def __init__(self, moods: Sequence[Mood], window: timedelta) -> None:
        self._moods, self._window = moods, window
        self._times = [mood.at for mood in moods]

    def days(self, now: datetime) -> int:
        """Whole days that are known, `DAYS` at most."""
        return min((now - self._times[0]).days, DAYS) if self._times else 0

    def heat(self, end: datetime) -> dict[str, Heat]:
        """The hottest mood of each contact in the window that ends at `end`."""
        found: dict[str, Heat] = {}
        first, behind = bisect_left(self._times, end - self._window), bisect_right(self._times, end)
        for mood in self._moods[first:behind]:
            found[mood.contact] = max(found.get(mood.contact, Heat.CALM), Heat[mood.heat.upper()])
        return found


def _present(heat: Mapping[str, Heat]) -> dict[str, float]:
    upset = _upset(heat.values())
    return {"contacts": len(heat), "upset": upset, "share": round(upset / len(heat), 3) if heat else 0.0}


def _usual(past: Sequence[Mapping[str, Heat]]) -> dict[str, float]:
    """What the same hour of other days was like: the middle of them, and how far they usually are from it (at least 1).

    Of a weekday that is busier than the others it is the middle of its own hours: a Monday is no crisis.
    """
    volumes = [len(hour) for hour in past]
    same_weekday = volumes[6::7]
    # Fewer than two of them may be no more than one wild day.
    busier = len(same_weekday) > 1 and median(same_weekday) > median(volumes)
    alike = same_weekday if busier else volumes
    middle = median(alike) if alike else 0
    deviation = max(median(abs(volume - middle) for volume in alike) * _NORMAL if alike else 0.0, 1.0)
    share = sum(_upset(hour.values()) for hour in past) / max(sum(volumes), 1)
    return {"usual_contacts": middle, "deviation": round(deviation, 3), "usual_share": round(share, 3), "days": len(past)}


def _upset(heat: Iterable[Heat]) -> int:
    return sum(one >= Heat.ANNOYED for one in heat)


def _same_hour(now: datetime, day: int, timezone: str) -> datetime:
    """The same time of the clock on the wall so many days before."""
    local = now.astimezone(ZoneInfo(timezone)) - timedelta(days=day)
    return local.astimezone(UTC)
