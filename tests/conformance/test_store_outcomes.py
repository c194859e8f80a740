"""What became of the conversations of a period, read back on both databases."""

from conversations import events as e
from conversations.message import Visibility
from conversations.turn import AnsweredBy, Reply
from store.sql import SqlStore
from tests.conformance.dossiers import Dossier, fresh, handed_over, minutes, place


def delivered(at: float, reply: Reply) -> e.Delivered:
    """A reply of the bot arrived."""
    return e.Delivered(minutes(at), fresh("o"), reply, AnsweredBy.BOT)


async def opened(store: SqlStore, turn: str, at: float) -> Dossier:
    """A conversation with a turn that opened at that minute."""
    dossier = Dossier(store, place(fresh("p")))
    await dossier.receive(change=handed_over(turn, minutes(at)))
    return dossier


async def test_of_each_conversation_of_the_period_what_a_report_counts_in_order(store: SqlStore) -> None:
    dossier = await opened(store, "t1", 10)
    decided = e.Decided(minutes(11), ("m1",), "route:sav", "fr", "angry", "r1", "test", (), "t1")
    question, rated = delivered(40, Reply.SATISFACTION), e.Rated(minutes(50), 4)
    confirmed = e.AnswerConfirmed(minutes(30), "t1")
    settled = e.Settled(minutes(31), "t1", "expected", Visibility.PRIVATE, True, "telegram", "sav", result="met")
    await dossier.event(decided, delivered(12, Reply.ACKNOWLEDGEMENT), delivered(20, Reply.ANSWER), confirmed, settled)
    await dossier.event(delivered(35, Reply.STATE), question, e.Noted(minutes(45), "u1", "m2"), rated)
    (found,) = (await store.outcomes(minutes(0), minutes(60))).items()
    assert found[0] == dossier.id
    first, *rest = found[1]
    assert first.kind == "turn_opened"
    assert rest == [decided, confirmed, settled, question, rated]


async def test_a_conversation_is_of_each_period_in_which_a_turn_of_it_opened(store: SqlStore) -> None:
    early, late = await opened(store, "t1", 0), await opened(store, "t2", 100)
    await late.event(e.TurnOpened(minutes(5), "t3", Visibility.PRIVATE, False, minutes(120), "telegram"))
    assert set(await store.outcomes(minutes(0), minutes(10))) == {early.id, late.id}
    assert set(await store.outcomes(minutes(1), minutes(100))) == {late.id}
    assert set(await store.outcomes(minutes(100), minutes(101))) == {late.id}
    assert await store.outcomes(minutes(101), minutes(200)) == {}
