"""Small simulated histories, and what a database holds of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text

from bot.simulation.run import Simulation, Wanted
from conversations.history import History
from store.sql import SqlStore
from store.tables import metadata
from tests.fakes.small_charter import small_charter

UNTIL = datetime(2026, 3, 20, 15, tzinfo=UTC)
"""A Friday afternoon."""
EXAMPLES = {
    "horaires": ("Quels sont vos horaires d'ouverture ?", "vous êtes ouverts le dimanche ??", "Are you open on Sunday?"),
    "retour": ("Comment renvoyer un article ?", "je voudrais retourner un plat, comment faire"),
    "livraison": ("Mon colis n'est jamais arrivé", "Le suivi indique livré mais je n'ai rien reçu", "Where is my parcel?"),
    "qualite": ("Une question sur la sécurité de votre poêle", "le manche a l'air fragile"),
    "remerciement": ("Merci beaucoup pour votre gentillesse",),
    "eloge": ("Votre boutique est superbe, bravo",),
}
_WITHOUT = {"seq", "audit", "lease", "cursor", "numbering"}


def wanted(days: int = 2, per_day: float = 30, seed: int = 1, until: datetime = UNTIL) -> Wanted:
    """A few days of a small brand."""
    return Wanted(small_charter(), "r1", EXAMPLES, until, days, per_day, seed)


async def lived(of: Wanted) -> tuple[Simulation, list[History]]:
    """The simulation at its end, with all its histories."""
    simulation, found = Simulation(of), list[History]()
    async for at in simulation.hours():
        if at.hour == 0:
            found += simulation.finished()
    return simulation, found + await simulation.end()


async def contents(store: SqlStore) -> dict[str, list[dict[str, Any]]]:
    """All rows of a database by table, without what is numbered or dated by the database itself."""
    await store.fold(10**6)

    def read(connection: Any) -> dict[str, list[dict[str, Any]]]:
        found = {}
        for table in metadata.sorted_tables:
            if table.name not in _WITHOUT:
                columns = [column for column in table.columns if column.name not in _WITHOUT]
                rows = [dict(row._mapping) for row in connection.execute(select(*columns))]
                found[table.name] = sorted(rows, key=lambda row: str(sorted(row.items(), key=str)))
        return found

    return await store._database.read(read)


async def emptied(store: SqlStore) -> None:
    """Take every row away."""

    def empty(connection: Any) -> None:
        for table in metadata.tables:
            connection.execute(text(f'DELETE FROM "{table}"'))

    await store._database.write(empty)
