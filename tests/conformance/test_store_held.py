"""Replies that wait for a second person, are taken back, or are sent only once."""

import asyncio

import pytest

from conversations import events as e
from conversations.change import Change, Outgoing
from conversations.message import Visibility
from conversations.ports import Conflict, Refused
from conversations.sending import ParcelState
from conversations.turn import AnsweredBy, Reply
from store.sql import SqlStore
from tests.conformance.dossiers import ACCOUNT, NOW, Dossier, minutes, place, reply


async def answers(store: SqlStore, **more: object) -> tuple[Dossier, Outgoing]:
    """A reply of a person, in a conversation."""
    ada, out = Dossier(store), reply("Oui", by=AnsweredBy.STAFF, user="u1", reply=Reply.ANSWER, **more)
    await ada.receive()
    await ada.sends(out)
    return ada, out


async def state(store: SqlStore, out: Outgoing) -> ParcelState:
    """Where it is."""
    parcel = await store.parcel(out.id)
    assert parcel is not None
    return parcel.state


async def test_a_parcel_says_which_user_wrote_it(store: SqlStore) -> None:
    _, out = await answers(store)
    [parcel] = await store.take(ACCOUNT, NOW, 9)
    assert (parcel.id, parcel.user) == (out.id, "u1")


async def test_a_held_reply_leaves_by_no_way_and_is_shown_to_nobody(store: SqlStore) -> None:
    ada, out = await answers(store, held=True, visibility=Visibility.PUBLIC)
    assert await store.take(ACCOUNT, minutes(999), 9) == []
    assert await store.waiting(ACCOUNT.channel, None, 9) == []
    assert await store.waiting(ACCOUNT.channel, None, 9, ada.id) == []
    assert [m.id for m in await store.place(*ACCOUNT, ada.key.place, 9) if m.id == out.id] == []
    [parcel] = await store.parcels(ada.id)
    assert (parcel.state, parcel.due) == (ParcelState.HELD, None)


async def test_a_held_reply_holds_nothing_behind_it(store: SqlStore) -> None:
    ada, _ = await answers(store, held=True)
    later = reply("autre chose")
    await ada.sends(later)
    assert [parcel.id for parcel in await store.take(ACCOUNT, NOW, 9)] == [later.id]


async def test_once_agreed_to_it_leaves_from_that_moment(store: SqlStore) -> None:
    ada, out = await answers(store, held=True)
    await ada.event(e.Approved(minutes(7), out.id, "u2"))
    assert await store.take(ACCOUNT, minutes(6), 9) == []
    [parcel] = await store.take(ACCOUNT, minutes(7), 9)
    assert (parcel.id, parcel.due) == (out.id, minutes(7))


async def test_agreeing_brings_nothing_back_that_was_taken_back_or_has_arrived(store: SqlStore) -> None:
    ada, out = await answers(store, held=True)
    gone = reply("partie")
    await ada.sends(gone)
    await ada.event(e.Delivered(NOW, gone.id, gone.reply, gone.by), e.Cancelled(NOW, out.id, "u1", "undo"))
    await ada.event(e.Approved(NOW, out.id, "u2"), e.Approved(NOW, gone.id, "u2"))
    assert await store.take(ACCOUNT, minutes(1), 9) == []
    assert (await state(store, out), await state(store, gone)) == (ParcelState.CANCELLED, ParcelState.DELIVERED)


@pytest.mark.parametrize("held", [True, False])
async def test_a_reply_that_has_not_left_is_taken_back(store: SqlStore, held: bool) -> None:
    ada, out = await answers(store, held=held, due=minutes(10))
    await ada.event(e.Cancelled(NOW, out.id, "u1", "undo"))
    assert await state(store, out) is ParcelState.CANCELLED
    assert await store.take(ACCOUNT, minutes(99), 9) == []
    assert await store.waiting(ACCOUNT.channel, None, 9) == []


