"""Sending parcels to Telegram, piece by piece where a text is longer than one message."""

from dataclasses import dataclass

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import ChatMigrated, TelegramError

from bot.channels.telegram.errors import judge
from bot.channels.telegram.keyboard import keyboard
from bot.channels.telegram.utf16 import split
from conversations.message import Visibility
from conversations.sending import Account, Parcel, PassingError, PermanentError

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class _Piece:
    chat: int
    thread: int | None
    text: str
    reply_to: int | None
    markup: InlineKeyboardMarkup | None


class TelegramSender:
    """Sends the parcels of one bot account."""

    def __init__(self, account: Account, bot: Bot) -> None:
        self.account = account
        self._bot = bot
        self._moved: dict[int, int] = {}
        self._sent: dict[str, int] = {}

    async def send(self, parcel: Parcel) -> None:
        """Return when Telegram has accepted every piece. Raises PassingError, PermanentError.

        After a passing error the pieces already accepted are not sent again, as long as this process lives.
        """
        pieces = _pieces(parcel)
        try:
            for piece in pieces[self._sent.get(parcel.id, 0) :]:
                await self._send(piece)
                self._sent[parcel.id] = self._sent.get(parcel.id, 0) + 1
        except PassingError:
            raise
        except PermanentError:
            self._sent.pop(parcel.id, None)
            raise
        self._sent.pop(parcel.id, None)

    async def _send(self, piece: _Piece) -> None:
        try:
            try:
                await self._post(piece)
            except ChatMigrated as moved:
                self._moved[piece.chat] = moved.new_chat_id
                await self._post(piece)
        except TelegramError as error:
            raise judge(error) from error

    async def _post(self, piece: _Piece) -> None:
        moved = piece.chat in self._moved
        # Message and thread ids of the old group mean nothing in the new one.
        reply_to, thread = (None, None) if moved else (piece.reply_to, piece.thread)
        await self._bot.send_message(
            self._moved.get(piece.chat, piece.chat),
            piece.text,
            message_thread_id=thread,
            reply_parameters=ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None,
            reply_markup=piece.markup,
            link_preview_options=_NO_PREVIEW,
        )


def _pieces(parcel: Parcel) -> list[_Piece]:
    """The messages of a parcel: the first one replies, the last one bears the buttons."""
    chat, thread = parcel.address.get("chat_id"), parcel.address.get("message_thread_id")
    texts = split(parcel.text)
    wrong = _unfit(parcel, chat, texts)
    if wrong or chat is None:
        raise PermanentError("bad_request", f"The parcel {parcel.id} cannot go to Telegram: {wrong}.")
    reply_to, markup = _reply_to(parcel), keyboard(parcel.buttons)
    last = len(texts) - 1
    return [
        _Piece(
            chat=int(chat),
            thread=int(thread) if thread else None,
            text=text,
            reply_to=reply_to if at == 0 else None,
            markup=markup if at == last else None,
        )
        for at, text in enumerate(texts)
    ]


def _unfit(parcel: Parcel, chat: str | int | None, texts: list[str]) -> str:
    """What prevents the sending, "" when nothing does."""
    if chat is None:
        return "the address has no chat_id"
    if parcel.visibility is Visibility.PRIVATE and int(chat) < 0:
        return "it is private, and its address is a group"  # groups and channels have negative ids; it never comes to this
    return "" if texts else "the text is empty"


def _reply_to(parcel: Parcel) -> int | None:
    """In public, the message that is answered: the customer's last one, or where the address says it was."""
    if parcel.visibility is not Visibility.PUBLIC:
        return None
    chat, _, message = (parcel.reply_to or "").rpartition(":")
    if chat == str(parcel.address.get("chat_id")) and message.isdecimal():
        return int(message)
    known = parcel.address.get("reply_to")
    return int(known) if known else None
