"""The JSON that columns hold, and the values it stands for."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import get_args

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from conversations.change import Button
from conversations.conversation import Conversation
from conversations.events import EVENT, Event
from conversations.message import PlaceKey
from conversations.tally import Labels
from conversations.turn import Turn
from store.moments import refuse_naive

_CONVERSATION = TypeAdapter(Conversation)
_TURN = TypeAdapter(Turn)
_BUTTONS = TypeAdapter(tuple[Button, ...])
_LABELS = TypeAdapter(Labels)
_TIMES: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if field.type in (datetime, datetime | None)) for kind in get_args(Event)
}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def write_conversation(conversation: Conversation) -> str:
    """The state without its key: what the platform calls people and places has its own columns, to be erased."""
    return _CONVERSATION.dump_json(conversation, exclude={"key"}).decode()


def read_conversation(state: str, key: PlaceKey) -> Conversation:
    """The conversation whose state that is."""
    return _CONVERSATION.validate_python({**from_json(state), "key": key})


def write_event(event: Event) -> str:
    """The event. Raises ValueError when one of its times is naive."""
    for name in _TIMES[type(event)]:
        moment = getattr(event, name)
        if moment is not None:
            refuse_naive(moment)
    return EVENT.dump_json(event).decode()


def read_event(data: str) -> Event:
    """The event that was written."""
    return EVENT.validate_json(data)


def write_turn(turn: Turn) -> str:
    """The turn."""
    return _TURN.dump_json(turn).decode()


def read_turn(state: str) -> Turn:
    """The turn that was written."""
    return _TURN.validate_json(state)


def write_buttons(buttons: tuple[Button, ...]) -> str | None:
    """The buttons; None when there are none."""
    return _BUTTONS.dump_json(buttons).decode() if buttons else None


def read_buttons(written: str | None) -> tuple[Button, ...]:
    """The buttons that were written."""
    return _BUTTONS.validate_json(written) if written else ()


@cache
def write_labels(labels: Labels) -> str:
    """The labels, always in the same order: equal labels give equal text. There are few of them, all from closed sets."""
    return to_json(sorted(labels)).decode()


@cache
def read_labels(written: str) -> Labels:
    """The labels that were written."""
    return _LABELS.validate_json(written)


def micros(seconds: float) -> int:
    """Seconds as whole microseconds: their sums are exact, in whatever order they are added."""
    return round(seconds * 1_000_000)


def storable(text: str) -> str:
    """`text` with a replacement sign for what no database takes: NUL, and halves of a surrogate pair."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