async def test_a_reply_on_its_way_is_not_taken_back_and_nothing_is_saved(store: SqlStore) -> None:
    ada, out = await answers(store)
    await store.take(ACCOUNT, NOW, 9)
    with pytest.raises(Refused, match="too late") as refused:
        await ada.happens(Change((e.Cancelled(NOW, out.id, "u1", "undo"),)), act_key="k1")
    assert refused.value.code == "too_late"
    assert await store.load(ada.id) == ada.state
    assert not await store.acted("k1")
    assert await state(store, out) is ParcelState.SENDING
    await ada.event(e.Delivered(NOW, out.id, out.reply, out.by))
    with pytest.raises(Refused, match="too late"):
        await ada.event(e.Cancelled(NOW, out.id, "u1", "undo"))


async def test_a_rule_that_takes_back_what_is_on_its_way_decides_again(store: SqlStore) -> None:
    """The customer's message that brought it is neither refused nor saved with a reply that counts as taken back."""
    ada, out = await answers(store)
    await store.take(ACCOUNT, NOW, 9)
    with pytest.raises(Conflict):
        await ada.event(e.Cancelled(NOW, out.id, "rule", "customer_wrote"))
    assert await store.load(ada.id) == ada.state
    assert await state(store, out) is ParcelState.SENDING


async def test_what_is_over_already_is_taken_back_in_vain(store: SqlStore) -> None:
    ada, out = await answers(store)
    await ada.event(e.Undeliverable(NOW, out.id, "blocked", out.reply))
    await ada.event(e.Cancelled(NOW, out.id, "u1", "undo"), e.Cancelled(NOW, "unknown", "u1", "undo"))
    assert await state(store, out) is ParcelState.FAILED


async def test_of_taking_and_taking_back_at_once_one_succeeds(store: SqlStore) -> None:
    ada, out = await answers(store)
    taken, cancelled = await asyncio.gather(
        store.take(ACCOUNT, NOW, 9), ada.event(e.Cancelled(NOW, out.id, "u1", "undo")), return_exceptions=True
    )
    left = [parcel.id for parcel in taken] == [out.id]  # type: ignore[union-attr]
    assert isinstance(cancelled, Refused) is left
    assert await state(store, out) is (ParcelState.SENDING if left else ParcelState.CANCELLED)


def once(text: str = "Votre charte plafonne vos promesses.") -> Outgoing:
    """A notice that is sent once a day, whichever conversation it comes from."""
    return reply(text, id="notice-2026-03-02", once=True, to="zoe@colibri.example", reply=Reply.STAFF_NOTICE)


async def test_what_is_sent_once_is_left_out_the_second_time_and_the_rest_is_saved(store: SqlStore) -> None:
    ada, eve, other = Dossier(store), Dossier(store, place("eve")), reply("à vous")
    for dossier in (ada, eve):
        await dossier.receive()
    await ada.sends(once())
    await eve.sends(once("une autre"), other)
    await ada.sends(once("une troisième"))
    assert [parcel.id for parcel in await store.parcels(eve.id)] == [other.id]
    assert [parcel.text for parcel in await store.parcels(ada.id)] == [once().text]
    assert sum(isinstance(event, e.Replied) for _, event in await store.events(eve.id)) == 2
    assert await store.load(eve.id) == eve.state
    assert [m.text for m in await store.messages(eve.id)] == ["Bonjour", "à vous"]


async def test_of_many_who_send_it_at_once_one_does(store: SqlStore) -> None:
    dossiers = [Dossier(store, place(f"p{n}")) for n in range(8)]
    for dossier in dossiers:
        await dossier.receive()
    await asyncio.gather(*(dossier.sends(once()) for dossier in dossiers))
    parcels = [parcel for dossier in dossiers for parcel in await store.parcels(dossier.id)]
    assert [parcel.id for parcel in parcels] == [once().id]


async def test_what_is_sent_once_by_a_refused_save_was_not_sent(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    late = ada.save(Change((e.Closed(NOW, "u1"),), (once(),)))
    await ada.event(e.Noted(NOW, "u1", "n1"))
    with pytest.raises(Conflict):
        await store.save(late)
    await ada.sends(once())
    assert [parcel.id for parcel in await store.parcels(ada.id)] == [once().id]
