"""What is saved is there as a whole or not at all, and once."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from conversations import events as e
from conversations.change import Change, Timer, Written
from conversations.message import Direction, Receipt, Sender, Visibility
from conversations.ports import Conflict, Duplicate
from conversations.tally import Tally
from conversations.turn import Reply
from store.sql import SqlStore
from tests.conformance.dossiers import ACCOUNT, NOW, Dossier, handed_over, incoming, minutes, place, reply

NAIVE = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - what must be refused


async def test_a_conversation_is_found_by_its_place_and_loaded_by_its_id(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive(change=handed_over("t1"))
    assert await store.find(ada.key) == ada.state
    assert await store.load(ada.id) == ada.state
    assert await store.conversation(ada.id) == ada.state


async def test_another_contact_place_or_account_is_another_conversation(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    assert await store.find(place("eve")) is None
    assert await store.find(place("ada", "elsewhere")) is None
    assert await store.find(place("ada", account=ACCOUNT._replace(name="other"))) is None
    assert await store.load("unknown") is None


async def test_who_saves_on_an_old_version_gets_a_conflict_and_nothing_is_saved(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    late = ada.save(Change((e.Closed(NOW, "u1"),), (reply(),), timers={Timer.DECIDE: NOW}))
    await ada.event(e.DangerRaised(NOW, "t1"))
    with pytest.raises(Conflict):
        await store.save(late)
    assert await store.load(ada.id) == ada.state
    assert [n for n, _ in await store.events(ada.id)] == [1, 2]
    assert not await store.parcels(ada.id)
    assert not await store.timers(ada.id)


async def test_of_many_who_save_at_once_one_wins(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    saves = [store.save(ada.save(Change((e.Closed(NOW, f"u{n}"),)))) for n in range(12)]
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * 11 + ["NoneType"]
    assert [n for n, _ in await store.events(ada.id)] == [1, 2]


async def test_of_two_first_messages_in_one_place_one_begins_the_conversation(store: SqlStore) -> None:
    first, second = Dossier(store), Dossier(store)
    outcomes = await asyncio.gather(first.receive(), second.receive(), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(Conflict) == 1
    found = await store.find(place())
    assert found is not None
    assert len(await store.messages(found.id)) == 1


async def test_the_second_delivery_of_a_message_changes_nothing_and_names_the_first(store: SqlStore) -> None:
    ada, said = Dossier(store), incoming(external_id="42")
    message = await ada.receive(said)
    before = ada.state
    with pytest.raises(Duplicate) as refused:
        await ada.receive(said)
    assert refused.value.receipt == Receipt(message, ada.id, duplicate=True)
    assert await store.load(ada.id) == before
    assert [m.id for m in await store.messages(ada.id)] == [message]


async def test_the_same_external_id_in_another_account_is_another_message(store: SqlStore) -> None:
    here, there = Dossier(store), Dossier(store, place(account=ACCOUNT._replace(name="other")))
    await here.receive(incoming(here.key, external_id="42"))
    await there.receive(incoming(there.key, external_id="42"))
    assert len(await store.messages(there.id)) == 1


async def test_a_redelivery_while_the_first_is_being_saved_is_a_duplicate_or_a_conflict(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    said = incoming(ada.key, external_id="42")
    outcomes = await asyncio.gather(*(ada.receive(said) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert all(isinstance(outcome, str | Duplicate | Conflict) for outcome in outcomes)
    assert sum(m.external_id == "42" for m in await store.messages(ada.id)) == 1


async def test_a_repeated_act_changes_nothing(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    await ada.happens(Change((e.Closed(NOW, "u1"),)), act_key="k1")
    with pytest.raises(Duplicate) as refused:
        await ada.happens(Change((e.HandedBack(NOW, "u1"),)), act_key="k1")
    assert refused.value.receipt is None
    assert await store.load(ada.id) == ada.state


async def test_an_act_that_met_a_conflict_can_be_done_again(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    late = ada.save(Change((e.Closed(NOW, "u1"),)), act_key="k1")
    await ada.event(e.DangerRaised(NOW, "t1"))
    with pytest.raises(Conflict):
        await store.save(late)
    await ada.happens(Change((e.Closed(NOW, "u1"),)), act_key="k1")
    assert await store.load(ada.id) == ada.state


async def test_timers_are_set_moved_cleared_and_fire_in_their_order(store: SqlStore) -> None:
    ada, eve = Dossier(store), Dossier(store, place("eve"))
    await ada.receive(change=Change(timers={Timer.DECIDE: minutes(2), Timer.CLARIFY: minutes(9)}))
    await eve.receive(change=Change(timers={Timer.DECIDE: minutes(1)}))
    assert await store.next_due() == minutes(1)
    assert await store.due(minutes(0), 9) == []
    assert await store.due(minutes(2), 9) == [eve.id, ada.id]
    assert await store.due(minutes(2), 1) == [eve.id]
    await ada.happens(Change(timers={Timer.DECIDE: None, Timer.CLARIFY: minutes(3)}))
    assert await store.timers(ada.id) == {Timer.CLARIFY: minutes(3)}
    await eve.happens(Change(timers={Timer.DECIDE: None}))
    assert await store.next_due() == minutes(3)


async def test_texts_come_in_the_order_asked_for(store: SqlStore) -> None:
    ada = Dossier(store)
    one = await ada.receive(incoming(ada.key, "un"))
    two = await ada.receive(incoming(ada.key, "deux"))
    await ada.happens(Change(written=(Written("n1", Direction.NOTE, "à voir", NOW, "Zoé"),)))
    assert [m.text for m in await store.texts(ada.id, [two, one])] == ["deux", "un"]
    assert await store.texts(ada.id, ["n1", "unknown"]) == ()
    assert await store.texts("another", [one]) == ()


@pytest.mark.parametrize(
    "change",
    [
        Change((e.Closed(NAIVE, "u1"),)),
        Change((e.Promised(NOW, "t1", by=NAIVE),)),
        Change(timers={Timer.DECIDE: NAIVE}),
        Change(outgoing=(reply(due=NAIVE),)),
        Change(written=(Written("n1", Direction.NOTE, "à voir", NAIVE),)),
    ],
    ids=["event", "inside an event", "timer", "outgoing", "written"],
)
async def test_a_time_without_zone_is_refused_and_nothing_is_saved(store: SqlStore, change: Change) -> None:
    ada = Dossier(store)
    await ada.receive()
    with pytest.raises((ValueError, TypeError), match=r"no time zone|offset-naive"):
        await store.save(ada.save(change))
    assert await store.load(ada.id) == ada.state
    assert len(await store.events(ada.id)) == 1


async def test_a_change_that_contradicts_itself_is_refused(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    save = ada.save(Change((e.Closed(NOW, "u1"),)))
    with pytest.raises(ValueError, match="version"):
        await store.save(replace(save, after=replace(save.after, version=9)))
    with pytest.raises(ValueError, match="begins with an event"):
        await store.save(Dossier(store, place("eve")).save(Change()))


async def test_what_no_database_takes_is_replaced_not_lost(store: SqlStore) -> None:
    ada = Dossier(store)
    message = await ada.receive(incoming(ada.key, "a\x00b\ud800c", sender=Sender("ada", "A\x00da")))
    assert (await store.texts(ada.id, [message]))[0].text == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
    assert await store.contact_name(ada.id) == "A\N{REPLACEMENT CHARACTER}da"


async def test_tallies_of_a_refused_save_do_not_count(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    late = ada.save(Change((e.Closed(NOW, "u1"),)), tallies=(Tally("f", ()),))
    await ada.event(e.Closed(NOW, "u2"))
    with pytest.raises(Conflict):
        await store.save(late)
    assert (await store.snapshot(NOW)).tallies == []


async def test_public_acknowledgements_of_a_contact_in_any_place(store: SqlStore) -> None:
    here, there, eve = Dossier(store), Dossier(store, place("ada", "post 2")), Dossier(store, place("eve"))
    for dossier, department in ((here, "sav"), (there, "livraison"), (eve, "rh")):
        await dossier.receive(change=handed_over(f"t-{dossier.id}", department=department))
        await dossier.sends(reply(visibility=Visibility.PUBLIC, turn=f"t-{dossier.id}"))
    assert await store.public_acknowledgements("ada", ACCOUNT.channel, NOW) == {"sav", "livraison"}
    assert await store.public_acknowledgements("ada", ACCOUNT.channel, minutes(1)) == frozenset()
    assert await store.public_acknowledgements("ada", "web", NOW) == frozenset()


async def test_private_and_failed_acknowledgements_and_other_replies_are_not_public_ones(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive(change=handed_over("t1"))
    failed = reply(visibility=Visibility.PUBLIC)
    await ada.sends(reply(), failed, reply(reply=Reply.LIGHT, visibility=Visibility.PUBLIC))
    await ada.event(e.Undeliverable(NOW, failed.id, "gone", failed.reply))
    assert await store.public_acknowledgements("ada", ACCOUNT.channel, NOW) == frozenset()
