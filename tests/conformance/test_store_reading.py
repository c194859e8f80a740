"""What staff read: the queue, a conversation's timeline, a public place."""

from dataclasses import replace
from datetime import timedelta

from conversations import events as e
from conversations.change import Change, Written
from conversations.message import Direction, Message, MessageKind, Sender, Visibility
from conversations.sending import ParcelState
from conversations.turn import AnsweredBy, Reply
from conversations.views import Filter
from store.sql import SqlStore
from tests.conformance.dossiers import ACCOUNT, NOW, Dossier, handed_over, incoming, minutes, place, reply

WAITING = Filter()


async def waiting(store: SqlStore, name: str, promised: float, department: str = "sav") -> Dossier:
    """A conversation that waits for a department."""
    dossier = Dossier(store, place(name))
    change = handed_over(f"t-{name}", department=department, promised_by=minutes(promised))
    await dossier.receive(incoming(dossier.key, f"de {name}", sender=Sender(name, name.title())), change)
    return dossier


async def test_the_oldest_promise_comes_first_and_danger_before_all(store: SqlStore) -> None:
    late, soon, danger = await waiting(store, "late", 90), await waiting(store, "soon", 30), await waiting(store, "danger", 200)
    await danger.event(e.DangerRaised(NOW, "t-danger"))
    assert [row.conversation for row in await store.rows(WAITING, 9)] == [danger.id, soon.id, late.id]


async def test_who_was_promised_nothing_stands_where_the_target_puts_them(store: SqlStore) -> None:
    late, soon = await waiting(store, "late", 90), await waiting(store, "soon", 30)
    silent = Dossier(store, place("silent"))
    whole = handed_over("t-silent")
    silently = tuple(replace(event, target_by=minutes(60)) for event in whole.events if isinstance(event, e.HandedOver))
    opened = tuple(event for event in whole.events if isinstance(event, e.TurnOpened))
    await silent.receive(incoming(silent.key), replace(whole, events=(*opened, *silently)))
    assert [row.conversation for row in await store.rows(WAITING, 9)] == [soon.id, silent.id, late.id]


async def test_a_row_says_who_waits_for_what_since_when(store: SqlStore) -> None:
    ada = await waiting(store, "ada", 30)
    await ada.event(e.Decided(NOW, (), "route:sav", "fr", "angry", "r1", "embedded", (), "t-ada"))
    await ada.receive(incoming(ada.key, "Alors ?" * 100, sender=Sender("ada", "Ada L.")))
    [row] = await store.rows(WAITING, 9)
    assert (row.conversation, row.channel, row.contact, row.department) == (ada.id, "telegram", "Ada L.", "sav")
    assert (row.visibility, row.opened_at, row.promised_by) == (Visibility.PRIVATE, NOW, minutes(30))
    assert (row.heat, row.danger) == ("angry", False)
    assert row.excerpt == ("Alors ?" * 100)[:200]


async def test_a_row_names_who_waits_for_their_part_until_it_is_theirs(store: SqlStore) -> None:
    ada = await waiting(store, "ada", 30)
    await ada.event(e.HandedOver(NOW, "t-ada", "sav", minutes(60), also=("facturation", "rh")))
    [row] = await store.rows(WAITING, 9)
    assert (row.department, row.also) == ("sav", ("facturation", "rh"))
    state = await store.load(ada.id)
    assert state is not None
    assert state.turns[0].also == ("facturation", "rh")
    rest = e.TurnOpened(NOW, "t-rest", Visibility.PRIVATE, True, minutes(120), "telegram", rest_of="t-ada")
    await ada.event(e.Replied(NOW, "o-ada", Reply.ANSWER, AnsweredBy.STAFF, "u1", "t-ada"))
    await ada.event(rest)
    await ada.event(e.HandedOver(minutes(9), "t-rest", "facturation", minutes(60), also=("rh",)))
    [row] = await store.rows(WAITING, 9)
    assert (row.department, row.also, row.opened_at) == ("facturation", ("rh",), NOW)
    assert [row.conversation for row in await store.rows(Filter("facturation"), 9)] == [ada.id]


