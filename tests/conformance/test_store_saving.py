"""What is saved is loaded again, as a whole or not at all, once."""

from datetime import UTC, datetime

from conversations import events as e
from conversations.change import Button, Change, Outgoing, Save, Timer
from conversations.conversation import Conversation, after
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.sending import Account, ParcelState
from conversations.turn import AnsweredBy, Reply

NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, UTC)


def incoming(contact="ada", external_id="1", text="Bonjour", place="boutique", name="Ada"):
    key = PlaceKey("web", "colibri", place, contact)
    return Incoming(key, external_id, Sender(contact, name), Visibility.PRIVATE, text, NOW, address={"chat": 7})


async def received(store, said=None, conversation=None, message="m1", change=None, **more):
    said = said or incoming()
    was = conversation or Conversation("c1", said.key)
    change = Change(events=(e.MessageReceived(said.sent_at, message, NOW, said.visibility),)) + (change or Change())
    now = after(was, change.events)
    await store.save(Save(was.version, now, change, (), now.turns, NOW, said, message, **more))
    return now


async def test_a_saved_conversation_is_found_and_loaded(store):
    saved = await received(store)
    assert await store.find(incoming().key) == saved
    assert await store.load("c1") == saved
    assert await store.find(incoming("eve").key) is None
    assert (await store.texts("c1", ["m1"]))[0].text == "Bonjour"


async def test_take(store):
    out = Outgoing(
        "o1", Reply.ACKNOWLEDGEMENT, AnsweredBy.BOT, "Bien reçu", Visibility.PRIVATE, NOW, buttons=(Button("a", "b"),)
    )
    await received(store, change=Change(outgoing=(out,), timers={Timer.DECIDE: NOW}))
    assert await store.due(NOW, 5) == ["c1"]
    [p] = await store.take(Account("web", "colibri"), NOW, 5)
    assert p.text == "Bien reçu" and p.state is ParcelState.SENDING and p.attempts == 1 and p.address == {"chat": 7}
    assert [x.id for x in await store.waiting("web", None, 10)] == ["o1"]
    assert not await store.waiting("web", "o1", 10)
    assert not await store.take(Account("web", "colibri"), NOW, 5)
    assert await store.acquire("l", "a", 10)
    assert not await store.acquire("l", "b", 10)
    await store.suspend("x", "y")
    await store.set_email("c1", "a@b")
    assert await store.email("c1") == "a@b"
    await store.write("c", "1")
    await store.write("c", "2")
    assert await store.read("c") == "2"
    assert await store.timers("c1") == {Timer.DECIDE: NOW}
    assert await store.next_due() == NOW
