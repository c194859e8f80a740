"""The queue of updates: filtered when they happen, kept 24 hours, dropped once confirmed by an offset."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fakes.telegram.bell import Bell
from tests.fakes.telegram.errors import ApiError, Json, conflict

RETENTION = 24 * 3600.0
# All that getUpdates and setWebhook know; the second set comes only when asked for by name.
BY_DEFAULT = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    ]
)
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class Queued:
    """One update as it waits: its JSON and the time it happened."""

    update: Json
    at: float

    @property
    def id(self) -> int:
        """The update_id."""
        return int(self.update["update_id"])


class UpdateQueue:
    """The updates of one bot, and its one long poll."""

    def __init__(self, clock: Callable[[], float], bell: Bell, first_id: int = 870_000_001) -> None:
        self._clock = clock
        self._bell = bell
        self._next_id = first_id
        self._waiting: list[Queued] = []
        self._confirmed: list[Queued] = []
        self._again: list[Queued] = []
        self._held: list[Queued] = []
        self._hold = 0
        self._twice = 0
        self._poll: asyncio.Future[None] | None = None
        self.allowed: frozenset[str] = BY_DEFAULT
        self.polls = 0

    def push(self, kind: str, payload: Json) -> Json:
        """Something happened; returns the update, queued unless its kind is filtered out.

        Kinds that Telegram does not know yet are never filtered, so that a bot meets them.
        """
        update: Json = {"update_id": self._next_id, kind: payload}
        if kind in BY_DEFAULT | ON_REQUEST and kind not in self.allowed:
            return update
        self._next_id += 1
        queued = Queued(update, self._clock())
        self._held.append(queued)
        if self._twice:
            self._twice -= 1
            self._held.append(queued)
        if self._hold:
            self._hold -= 1
        if not self._hold:
            self.let_go()
        return update

    def let_go(self) -> None:
        """Queue the updates that were held back, the newest first when they are to be reordered."""
        self._hold = 0
        self._waiting.extend(sorted(self._held, key=lambda one: -one.id))
        self._held = []
        self.wake()

    def reverse(self, n: int) -> None:
        """Hold the next `n` updates back and queue them in reverse order once all have happened."""
        self._hold = n

    def double(self, n: int) -> None:
        """Queue each of the next `n` updates twice, with the same update_id."""
        self._twice = n

    def redeliver(self, n: int) -> None:
        """Bring the last `n` confirmed updates once more, whatever the offset."""
        self._again.extend(self._confirmed[-n:])
        self.wake()

    def allow(self, names: Sequence[str] | None) -> None:
        """What setWebhook and getUpdates do with allowed_updates: None keeps, empty resets."""
        if names is not None:
            self.allowed = frozenset(names) & (BY_DEFAULT | ON_REQUEST) or BY_DEFAULT

    def pending(self) -> list[Queued]:
        """The updates still to be delivered, those older than 24 hours dropped."""
        oldest = self._clock() - RETENTION
        self._waiting = [one for one in self._waiting if one.at > oldest]
        return self._again + self._waiting

    def confirm(self, offset: int) -> None:
        """Forget all updates with an id below `offset`; an offset of the far future confirms none."""
        if offset > self._next_id + 10:
            return
        self._confirmed.extend(one for one in self._waiting if one.id < offset)
        self._waiting = [one for one in self._waiting if one.id >= offset]
        self._bell.ring()

    def done(self, delivered: Queued) -> None:
        """Forget one update that a webhook accepted."""
        place = self._again if delivered in self._again else self._waiting
        if delivered in place:
            place.remove(delivered)
            self._confirmed.append(delivered)
        self._bell.ring()

    def clear(self) -> None:
        """drop_pending_updates."""
        self._waiting, self._again = [], []

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """One getUpdates. Of two that wait at once, the earlier is answered 409."""
        self.polls += 1
        self._bell.ring()
        updates = self._take(offset, limit)
        if updates or timeout <= 0:
            return updates
        self.interrupt(conflict(OTHER_POLLER))
        self._poll = turn = asyncio.get_running_loop().create_future()
        self._bell.ring()
        try:
            async with asyncio.timeout(timeout):
                await turn
        except TimeoutError:
            pass
        finally:
            if self._poll is turn:
                self._poll = None
        return self._take(offset, limit)

    @property
    def is_polled(self) -> bool:
        """Whether a long poll waits right now."""
        return self._poll is not None and not self._poll.done()

    def interrupt(self, error: ApiError | None = None) -> None:
        """End the long poll that waits, if any, with an error or with what there is."""
        if self._poll is not None and not self._poll.done():
            if error is not None:
                self._poll.set_exception(error)
            else:
                self._poll.set_result(None)

    def wake(self) -> None:
        """There is something new."""
        self.interrupt()
        self._bell.ring()

    def _take(self, offset: int, limit: int) -> list[Json]:
        if offset < 0:  # counted from the end
            offset = max(self._next_id + offset, 0)
        self.confirm(offset)
        again, self._again = self._again, []
        return [one.update for one in (again + self.pending())[:limit]]
