"""Scripted trouble: what goes wrong with the next calls."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus

from tests.fakes.telegram.errors import ApiError, too_many_requests
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.people import Chat, User


class Kind(Enum):
    """How the call goes wrong."""

    REFUSED = "refused with an error, without effect"
    DROPPED_BEFORE = "connection dropped before the call took effect"
    DROPPED_AFTER = "connection dropped after the call took effect"
    MALFORMED = "effective, but the answer is broken JSON"
    SLOW = "effective, but the answer comes only when a gate opens"


@dataclass
class Trouble:
    """One kind of trouble for the next `left` calls of a method, in one chat or in any."""

    kind: Kind
    left: int
    method: str
    chat_id: int | None = None
    error: ApiError | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def concerns(self, method: str, parameters: Parameters) -> bool:
        """Whether it strikes this call."""
        here = self.chat_id is None or str(parameters.given.get("chat_id")) == str(self.chat_id)
        return self.left > 0 and self.method.lower() == method.lower() and here


class Troubles:
    """The trouble to come, struck in the order in which it was asked for.

    `n` counts calls of `method` (sendMessage unless said otherwise); `chat` limits them to one chat.
    """

    def __init__(self) -> None:
        self._coming: list[Trouble] = []

    def too_many_requests(
        self, n: int = 1, *, retry_after: int = 3, chat: User | Chat | None = None, method: str = "sendMessage"
    ) -> None:
        """429 with parameters.retry_after, without effect."""
        self._add(Kind.REFUSED, n, method, chat, too_many_requests(retry_after))

    def server_error(
        self, n: int = 1, *, code: int = 502, chat: User | Chat | None = None, method: str = "sendMessage"
    ) -> None:
        """An error of Telegram's own (5xx), without effect."""
        self._add(Kind.REFUSED, n, method, chat, ApiError(code, HTTPStatus(code).phrase))

    def drop_before(self, n: int = 1, *, chat: User | Chat | None = None, method: str = "sendMessage") -> None:
        """The connection drops and nothing was done."""
        self._add(Kind.DROPPED_BEFORE, n, method, chat)

    def drop_after(self, n: int = 1, *, chat: User | Chat | None = None, method: str = "sendMessage") -> None:
        """The call takes effect, then the connection drops without an answer."""
        self._add(Kind.DROPPED_AFTER, n, method, chat)

    def malformed(self, n: int = 1, *, chat: User | Chat | None = None, method: str = "sendMessage") -> None:
        """The call takes effect; the answer is 200 with JSON cut short."""
        self._add(Kind.MALFORMED, n, method, chat)

    def slow(self, n: int = 1, *, chat: User | Chat | None = None, method: str = "sendMessage") -> asyncio.Event:
        """The call takes effect; the answer waits until the returned event is set."""
        return self._add(Kind.SLOW, n, method, chat).gate

    def next_for(self, method: str, parameters: Parameters) -> Trouble | None:
        """The trouble that strikes this call, used up by one."""
        for trouble in self._coming:
            if trouble.concerns(method, parameters):
                trouble.left -= 1
                return trouble
        return None

    def end(self) -> None:
        """No more trouble; gates open."""
        for trouble in self._coming:
            trouble.gate.set()
        self._coming = []

    def _add(self, kind: Kind, n: int, method: str, chat: User | Chat | None, error: ApiError | None = None) -> Trouble:
        trouble = Trouble(kind, n, method, chat.id if chat else None, error)
        self._coming.append(trouble)
        return trouble
