"""Mutants of the fold and of the settling: each a way in which figures could flatter. Tests must find every one of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from conversations import conversation, turn_fold
from conversations import events as e
from conversations.conversation import Conversation
from conversations.turn import Clock, Reply, Turn
from metrics import turns
from tests.metrics import history

Mutant = Callable[[pytest.MonkeyPatch], None]


def acknowledgement_as_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def delivered(turn: Turn, event: e.Delivered) -> Turn:
        return _delivered(turn, replace(event, reply=Reply.ANSWER) if event.reply is Reply.ACKNOWLEDGEMENT else event)

    _delivered = turn_fold._delivered
    monkeypatch.setattr(turn_fold, "_delivered", delivered)


def unanswered_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    _finished = turn_fold.finished
    monkeypatch.setattr(turn_fold, "finished", lambda turn: turn.closed_at is not None or _finished(turn))


def unanswered_not_due(monkeypatch: pytest.MonkeyPatch) -> None:
    _result = turns._result
    monkeypatch.setattr(turns, "_result", lambda turn, *rest: _result(turn, *rest) if turn.answered_at else None)


def clock_restarted(monkeypatch: pytest.MonkeyPatch) -> None:
    _refused = turn_fold._refused
    monkeypatch.setattr(turn_fold, "_refused", lambda turn, event: replace(_refused(turn, event), opened_at=event.at))


def exclusion_forgives(monkeypatch: pytest.MonkeyPatch) -> None:
    def due(turn: Turn, clock: Clock) -> bool:
        return turn.deadline(clock) is not None and turn.withdrawn_at is None

    monkeypatch.setattr(Turn, "due", due)


def refusal_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn_fold, "_refused", lambda turn, event: turn)


def closing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def result(turn: Turn, clock: Clock, now: datetime, read_until: datetime) -> str | None:
        found = _result(turn, clock, now, read_until)
        return "met" if found and turn.closed_at is not None else found

    _result = turns._result
    monkeypatch.setattr(turns, "_result", result)


def counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turn, "with_measure", lambda turn, measure: turn)


def window_by_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turn, "stands", lambda turn, at: turn.answered_at is not None and "answered" in turn.settled)


def window_by_our_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    _settlements = turns.settlements
    monkeypatch.setattr(history, "settlements", lambda c, now, heard, hours: _settlements(c, now, now, hours))


def first_recorded_acknowledges(monkeypatch: pytest.MonkeyPatch) -> None:
    def delivered(turn: Turn, event: e.Delivered) -> Turn:
        found = _delivered(turn, event)
        return replace(found, acknowledged_at=turn.acknowledged_at or found.acknowledged_at)

    _delivered = turn_fold._delivered
    monkeypatch.setattr(turn_fold, "_delivered", delivered)


def last_recorded_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(turn: Turn, event: e.Delivered) -> dict[str, Any]:
        found = _answered(turn, event)
        return found | {"answered_at": event.at} if found else found

    _answered = turn_fold._answered
    monkeypatch.setattr(turn_fold, "_answered", answered)


def mention_of_the_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    _decided = turn_fold._decided
    monkeypatch.setattr(turn_fold, "_decided", lambda turn, event: _decided(turn, replace(event, mention=False)))


def hours_of_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    _transferred = turn_fold._transferred
    monkeypatch.setattr(
        turn_fold, "_transferred", lambda turn, event: replace(_transferred(turn, event), first_holder=event.department)
    )


def outage_hides_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    def result(turn: Turn, clock: Clock, now: datetime, read_until: datetime) -> str | None:
        return _result(turn, clock, now, read_until) if read_until > now - turns.ON_ITS_WAY else None

    _result = turns._result
    monkeypatch.setattr(turns, "_result", result)


def assignee_credited(monkeypatch: pytest.MonkeyPatch) -> None:
    def delivered(turn: Turn, event: e.Delivered) -> Turn:
        if assigned:
            event = replace(event, author=assigned[-1])
        return _delivered(turn, event)

    def fold(was: Conversation, event: e.Event) -> Conversation:
        if isinstance(event, e.Assigned):
            assigned.append(event.to)
        return _fold(was, event)

    assigned: list[str] = []
    _delivered, _fold = turn_fold._delivered, conversation._after_one
    monkeypatch.setattr(turn_fold, "_delivered", delivered)
    monkeypatch.setattr(conversation, "_after_one", fold)


def clock_restarted_by_an_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    _decided = turn_fold._decided
    monkeypatch.setattr(turn_fold, "_decided", lambda turn, event: replace(_decided(turn, event), opened_at=event.at))
