"""How long the staff of a department take, what was stated in a thread, who has what, and who is loyal."""

import pytest

from conversations import events as e
from conversations.change import Change
from conversations.message import Sender, Visibility
from conversations.sending import Account
from conversations.turn import AnsweredBy, Reply
from conversations.workload import Wait
from store import workloads
from store.sql import SqlStore
from tests.conformance.dossiers import ACCOUNT, NOW, Dossier, fresh, handed_over, incoming, minutes, place, reply

PUBLIC = Visibility.PUBLIC


async def waits(store: SqlStore, turn: str, at: float, *then: e.Event, department: str = "sav") -> Dossier:
    """A turn handed over at that minute with a promise of two hours, and what happened to it then."""
    dossier = Dossier(store, place(fresh("p")))
    await dossier.receive(change=handed_over(turn, minutes(at), department, minutes(at + 120)))
    for event in then:
        await dossier.event(event)
    return dossier


def answered(turn: str, at: float, by: AnsweredBy = AnsweredBy.STAFF) -> e.Delivered:
    """The turn's answer arrived."""
    return e.Delivered(minutes(at), fresh("o"), Reply.ANSWER, by, turn, minutes(at + 1440) if by is AnsweredBy.BOT else None)


async def test_each_wait_says_what_was_promised_and_how_it_ended(store: SqlStore) -> None:
    await waits(store, "t3", 30)
    await waits(store, "t1", 10, answered("t1", 40))
    await waits(store, "t2", 20, e.Closed(minutes(50), "u1"))
    await waits(store, "t4", 40, e.Excluded(minutes(60), "t4", "spam", "u1"))
    await waits(store, "t5", 50, answered("t5", 70, AnsweredBy.BOT))
    await waits(store, "other", 15, department="livraison")
    found = await store.staff_waits(["sav", "livraison", "nobody"], minutes(10))
    assert found["sav"] == [
        Wait(minutes(10), minutes(130), answered_at=minutes(40)),
        Wait(minutes(20), minutes(140), ended_at=minutes(50)),
        Wait(minutes(30), minutes(150)),
        Wait(minutes(40), minutes(160), ended_at=minutes(60)),
        Wait(minutes(50), minutes(170), ended_at=minutes(70)),
    ]
    assert (found["livraison"], found["nobody"]) == ([Wait(minutes(15), minutes(135))], [])
    assert [wait.handed_over_at for wait in (await store.staff_waits(["sav"], minutes(31)))["sav"]] == [
        minutes(40),
        minutes(50),
    ]


async def test_the_promise_that_stands_is_the_last_one(store: SqlStore) -> None:
    await waits(store, "t1", 0, e.Promised(minutes(110), "t1", minutes(300)))
    assert (await store.staff_waits(["sav"], NOW))["sav"] == [Wait(NOW, minutes(300))]


async def test_a_refused_answer_of_the_bot_waits_again(store: SqlStore) -> None:
    await waits(store, "t1", 0, answered("t1", 5, AnsweredBy.BOT), e.AnswerRefused(minutes(6), "t1"))
    assert (await store.staff_waits(["sav"], NOW))["sav"] == [Wait(NOW, minutes(120))]


async def test_of_very_many_that_ended_the_newest_are_read(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workloads, "NEWEST", 2)
    for n in (3, 1, 2):
        await waits(store, f"t{n}", n, answered(f"t{n}", n + 5))
    assert [wait.handed_over_at for wait in (await store.staff_waits(["sav"], NOW))["sav"]] == [minutes(2), minutes(3)]


async def test_of_those_who_still_wait_none_is_left_out(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workloads, "NEWEST", 1)
    await waits(store, "refused", 0, answered("refused", 1, AnsweredBy.BOT), e.AnswerRefused(minutes(2), "refused"))
    for n in (1, 2):
        await waits(store, f"waiting{n}", n)
    for n in (3, 4, 5):
        await waits(store, f"ended{n}", n, answered(f"ended{n}", n + 5), department="livraison")
    found = await store.staff_waits(["sav", "livraison"], NOW)
    assert found["sav"] == [Wait(minutes(n), minutes(n + 120)) for n in range(3)]
    assert found["livraison"] == [Wait(minutes(5), minutes(125), answered_at=minutes(10))]
    assert (await store.staff_waits(["sav"], minutes(2)))["sav"] == [Wait(minutes(2), minutes(122))]


