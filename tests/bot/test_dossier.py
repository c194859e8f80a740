"""The printable history: everything said both ways with its times, what was promised, and nothing that is internal."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.dossier import History, dossier
from bot.dossier_words import WORDS
from charter.legal import ACTS
from conversations import events as e
from conversations.message import Direction, Message, Visibility
from conversations.turn import FOR_STAFF, AnsweredBy, Reply
from tests.fakes.small_charter import small_charter

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=2)


def message(id: str, direction: Direction, text: str, at: datetime, author: str = "") -> Message:
    return Message(id, "3f09a11c7e55aa01", direction, Visibility.PRIVATE, text, at, author, release="r7")


HISTORY = History(
    "3f09a11c7e55aa01",
    "Léa",
    "web",
    [
        message("m1", Direction.INBOUND, "Je me rétracte.\nMerci", NOON),
        message("o1", Direction.OUTBOUND, "C'est enregistré.", NOON),
        message("n1", Direction.NOTE, "cliente pénible", LATER),
        message("o2", Direction.OUTBOUND, "Voici.", LATER, "Sam"),
        message("o3", Direction.OUTBOUND, "courriel à l'astreinte", LATER),
    ],
    [
        e.DatedActDeclared(NOON, "t1", "withdrawal", "R-3F09A-11C7E-1", datetime(2026, 3, 16, 22, 59, 59, tzinfo=UTC)),
        e.HandedOver(NOON, "t1", "livraison", LATER),
        e.Promised(NOON, "t1", NOON + timedelta(hours=4)),
        e.Replied(NOON, "o1", Reply.ACKNOWLEDGEMENT, AnsweredBy.BOT, turn="t1"),
        e.Delivered(NOON + timedelta(seconds=3), "o1", Reply.ACKNOWLEDGEMENT, AnsweredBy.BOT, "t1"),
        e.Replied(LATER, "o2", Reply.ANSWER, AnsweredBy.STAFF, turn="t1"),
        e.Replied(LATER, "o3", Reply.ON_CALL, AnsweredBy.BOT, turn="t1"),
    ],
)


def test_it_says_who_when_what_both_ways_with_delivery_and_release() -> None:
    text = dossier(HISTORY, small_charter(), "fr", LATER)
    assert "Client : Léa" in text
    assert "2026-03-02 12:00:00 CET  Le client écrit (en privé)\n    Je me rétracte.\n    Merci" in text
    assert "Réponse automatique (en privé, accusé de réception, remis le 2026-03-02 12:00:03 CET, charte r7)" in text
    assert "Sam (en privé, réponse, non remis, charte r7)\n    Voici." in text
    assert "Confié à : service livraison" in text
    assert "Réponse promise pour le 2026-03-02 16:00:00 CET" in text
    assert "Acte daté R-3F09A-11C7E-1 : rétractation, reçu le 2026-03-02 12:00:00 CET" in text
    assert "À traiter au plus tard le 2026-03-16 23:59:59" in text


def test_what_the_staff_write_among_themselves_stays_inside() -> None:
    text = dossier(HISTORY, small_charter(), "fr", LATER)
    assert "pénible" not in text
    assert "astreinte" not in text
    assert "non reproduits : 1" in text


def test_what_was_taken_back_is_no_part_of_it_and_what_is_held_has_not_left() -> None:
    said = [
        message("o4", Direction.OUTBOUND, "Trop vite écrit.", NOON, "Sam"),
        message("o5", Direction.OUTBOUND, "Retenu.", LATER + timedelta(minutes=2), "Sam"),
        message("o6", Direction.OUTBOUND, "À relire.", LATER, "Sam"),
    ]
    facts: list[e.Event] = [
        e.Replied(LATER, "o4", Reply.ANSWER, AnsweredBy.STAFF),
        e.Held(LATER, "o4", "u1", "undo", LATER),
        e.Cancelled(LATER, "o4", "u1", "taken_back"),
        e.Replied(LATER, "o5", Reply.ANSWER, AnsweredBy.STAFF),
        e.Held(LATER, "o5", "u1", "cooling_off", LATER + timedelta(minutes=2)),
        e.Replied(NOON, "o6", Reply.ANSWER, AnsweredBy.STAFF),
        e.Held(NOON, "o6", "u1", "approval"),
    ]
    history = History("3f09a11c7e55aa01", "Léa", "web", said, facts)
    text = dossier(history, small_charter(), "fr", LATER)
    assert "Trop vite" not in text
    assert "non reproduits : 1" in text
    assert "2026-03-02 12:02:00 CET  Sam (en privé, réponse, pas encore parti, charte r7)\n    Retenu." in text
    assert "2026-03-02 12:00:00 CET  Sam (en privé, réponse, pas encore parti, charte r7)\n    À relire." in text


def test_it_is_complete_in_english() -> None:
    text = dossier(HISTORY, small_charter(), "en", LATER)
    assert "The customer writes (in private)" in text
    assert "Given to: livraison team" in text


@pytest.mark.parametrize("language", WORDS)
def test_every_act_and_reply_has_its_word(language: str) -> None:
    assert {f"act.{act}" for act in ACTS} <= WORDS[language].keys()
    assert {f"reply.{reply.value}" for reply in Reply if reply not in FOR_STAFF} <= WORDS[language].keys()
    assert WORDS["fr"].keys() == WORDS["en"].keys()
