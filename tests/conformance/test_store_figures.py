"""What is counted: nothing is lost or counted twice, whoever writes, folds or reads meanwhile."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from conversations import events as e
from conversations.change import Change
from conversations.figures import Gauge, Histories, Kept, Open, Standing, TurnRow
from conversations.message import Visibility
from conversations.sending import Account
from conversations.tally import Tally
from conversations.turn import AnsweredBy, Clock, Reply
from store.sql import SqlStore
from tests.conformance.dossiers import NOW, Dossier, handed_over, minutes, place, reply

LABELS = (("channel", "telegram"), ("visibility", "public"))
OPENED = Tally("opened", LABELS)


def delay(seconds: float, bucket: str = "7200") -> Tally:
    """An observed delay."""
    return Tally("answer_seconds", LABELS, bucket, total=seconds)


async def test_what_is_not_yet_folded_counts(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    await ada.happens(Change(), tallies=(OPENED, delay(0.1), delay(0.2), delay(9.5, "+Inf")))
    assert (await store.snapshot(NOW)).tallies == [delay(9.5, "+Inf"), Tally("answer_seconds", LABELS, "7200", 2, 0.3), OPENED]


async def test_folding_moves_and_changes_no_number(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    await ada.happens(Change(), tallies=(OPENED, OPENED, delay(0.1), delay(0.7, "+Inf"), delay(0.2)))
    before = await store.snapshot(NOW)
    assert [await store.fold(2) for _ in range(4)] == [2, 2, 1, 0]
    assert await store.snapshot(NOW) == before
    await ada.happens(Change(), tallies=(OPENED, delay(0.4)))
    assert await store.fold(99) == 2
    assert (await store.snapshot(NOW)).tallies[1:] == [
        Tally("answer_seconds", LABELS, "7200", 3, 0.7),
        Tally("opened", LABELS, n=3),
    ]


async def test_the_order_of_labels_makes_no_other_number(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    await ada.happens(Change(), tallies=(OPENED, Tally("opened", LABELS[::-1])))
    assert (await store.snapshot(NOW)).tallies == [Tally("opened", LABELS, n=2)]


async def test_nothing_is_lost_or_doubled_while_many_write_fold_and_read(store: SqlStore) -> None:
    dossiers = [Dossier(store, place(f"p{n}")) for n in range(6)]
    for dossier in dossiers:
        await dossier.receive()

    async def write(dossier: Dossier) -> None:
        for _ in range(10):
            await dossier.happens(Change((e.Noted(NOW, "u1", "m1"),)), tallies=(OPENED, delay(0.1)))

    async def read() -> list[tuple[int, int]]:
        seen = []
        while sum(n for n, _ in seen[-1:]) < 60:
            noted, tallies = await store.recount(_noted_and_counted)
            seen.append((noted, next((tally.n for tally in tallies if tally.family == "opened"), 0)))
        return seen

    async def fold(writers: asyncio.Future[list[None]]) -> None:
        while not writers.done():
            await asyncio.gather(store.fold(7), store.fold(3))

    writers = asyncio.gather(*(write(dossier) for dossier in dossiers))
    seen, *_ = await asyncio.gather(read(), fold(writers), writers)
    assert all(events == counted for events, counted in seen)
    await store.fold(10_000)
    assert (await store.snapshot(NOW)).tallies == [
        Tally("answer_seconds", LABELS, "7200", 60, 6.0),
        Tally("opened", LABELS, n=60),
    ]


async def test_turns_that_wait_by_cell_with_the_oldest(store: SqlStore) -> None:
    for name, at in (("ada", 5), ("bob", -5), ("eve", 0)):
        department = "rh" if name == "eve" else "sav"
        dossier = Dossier(store, place(name))
        await dossier.receive(change=handed_over(f"t-{name}", minutes(at), department))
    answered = Dossier(store, place("max"))
    await answered.receive(change=handed_over("t-max") + Change((e.Excluded(NOW, "t-max", "test", "u1"),)))
    fresh = Dossier(store, place("new"))
    await fresh.receive(change=Change((e.TurnOpened(NOW, "t-new", Visibility.PUBLIC, False, NOW, "telegram"),)))
    assert (await store.snapshot(NOW)).waiting.turns == (
        Open(Visibility.PUBLIC, False, "telegram", "", 1, NOW),
        Open(Visibility.PRIVATE, True, "telegram", "rh", 1, NOW),
        Open(Visibility.PRIVATE, True, "telegram", "sav", 2, minutes(-5)),
    )


async def test_turns_past_a_deadline_are_overdue_on_its_clock(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive(change=handed_over("t1", promised_by=minutes(90)))
    turn = (await store.turns_opened(NOW, minutes(1)))[0]
    assert turn.target_by is not None
    for clock, at in zip(Clock, (turn.expected_by, turn.target_by, minutes(90)), strict=True):
        (at_deadline,) = (await store.snapshot(at)).waiting.turns
        (past,) = (await store.snapshot(at + timedelta(microseconds=1))).waiting.turns
        assert (at_deadline.overdue.get(clock, 0), past.overdue.get(clock, 0)) == (0, 1)


async def test_dangers_nobody_has_taken_and_messages_nobody_has_decided_on(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive(change=handed_over("t1") + Change((e.DangerRaised(minutes(9), "t1", "sécurité", minutes(2)),)))
    waiting = (await store.snapshot(NOW)).waiting
    assert waiting.dangers == {Visibility.PRIVATE: Standing(1, minutes(2))}
    assert waiting.undecided is not None
    assert waiting.undecided.count == 1
    messages = tuple(message.id for message in ada.state.undecided)
    await ada.event(e.Decided(minutes(3), messages, "route:sav", "fr", "angry", "r1", "embedded", (), "t1"))
    assert (await store.snapshot(NOW)).waiting.undecided is None
    await ada.event(e.DangerAcknowledged(minutes(10), "u1"))
    assert (await store.snapshot(NOW)).waiting.dangers == {}


async def test_a_turn_in_its_row_is_the_turn_of_the_events(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive(change=handed_over("t1", NOW, "sav"))
    for event in (
        e.Decided(minutes(1), (), "route:sav", "fr", "angry", "r1", "embedded", (), "t1"),
        e.Decided(minutes(2), (), "faq:retours", "fr", "calm", "r1", "embedded", (), "t1"),
        e.Delivered(minutes(5), "o1", Reply.ANSWER, AnsweredBy.STAFF, "t1", None, "u7"),
        e.Settled(minutes(5), "t1", "answered", Visibility.PRIVATE, True, "telegram", "sav"),
    ):
        await ada.event(event)
    rows = await store.turns_opened(NOW, minutes(1))
    assert rows == [TurnRow.of(ada.id, "telegram", turn) for turn in ada.state.turns]
    assert [(row.author, row.heat, row.about, row.final) for row in rows] == [("u7", "angry", "route:sav", True)]
    assert await store.turns_opened(minutes(1), minutes(9)) == []


async def test_gauges_are_kept_and_replaced_whole(store: SqlStore) -> None:
    assert (await store.snapshot(NOW)).kept is None
    first = Kept(NOW, (Gauge("old", LABELS, 1.5), Gauge("waiting", LABELS, 3.0)))
    await store.keep_gauges(first)
    assert (await store.snapshot(NOW)).kept == first
    second = Kept(minutes(1), (Gauge("waiting", LABELS, 2.0),))
    await store.keep_gauges(second)
    assert (await store.snapshot(NOW)).kept == second


async def test_parcels_not_yet_delivered_by_channel_with_the_oldest(store: SqlStore) -> None:
    ada, done = Dossier(store), reply()
    await ada.receive()
    await ada.sends(done)
    await ada.happens(Change(outgoing=(reply(),)), at=minutes(1))
    await ada.happens(Change(outgoing=(reply(), reply(to="zoe@colibri.example"))), at=minutes(2))
    await ada.event(e.Delivered(NOW, done.id, done.reply, done.by))
    assert (await store.snapshot(minutes(3))).waiting.outbox == (("email", 1, NOW), ("telegram", 2, NOW))


async def test_what_waits_for_its_time_does_not_wait_to_leave(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    letter = reply(to="zoe@colibri.example", due=minutes(600))
    await ada.happens(Change(outgoing=(letter,)), at=minutes(1))
    assert (await store.snapshot(minutes(599))).waiting.outbox == (("email", 1, None),)
    assert (await store.snapshot(minutes(601))).waiting.outbox == (("email", 1, minutes(600)),)
    (parcel,) = await store.take(Account("email", "staff"), minutes(601), 5)
    await store.retry(parcel.id, minutes(700), "no connection")
    assert (await store.snapshot(minutes(602))).waiting.outbox == (("email", 1, minutes(1)),)


async def test_what_a_suspension_holds_back_does_not_wait_to_leave(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    await ada.happens(Change(outgoing=(reply(),)), at=minutes(1))
    await store.suspend("un prix faux", "u1", "bot")
    assert (await store.snapshot(minutes(30))).waiting.outbox == (("telegram", 1, None),)
    await store.resume("u1")
    assert (await store.snapshot(minutes(31))).waiting.outbox == (("telegram", 1, NOW),)


def _noted_and_counted(moment: Histories) -> tuple[int, Sequence[Tally]]:
    noted = sum(isinstance(event, e.Noted) for history in moment.each() for event in history.events)
    return noted, moment.shown(NOW).tallies
