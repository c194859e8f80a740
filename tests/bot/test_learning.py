"""From lessons to suggestions, and from accepted suggestions to what an engine is trained on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.learning import all_accepted, joining, training_examples
from bot.learning_watch import LearningWatch
from bot.settings import EXAMPLE_CHARTER
from bot.suggesting import LONGEST, collect, suggestion_of, teachable, written_down
from charter.load import load
from charter.reading import Loaded
from conversations import events as e
from conversations.learning import Lesson, Origin, Review, Suggestion
from conversations.message import Sender, Visibility
from store.sql import SqlStore
from tests.conformance.dossiers import NOW, Dossier, incoming
from tests.fakes.virtual_clock import VirtualClock

LESSON = Lesson(
    "c1", 4, Origin.CORRECTED, ("bonjour", "je m'appelle Léa", "colis CO-48213 ?"), "fr", "route:sav", "livraison", NOW
)
ACCEPTED = Suggestion(
    "s1",
    "où traîne ma commande [numéro] ?",
    "fr",
    Origin.CORRECTED,
    "route:sav",
    "livraison",
    "c1",
    NOW,
    Review.ACCEPTED,
    "léa",
    NOW,
)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(EXAMPLE_CHARTER)


def added(loaded: Loaded, *accepted: Suggestion) -> dict[str, tuple[str, ...]]:
    """What training has beside the charter's sentences."""
    found = training_examples(loaded, accepted)
    assert all(found[intent][: len(texts)] == texts for intent, texts in loaded.examples.items())
    return {intent: found[intent][len(texts) :] for intent, texts in loaded.examples.items() if len(found[intent]) > len(texts)}


def test_a_lesson_becomes_a_suggestion_without_a_name_or_number() -> None:
    found = suggestion_of(LESSON, "Lea Martin")
    assert found is not None
    assert found.text == "bonjour je m'appelle [nom] colis [numéro] ?"
    assert (found.origin, found.taken_for, found.intent, found.review) == (
        Origin.CORRECTED,
        "route:sav",
        "livraison",
        Review.OPEN,
    )
    assert (found.conversation, found.at, found.version) == ("c1", NOW, None)


def test_the_same_fact_has_the_same_id_and_another_another() -> None:
    facts = [
        LESSON,
        replace(LESSON, meant=None, texts=("mon colis est perdu",)),
        replace(LESSON, n=5),
        replace(LESSON, conversation="c2"),
    ]
    ids = [one.id for fact in facts if (one := suggestion_of(fact, "")) is not None]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "👋👋",
        "ok",
        "x" * (LONGEST + 1),
        "ma carte est le [numéro de carte masqué]",
        "06 12 34 56 78",
        "Где моя посылка?",
    ],
    ids=["empty", "blank", "emoji", "two letters", "long", "secret", "only a number", "another script"],
)
def test_what_cannot_be_kept_is_no_suggestion(text: str) -> None:
    assert teachable((text,), "fr") is None
    assert suggestion_of(replace(LESSON, texts=(text,)), "") is None
    assert written_down(text, "livraison", NOW) is None


def test_what_somebody_writes_down_is_anonymous_too() -> None:
    found = written_down("my order 4821377 never came", "livraison", NOW)
    assert found is not None
    assert (found.text, found.origin, found.intent, found.conversation) == (
        "my order [number] never came",
        Origin.WRITTEN,
        "livraison",
        "",
    )


def test_training_has_the_words_of_people_beside_the_charters_own(loaded: Loaded) -> None:
    assert added(loaded) == {}
    assert added(loaded, ACCEPTED) == {"livraison": ("où traîne ma commande ?",)}


def test_the_charter_goes_before_people(loaded: Loaded) -> None:
    own = loaded.examples["livraison"][0]
    assert added(loaded, replace(ACCEPTED, text=own.upper(), intent="facturation")) == {}
    assert added(loaded, replace(ACCEPTED, text=loaded.background[0])) == {}
    assert added(loaded, replace(ACCEPTED, intent="was_once_a_subject")) == {}
    assert added(loaded, replace(ACCEPTED, text="[nom]")) == {}


def test_of_two_reviews_of_the_same_words_the_later_counts_whatever_the_order(loaded: Loaded) -> None:
    later = replace(ACCEPTED, id="a0", intent="sav", text="Où traîne ma commande ?", reviewed_at=NOW + timedelta(hours=1))
    for order in ((ACCEPTED, later), (later, ACCEPTED)):
        assert added(loaded, *order) == {"sav": ("Où traîne ma commande ?",)}
        assert [one.id for one in joining(loaded, order)] == ["a0"]


async def _corrected(store: SqlStore, text: str) -> Dossier:
    """A customer called Ada, whose request staff have moved from `sav` to `livraison`."""
    ada = Dossier(store)
    said = replace(incoming(ada.key, text), sender=Sender(ada.key.contact, "Ada Lovelace"))
    message = await ada.receive(said)
    turn = f"{ada.id}-t1"
    await ada.event(e.TurnOpened(NOW, turn, Visibility.PRIVATE, True, NOW, "telegram"))
    await ada.event(e.Decided(NOW, (message,), "route:sav", "fr", "calm", "r1", "embedded", (e.Reason("intent"),), turn=turn))
    await ada.event(e.Transferred(NOW, "u1", "livraison", turn))
    return ada


async def test_a_collection_suggests_each_fact_once(sqlite_store: SqlStore) -> None:
    ada = await _corrected(sqlite_store, "ici lovelace, mon paquet traîne encore")
    assert await collect(sqlite_store, NOW) == 1
    assert await collect(sqlite_store, NOW) == 0
    [found] = await sqlite_store.suggestions(Review.OPEN, 9)
    assert (found.text, found.intent, found.conversation) == ("ici [nom], mon paquet traîne encore", "livraison", ada.id)
    assert await all_accepted(sqlite_store) == ()


async def test_what_is_too_old_at_the_first_collection_is_left_alone(sqlite_store: SqlStore) -> None:
    await _corrected(sqlite_store, "mon paquet traîne encore")
    assert await collect(sqlite_store, NOW + timedelta(days=31)) == 0


async def test_one_process_collects_and_tells_no_text(sqlite_store: SqlStore) -> None:
    await _corrected(sqlite_store, "mon paquet traîne encore")
    clock = VirtualClock(datetime(2026, 3, 3, tzinfo=UTC))
    assert await sqlite_store.acquire("learning", "somebody else", 60)
    await LearningWatch(sqlite_store, clock).look()
    assert await sqlite_store.suggestions(Review.OPEN, 9) == []
    await sqlite_store.release("learning", "somebody else")
    with capture_logs() as logs:
        await LearningWatch(sqlite_store, clock).look()
    assert [line["new"] for line in logs] == [1]
    assert "paquet" not in str(logs)
    assert len(await sqlite_store.suggestions(Review.OPEN, 9)) == 1
