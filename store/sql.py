"""The store: every port that keeps something, on SQLite or PostgreSQL."""

from store.contacts import Contacts
from store.cursors import Cursors
from store.engine import Database
from store.fetching import Fetching
from store.leases import Leases
from store.loading import Loading
from store.outbox import Outbox
from store.saving import Saving
from store.switch import Switch
from store.tables import metadata


class SqlStore(Loading, Saving, Outbox, Fetching, Leases, Cursors, Switch, Contacts):
    """All ports of `conversations` that keep something."""

    def __init__(self, database: Database) -> None:
        """Use `open`."""
        self._database = database

    @classmethod
    def open(cls, url: str) -> "SqlStore":
        """The store at `url` (`sqlite:////path/recul.db` or `postgresql://…`)."""
        database = Database(url)
        metadata.create_all(database.writer)
        return cls(database)

    async def close(self) -> None:
        """Finish what runs, then let every connection go."""
        await self._database.close()
