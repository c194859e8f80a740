"""`changed` is `dataclasses.replace`, for every value that is folded."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from conversations.changed import changed
from conversations.conversation import Conversation
from conversations.events import Event
from conversations.message import PlaceKey, Visibility
from conversations.turn import Turn

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONVERSATION = Conversation("c1", PlaceKey("web", "site", "p", "x"), version=3, choices=("a", "b"))
TURN = Turn("c1-t1", NOW, Visibility.PUBLIC, True, NOW, settled=frozenset({"expected"}))


@pytest.mark.parametrize("value", [CONVERSATION, TURN])
def test_each_field_changes_alone(value: Conversation | Turn) -> None:
    for field in fields(value):
        expected = replace(value, **{field.name: "something else"})
        assert changed(value, **{field.name: "something else"}) == expected


def test_the_copy_is_frozen_and_what_was_copied_stays() -> None:
    copy = changed(CONVERSATION, version=4)
    with pytest.raises(FrozenInstanceError):
        copy.version = 5  # type: ignore[misc]
    assert (CONVERSATION.version, copy.version) == (3, 4)


def test_a_field_that_there_is_none_of_is_an_error() -> None:
    with pytest.raises(KeyError):
        changed(CONVERSATION, versoin=4)  # type: ignore[call-arg]


@pytest.mark.parametrize("kind", [Conversation, Turn, *get_args(Event)])
def test_a_value_that_is_folded_is_no_more_than_its_slots(kind: type) -> None:
    assert not hasattr(kind, "__post_init__")
    assert {field.name for field in fields(kind)} == set(kind.__slots__)  # type: ignore[attr-defined]
