"""One update, from what Telegram sent to what the line has stored; the same for the poller and the webhook."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import structlog
from telegram import Bot, CallbackQuery, Update
from telegram import Message as TelegramMessage
from telegram.error import TelegramError

from bot.channels.telegram.content import speaks_french
from bot.channels.telegram.edits import RecentTexts
from bot.channels.telegram.reading import meant_for, read
from bot.channels.telegram.threads import Thread, Threads
from conversations.message import Incoming, Receipt
from conversations.ports import Clock, Refused, Unavailable

ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
"""The kinds of update that we ask Telegram for."""

_log = structlog.get_logger()


class Receives(Protocol):
    """The part of the line that a channel needs."""

    async def receive(self, incoming: Incoming) -> Receipt:
        """Store a customer's message once. Raises Refused, Unavailable."""
        ...


class Receiving:
    """Hands the customers' messages of one account to the line.

    `counts` says what became of the updates: `received`, `not_for_us`, `edited`, `edited_same`, `unreadable`, `refused`,
    and `unknown:<kind>` for kinds that we do not read.
    """

    def __init__(
        self, *, bot: Bot, line: Receives, threads: Threads, clock: Clock, keywords: Callable[[], Sequence[str]] = tuple
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._bot = bot
        self._line = line
        self._threads = threads
        self._clock = clock
        self._keywords = keywords
        self._texts = RecentTexts()

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Return once nothing in this update can be lost any more. Raises Unavailable, and then nothing was saved.

        An update that cannot be read is logged by id and kind, counted and left: it must not stop those behind it.
        """
        kind = kind_of(raw)
        if kind not in ALLOWED_UPDATES:
            return self._meet_unknown(kind)
        try:
            update = Update.de_json(dict(raw))
            incoming = await self._read(update)
        except Unavailable:
            raise
        except Exception as error:
            return self._skip("unreadable", raw, error)
        if update.edited_message is not None:
            return self._count_edit(update.edited_message)
        await self._hand_over(incoming, raw)
        if update.callback_query is not None:
            await self._answer(update.callback_query)
        return None

    async def _read(self, update: Update) -> Incoming | None:
        message = update.message or (update.callback_query.message if update.callback_query else None)
        here: dict[Thread, int] = {}
        if isinstance(message, TelegramMessage):
            here = await self._threads.around(message)
        me = self._bot.bot
        return read(
            update,
            me=me.id,
            account=me.username or str(me.id),
            keywords=self._keywords(),
            our_threads=here,
            now=self._clock.now(),
        )

    async def _hand_over(self, incoming: Incoming | None, raw: Mapping[str, Any]) -> None:
        if incoming is None:
            self.counts["not_for_us"] += 1
            return
        try:
            await self._line.receive(incoming)
        except Refused as error:
            self._skip("refused", raw, error)
        else:
            self.counts["received"] += 1
            self._texts.note(incoming.external_id, raw.get("message"))

    async def _answer(self, query: CallbackQuery) -> None:
        """Stop the button's spinner. A customer who waits a little for that loses nothing, so trouble is only counted."""
        french = speaks_french(query.from_user.language_code)
        elsewhere = "Ce choix s'adresse à une autre personne." if french else "This choice is meant for somebody else."
        try:
            await self._bot.answer_callback_query(query.id, text=None if meant_for(query) else elsewhere)
        except TelegramError:
            self.counts["press_unanswered"] += 1

    def _count_edit(self, message: TelegramMessage) -> None:
        """A first reaction brings a false edit with unchanged text: told apart, so that the count of real edits is right."""
        self.counts["edited_same" if self._texts.is_same(message) else "edited"] += 1

    def _meet_unknown(self, kind: str) -> None:
        self.counts[f"unknown:{kind}"] += 1
        if self.counts[f"unknown:{kind}"] == 1:
            _log.warning("Telegram sends a kind of update that Recul does not read; it is counted and left", kind=kind)

    def _skip(self, became: str, raw: Mapping[str, Any], error: Exception) -> None:
        self.counts[became] += 1
        said = f"A Telegram update is {became} and left out; those behind it go on"
        _log.error(said, update_id=raw.get("update_id"), kind=kind_of(raw), error=type(error).__name__)


def kind_of(raw: Mapping[str, Any]) -> str:
    """The kind of an update: the name of its one field beside the id, shortened, since it is shown."""
    return next((str(name)[:40] for name in raw if name != "update_id"), "empty")
