"""Who and what exists on Telegram: users, and the chats they write in."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.telegram.errors import Json


@dataclass(frozen=True)
class User:
    """An account of a person or of a bot."""

    id: int
    first_name: str
    username: str = ""
    last_name: str = ""
    language_code: str = ""
    is_bot: bool = False

    def json(self) -> Json:
        """The Bot API object User; absent fields are left out, as Telegram does."""
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        return {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            **{name: value for name, value in optional.items() if value},
        }


@dataclass
class Chat:
    """A private chat, a group, a supergroup or a channel; `linked` is a channel's discussion group, or the reverse."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    user: User | None = None
    linked: int = 0
    migrated_to: int = 0

    def json(self) -> Json:
        """The Bot API object Chat."""
        if self.user is not None:
            person = self.user.json()
            names: Json = {name: person[name] for name in ("first_name", "last_name", "username") if name in person}
            return {"id": self.id, **names, "type": "private"}
        named = {"username": self.username} if self.username else {}
        return {"id": self.id, "title": self.title, **named, "type": self.type}


@dataclass(frozen=True)
class Post:
    """A channel post and the automatic forward of it that opens its thread in the discussion group."""

    channel_post: Json
    forward: Json

    @property
    def thread(self) -> int:
        """The message_thread_id of the comments under the post."""
        return int(self.forward["message_id"])


# Telegram's own placeholder senders, with their real ids.
SERVICE = User(777000, "Telegram")
ANONYMOUS_ADMIN = User(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
CHANNEL_SENDER = User(136817688, "Channel", "Channel_Bot", is_bot=True)
