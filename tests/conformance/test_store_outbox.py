"""What goes out: in order, one at a time, never twice without saying so."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import psycopg

from conversations import events as e
from conversations.change import Button, Change
from conversations.message import Visibility
from conversations.sending import Account, Parcel, ParcelState
from conversations.turn import AnsweredBy, Reply
from store.posting import STAFF
from store.sql import SqlStore
from tests.conformance.dossiers import ACCOUNT, NOW, Dossier, incoming, minutes, place, reply

WEB = Account("web", "shop")


def ids(parcels: Sequence[Parcel]) -> list[str]:
    """Their ids, in order."""
    return [parcel.id for parcel in parcels]


async def test_a_parcel_carries_what_its_sender_needs(store: SqlStore) -> None:
    ada, out = Dossier(store), reply("Oui", buttons=(Button("Utile", "oui"),), turn="t1", author="Zoé", by=AnsweredBy.STAFF)
    await ada.receive(incoming(ada.key, external_id="17", address={"chat": 7, "thread": "9"}))
    await ada.sends(out)
    assert await store.take(ACCOUNT, NOW, 9) == [
        Parcel(
            id=out.id,
            conversation=ada.id,
            account=ACCOUNT,
            place="private",
            address={"chat": 7, "thread": "9"},
            reply=Reply.ACKNOWLEDGEMENT,
            by=AnsweredBy.STAFF,
            text="Oui",
            visibility=Visibility.PRIVATE,
            created_at=NOW,
            state=ParcelState.SENDING,
            due=NOW,
            turn="t1",
            author="Zoé",
            buttons=(Button("Utile", "oui"),),
            reply_to="17",
            attempts=1,
        )
    ]


async def test_one_conversation_gets_its_parcels_one_after_the_other(store: SqlStore) -> None:
    ada, one, two = Dossier(store), reply("un"), reply("deux")
    await ada.receive()
    await ada.sends(one, two)
    assert ids(await store.take(ACCOUNT, NOW, 9)) == [one.id]
    assert ids(await store.take(ACCOUNT, NOW, 9)) == []
    await ada.event(e.Delivered(NOW, one.id, one.reply, one.by))
    assert ids(await store.take(ACCOUNT, NOW, 9)) == [two.id]


async def test_a_retry_holds_its_conversation_and_no_other(store: SqlStore) -> None:
    ada, eve = Dossier(store), Dossier(store, place("eve"))
    one, two, other = reply("un"), reply("deux"), reply("autre")
    for dossier in (ada, eve):
        await dossier.receive()
    await ada.sends(one, two)
    await store.take(ACCOUNT, NOW, 9)
    await store.retry(one.id, minutes(5), "the network is down")
    await eve.sends(other)
    assert ids(await store.take(ACCOUNT, minutes(1), 9)) == [other.id]
    [again] = await store.take(ACCOUNT, minutes(5), 9)
    assert (again.id, again.attempts, again.error) == (one.id, 2, "the network is down")


async def test_a_parcel_due_later_holds_nothing_that_is_due_now(store: SqlStore) -> None:
    ada, later, now = Dossier(store), reply("demain", due=minutes(60)), reply("maintenant")
    await ada.receive()
    await ada.sends(later, now)
    assert ids(await store.take(ACCOUNT, NOW, 9)) == [now.id]
    assert ids(await store.take(ACCOUNT, minutes(60), 9)) == []
    await ada.event(e.Delivered(NOW, now.id, now.reply, now.by))
    assert ids(await store.take(ACCOUNT, minutes(60), 9)) == [later.id]


async def test_the_oldest_go_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    dossiers = [Dossier(store, place(f"p{n}")) for n in range(5)]
    outs = [reply() for _ in dossiers]
    for dossier, out in zip(dossiers, outs, strict=True):
        await dossier.receive()
        await dossier.sends(out)
    assert ids(await store.take(ACCOUNT, NOW, 3)) == [out.id for out in outs[:3]]
    assert ids(await store.take(ACCOUNT._replace(name="other"), NOW, 3)) == []
    assert ids(await store.take(ACCOUNT, NOW, 3)) == [out.id for out in outs[3:]]


async def test_many_takers_at_once_get_each_parcel_once(store: SqlStore) -> None:
    dossiers = [Dossier(store, place(f"p{n}")) for n in range(30)]
    for dossier in dossiers:
        await dossier.receive()
        await dossier.sends(reply("un"), reply("deux"))
    taken = await asyncio.gather(*(store.take(ACCOUNT, NOW, 5) for _ in range(12)))
    parcels = [parcel for some in taken for parcel in some]
    assert len(set(ids(parcels))) == len(parcels)
    assert len({parcel.conversation for parcel in parcels}) == len(parcels)
    rest = await store.take(ACCOUNT, NOW, 99)
    assert len(parcels) + len(rest) == 30


async def test_a_taker_passes_over_what_another_has_locked(postgresql_store: SqlStore, postgresql_url: str) -> None:
    store = postgresql_store
    ada, eve, held, free = Dossier(store), Dossier(store, place("eve")), reply("un"), reply("autre")
    for dossier, out in ((ada, held), (eve, free)):
        await dossier.receive()
        await dossier.sends(out)
    with psycopg.connect(postgresql_url) as other:
        other.execute("SELECT id FROM outgoing WHERE id = %s FOR UPDATE", (held.id,))
        assert ids(await store.take(ACCOUNT, NOW, 9)) == [free.id]
    assert ids(await store.take(ACCOUNT, NOW, 9)) == [held.id]


async def test_nothing_goes_out_while_sending_is_suspended(store: SqlStore) -> None:
    ada, out = Dossier(store), reply()
    await ada.receive()
    await ada.sends(out)
    await store.suspend("une rumeur", "u1")
    assert await store.suspended() == "une rumeur"
    assert ids(await store.take(ACCOUNT, NOW, 9)) == []
    assert ids(await store.waiting(ACCOUNT.channel, None, 9)) == []
    await store.resume("u1")
    assert await store.suspended() is None
    assert ids(await store.take(ACCOUNT, NOW, 9)) == [out.id]


async def test_whoever_is_on_call_is_told_even_then(store: SqlStore) -> None:
    ada, notice = Dossier(store), reply(reply=Reply.ON_CALL, to="zoe@colibri.example", subject="Danger")
    await ada.receive()
    await ada.sends(reply(), notice)
    await store.suspend("une rumeur", "u1")
    [parcel] = await store.take(STAFF, NOW, 9)
    assert (parcel.id, parcel.to, parcel.subject) == (notice.id, "zoe@colibri.example", "Danger")


async def test_a_notice_that_cannot_leave_holds_neither_the_customer_nor_another_addressee(store: SqlStore) -> None:
    ada, customer = Dossier(store), reply("à vous")
    zoe, max_ = reply(to="zoe@colibri.example"), reply(to="max@colibri.example")
    await ada.receive()
    await ada.sends(zoe)
    await store.take(STAFF, NOW, 9)
    await store.retry(zoe.id, minutes(5), "greylisted")
    await ada.sends(max_, customer)
    assert ids(await store.take(STAFF, NOW, 9)) == [max_.id]
    assert ids(await store.take(ACCOUNT, NOW, 9)) == [customer.id]


async def test_a_killed_sender_leaves_its_parcels_in_flight(database_url: str) -> None:
    killed = SqlStore.open(database_url)
    ada, out = Dossier(killed), reply()
    await ada.receive()
    await ada.sends(out)
    await killed.take(ACCOUNT, NOW, 9)
    await killed.close()
    store = ada.store = SqlStore.open(database_url)
    try:
        assert ids(await store.take(ACCOUNT, minutes(9), 9)) == []
        assert ids(await store.in_flight(ACCOUNT)) == [out.id]
        await ada.event(e.PerhapsTwice(minutes(9), out.id))
        assert await store.in_flight(ACCOUNT) == []
        [again] = await store.take(ACCOUNT, minutes(9), 9)
        assert again.perhaps_twice
    finally:
        await store.close()


async def test_what_arrived_or_failed_is_over(store: SqlStore) -> None:
    ada, good, bad = Dossier(store), reply(), reply()
    await ada.receive()
    await ada.sends(good, bad)
    await ada.event(e.Delivered(NOW, good.id, good.reply, good.by), e.Undeliverable(NOW, bad.id, "blocked", bad.reply))
    states = [(parcel.state, parcel.due, parcel.error) for parcel in await store.parcels(ada.id)]
    assert states == [(ParcelState.DELIVERED, None, None), (ParcelState.FAILED, None, "blocked")]
    await store.retry(good.id, NOW, "too late")
    assert ids(await store.take(ACCOUNT, NOW, 9)) == []


async def test_one_parcel_by_its_id_whatever_its_state(store: SqlStore) -> None:
    ada, out = Dossier(store), reply()
    await ada.receive()
    await ada.sends(out)
    await ada.event(e.Delivered(NOW, out.id, out.reply, out.by))
    found = await store.parcel(out.id)
    assert found is not None
    assert found.state is ParcelState.DELIVERED
    assert await store.parcel("unknown") is None


async def test_a_channel_that_fetches_reads_page_after_page(store: SqlStore) -> None:
    ada, eve = Dossier(store, place(account=WEB)), Dossier(store, place("eve", account=WEB))
    outs = [reply(str(n)) for n in range(4)]
    for dossier in (ada, eve):
        await dossier.receive()
    for n, out in enumerate(outs):
        await (ada, eve)[n % 2].sends(out)
    assert ids(await store.waiting("web", None, 3)) == [out.id for out in outs[:3]]
    assert ids(await store.waiting("web", outs[2].id, 3)) == [outs[3].id]
    assert ids(await store.waiting("web", outs[3].id, 3)) == []
    assert ids(await store.waiting("web", None, 9, eve.id)) == [outs[1].id, outs[3].id]
    assert ids(await store.waiting("web", outs[1].id, 9, eve.id)) == [outs[3].id]
    await ada.event(e.Delivered(NOW, outs[0].id, outs[0].reply, outs[0].by))
    assert ids(await store.waiting("web", None, 9)) == [out.id for out in outs[1:]]
    assert ids(await store.waiting("api", None, 9)) == []


async def test_a_commit_that_comes_late_is_not_passed_over(postgresql_store: SqlStore, postgresql_url: str) -> None:
    store = postgresql_store
    slow, quick, out, seen = Dossier(store, place(account=WEB)), Dossier(store, place("eve", account=WEB)), reply(), reply()
    for dossier in (slow, quick):
        await dossier.receive()
    with psycopg.connect(postgresql_url) as other:
        number = other.execute("SELECT nextval(pg_get_serial_sequence('outgoing', 'seq'))").fetchone()
        assert number is not None
        await quick.sends(seen)
        assert ids(await store.waiting("web", None, 9)) == [seen.id]
        await slow.sends(out)
        other.execute("UPDATE outgoing SET seq = %s WHERE id = %s", (number[0], out.id))
    assert ids(await store.waiting("web", seen.id, 9)) == [out.id]


async def test_a_fetched_parcel_not_yet_due_says_so(store: SqlStore) -> None:
    ada, out = Dossier(store, place(account=WEB)), reply(due=minutes(3))
    await ada.receive()
    await ada.happens(Change((e.Replied(NOW, out.id, out.reply, out.by),), (out,)))
    [parcel] = await store.waiting("web", None, 9)
    assert parcel.due == NOW + timedelta(minutes=3)


async def test_who_fetches_by_the_clock_passes_over_nothing_that_was_queued_meanwhile(store: SqlStore) -> None:
    """A reply that is not due when it is first seen comes after those that were, whenever it was written."""
    ada, eve = Dossier(store, place(account=WEB)), Dossier(store, place("eve", account=WEB))
    late, early = reply("plus tard", due=minutes(9)), reply("maintenant", due=minutes(1))
    for dossier, out in ((ada, late), (eve, early)):
        await dossier.receive()
        await dossier.sends(out)
    assert ids(await store.waiting("web", None, 9, now=minutes(1))) == [early.id]
    assert ids(await store.waiting("web", early.id, 9, now=minutes(8))) == []
    assert ids(await store.waiting("web", early.id, 9, now=minutes(9))) == [late.id]
    assert ids(await store.waiting("web", None, 9, now=minutes(9))) == [early.id, late.id]
