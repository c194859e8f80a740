"""What a Telegram message says, as text, and how it was said."""

from telegram import Message, MessageEntity

from bot.channels.telegram.utf16 import clean, cut
from conversations.message import MessageKind

# An animation is also a document, and a venue also a location: the more telling one comes first.
MEDIA = {
    "voice": "message vocal",
    "video_note": "message vidéo",
    "photo": "photo",
    "video": "vidéo",
    "animation": "animation",
    "audio": "fichier audio",
    "document": "document",
    "sticker": "autocollant",
    "venue": "lieu",
    "location": "position",
    "contact": "contact",
    "poll": "sondage",
    "dice": "dé",
    "story": "story",
    "paid_media": "média payant",
}
"""What is shown, in brackets, in place of what has no words."""

_SAYS = {
    "start": {"fr": "bonjour", "en": "hello"},
    "aide": {"fr": "j'ai besoin d'aide", "en": "I need help"},
    "humain": {"fr": "je veux parler à une personne", "en": "I want to talk to a person"},
}
_SAME = {"help": "aide", "human": "humain"}


def words(message: Message) -> str:
    """The text or caption of a message, in characters that can be stored."""
    return clean(message.text or message.caption or "")


def marks(message: Message) -> tuple[MessageEntity, ...]:
    """The entities of `words(message)`."""
    return tuple(message.entities or message.caption_entities or ())


def marked(message: Message, mark: MessageEntity) -> str:
    """The text of one entity."""
    return cut(words(message), mark.offset, mark.length)


def command(message: Message) -> str | None:
    """The command with which a message begins, as written without its slash: `start`, `start@colibri_bot`."""
    first = next((mark for mark in marks(message) if mark.type == MessageEntity.BOT_COMMAND and mark.offset == 0), None)
    return marked(message, first)[1:] if first else None


def content(message: Message, *, obey: bool = True) -> tuple[str, MessageKind] | None:
    """Text and kind of a message; None for a service message, which says nothing.

    With `obey`, a command is read as the sentence that it stands for, in the language of the customer's Telegram.
    """
    asked = command(message) if obey else None
    if asked is not None:
        return _sentence(message, asked), MessageKind.COMMAND
    said = words(message)
    media = next((shown for name, shown in MEDIA.items() if getattr(message, name)), None)
    if media is None:
        return (said, MessageKind.TEXT) if said else None
    return f"[{media}] {said}".rstrip(), MessageKind.TEXT if said else MessageKind.MEDIA


def _sentence(message: Message, asked: str) -> str:
    name = asked.partition("@")[0].lower()
    said = _SAYS.get(_SAME.get(name, name))
    if said is None:
        return words(message)
    return said["fr" if speaks_french(message.from_user.language_code if message.from_user else None) else "en"]


def speaks_french(language_code: str | None) -> bool:
    """True when somebody's Telegram is in French, or does not say."""
    return (language_code or "fr").lower().startswith("fr")
