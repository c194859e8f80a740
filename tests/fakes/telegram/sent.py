"""What the bot sent and called, as a test looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.telegram.bell import Bell
from tests.fakes.telegram.errors import Json
from tests.fakes.telegram.people import Chat, User

Place = int | User | Chat


@dataclass(frozen=True)
class Sent:
    """One message that took effect (or one edit of it), as it was at that moment; `at` in unix seconds."""

    message: Json
    at: float

    @property
    def chat_id(self) -> int:
        """The chat it stands in."""
        return int(self.message["chat"]["id"])

    @property
    def message_id(self) -> int:
        """Its id in that chat."""
        return int(self.message["message_id"])

    @property
    def text(self) -> str:
        """Its visible text."""
        return str(self.message["text"])

    @property
    def entities(self) -> list[Json]:
        """Its entities, as given or as parsed from HTML."""
        return list(self.message.get("entities", []))

    @property
    def reply_to(self) -> int | None:
        """The id of the message it answers."""
        replied = self.message.get("reply_to_message")
        return int(replied["message_id"]) if replied else None

    @property
    def thread(self) -> int | None:
        """Its message_thread_id."""
        return self.message.get("message_thread_id")

    @property
    def buttons(self) -> list[Json]:
        """The inline buttons under it, row after row."""
        return [button for row in self.message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


@dataclass(frozen=True)
class Call:
    """One call the bot made, whatever came of it."""

    method: str
    parameters: Json
    at: float


def _id(place: Place) -> int:
    return place if isinstance(place, int) else place.id


class Recorded:
    """Sent messages, edits and calls, in the order in which they took effect."""

    bell: Bell

    def __init__(self) -> None:
        self.all_sent: list[Sent] = []
        self.all_edits: list[Sent] = []
        self.all_calls: list[Call] = []

    def sent(self, place: Place) -> list[Sent]:
        """The messages sent to a chat, in order (those whose answer was dropped on the way too)."""
        return [one for one in self.all_sent if one.chat_id == _id(place)]

    def edits(self, place: Place) -> list[Sent]:
        """The edits made in a chat, in order."""
        return [one for one in self.all_edits if one.chat_id == _id(place)]

    def calls(self, method: str) -> list[Call]:
        """The calls of one method, refused and troubled ones too."""
        return [one for one in self.all_calls if one.method.lower() == method.lower()]

    async def wait_for_sent(self, place: Place, n: int = 1, timeout: float = 5.0) -> list[Sent]:
        """Wait until at least `n` messages were sent to a chat and return them all.

        Raises AssertionError when `timeout` seconds pass first, saying what was sent.
        """
        if not await self.bell.wait_until(lambda: len(self.sent(place)) >= n, timeout):
            texts = [one.text for one in self.sent(place)]
            raise AssertionError(f"waited {timeout} s for {n} messages to chat {_id(place)}, got {len(texts)}: {texts}")
        return self.sent(place)

    async def wait_for_calls(self, method: str, n: int = 1, timeout: float = 5.0) -> list[Call]:
        """Wait until a method was called at least `n` times, in vain or not."""
        if not await self.bell.wait_until(lambda: len(self.calls(method)) >= n, timeout):
            raise AssertionError(f"waited {timeout} s for {n} calls of {method}, got {len(self.calls(method))}")
        return self.calls(method)