async def test_pages_follow_each_other_without_gap_or_repetition(store: SqlStore) -> None:
    dossiers = [await waiting(store, f"p{n}", promised=30 + n // 3) for n in range(7)]
    seen: list[str] = []
    cursor = None
    while page := await store.rows(WAITING, 2, cursor):
        seen += [row.conversation for row in page]
        cursor = page[-1].cursor
    assert sorted(seen) == sorted(dossier.id for dossier in dossiers)
    assert [seen.index(dossiers[n].id) // 3 for n in (0, 3, 6)] == [0, 1, 2]


async def test_the_queue_by_department_and_its_counts(store: SqlStore) -> None:
    await waiting(store, "ada", 30)
    await waiting(store, "bob", 30)
    eve = await waiting(store, "eve", 30, "rh")
    assert await store.counts() == {"sav": 2, "rh": 1}
    assert [row.conversation for row in await store.rows(Filter(department="rh"), 9)] == [eve.id]
    await eve.event(e.Transferred(NOW, "u1", "sav", "t-eve"))
    assert await store.counts() == {"sav": 3}


async def test_what_is_answered_or_closed_waits_no_more(store: SqlStore) -> None:
    ada, eve = await waiting(store, "ada", 30), await waiting(store, "eve", 30)
    answer = reply(reply=Reply.ANSWER, by=AnsweredBy.STAFF, turn="t-ada")
    await ada.event(e.Replied(NOW, answer.id, answer.reply, answer.by, "u1", "t-ada"))
    await eve.event(e.Closed(NOW, "u1"))
    assert await store.rows(WAITING, 9) == []
    assert [row.conversation for row in await store.rows(Filter(state="closed"), 9)] == [eve.id]
    assert {row.conversation for row in await store.rows(Filter(state="all"), 9)} == {ada.id, eve.id}


async def test_the_closed_show_the_most_recent_first(store: SqlStore) -> None:
    closed = []
    for n in range(3):
        dossier = Dossier(store, place(f"p{n}"))
        await dossier.receive(incoming(dossier.key, sent_at=minutes(n)), Change((e.Closed(NOW, "u1"),)))
        closed.append(dossier.id)
    assert [row.conversation for row in await store.rows(Filter(state="closed"), 9)] == closed[::-1]


async def test_a_timeline_holds_what_was_said_in_order(store: SqlStore) -> None:
    ada = Dossier(store)
    said = await ada.receive(incoming(ada.key, "Bonjour", external_id="17", kind=MessageKind.BUTTON))
    out = reply("Bien reçu", author="Zoé", release="r1", due=minutes(2))
    notice = reply("Danger chez Ada", reply=Reply.ON_CALL, to="zoe@colibri.example", due=minutes(4))
    await ada.happens(Change(outgoing=(out, notice), written=(Written("n1", Direction.NOTE, "à voir", minutes(3), "Max"),)))
    private = Visibility.PRIVATE
    assert await store.messages(ada.id) == [
        Message(said, ada.id, Direction.INBOUND, private, "Bonjour", NOW, "Ada", MessageKind.BUTTON, "17"),
        Message(
            *(out.id, ada.id, Direction.OUTBOUND, private, "Bien reçu", minutes(2), "Zoé"),
            reply="acknowledgement",
            release="r1",
        ),
        Message("n1", ada.id, Direction.NOTE, private, "à voir", minutes(3), "Max"),
        Message(notice.id, ada.id, Direction.NOTICE, private, "Danger chez Ada", minutes(4), reply="on_call"),
    ]


async def test_a_timeline_holds_the_events_with_their_numbers(store: SqlStore) -> None:
    ada = Dossier(store)
    message = await ada.receive()
    reasons = (e.Reason("no_faq_for_the_angry", {"heat": "angry", "confidence": 0.25, "public": False, "gap": None}),)
    decided = e.Decided(NOW, (message,), "route:sav", "fr", "angry", "r1", "embedded", reasons, "t1")
    await ada.event(decided)
    assert await store.events(ada.id) == [
        (1, e.MessageReceived(NOW, message, NOW, Visibility.PRIVATE)),
        (2, decided),
    ]


async def test_the_parcels_of_a_conversation_with_their_state(store: SqlStore) -> None:
    ada, one, two = Dossier(store), reply("un"), reply("deux")
    await ada.receive()
    await ada.sends(one, two)
    await ada.event(e.Delivered(NOW, one.id, one.reply, one.by))
    found = [(parcel.text, parcel.state) for parcel in await store.parcels(ada.id)]
    assert found == [("un", ParcelState.DELIVERED), ("deux", ParcelState.QUEUED)]


async def test_the_name_of_a_contact_is_the_last_one_they_bore(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive(incoming(ada.key, sender=Sender("ada", "Ada")))
    await ada.receive(incoming(ada.key, sender=Sender("ada", "Ada L.")))
    await ada.receive(incoming(ada.key, sender=Sender("ada", "")))
    assert await store.contact_name(ada.id) == "Ada L."
    assert await store.contact_name("unknown") == ""


async def test_an_email_is_given_for_a_conversation_and_taken_back(store: SqlStore) -> None:
    ada, eve = Dossier(store), Dossier(store, place("eve"))
    for dossier in (ada, eve):
        await dossier.receive()
    await store.set_email(ada.id, "ada@example.org")
    assert await store.email(ada.id) == "ada@example.org"
    assert await store.email(eve.id) is None
    await store.set_email(ada.id, None)
    assert await store.email(ada.id) is None


async def test_a_public_place_shows_everybody_what_everybody_may_read(store: SqlStore) -> None:
    ada, eve = Dossier(store, place("ada", "post")), Dossier(store, place("eve", "post"))
    elsewhere, public = Dossier(store, place("ada", "other post")), Visibility.PUBLIC
    for n, (dossier, text) in enumerate(((ada, "un"), (eve, "deux"), (elsewhere, "ailleurs"))):
        await dossier.receive(incoming(dossier.key, text, visibility=public, sent_at=minutes(n - 5)))
    await ada.receive(incoming(ada.key, "en privé"))
    shown, held = reply("trois", visibility=public), reply("retenu", visibility=public, due=minutes(9))
    failed, secret = reply("perdu", visibility=public), reply("entre nous")
    await ada.sends(shown, held, failed, secret)
    await ada.event(e.Undeliverable(NOW, failed.id, "gone", failed.reply))
    read = [m.text for m in await store.place(*ACCOUNT, "post", 9)]
    assert read == ["un", "deux", "trois"]
    assert [m.text for m in await store.place(*ACCOUNT, "post", 2)] == ["deux", "trois"]


async def test_a_held_public_reply_shows_once_delivered_and_none_while_suspended(store: SqlStore) -> None:
    ada, public = Dossier(store, place("ada", "post")), Visibility.PUBLIC
    held, queued = reply("retenu", visibility=public, due=NOW + timedelta(minutes=9)), reply("en route", visibility=public)
    await ada.receive(incoming(ada.key, visibility=public))
    await ada.sends(held, queued)
    await store.suspend("une rumeur", "u1")
    assert [m.text for m in await store.place(*ACCOUNT, "post", 9)] == ["Bonjour"]
    await ada.event(e.Delivered(minutes(9), held.id, held.reply, held.by))
    assert [m.text for m in await store.place(*ACCOUNT, "post", 9)] == ["Bonjour", "retenu"]
