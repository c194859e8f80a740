"""What public decisions say of people's mood, and the crisis that stands."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from conversations import events as e
from conversations.change import Change, Link
from conversations.crisis import Crisis, CrisisState, Mood
from conversations.message import Visibility
from conversations.ports import Conflict
from store.sql import SqlStore
from tests.conformance.dossiers import NOW, Dossier, incoming, minutes, place

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE
PROPOSED = Crisis("k1", CrisisState.PROPOSED, NOW, NOW, figures={"people": 14.0, "usual": 2.5})


def decided(*messages: str, verdict: str = "route:sav", heat: str = "angry", at: float = 0) -> e.Decided:
    """A decision on these messages."""
    return e.Decided(minutes(at), messages, verdict, "fr", heat, "r1", "embedded", ())


async def hears(dossier: Dossier, visibility: Visibility = PUBLIC) -> str:
    """A message arrives; returns its id."""
    return await dossier.receive(incoming(dossier.key, visibility=visibility))


async def test_each_public_decision_says_who_was_in_what_mood_about_what(store: SqlStore) -> None:
    ada, eve = Dossier(store, place("ada", "post")), Dossier(store, place("eve", "post"))
    await ada.event(decided(await hears(ada), verdict="route:sav", at=2))
    await eve.event(decided(await hears(eve), verdict="insulte", heat="annoyed", at=1))
    await eve.event(decided(await hears(eve), verdict="clarify:sav|livraison", heat="calm", at=3))
    moods = await store.moods(NOW)
    assert [(mood.at, mood.heat, mood.about) for mood in moods] == [
        (minutes(1), "annoyed", None),
        (minutes(2), "angry", "sav"),
        (minutes(3), "calm", None),
    ]
    assert moods[0].contact == moods[2].contact != moods[1].contact
    assert "ada" not in {mood.contact for mood in moods}
    assert await store.moods(minutes(2)) == moods[1:]


async def test_the_same_person_in_two_threads_is_one_contact(store: SqlStore) -> None:
    for where in ("post 1", "post 2"):
        ada = Dossier(store, place("ada", where))
        await ada.event(decided(await hears(ada)))
    assert len({mood.contact for mood in await store.moods(NOW)}) == 1


async def test_what_was_said_in_private_even_in_part_is_no_public_mood(store: SqlStore) -> None:
    ada, eve = Dossier(store), Dossier(store, place("eve"))
    await ada.event(decided(await hears(ada, PRIVATE)))
    both = await hears(eve, PRIVATE), await hears(eve, PUBLIC)
    await eve.event(decided(*both))
    await eve.event(decided())
    assert await store.moods(NOW) == []


async def test_a_public_message_decided_on_after_the_move_to_private_still_counts(store: SqlStore) -> None:
    ada = Dossier(store, place("ada", "post"))
    await ada.receive(incoming(ada.key, visibility=PUBLIC), Change((e.Invited(NOW),), links=(Link("h1", minutes(9)),)))
    public = await hears(ada)
    event = e.MessageReceived(NOW, "m-private", NOW, PRIVATE)
    followed = incoming(place("ada", "chat"), visibility=PRIVATE)
    moved = Change((event, e.MovedToPrivate(NOW)))
    await ada.happens(moved, incoming=followed, message="m-private", followed="h1")
    await ada.event(decided(public), decided("m-private", heat="threat"))
    assert [mood.heat for mood in await store.moods(NOW)] == ["angry"]


async def test_a_decision_of_a_refused_save_is_no_mood(store: SqlStore) -> None:
    ada = Dossier(store, place("ada", "post"))
    late = ada.save(Change((decided(await hears(ada)),)))
    await ada.event(e.Closed(NOW, "u1"))
    with pytest.raises(Conflict):
        await store.save(replace(late, before=1))
    assert await store.moods(NOW) == []


async def test_a_crisis_is_kept_as_it_stands(store: SqlStore) -> None:
    assert await store.crisis() is None
    await store.put_crisis(PROPOSED, None)
    assert await store.crisis() == PROPOSED
    declared = replace(
        PROPOSED, state=CrisisState.DECLARED, by="u1", subjects=("sav", "rappel"), changed_at=minutes(5), ends_at=minutes(240)
    )
    await store.put_crisis(declared, CrisisState.PROPOSED)
    assert await store.crisis() == declared


async def test_who_decides_on_a_state_that_has_changed_gets_a_conflict(store: SqlStore) -> None:
    await store.put_crisis(PROPOSED, None)
    declined = replace(PROPOSED, state=CrisisState.DECLINED, by="u1")
    outcomes = await asyncio.gather(
        store.put_crisis(declined, CrisisState.PROPOSED),
        store.put_crisis(replace(PROPOSED, state=CrisisState.PRECAUTION), CrisisState.PROPOSED),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    with pytest.raises(Conflict):
        await store.put_crisis(replace(declined, id="unknown"), CrisisState.PROPOSED)


async def test_a_crisis_that_is_prolonged_at_its_end_goes_on(store: SqlStore) -> None:
    """The watch has read that it is over; the manager prolongs it before the watch writes so."""
    declared = replace(PROPOSED, state=CrisisState.DECLARED, by="u1", ends_at=minutes(60))
    await store.put_crisis(declared, None)
    over = replace(declared, state=CrisisState.ENDED, by="rule", changed_at=minutes(60), ends_at=None)
    prolonged = replace(declared, ends_at=minutes(120))
    await store.put_crisis(prolonged, CrisisState.DECLARED)
    with pytest.raises(Conflict):
        await store.put_crisis(over, CrisisState.DECLARED)
    assert await store.crisis() == prolonged
    await store.put_crisis(replace(over, by="u2"), CrisisState.DECLARED)
    assert await store.crisis() == replace(over, by="u2")


async def test_what_is_over_ends_by_itself(store: SqlStore) -> None:
    declared = replace(PROPOSED, state=CrisisState.DECLARED, by="u1", ends_at=minutes(60))
    await store.put_crisis(declared, None)
    over = replace(declared, state=CrisisState.ENDED, by="rule", changed_at=minutes(60), ends_at=None)
    await store.put_crisis(over, CrisisState.DECLARED)
    assert await store.crisis() == over


async def test_while_one_stands_no_other_is_proposed(store: SqlStore) -> None:
    proposals = (store.put_crisis(replace(PROPOSED, id=f"k{n}"), None) for n in range(6))
    outcomes = await asyncio.gather(*proposals, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * 5 + ["NoneType"]
    first = await store.crisis()
    assert first is not None
    await store.put_crisis(replace(first, state=CrisisState.DECLARED, by="u1"), CrisisState.PROPOSED)
    with pytest.raises(Conflict):
        await store.put_crisis(replace(PROPOSED, id="other"), None)
    await store.put_crisis(replace(first, state=CrisisState.ENDED, by="u1"), CrisisState.DECLARED)
    await store.put_crisis(replace(PROPOSED, id="other"), None)
    last = await store.crisis()
    assert last is not None
    assert last.id == "other"


async def test_each_step_of_a_crisis_leaves_a_trace_and_a_refused_one_none(store: SqlStore) -> None:
    await store.put_crisis(PROPOSED, None)
    await store.put_crisis(replace(PROPOSED, state=CrisisState.DECLINED, by="u1"), CrisisState.PROPOSED)
    with pytest.raises(Conflict):
        await store.put_crisis(replace(PROPOSED, state=CrisisState.DECLARED, by="u2"), CrisisState.PROPOSED)
    rows = await store._database.read(lambda c: c.execute(text('SELECT "by", what, detail FROM audit ORDER BY seq')).all())
    assert [tuple(row) for row in rows] == [("rule", "crisis proposed", "k1"), ("u1", "crisis declined", "k1")]


async def test_a_mood_is_what_the_port_says(store: SqlStore) -> None:
    ada = Dossier(store, place("ada", "post"))
    await ada.event(decided(await hears(ada), verdict="faq:horaires", heat="calm"))
    [mood] = await store.moods(NOW)
    assert mood == Mood(NOW, mood.contact, "calm", "horaires")
