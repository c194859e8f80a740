"""What staff may do, and what their acts change."""

from datetime import timedelta

import pytest

from conversations.acts import Close, Say, Transfer
from conversations.message import Visibility
from conversations.ports import Refused, Stale
from conversations.turn import AnsweredBy, Reply
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

LATE = understood(("livraison", 0.9))


def waiting_line(visibility: Visibility = Visibility.PRIVATE) -> VirtualLine:
    line = VirtualLine(visibility)
    line.writes(LATE)
    return line


def test_an_answer_ends_the_turn_at_delivery_and_mutes_the_bot() -> None:
    line = waiting_line()
    line.waits(timedelta(hours=1))
    (reply,) = line.says("Le colis est au dépôt.")
    assert (reply.by, reply.reply, reply.text) == (AnsweredBy.STAFF, Reply.ANSWER, "Le colis est au dépôt.\n— Léa")
    turn = line.conversation.turns[0]
    assert (turn.answered_at, turn.answered_by) == (line.now, AnsweredBy.STAFF)
    assert line.conversation.muted


def test_an_answer_that_is_not_delivered_answers_nothing() -> None:
    line = waiting_line()
    line.deliver = False
    line.says()
    turn = line.conversation.turns[0]
    assert turn.answered_at is None
    assert not turn.waits


def test_a_holding_reply_promises_and_does_not_answer() -> None:
    line = waiting_line()
    before = line.conversation.waiting
    (reply,) = line.says("Nous regardons cela.", reply="holding")
    assert "[holding_promise" in reply.text
    turn = line.conversation.waiting
    assert turn is not None
    assert before is not None
    assert turn.promised_by == before.promised_by
    assert turn.answered_at is None


def test_a_text_that_only_asks_for_patience_is_no_answer_without_a_reason() -> None:
    patience = "Nous regardons et revenons vers vous demain avant 11 h."
    line = waiting_line()
    with pytest.raises(Refused, match="réponse d'attente"):
        line.says(patience)
    line.says("Nous regardons.", reply="holding")
    assert line.conversation.waiting is not None
    line.acts(
        Say("c1", "u1", "k2", line.conversation.version, patience, "answer", "Léa", override="Tout est dit au téléphone.")
    )
    assert line.conversation.waiting is None


def test_a_reply_that_has_not_seen_the_last_message_is_stale() -> None:
    line = waiting_line()
    seen = line.conversation.version
    line.writes(LATE)
    with pytest.raises(Stale) as stale:
        line.acts(Say("c1", "u1", "k", seen, "Voici.", "answer"))
    assert stale.value.version == line.conversation.version


def test_closing_what_one_has_not_read_is_stale() -> None:
    line = waiting_line()
    seen = line.conversation.version
    line.writes(LATE)
    with pytest.raises(Stale):
        line.acts(Close("c1", "u1", "k", seen))
    assert line.conversation.waiting is not None


def test_empty_and_endless_replies_are_refused_with_a_sentence() -> None:
    line = waiting_line()
    for text in ("   ", "x" * 4001):
        with pytest.raises(Refused, match="between 1 and 4000 characters"):
            line.says(text)


def test_a_transfer_moves_the_turn_and_no_clock() -> None:
    line = waiting_line()
    before = line.conversation.waiting
    line.waits(timedelta(hours=1))
    line.transfers("qualite")
    turn = line.conversation.waiting
    assert turn is not None
    assert before is not None
    assert (turn.department, turn.target_by, turn.promised_by) == ("qualite", before.target_by, before.promised_by)
    assert line.conversation.department == "qualite"


def test_a_transfer_to_nowhere_names_the_departments() -> None:
    line = waiting_line()
    with pytest.raises(Refused, match="livraison, qualite, relation_client"):
        line.acts(Transfer("c1", "u1", "k", 1, "vente"))


def test_a_note_is_never_sent() -> None:
    line = waiting_line()
    sent = len(line.sent)
    line.notes()
    assert len(line.sent) == sent
    assert not line.conversation.muted


def test_closing_leaves_the_turn_unanswered_and_the_next_message_starts_fresh() -> None:
    line = waiting_line()
    line.closes()
    assert line.conversation.waiting is None
    assert line.conversation.closed
    (acknowledgement,) = line.writes(LATE)
    assert acknowledgement.reply is Reply.ACKNOWLEDGEMENT
    assert line.conversation.opened_turns == 2
