"""What each query of the first board must be, counted with plain SQL over events and turns: nothing of `metrics` is asked."""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

Found = dict[str, float]
"""By department, or under the empty name."""

DAY = timedelta(days=1)
ALMOST = 1e-9
_SETTLED = "FROM event WHERE kind = 'settled' AND at > :since AND at <= :until AND data ->> 'measure' = :measure"
BECAME = """
  CASE WHEN answered_by = 'staff' THEN 'answered_staff'
       WHEN answered_by = 'bot' AND final THEN 'answered_bot'
       WHEN withdrawn_at <= expected_by AND excluded THEN 'excluded'
       WHEN withdrawn_at <= expected_by AND no_answer_needed = 'withdrawn_by_customer' THEN 'withdrawn'
       WHEN withdrawn_at <= expected_by THEN 'no_answer_needed'
       WHEN withdrawn_at IS NOT NULL THEN 'unanswered'
       WHEN answered_by = 'bot' THEN 'pending'
       WHEN closed_at IS NOT NULL THEN 'unanswered'
       ELSE 'waiting' END"""
OWED = "became IN ('answered_staff', 'answered_bot', 'pending', 'waiting', 'unanswered')"


@dataclass(frozen=True)
class Chosen:
    """What is chosen at the top of the board, and the moment at which it is looked at."""

    window: str
    until: datetime
    department: str = "all"

    @property
    def since(self) -> datetime:
        return self.until - DAY * int(self.window.removesuffix("d"))


Plain = Callable[[sqlite3.Connection, Chosen], Found]


def mean(where: str, what: str = "seconds", by: str | None = None, chosen: bool = False) -> Plain:
    """The mean of what the settled answers took."""
    return _answers(f"avg(data ->> '{what}')", where, by, chosen)


def n(where: str, by: str | None = None, chosen: bool = False) -> Plain:
    """How many answers settled."""
    return _answers("count(*)", where, by, chosen)


def _answers(column: str, where: str, by: str | None, chosen: bool) -> Plain:
    return _settled(column, "answered", where, by, chosen)


def share(measure: str, result: str, where: str, by: str | None = None, chosen: bool = False) -> Plain:
    """The share of the deadlines of that clock with that result."""
    return _settled(f"avg(data ->> 'result' = '{result}')", measure, where, by, chosen)


def due(measure: str, where: str, by: str | None = None, chosen: bool = False) -> Plain:
    """How many deadlines of that clock have passed."""
    return _settled("count(*)", measure, where, by, chosen)


def _settled(column: str, measure: str, where: str, by: str | None, chosen: bool) -> Plain:
    def found(db: sqlite3.Connection, at: Chosen) -> Found:
        more = f" AND data ->> 'department' = '{at.department}'" if chosen and at.department != "all" else ""
        sql = f"{_SETTLED} AND {where}{more}"
        given = {"measure": measure, "since": _text(at.since), "until": _text(at.until)}
        rows = db.execute(f"SELECT '', {column} {sql}", given).fetchall()
        if by is None:
            return _found(rows)
        of = db.execute(f"SELECT data ->> '{by}', {column} {sql} GROUP BY 1", given).fetchall()
        return _found(of) | _found([("all", value) for _, value in rows])

    return found


def acknowledged(db: sqlite3.Connection, at: Chosen, visibility: str) -> list[float]:
    """How long those took to be told that they are heard who were told in the window, the shortest first."""
    given = {"measure": "acknowledged", "since": _text(at.since), "until": _text(at.until), "visibility": visibility}
    rows = db.execute(f"SELECT data ->> 'seconds' {_SETTLED} AND data ->> 'visibility' = :visibility ORDER BY 1", given)
    return [seconds for (seconds,) in rows]


def bot_share(where: str) -> Plain:
    """The part of the bot in the answers."""
    return _settled("avg(data ->> 'answered_by' = 'bot')", "answered", where, None, False)


def events(kind: str, where: str = "1", window: str | None = None) -> Plain:
    """How many events of that kind there were."""

    def found(db: sqlite3.Connection, at: Chosen) -> Found:
        since = at.until - DAY if window == "1d" else at.since
        sql = f"SELECT '', count(*) FROM event WHERE kind = :kind AND at > :since AND at <= :until AND {where}"
        return _found(db.execute(sql, {"kind": kind, "since": _text(since), "until": _text(at.until)}))

    return found


def cohort(column: str, where: str = "1", by: str | None = None, chosen: bool = False) -> Plain:
    """A figure over the turns opened in the window that name the brand in public, each with what `became` of it."""

    def found(db: sqlite3.Connection, at: Chosen) -> Found:
        more = f" AND coalesce(department, 'none') = '{at.department}'" if chosen and at.department != "all" else ""
        turns = f"SELECT *, {BECAME} AS became FROM turn WHERE {_OPENED} AND {MENTION_T}{more}"
        given = {"since": _text(at.since), "until": _text(at.until)}
        rows = db.execute(f"SELECT '', {column} FROM ({turns}) WHERE {where}", given).fetchall()
        if by is None:
            return _found(rows)
        of = db.execute(f"SELECT coalesce({by}, 'none'), {column} FROM ({turns}) WHERE {where} GROUP BY 1", given)
        return _found(of) | _found([("all", value) for _, value in rows])

    return found