async def test_the_statement_is_said_once_in_a_thread_to_anybody(store: SqlStore) -> None:
    ada, statement = Dossier(store, place("ada", "post 1")), reply(reply=Reply.STATEMENT, visibility=PUBLIC)
    await ada.receive(incoming(ada.key, visibility=PUBLIC))
    await ada.sends(reply(visibility=PUBLIC), reply(reply=Reply.STATEMENT))
    assert not await store.stated(place("eve", "post 1"), NOW)
    await ada.sends(statement)
    assert await store.stated(place("eve", "post 1"), NOW)
    assert not await store.stated(place("ada", "post 2"), NOW)
    assert not await store.stated(place("ada", "post 1", ACCOUNT._replace(name="other")), NOW)
    assert not await store.stated(place("ada", "post 1", Account("web", ACCOUNT.name)), NOW)
    assert not await store.stated(place("ada", "post 1"), minutes(1))
    await ada.event(e.Undeliverable(NOW, statement.id, "gone", statement.reply))
    assert not await store.stated(place("eve", "post 1"), NOW)


async def test_a_user_has_what_was_given_to_them_until_it_is_given_back(store: SqlStore) -> None:
    late, early, other = await waits(store, "t1", 20), await waits(store, "t2", 10), await waits(store, "t3", 0)
    for dossier, user in ((late, "u1"), (early, "u1"), (other, "u2")):
        await dossier.event(e.Assigned(NOW, "u9", user))
    assert await store.assigned("u1") == [early.id, late.id]
    await early.event(e.Released(NOW, "u1", "handed_on"))
    await late.event(e.Closed(NOW, "u1"))
    assert await store.assigned("u1") == []
    assert await store.assigned("u2") == [other.id]


def thanks(at: float, rule: str = "light:remerciement") -> e.NoAnswerNeeded:
    """They thanked or praised."""
    return e.NoAnswerNeeded(minutes(at), fresh("t"), rule)


async def person(store: SqlStore, name: str, *happened: e.Event, where: str = "private") -> Dossier:
    """What somebody said over time, in one place."""
    dossier = Dossier(store, place(name, where))
    await dossier.receive(incoming(dossier.key, sender=Sender(name, name.title())))
    for event in happened:
        await dossier.event(event)
    return dossier


def threat(at: float) -> e.Decided:
    """They threatened."""
    return e.Decided(minutes(at), (), "route:sav", "fr", "threat", "r1", "embedded", ())


async def test_who_thanks_and_praises_often_enough_is_loyal_the_most_faithful_first(store: SqlStore) -> None:
    await person(store, "ada", thanks(1), thanks(2, "light:eloge"), thanks(3, "light:bonjour"))
    await person(store, "eve", thanks(1), thanks(5))
    await person(store, "eve", thanks(3), where="post 1")
    await person(store, "bob", thanks(-5), thanks(4))
    found = await store.loyal(2, NOW)
    assert [(one.name, one.channel, one.praises, one.last) for one in found] == [
        ("Eve", ACCOUNT.channel, 3, minutes(5)),
        ("Ada", ACCOUNT.channel, 2, minutes(2)),
    ]
    assert found[0].contact != "eve"
    assert [one.name for one in await store.loyal(1, NOW)] == ["Eve", "Ada", "Bob"]
    assert [one.name for one in await store.loyal(2, minutes(-5))] == ["Eve", "Bob", "Ada"]


async def test_who_has_threatened_since_is_not_loyal(store: SqlStore) -> None:
    await person(store, "ada", thanks(1), thanks(2), threat(1))
    await person(store, "eve", thanks(1), thanks(2), threat(-10), threat(-20))
    assert [one.name for one in await store.loyal(2, NOW)] == ["Eve"]
    assert [one.name for one in await store.loyal(2, minutes(-10))] == []
    assert [one.name for one in await store.loyal(2, minutes(-9))] == ["Eve"]


async def test_of_very_many_thanks_the_last_fifty_are_kept(store: SqlStore) -> None:
    ada = await person(store, "ada")
    await ada.happens(Change(tuple(thanks(n) for n in range(1, 41))))
    await ada.happens(Change(tuple(thanks(n) for n in range(41, 61))))
    [one] = await store.loyal(1, NOW)
    assert (one.praises, one.last) == (50, minutes(60))
    assert await store.loyal(50, minutes(11)) == [one]
    assert await store.loyal(50, minutes(12)) == []
