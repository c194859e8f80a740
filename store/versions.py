"""The charter's published versions, and the models trained for them."""

from collections.abc import Sequence

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Row, bindparam, delete, func, select

from conversations.ports import Conflict
from conversations.versions import CharterVersion
from store import tables as t
from store.engine import Database
from store.inserting import insert_once

KEPT = 20
"""Versions whose model is kept: one can go back to them without training."""

_v = t.charter_version.c
_NUMBER = select(func.coalesce(func.max(_v.number), 0))
_CURRENT = select(t.charter_version).order_by(_v.number.desc()).limit(1)
_ONE = select(t.charter_version).where(_v.number == bindparam("number"))
_LIST = (
    select(*(column for column in _v if column.name not in ("text", "examples")))
    .order_by(_v.number.desc())
    .limit(bindparam("limit"))
)
_PUBLISH = insert_once(t.charter_version, "number")
_KEEP = insert_once(t.model, "name")
_NAMED = select(_v.model).order_by(_v.number.desc()).limit(KEPT)
_PRUNE = delete(t.model).where(t.model.c.name.not_in(_NAMED))
_MODEL = select(t.model.c.data).where(t.model.c.name == bindparam("name"))


class Versions:
    """The port `Versions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def current_version(self) -> CharterVersion | None:
        """The last one published."""
        row = await self._database.read(lambda connection: connection.execute(_CURRENT).one_or_none())
        return None if row is None else _whole(row)

    async def current_number(self) -> int:
        """Its number; 0 when there is none."""
        return await self._database.read(lambda connection: connection.execute(_NUMBER).scalar_one())

    async def version(self, number: int) -> CharterVersion | None:
        """The one of that number."""
        row = await self._database.read(lambda connection: connection.execute(_ONE, {"number": number}).one_or_none())
        return None if row is None else _whole(row)

    async def versions(self, limit: int) -> Sequence[CharterVersion]:
        """The last ones, newest first, without text and examples."""
        rows = await self._database.read(lambda connection: connection.execute(_LIST, {"limit": limit}).all())
        return [CharterVersion(**row._mapping, text="", examples={}) for row in rows]

    async def publish(self, version: CharterVersion, model: bytes) -> None:
        """Keep a version and its model (not twice), and let go of models that no version of late names.

        Raises Conflict when its number is taken.
        """
        await self._database.write(lambda connection: _publish(connection, version, model))

    async def model(self, name: str) -> bytes | None:
        """A model by its name."""
        data = await self._database.read(lambda connection: connection.scalar(_MODEL, {"name": name}))
        return None if data is None else bytes(data)


def _publish(connection: Connection, version: CharterVersion, model: bytes) -> None:
    if connection.execute(_PUBLISH.of(connection), _row(version)).rowcount == 0:
        raise Conflict
    connection.execute(_KEEP.of(connection), {"name": version.model, "data": model, "at": version.at})
    connection.execute(_PRUNE)


def _row(version: CharterVersion) -> dict[str, object]:
    return {
        "number": version.number,
        "digest": version.digest,
        "text": version.text,
        "examples": to_json(dict(version.examples)).decode(),
        "model": version.model,
        "origin": version.origin,
        "by": version.by,
        "at": version.at,
        "note": version.note,
    }


def _whole(row: Row[tuple[object, ...]]) -> CharterVersion:
    return CharterVersion(**{**row._mapping, "examples": from_json(row.examples)})
