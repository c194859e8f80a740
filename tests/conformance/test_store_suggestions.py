"""Suggestions, and the lessons that they are made of, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from conversations import events as e
from conversations.learning import Lesson, Origin, Review, Suggestion
from conversations.message import Visibility
from conversations.ports import Conflict
from conversations.turn import AnsweredBy, Reply
from store.engine import Database, in_transaction
from store.sql import SqlStore
from store.suggestions import CANDIDATES
from tests.conformance.dossiers import NOW, Dossier, incoming, minutes, place

LATER = minutes(60)
ONE = Suggestion("s1", "où est mon colis ?", "fr", Origin.CORRECTED, "route:sav", "livraison", "c1", NOW)


class Story(Dossier):
    """A conversation of which each step is told by what happens."""

    def turn(self, n: int = 1) -> str:
        return f"{self.id}-t{n}"

    async def decides(self, *texts: str, verdict: str, rule: str = "intent", turn: int = 1, at: datetime = NOW) -> int:
        """The customer writes these texts, and they are decided on together; returns the number of the decision."""
        messages = tuple([await self.receive(incoming(self.key, said)) for said in texts])
        opened = e.TurnOpened(at, self.turn(turn), Visibility.PRIVATE, True, at, "telegram")
        if self.state.turn(self.turn(turn)) is None:
            await self.event(opened)
        await self.event(
            e.Decided(at, messages, verdict, "fr", "calm", "r1", "embedded", (e.Reason(rule),), turn=self.turn(turn))
        )
        return self.state.version

    async def handed_over(self, department: str, turn: int = 1) -> None:
        await self.event(e.HandedOver(NOW, self.turn(turn), department, LATER))

    async def refuses(self, at: datetime = NOW) -> None:
        await self.event(e.AnswerRefused(at, self.turn()))

    async def transfers(self, department: str, at: datetime = NOW, by: str = "u1") -> None:
        await self.event(e.Transferred(at, by, department, self.turn()))

    async def answers(self, by: AnsweredBy = AnsweredBy.STAFF, at: datetime = NOW, reply: Reply = Reply.ANSWER) -> None:
        until = at + timedelta(days=1) if by is AnsweredBy.BOT else None
        await self.event(e.Delivered(at, f"o{self.state.version}", reply, by, self.turn(), until))


def story(store: SqlStore, contact: str = "ada") -> Story:
    return Story(store, place(contact))


async def lessons(store: SqlStore, since: datetime = NOW) -> list[Lesson]:
    return list(await store.lessons(since, None, 100))


async def test_nothing_teaches_at_first_and_what_went_well_never_does(store: SqlStore) -> None:
    assert await lessons(store) == []
    ada = story(store)
    await ada.decides("mon colis n'arrive pas", verdict="route:livraison")
    await ada.handed_over("livraison")
    await ada.transfers("livraison")
    await ada.answers()
    eve = story(store, "eve")
    await eve.decides("vous ouvrez quand", verdict="faq:horaires")
    await eve.answers(AnsweredBy.BOT)
    assert await lessons(store) == []


async def test_a_refused_answer_teaches_by_what_was_asked_and_later_by_who_answered(store: SqlStore) -> None:
    ada = story(store)
    n = await ada.decides("bonjour", "vous reprenez les poêles ?", verdict="faq:horaires")
    await ada.answers(AnsweredBy.BOT)
    await ada.refuses(minutes(1))
    await ada.decides("non", verdict="route:retours", rule="refused", at=minutes(1))
    await ada.handed_over("retours")
    said = ("bonjour", "vous reprenez les poêles ?")
    expected = Lesson(ada.id, n, Origin.REFUSED, said, "fr", "faq:horaires", None, minutes(1))
    assert await lessons(store) == [expected]
    await ada.answers(at=minutes(30))
    assert await lessons(store) == [replace(expected, meant="retours", at=minutes(30))]


async def test_a_transfer_after_a_refusal_says_what_was_meant(store: SqlStore) -> None:
    ada = story(store)
    await ada.decides("et pour rendre une poêle ?", verdict="faq:horaires")
    await ada.answers(AnsweredBy.BOT)
    await ada.refuses()
    await ada.handed_over("sav")
    await ada.transfers("retours")
    [lesson] = await lessons(store)
    assert (lesson.origin, lesson.meant) == (Origin.REFUSED, "retours")


async def test_a_transfer_by_staff_corrects_the_decision_and_one_back_takes_it_back(store: SqlStore) -> None:
    ada = story(store)
    n = await ada.decides("on m'a débité deux fois", verdict="route:sav")
    await ada.decides("merci", verdict="light:remerciement")
    await ada.transfers("facturation", minutes(5))
    said = ("on m'a débité deux fois",)
    expected = Lesson(ada.id, n, Origin.CORRECTED, said, "fr", "route:sav", "facturation", minutes(5))
    assert await lessons(store) == [expected]
    await ada.transfers("livraison", minutes(6))
    assert await lessons(store) == [replace(expected, meant="livraison", at=minutes(6))]
    await ada.transfers("sav", minutes(7))
    assert await lessons(store) == []


@pytest.mark.parametrize("rule", ["danger", "dated_act", "no_words", "unknown_language", "engine_failed", "clarified"])
async def test_what_was_not_decided_by_its_meaning_is_not_corrected(store: SqlStore, rule: str) -> None:
    ada = story(store)
    await ada.decides("au secours", verdict="route:sav", rule=rule)
    await ada.transfers("facturation")
    assert await lessons(store) == []


async def test_the_next_above_whom_a_rule_calls_corrects_nobody(store: SqlStore) -> None:
    ada = story(store)
    await ada.decides("mon colis n'arrive pas", verdict="route:livraison")
    await ada.transfers("direction", by="rule")
    assert await lessons(store) == []


@pytest.mark.parametrize("rule", ["nothing_recognised", "out_of_scope"])
async def test_what_was_not_recognised_teaches_once_staff_have_answered(store: SqlStore, rule: str) -> None:
    ada = story(store)
    n = await ada.decides("vous prêtez des moules ?", verdict="route:sav", rule=rule)
    await ada.answers(AnsweredBy.BOT, reply=Reply.ACKNOWLEDGEMENT)
    await ada.answers(reply=Reply.HOLDING)
    assert await lessons(store) == []
    await ada.answers(at=minutes(9))
    said = ("vous prêtez des moules ?",)
    assert await lessons(store) == [Lesson(ada.id, n, Origin.UNRECOGNISED, said, "fr", "route:sav", None, minutes(9))]


async def test_lessons_come_page_after_page_and_those_of_before_are_left_out(store: SqlStore) -> None:
    expected = []
    for name in ("ada", "bob", "eve", "tom", "zoe"):
        one = story(store, name)
        for turn, at in ((1, minutes(1)), (2, minutes(2))):
            n = await one.decides(f"demande {turn}", verdict="route:sav", turn=turn)
            await one.event(e.Transferred(at, "u1", "facturation", one.turn(turn)))
            expected.append((one.id, n))
    before = story(store, "max")
    await before.decides("hier", verdict="route:sav")
    await before.transfers("facturation", minutes(-60))
    found: list[tuple[str, int]] = []
    after: tuple[str, int] | None = None
    while page := await store.lessons(NOW, after, 3):
        assert len(page) <= 3
        found += [(one.conversation, one.n) for one in page]
        after = found[-1]
    assert sorted(found) == sorted(expected)
    assert [(one.conversation, one.n) for one in await lessons(store)] == found
    assert len(await lessons(store, minutes(2))) == 5
    assert len(await lessons(store, minutes(-60))) == 11


async def test_a_text_that_was_erased_is_missing(store: SqlStore) -> None:
    ada = story(store)
    await ada.decides("secret", verdict="route:sav")
    await ada.transfers("facturation")
    in_transaction(store._database.writer, lambda c: c.execute(text("DELETE FROM message")))
    [lesson] = await lessons(store)
    assert lesson.texts == ()


def test_the_search_reads_small_indexes_and_not_all_events(sqlite_url: str) -> None:
    def plan(connection: Connection) -> str:
        asked = f"EXPLAIN QUERY PLAN {CANDIDATES.compile(connection, compile_kwargs={'render_postcompile': True})}"
        return str(connection.exec_driver_sql(asked, (None,) * asked.count("?")).all())

    database = Database(sqlite_url)
    found = in_transaction(database.writer, plan)
    database.writer.dispose()
    assert "ix_event_taught (at>?)" in found
    assert "ix_turn_answered_by_staff (answered_at>?)" in found
    assert "SCAN event" not in found
    assert "SCAN turn" not in found


async def test_the_same_fact_is_suggested_once_and_an_open_one_takes_over_a_proposal(store: SqlStore) -> None:
    open_one = replace(ONE, intent=None)
    assert await store.suggest([open_one, replace(ONE, id="s2", text="autre")]) == 2
    assert await store.suggest([open_one]) == 0
    assert await store.suggestion("s1") == open_one
    assert await store.suggest([ONE]) == 0
    assert await store.suggestion("s1") == ONE
    assert await store.suggest([replace(ONE, text="autre texte", intent=None)]) == 0
    assert await store.suggestion("s1") == ONE
    assert await store.suggestion("s9") is None


async def test_suggestions_come_oldest_first_page_after_page(store: SqlStore) -> None:
    every = [replace(ONE, id=f"s{n}", at=minutes(n // 2)) for n in range(7)]
    await store.suggest(every[::-1])
    found: list[Suggestion] = []
    while page := await store.suggestions(Review.OPEN, 3, found[-1].id if found else None):
        found += page
    assert found == every
    assert await store.suggestions(Review.ACCEPTED, 9) == []
    assert await store.suggestions(Review.OPEN, 9, "unknown") == []


async def test_a_review_keeps_what_was_decided_and_who_comes_second_hears_of_it(store: SqlStore) -> None:
    await store.suggest([ONE])
    accepted = replace(ONE, text="où est [nom] ?", intent="sav", review=Review.ACCEPTED, reviewed_by="léa", reviewed_at=LATER)
    await store.review(accepted)
    assert await store.suggestion("s1") == accepted
    with pytest.raises(Conflict):
        await store.review(replace(ONE, review=Review.REJECTED, reviewed_by="tom", reviewed_at=LATER))
    assert await store.suggestions(Review.ACCEPTED, 9) == [accepted]
    assert await store.suggest([ONE]) == 0
    assert await store.suggestion("s1") == accepted
    rejected = replace(accepted, review=Review.REJECTED, reviewed_by="tom")
    await store.review(rejected, before=Review.ACCEPTED)
    assert await store.suggestion("s1") == rejected


async def test_the_first_version_that_learned_it_is_remembered(store: SqlStore) -> None:
    accepted = replace(ONE, review=Review.ACCEPTED, reviewed_by="léa", reviewed_at=LATER)
    await store.suggest([accepted, replace(ONE, id="s2")])
    await store.learned(["s1", "s2", "unknown"], 4)
    await store.learned(["s1"], 5)
    await store.learned([], 6)
    assert await store.suggestion("s1") == replace(accepted, version=4)
    assert await store.suggestion("s2") == replace(ONE, id="s2")
