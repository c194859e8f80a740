"""Sending is suspended in a scope, and in no other; the staff hear of everything all the same."""

from sqlalchemy import text

from conversations import events as e
from conversations.change import Outgoing
from conversations.sending import held_back
from conversations.turn import AnsweredBy, Reply
from store.posting import STAFF
from store.sql import SqlStore
from tests.conformance.dossiers import ACCOUNT, NOW, Dossier, fresh, place, reply


async def three(store: SqlStore) -> dict[str, str]:
    """A reply of the bot and of two users, each in its conversation: who wrote it, by id."""
    wrote: dict[str, Outgoing] = {
        "bot": reply(),
        "zoe": reply(by=AnsweredBy.STAFF, user="u1"),
        "max": reply(by=AnsweredBy.STAFF, user="u2"),
    }
    for out in wrote.values():
        dossier = Dossier(store, place(fresh("p")))
        await dossier.receive()
        await dossier.sends(out)
    return {out.id: name for name, out in wrote.items()}


async def leave(store: SqlStore) -> set[str]:
    """Whose replies leave by now."""
    wrote = await three(store)
    fetched = {wrote[parcel.id] for parcel in await store.waiting(ACCOUNT.channel, None, 99) if parcel.id in wrote}
    parcels = [parcel for id in wrote if (parcel := await store.parcel(id)) is not None]
    suspensions = await store.suspensions()
    assert fetched == {wrote[parcel.id] for parcel in parcels if not held_back(parcel, suspensions)}
    assert fetched == {wrote[parcel.id] for parcel in await store.take(ACCOUNT, NOW, 99) if parcel.id in wrote}
    return fetched


async def test_each_scope_holds_its_own(store: SqlStore) -> None:
    expected = {
        "all": set(),
        "bot": {"zoe", "max"},
        "staff": {"bot"},
        "user:u1": {"bot", "max"},
        "user:u": {"bot", "zoe", "max"},
    }
    for scope, left in expected.items():
        await store.suspend("une rumeur", "u9", scope)
        assert await leave(store) == left, scope
        await store.resume("u9", scope)
    assert await leave(store) == {"bot", "zoe", "max"}


async def test_scopes_add_up_and_end_one_by_one_or_all_at_once(store: SqlStore) -> None:
    await store.suspend("compte piraté", "u9", "user:u1")
    await store.suspend("une panne", "u9", "bot")
    assert await store.suspensions() == {"bot": "une panne", "user:u1": "compte piraté"}
    assert await store.suspended() is None
    assert await leave(store) == {"max"}
    await store.resume("u9", "bot")
    assert await store.suspensions() == {"user:u1": "compte piraté"}
    await store.suspend("une rumeur", "u9")
    assert await store.suspended() == "une rumeur"
    await store.resume("u9")
    assert await store.suspensions() == {}
    assert await leave(store) == {"bot", "zoe", "max"}


async def test_what_is_suspended_holds_nothing_up_that_may_leave(store: SqlStore) -> None:
    ada = Dossier(store, place(fresh("p")))
    await ada.receive()
    hers, safety = reply(by=AnsweredBy.STAFF, user="u1"), reply(reply=Reply.SAFETY)
    await ada.sends(hers)
    await store.suspend("compte piraté", "u9", "user:u1")
    await ada.sends(safety)
    assert [parcel.id for parcel in await store.take(ACCOUNT, NOW, 9)] == [safety.id]
    await store.resume("u9")
    assert await store.take(ACCOUNT, NOW, 9) == [], "one after the other"
    await ada.event(e.Delivered(NOW, safety.id, Reply.SAFETY, AnsweredBy.BOT))
    assert [parcel.id for parcel in await store.take(ACCOUNT, NOW, 9)] == [hers.id]


async def test_the_staff_get_their_notices_whatever_is_suspended(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    kinds = (Reply.ON_CALL, Reply.STAFF_NOTICE, Reply.STAFF_NOTICE)
    notices = [reply(reply=kind, to=f"p{n}@colibri.example") for n, kind in enumerate(kinds)]
    await ada.sends(*notices)
    for scope in ("all", "bot", "staff"):
        await store.suspend("une rumeur", "u9", scope)
    taken = await store.take(STAFF, NOW, 9)
    assert [parcel.id for parcel in taken] == [notice.id for notice in notices]
    suspensions = await store.suspensions()
    assert not any(held_back(parcel, suspensions) for parcel in taken)


async def test_each_turn_of_the_switch_leaves_a_trace_and_one_in_vain_none(store: SqlStore) -> None:
    await store.suspend("une panne", "u1", "bot")
    await store.suspend("une rumeur", "u1")
    await store.resume("u2", "staff")
    await store.resume("u2")
    rows = await store._database.read(lambda c: c.execute(text('SELECT "by", what, detail FROM audit ORDER BY seq')).all())
    assert [tuple(row) for row in rows] == [
        ("u1", "sending suspended: bot", "une panne"),
        ("u1", "sending suspended: all", "une rumeur"),
        ("u2", "sending resumed: all", None),
        ("u2", "sending resumed: bot", None),
    ]
