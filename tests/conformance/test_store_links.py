"""From public to private by a link, once and by its own contact; what is private never goes where everybody reads."""

import asyncio
from dataclasses import replace

import pytest

from conversations import events as e
from conversations.change import Change, Link, Outgoing
from conversations.message import Incoming, PlaceKey, Visibility
from conversations.ports import Conflict, Duplicate
from conversations.sending import Account
from conversations.turn import AnsweredBy
from store.sql import SqlStore
from tests.conformance.dossiers import ACCOUNT, NOW, Dossier, fresh, incoming, minutes, place, reply

POST, CHAT = "post 7", "chat ada"
PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE


def said(visibility: Visibility, where: str, n: int, contact: str = "ada") -> Incoming:
    """The `n`th message in that place, with the address to reply to it."""
    return incoming(place(contact, where), visibility=visibility, external_id=fresh(f"{n}-"), address={"at": where, "n": n})


async def invited(store: SqlStore, link: str = "h1") -> Dossier:
    """A public conversation whose customer was given a link that is good for an hour."""
    ada = Dossier(store, place("ada", POST))
    await ada.receive(said(PUBLIC, POST, 1), Change((e.Invited(NOW),), links=(Link(link, minutes(60)),)))
    return ada


async def moved(store: SqlStore) -> Dossier:
    """A conversation whose customer has followed the link."""
    ada = await invited(store)
    await follows(ada, said(PRIVATE, CHAT, 2))
    return ada


async def follows(dossier: Dossier, message: Incoming, link: str = "h1") -> None:
    """The message has followed a link to that conversation."""
    id = fresh("m")
    events = (e.MessageReceived(NOW, id, NOW, message.visibility, arrived=True), e.MovedToPrivate(NOW))
    await dossier.happens(Change(events), incoming=message, message=id, followed=link)


async def goes_to(dossier: Dossier, visibility: Visibility) -> tuple[str, object, str | None]:
    """Where a reply of that visibility would go: place, address, and what it replies to."""
    out = reply(visibility=visibility)
    await dossier.sends(out)
    parcel = await dossier.store.parcel(out.id)
    assert parcel is not None
    return parcel.place, parcel.address["at"], (parcel.reply_to or "").partition("-")[0]


async def test_a_link_leads_its_own_contact_to_the_conversation_and_looking_consumes_nothing(store: SqlStore) -> None:
    ada = await invited(store)
    for _ in range(2):
        assert await store.follow("h1", place("ada", CHAT), minutes(59)) == ada.state


@pytest.mark.parametrize(
    ("link", "key", "at"),
    [
        ("unknown", place("ada", CHAT), 1),
        ("h1", place("eve", CHAT), 1),
        ("h1", place("ada", CHAT), 60),
        ("h1", place("ada", CHAT, Account("web", ACCOUNT.name)), 1),
        ("h1", place("ada", CHAT, ACCOUNT._replace(name="other")), 1),
    ],
    ids=["unknown", "another contact", "too old", "another channel", "another account"],
)
async def test_a_link_tells_nothing_to_anybody_else(store: SqlStore, link: str, key: PlaceKey, at: float) -> None:
    ada = await invited(store)
    eve = Dossier(store, place("eve", POST))
    await eve.receive(said(PUBLIC, POST, 1, "eve"))
    assert await store.follow(link, key, minutes(at)) is None
    assert await store.follow("h1", place("ada", CHAT), minutes(1)) == ada.state


async def test_once_followed_the_private_place_is_found_as_the_same_conversation(store: SqlStore) -> None:
    ada = await moved(store)
    assert await store.find(place("ada", CHAT)) == ada.state
    assert await store.find(place("ada", POST)) == ada.state
    assert ada.state.key == place("ada", POST)
    assert await store.find(place("eve", CHAT)) is None
    assert len(await store.messages(ada.id)) == 2


async def test_a_link_is_followed_once(store: SqlStore) -> None:
    ada = await moved(store)
    assert await store.follow("h1", place("ada", "elsewhere"), minutes(1)) is None
    before = ada.state
    with pytest.raises(Conflict):
        await follows(ada, said(PRIVATE, "elsewhere", 3))
    assert await store.load(ada.id) == before
    assert await store.find(place("ada", "elsewhere")) is None


