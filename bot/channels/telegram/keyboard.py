"""Buttons under a message, and what was meant when one is pressed.

Telegram gives back at most 64 bytes per button. A value that fits travels as it is. A longer one travels as the place
of its button (`label:1`); Telegram shows us the keyboard again when the button is pressed, and the label at that place
is then what the customer said. Nothing has to be remembered between the two.
"""

from collections.abc import Sequence

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from conversations.change import Button

LONGEST_DATA = 64
"""Bytes of callback data at most."""

_PLACE = "label:"


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """One button a row, so that a label is readable on a phone; None without buttons."""
    rows = [[InlineKeyboardButton(one.label, callback_data=_data(one.value, at))] for at, one in enumerate(buttons)]
    return InlineKeyboardMarkup(rows) if rows else None


def pressed(query: CallbackQuery) -> str | None:
    """What the customer said by pressing; None when that can no longer be known."""
    data = query.data
    if not data or not data.startswith(_PLACE):
        return data or None
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    labels = [one.text for row in markup.inline_keyboard for one in row] if markup else []
    place = data.removeprefix(_PLACE)
    return labels[int(place)] if place.isdecimal() and int(place) < len(labels) else None


def _data(value: str, at: int) -> str:
    fits = 0 < len(value.encode("utf-8", "replace")) <= LONGEST_DATA and not value.startswith(_PLACE)
    return value if fits else f"{_PLACE}{at}"
