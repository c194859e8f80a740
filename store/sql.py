"""The store: every port that keeps something, on SQLite or PostgreSQL."""

from typing import TYPE_CHECKING

from conversations import crisis, history, learning, outcomes, ports, users, versions
from store.assignments import Assignments
from store.bulk import Filling
from store.contacts import Contacts
from store.crises import Crises
from store.cursors import Cursors
from store.decisions import Decisions
from store.engine import Database
from store.fetching import Fetching
from store.figures import Figures
from store.histories import Recounting
from store.leases import Leases
from store.links import Links
from store.migrating import check, migrate
from store.outbox import Outbox
from store.outcomes import Outcomes
from store.people import Users
from store.queue import Queue
from store.saving import Saving
from store.suggestions import Suggestions
from store.switch import Switch
from store.timeline import Timeline
from store.versions import Versions
from store.workloads import Workloads


class _Lines(Saving, Timeline, Links, Workloads, Outbox, Fetching, Switch, Leases, Cursors):
    """What the line and its loops read and write."""


class _Desks(Queue, Contacts, Users, Assignments, Crises, Versions, Decisions, Suggestions):
    """What people look at and decide on."""


class _Measures(Figures, Recounting, Outcomes, Filling):
    """What figures and reports are made of, and histories written whole."""


class SqlStore(_Lines, _Desks, _Measures):
    """All ports of `conversations` that keep something, each method one transaction in a thread."""

    def __init__(self, database: Database) -> None:
        """Use `open`."""
        self._database = database

    @classmethod
    def open(cls, url: str) -> "SqlStore":
        """The store at `url` (`sqlite:////path/recul.db` or `postgresql://…`).

        SQLite is created and brought up to date; PostgreSQL is not: several processes may be using it. Raises ValueError on
        an address that is none, Unavailable when the database is down, or older or newer than the program.
        """
        database = Database(url)
        try:
            (migrate if database.embedded else check)(database.writer)
        except BaseException:
            database.writer.dispose()
            raise
        return cls(database)

    async def close(self) -> None:
        """Finish what runs, then let every connection go."""
        await self._database.close()


if TYPE_CHECKING:
    _store: ports.Store = SqlStore(Database(""))
    _outbox: ports.Outbox = SqlStore(Database(""))
    _leases: ports.Leases = SqlStore(Database(""))
    _cursors: ports.Cursors = SqlStore(Database(""))
    _switch: ports.Switch = SqlStore(Database(""))
    _queue: ports.Queue = SqlStore(Database(""))
    _timeline: ports.Timeline = SqlStore(Database(""))
    _contacts: ports.Contacts = SqlStore(Database(""))
    _figures: ports.Figures = SqlStore(Database(""))
    _users: users.Users = SqlStore(Database(""))
    _assignments: users.Assignments = SqlStore(Database(""))
    _crises: crisis.Crises = SqlStore(Database(""))
    _versions: versions.Versions = SqlStore(Database(""))
    _decisions: versions.Decisions = SqlStore(Database(""))
    _suggestions: learning.Suggestions = SqlStore(Database(""))
    _outcomes: outcomes.Outcomes = SqlStore(Database(""))
    _histories: history.Histories = SqlStore(Database(""))
