"""The store: every port that keeps something, on SQLite or PostgreSQL."""

from typing import TYPE_CHECKING

from conversations import ports, users
from store.contacts import Contacts
from store.cursors import Cursors
from store.engine import Database
from store.fetching import Fetching
from store.figures import Figures
from store.leases import Leases
from store.migrating import check, migrate
from store.outbox import Outbox
from store.people import Users
from store.queue import Queue
from store.saving import Saving
from store.switch import Switch
from store.timeline import Timeline


class SqlStore(Saving, Timeline, Queue, Outbox, Fetching, Switch, Contacts, Figures, Users, Leases, Cursors):
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