async def test_of_two_who_follow_a_link_at_once_one_does(store: SqlStore) -> None:
    ada = await invited(store)
    twice = [follows(ada, said(PRIVATE, where, 2)) for where in (CHAT, "elsewhere")]
    outcomes = await asyncio.gather(*twice, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    found = [await store.find(place("ada", where)) for where in (CHAT, "elsewhere")]
    assert sum(one is not None for one in found) == 1


async def test_a_link_of_another_conversation_is_not_consumed(store: SqlStore) -> None:
    ada = await invited(store)
    other = Dossier(store, place("ada", "post 8"))
    await other.receive(said(PUBLIC, "post 8", 1))
    with pytest.raises(Conflict):
        await follows(other, said(PRIVATE, CHAT, 2))
    assert await store.follow("h1", place("ada", CHAT), minutes(1)) == ada.state


async def test_a_message_of_somebody_else_cannot_follow(store: SqlStore) -> None:
    ada = await invited(store)
    with pytest.raises(ValueError, match="its own contact"):
        await follows(ada, said(PRIVATE, CHAT, 2, "eve"))
    assert await store.find(place("eve", CHAT)) is None
    assert await store.follow("h1", place("ada", CHAT), minutes(1)) is not None


async def test_the_last_link_followed_wins_the_place(store: SqlStore) -> None:
    await moved(store)
    again = Dossier(store, place("ada", "post 8"))
    await again.receive(said(PUBLIC, "post 8", 1), Change((e.Invited(NOW),), links=(Link("h2", minutes(60)),)))
    await follows(again, said(PRIVATE, CHAT, 3), "h2")
    assert await store.find(place("ada", CHAT)) == again.state


async def test_a_private_chat_that_was_there_before_is_led_to_the_public_conversation(store: SqlStore) -> None:
    before = Dossier(store, place("ada", CHAT))
    await before.receive(said(PRIVATE, CHAT, 1))
    ada = await moved(store)
    assert await store.find(place("ada", CHAT)) == ada.state
    assert await store.load(before.id) == before.state


async def test_what_is_private_goes_to_the_private_place_and_what_is_public_to_the_public_one(store: SqlStore) -> None:
    ada = await moved(store)
    assert await goes_to(ada, PRIVATE) == (CHAT, CHAT, "2")
    assert await goes_to(ada, PUBLIC) == (POST, POST, "1")


async def test_a_private_reply_queued_before_the_move_goes_to_the_private_place(store: SqlStore) -> None:
    ada = await invited(store)
    out = reply(visibility=PRIVATE)
    await ada.sends(out)
    await follows(ada, said(PRIVATE, CHAT, 2))
    [parcel] = await store.take(ACCOUNT, NOW, 9)
    assert (parcel.id, parcel.place, parcel.address) == (out.id, CHAT, {"at": CHAT, "n": 2})


async def test_what_is_said_later_moves_only_its_own_side(store: SqlStore) -> None:
    ada = await moved(store)
    await ada.receive(said(PUBLIC, POST, 3))
    assert await goes_to(ada, PRIVATE) == (CHAT, CHAT, "2")
    assert await goes_to(ada, PUBLIC) == (POST, POST, "3")
    await ada.receive(said(PRIVATE, CHAT, 4))
    assert await goes_to(ada, PRIVATE) == (CHAT, CHAT, "4")
    assert await goes_to(ada, PUBLIC) == (POST, POST, "3")


async def test_a_public_message_from_the_private_place_gives_no_public_address(store: SqlStore) -> None:
    ada = await moved(store)
    await ada.receive(said(PUBLIC, CHAT, 3))
    assert await goes_to(ada, PUBLIC) == (POST, POST, "1")
    assert await goes_to(ada, PRIVATE) == (CHAT, CHAT, "2")


async def test_a_conversation_that_never_moved_replies_to_its_last_message(store: SqlStore) -> None:
    ada = Dossier(store, place("ada", POST))
    await ada.receive(said(PUBLIC, POST, 1))
    for n, visibility in enumerate((PRIVATE, PUBLIC, PRIVATE), start=2):
        await ada.receive(said(visibility, POST, n))
        assert await goes_to(ada, PRIVATE) == (POST, POST, str(n))
        assert await goes_to(ada, PUBLIC) == (POST, POST, str(n))


async def test_a_redelivery_after_the_move_is_known(store: SqlStore) -> None:
    ada, twice = await moved(store), said(PRIVATE, CHAT, 3)
    await ada.receive(twice)
    with pytest.raises(Duplicate):
        await ada.receive(replace(twice, text="encore"))


async def test_every_way_to_a_parcel_keeps_what_is_private_apart(store: SqlStore) -> None:
    ada = await moved(store)
    out: Outgoing = reply(visibility=PRIVATE, by=AnsweredBy.STAFF)
    await ada.sends(out)
    found = [*await store.waiting(ACCOUNT.channel, None, 9), *await store.waiting(ACCOUNT.channel, None, 9, ada.id)]
    found += [*await store.parcels(ada.id), *await store.take(ACCOUNT, NOW, 9), *await store.in_flight(ACCOUNT)]
    assert [(parcel.id, parcel.place) for parcel in found] == [(out.id, CHAT)] * 5


async def test_who_has_left_an_address_in_private_gets_copies_of_what_is_answered_there(store: SqlStore) -> None:
    before = Dossier(store, place("ada", CHAT))
    await before.receive(said(PRIVATE, CHAT, 1))
    await store.set_email(before.id, "ada@example.org")
    eve = Dossier(store, place("eve", CHAT))
    await eve.receive(said(PRIVATE, CHAT, 1, "eve"))
    await store.set_email(eve.id, "eve@example.org")
    ada = await moved(store)
    assert await store.email(ada.id) == "ada@example.org"
    await store.set_email(ada.id, None)
    again = Dossier(store, place("ada", "post 8"))
    await again.receive(said(PUBLIC, "post 8", 3), Change((e.Invited(NOW),), links=(Link("h2", minutes(60)),)))
    await store.set_email(again.id, "autre@example.org")
    await follows(again, said(PRIVATE, CHAT, 4), "h2")
    assert await store.email(again.id) == "autre@example.org", "what was said there itself stands"
