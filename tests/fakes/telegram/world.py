"""The state of Telegram as the bot could see it: chats, members, messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from tests.fakes.telegram.errors import ApiError, Json, bad_request, forbidden
from tests.fakes.telegram.people import Chat, User

LEFT = "left"


class World:
    """Chats by id, messages by chat, and who may write where."""

    def __init__(self, clock: Callable[[], float], bot: User, privacy_mode: bool) -> None:
        self.clock = clock
        self.bot = bot
        self.privacy_mode = privacy_mode
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Json]] = defaultdict(dict)
        self.members: dict[int, dict[int, str]] = defaultdict(dict)
        self.threads: set[tuple[int, int]] = set()
        self.blocked: set[int] = set()
        self.callback_queries: set[str] = set()
        self._next_chat = 1_000_000_001
        self._next_user = 500_001
        self._last_message: dict[int, int] = defaultdict(int)

    def now(self) -> int:
        """The date of what happens now, in unix seconds."""
        return int(self.clock())

    def new_user(self, first_name: str, username: str, last_name: str, language_code: str) -> User:
        """A person with a fresh id, who has not yet written to the bot."""
        user = User(self._next_user, first_name, username, last_name, language_code)
        self._next_user += 1
        self.users[user.id] = user
        return user

    def new_chat(self, kind: str, title: str, username: str = "", bot_status: str = "member") -> Chat:
        """A group, supergroup or channel with a fresh id of the right shape."""
        number = self._next_chat
        self._next_chat += 1
        chat_id = -number if kind == "group" else -(10**12) - number
        self.chats[chat_id] = Chat(chat_id, kind, title, username)
        self.members[chat_id][self.bot.id] = bot_status
        return self.chats[chat_id]

    def private_chat(self, user: User) -> Chat:
        """The chat between a user and the bot, begun if need be."""
        return self.chats.setdefault(user.id, Chat(user.id, "private", user=user))

    def add(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Store a message; ids count up per chat. `sender` holds `from` and, if any, `sender_chat`."""
        self._last_message[chat.id] += 1
        message: Json = {
            "message_id": self._last_message[chat.id],
            **sender,
            "chat": chat.json(),
            "date": self.now(),
            **content,
        }
        self.messages[chat.id][message["message_id"]] = message
        return message

    def in_reply_to(self, replied: Json | None, thread: int = 0) -> Json:
        """The fields that place a message in its thread and under the message it answers."""
        if replied is None:
            return {"message_thread_id": thread} if thread else {}
        stored = self.messages[replied["chat"]["id"]].get(replied["message_id"], replied)
        shown = {name: value for name, value in stored.items() if name != "reply_to_message"}
        chat_id, replied_id = replied["chat"]["id"], replied["message_id"]
        root = replied_id if (chat_id, replied_id) in self.threads else 0
        thread = thread or shown.get("message_thread_id", 0) or root
        return {**({"message_thread_id": thread} if thread else {}), "reply_to_message": shown}

    def bot_sees(self, message: Json) -> bool:
        """Telegram's privacy mode: in groups a plain bot gets mentions, replies to it and commands only."""
        chat = self.chats[message["chat"]["id"]]
        status = self.members[chat.id].get(self.bot.id, LEFT)
        if chat.type == "private":
            return chat.id not in self.blocked
        if status in ("member", "administrator") and (status != "member" or not self.privacy_mode):
            return True
        return status == "member" and (chat.type == "channel" or self._addresses_bot(message))

    def _addresses_bot(self, message: Json) -> bool:
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        text = str(message.get("text", message.get("caption", "")))
        starts_with_command = text.startswith("/")
        return replied == self.bot.id or f"@{self.bot.username}" in text or starts_with_command

    def find_chat(self, chat_id: object) -> Chat:
        """The chat of a `chat_id` parameter, a number or @username; 400 when there is none."""
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            for chat in self.chats.values():
                if chat.username and chat.username.lower() == chat_id[1:].lower() and chat.user is None:
                    return chat
            raise bad_request("chat not found")
        try:
            number = int(str(chat_id))
        except ValueError:
            raise bad_request("chat not found") from None
        if number in self.chats:
            return self.chats[number]
        if number in self.users:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")

    def writable_chat(self, chat_id: object) -> Chat:
        """The chat of a `chat_id` parameter, refused when the bot may not write there."""
        chat = self.find_chat(chat_id)
        if refusal := self._refusal(chat):
            raise refusal
        return chat

    def _refusal(self, chat: Chat) -> ApiError | None:
        if chat.user is not None:
            return forbidden("bot was blocked by the user") if chat.id in self.blocked else None
        if chat.migrated_to:
            moved = {"migrate_to_chat_id": chat.migrated_to}
            return bad_request("group chat was upgraded to a supergroup chat", moved)
        status = self.members[chat.id].get(self.bot.id, LEFT)
        if status == "kicked":
            return forbidden(f"bot was kicked from the {chat.type} chat")
        if status == LEFT:
            return forbidden(f"bot is not a member of the {chat.type} chat")
        if chat.type == "channel" and status != "administrator":
            return bad_request("need administrator rights in the channel chat")
        return None

    def find_message(self, chat: Chat, message_id: int, what: str) -> Json:
        """A message of a chat; 400 "`what` not found" when there is none."""
        if message_id not in self.messages[chat.id]:
            raise bad_request(f"{what} not found")
        return self.messages[chat.id][message_id]
