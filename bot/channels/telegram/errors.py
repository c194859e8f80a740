"""What an error of the Bot API means for a parcel: try again later, or never.

Telegram names its errors by sentence only, so the table goes by words of these sentences; what it does not list is the
caller's fault and permanent (`bad_request`), so that no parcel is sent for ever in vain.
"""

from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from conversations.sending import PassingError, PermanentError

CODES = (
    ("bot was blocked", "blocked"),
    ("can't initiate conversation", "blocked"),
    ("user is deactivated", "user_deactivated"),
    ("bot was kicked", "chat_gone"),
    ("bot is not a member", "chat_gone"),
    ("chat not found", "chat_gone"),
    ("user not found", "chat_gone"),
    ("peer_id_invalid", "chat_gone"),
    ("message thread not found", "chat_gone"),
    ("group chat was deleted", "chat_gone"),
    ("not enough rights", "no_rights"),
    ("have no rights", "no_rights"),
    ("need administrator rights", "no_rights"),
    ("chat_write_forbidden", "no_rights"),
    ("chat_restricted", "no_rights"),
    ("topic_closed", "no_rights"),
    ("message is too long", "too_long"),
)
"""Words of Telegram's sentence, and our code for it; the first that matches holds."""

_SHOWN = 200


def judge(error: TelegramError) -> PassingError | PermanentError:
    """The error to raise instead of `error`. A connection that broke may have delivered: sending again may send twice."""
    said = str(error)[:_SHOWN]
    match error:
        case RetryAfter():
            return PassingError(f"Telegram asks us to slow down: {said}", seconds(error))
        case ChatMigrated():
            return PermanentError("migrated", "The group became a supergroup, and that one has moved again.")
        case Forbidden() | BadRequest():
            otherwise = "no_rights" if isinstance(error, Forbidden) else "bad_request"
            return PermanentError(_code(said, otherwise), f"Telegram refuses for good: {said}")
        case InvalidToken():
            return PassingError("Telegram refuses the bot's token. Write to @BotFather, then set RECUL_TELEGRAM_TOKEN anew.")
        case _:
            return PassingError(f"Telegram could not be reached or failed: {said}")


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait, in seconds."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _code(said: str, otherwise: str) -> str:
    said = said.casefold()
    return next((code for words, code in CODES if words in said), otherwise)