def ever(*states: str, by: str | None = None, chosen: bool = False) -> Plain:
    """The share of those owed an answer that are in one of these states."""
    listed = ", ".join(f"'{state}'" for state in states)
    return cohort(f"avg(became IN ({listed}))", OWED, by, chosen)


def within(where: str, share: float, reached: bool, everybody: bool = False, by: str | None = None) -> Plain:
    """Kaplan–Meier, step by step: the delay after which that share was answered, else the longest; of the staff's turns by the
    staff, or of those of `everybody`, never handed over or not, by the staff or the bot."""
    states = "('answered_staff', 'answered_bot')" if everybody else "('answered_staff')"
    whose = "1" if everybody else "(handed_over_at IS NOT NULL OR answered_by = 'staff')"

    def found(db: sqlite3.Connection, at: Chosen) -> Found:
        sql = f"""SELECT {f"coalesce({by}, 'none')" if by else "''"}, became IN {states}, became IN ('waiting', 'pending'),
                         {_exact(f"CASE WHEN became IN {states} THEN answered_at ELSE :until END")} - {_exact("opened_at")}
                  FROM (SELECT *, {BECAME} AS became FROM turn WHERE {_OPENED} AND {where})
                  WHERE {OWED} AND {whose}"""
        rows = db.execute(sql, {"since": _text(at.since), "until": _text(at.until)}).fetchall()
        groups = {of: [row[1:] for row in rows if row[0] == of] for of, *_ in rows}
        if by is not None and rows:
            groups["all"] = [row[1:] for row in rows]
        return _found((of, _when(some, share, reached)) for of, some in groups.items())

    return found


def _when(rows: list[tuple[bool, bool, float]], share: float, reached: bool) -> float | None:
    answered = [seconds for done, _, seconds in rows if done]
    waiting = [seconds for _, waits, seconds in rows if waits]
    never, still = len(rows) - len(answered) - len(waiting), 1.0
    for seconds in sorted(set(answered)):
        at_risk = sum(other >= seconds for other in (*answered, *waiting)) + never
        still *= 1 - answered.count(seconds) / at_risk
        if still <= 1 - share + ALMOST:
            return seconds if reached else None
    return None if reached else max(seconds for *_, seconds in rows)


def now_alone(plain: Plain, now: datetime) -> Plain:
    """`plain` at `now`, nothing at another time: what became of a turn is in its row, as it stands, and of a cohort of before
    neither the rows nor the history that is written say how it stood then."""
    return lambda db, at: plain(db, at) if at.until == now else {}


def open_turns(column: str, where: str, by: str | None = None) -> Plain:
    """A figure over the turns that wait now."""

    def found(db: sqlite3.Connection, at: Chosen) -> Found:
        group = f"coalesce({by}, 'none')" if by else "''"
        sql = f"SELECT {group}, {column} FROM turn WHERE {_WAITS} AND {where} GROUP BY 1"
        return _found(db.execute(sql, {"now": _text(at.until)}))

    return found


def dangers(column: str) -> Plain:
    """A figure over the conversations in which a danger stands."""
    return lambda db, at: _found(
        db.execute(f"SELECT '', {column} FROM conversation WHERE danger_at IS NOT NULL", {"now": _text(at.until)})
    )


def constant(seconds: float, *departments: str) -> Plain:
    """What the charter of the shop says: it is in no table of events or turns."""
    return lambda db, at: dict.fromkeys(departments or ("",), seconds)


PUBLIC, PRIVATE = (f"data ->> 'visibility' = '{side}'" for side in ("public", "private"))
MENTION = f"{PUBLIC} AND data ->> 'mention' = 1"
BY_STAFF = "data ->> 'answered_by' = 'staff'"
PUBLIC_T, PRIVATE_T = "visibility = 'public'", "visibility = 'private'"
MENTION_T = f"{PUBLIC_T} AND mention"
_OPENED = "opened_at >= :since AND opened_at < :until"
_WAITS = "answered_at IS NULL AND closed_at IS NULL AND withdrawn_at IS NULL"
COUNT = "count(*)"
LONGEST = "(julianday(:now) - julianday(min(opened_at))) * 86400"
LONGEST_DANGER = "(julianday(:now) - julianday(min(danger_at))) * 86400"


def past(clock: str) -> str:
    """Of the turns that wait, those past that deadline."""
    return f"count(CASE WHEN {clock} < :now THEN 1 END)"


def _found(rows: Iterable[tuple[str, float | None]]) -> Found:
    return {name: float(value) for name, value in rows if value is not None}


def _exact(column: str) -> str:
    """Unix time to the microsecond, where `julianday` rounds to the millisecond: some of the bot's delays are that short."""
    return f"(strftime('%s', substr({column}, 1, 19)) + CAST('0' || substr({column}, 20, 7) AS REAL))"


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
