"""Whether an edited message says anything new, by the hashes of the last texts received."""

from collections import OrderedDict
from hashlib import blake2b
from typing import Any

from telegram import Message

from bot.channels.telegram.reading import external_id

REMEMBERED = 5_000
"""Messages of which the hash is kept, in memory, the latest."""


class RecentTexts:
    """Hashes of the texts of the latest messages. An edit of an older one counts as new."""

    def __init__(self) -> None:
        self._hashes: OrderedDict[str, bytes] = OrderedDict()

    def note(self, id: str, message: dict[str, Any] | None) -> None:
        """Remember what a message said, from its JSON."""
        if message is None:
            return
        self._hashes[id] = _hash(message.get("text") or message.get("caption"))
        if len(self._hashes) > REMEMBERED:
            self._hashes.popitem(last=False)

    def is_same(self, message: Message) -> bool:
        """True when the edited `message` says what it said before."""
        return self._hashes.get(external_id(message)) == _hash(message.text or message.caption)


def _hash(text: str | None) -> bytes:
    return blake2b((text or "").encode("utf-8", "surrogatepass"), digest_size=12).digest()
