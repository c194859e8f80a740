"""What senders take and give back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from conversations.sending import Account, Parcel, ParcelState
from store import tables as t
from store.engine import Database
from store.moments import UtcDateTime
from store.parcels import PARCEL, parcel
from store.switch import ALL

_NOW = bindparam("now", type_=UtcDateTime())
_LIMIT: BindParameter[int] = bindparam("limit")
_UNDERWAY = t.outgoing.c.due.is_not(None)
_OF_ACCOUNT = and_(t.outgoing.c.channel == bindparam("of_channel"), t.outgoing.c.account == bindparam("of_account"))

_other = t.outgoing.alias("other")


def _allowed(parcels: FromClause) -> ColumnElement[bool]:
    """Whoever is on call hears of a danger, and the staff of everything else, even while nothing goes out to customers."""
    parcel = parcels.c
    scopes = or_(t.switch.c.scope == ALL, t.switch.c.scope == parcel.by, t.switch.c.scope == literal("user:") + parcel.user)
    return or_(parcel.to.is_not(None), ~exists(select(t.switch.c.scope).where(scopes)))


ALLOWED = _allowed(t.outgoing)

# What a suspension holds back holds nothing up that may leave: safety wording never waits for a suspended user's reply.
_BEHIND = exists(
    select(_other.c.id).where(
        _other.c.lane == t.outgoing.c.lane,
        _other.c.due.is_not(None),
        or_(
            _other.c.state == ParcelState.SENDING.value,
            and_(_other.c.seq < t.outgoing.c.seq, or_(_other.c.attempts > 0, _other.c.due <= _NOW), _allowed(_other)),
        ),
    )
)
_READY = (
    select(t.outgoing.c.id)
    .where(_OF_ACCOUNT, t.outgoing.c.due <= _NOW, t.outgoing.c.state == ParcelState.QUEUED.value, ~_BEHIND, ALLOWED)
    .order_by(t.outgoing.c.seq)
    .limit(_LIMIT)
    .with_for_update(skip_locked=True, of=t.outgoing)
    .cte("ready")
)
_TAKE = (
    update(t.outgoing)
    .where(t.outgoing.c.id.in_(select(_READY.c.id)))
    .values(state=ParcelState.SENDING.value, attempts=t.outgoing.c.attempts + 1)
    .returning(t.outgoing.c.id)
)
_TAKEN = PARCEL.where(t.outgoing.c.id.in_(bindparam("ids", expanding=True))).order_by(t.outgoing.c.seq)
_RETRY = (
    update(t.outgoing)
    .where(t.outgoing.c.id == bindparam("id_"), t.outgoing.c.state == ParcelState.SENDING.value)
    .values(state=ParcelState.QUEUED.value, due=bindparam("due"), error=bindparam("error"))
)
_IN_FLIGHT = PARCEL.where(_OF_ACCOUNT, _UNDERWAY, t.outgoing.c.state == ParcelState.SENDING.value).order_by(t.outgoing.c.seq)
_WITHHELD = (
    select(t.outgoing.c.reply, func.count().label("count"))
    .where(_UNDERWAY, t.outgoing.c.state == ParcelState.QUEUED.value, ~ALLOWED)
    .group_by(t.outgoing.c.reply)
)
_ONE = PARCEL.where(t.outgoing.c.id == bindparam("id"))


class Outbox:
    """The port `Outbox` for channels that push."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, account: Account, now: datetime, limit: int) -> Sequence[Parcel]:
        """Due parcels of the account, now marked `sending`: the oldest first, at most one per conversation."""
        asked = {"of_channel": account.channel, "of_account": account.name, "now": now, "limit": limit}
        return await self._database.write(lambda connection: _take(connection, asked))

    async def withheld(self) -> Mapping[str, int]:
        """How many messages wait for nothing but the end of a suspension, by kind of reply."""
        rows = await self._database.read(lambda connection: connection.execute(_WITHHELD).all())
        return {row.reply: row[1] for row in rows}

    async def retry(self, parcel: str, due: datetime, error: str) -> None:
        """Put a parcel back after a passing error."""
        await self._database.write(lambda c: c.execute(_RETRY, {"id_": parcel, "due": due, "error": error}))

    async def in_flight(self, account: Account) -> Sequence[Parcel]:
        """Parcels found marked `sending` by a sender that was stopped."""
        asked = {"of_channel": account.channel, "of_account": account.name}
        rows = await self._database.read(lambda connection: connection.execute(_IN_FLIGHT, asked).all())
        return [parcel(row) for row in rows]

    async def parcel(self, id: str) -> Parcel | None:
        """One parcel, whatever its state."""
        row = await self._database.read(lambda connection: connection.execute(_ONE, {"id": id}).one_or_none())
        return None if row is None else parcel(row)


def _take(connection: Connection, asked: dict[str, object]) -> list[Parcel]:
    ids = connection.scalars(_TAKE, asked).all()
    if not ids:
        return []
    return [parcel(row) for row in connection.execute(_TAKEN, {"ids": ids})]
