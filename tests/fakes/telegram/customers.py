"""What people do on Telegram: the test's side of the fake."""

from __future__ import annotations

from tests.fakes.telegram.entities import found_entities
from tests.fakes.telegram.errors import Json
from tests.fakes.telegram.people import ANONYMOUS_ADMIN, CHANNEL_SENDER, SERVICE, Chat, Post, User
from tests.fakes.telegram.updates import UpdateQueue
from tests.fakes.telegram.world import World


def _text(text: str, entities: list[Json] | None = None) -> Json:
    entities = found_entities(text) if entities is None else entities
    return {"text": text, **({"entities": entities} if entities else {})}


def _caption(caption: str) -> Json:
    if not caption:
        return {}
    entities = found_entities(caption)
    return {"caption": caption, **({"caption_entities": entities} if entities else {})}


class Customers:
    """Creates people and places, and makes them write. Every method returns the message as JSON."""

    world: World
    updates: UpdateQueue

    def user(self, first_name: str, *, username: str = "", last_name: str = "", language_code: str = "fr") -> User:
        """A person; unknown to the bot until they write."""
        return self.world.new_user(first_name, username, last_name, language_code)

    def group(self, title: str, *, kind: str = "supergroup", bot_status: str = "member") -> Chat:
        """A group of which the bot is a member ("administrator", "left", "kicked" at will)."""
        return self.world.new_chat(kind, title, bot_status=bot_status)

    def channel(self, title: str, *, username: str = "", bot_status: str = "administrator") -> Chat:
        """A channel with its linked discussion group; the bot has `bot_status` in both."""
        channel = self.world.new_chat("channel", title, username, bot_status)
        group = self.world.new_chat("supergroup", f"{title} Chat", bot_status=bot_status)
        channel.linked, group.linked = group.id, channel.id
        return channel

    def discussion_of(self, channel: Chat) -> Chat:
        """The discussion group of a channel."""
        return self.world.chats[channel.linked]

    def private_message(
        self, user: User, text: str, *, entities: list[Json] | None = None, reply_to: Json | None = None
    ) -> Json:
        """A user writes to the bot in private."""
        chat = self.world.private_chat(user)
        return self._say(chat, user, {**self.world.in_reply_to(reply_to), **_text(text, entities)})

    def group_message(
        self,
        group: Chat,
        sender: User | Chat,
        text: str,
        *,
        entities: list[Json] | None = None,
        reply_to: Json | None = None,
    ) -> Json:
        """Someone writes in a group; mentions in the text get their entities unless `entities` are given.

        A `sender` that is the group itself is an anonymous admin; a channel writes as that channel.
        """
        return self._say(group, sender, {**self.world.in_reply_to(reply_to), **_text(text, entities)})

    def anonymous_admin_message(self, group: Chat, text: str, *, reply_to: Json | None = None) -> Json:
        """An admin who hides behind the group writes."""
        return self.group_message(group, group, text, reply_to=reply_to)

    def channel_post_with_discussion(self, channel: Chat, text: str) -> Post:
        """The brand posts; the post arrives in the discussion group as an automatic forward."""
        post = self.world.add(channel, {"sender_chat": channel.json()}, _text(text))
        self._tell("channel_post", post)
        origin = {"type": "channel", "chat": channel.json(), "message_id": post["message_id"], "date": post["date"]}
        sender = {"from": SERVICE.json(), "sender_chat": channel.json()}
        content = {"forward_origin": origin, "is_automatic_forward": True, **_text(text)}
        forward = self.world.add(self.discussion_of(channel), sender, content)
        self.world.threads.add((channel.linked, forward["message_id"]))
        self._tell("message", forward)
        return Post(post, forward)

    def comment(self, post: Post, sender: User | Chat, text: str, *, reply_to: Json | None = None) -> Json:
        """Someone comments under a post, or answers the comment `reply_to`."""
        group = self.world.chats[post.forward["chat"]["id"]]
        place = self.world.in_reply_to(reply_to or post.forward, post.thread)
        return self._say(group, sender, {**place, **_text(text)})

    def voice(self, user: User, *, chat: Chat | None = None, reply_to: Json | None = None) -> Json:
        """A voice message, in private unless a `chat` is given."""
        voice = {**self._file("voice"), "duration": 7, "mime_type": "audio/ogg"}
        content = {**self.world.in_reply_to(reply_to), "voice": voice}
        return self._say(chat or self.world.private_chat(user), user, content)

    def photo(self, user: User, *, caption: str = "", chat: Chat | None = None, reply_to: Json | None = None) -> Json:
        """A photo, with or without a caption."""
        sizes = [{**self._file(f"photo{width}"), "width": width, "height": width} for width in (90, 800)]
        content = {**self.world.in_reply_to(reply_to), "photo": sizes, **_caption(caption)}
        return self._say(chat or self.world.private_chat(user), user, content)

    def edit(self, message: Json, text: str) -> Json:
        """The author edits a message; the same text makes the false edit that a first reaction brings."""
        stored = self.world.messages[message["chat"]["id"]][message["message_id"]]
        stored.pop("entities", None)
        stored.update(_text(text), edit_date=self.world.now())
        kind = "edited_channel_post" if stored["chat"]["type"] == "channel" else "edited_message"
        self._tell(kind, stored)
        return dict(stored)

    def press(self, user: User, message: Json, data: str) -> Json:
        """A user presses a button under one of the bot's messages; returns the callback query."""
        query_id = str(4_400_000_000_000_000_000 + len(self.world.callback_queries))
        self.world.callback_queries.add(query_id)
        stored = self.world.messages[message["chat"]["id"]][message["message_id"]]
        query = {"id": query_id, "from": user.json(), "message": dict(stored), "chat_instance": "-77", "data": data}
        self.updates.push("callback_query", query)
        return query

    def unknown_update(self, kind: str = "telepathy", payload: Json | None = None) -> Json:
        """An update of a kind that no library knows yet; returns the update."""
        return self.updates.push(kind, payload or {"strength": 3})

    def block(self, user: User) -> None:
        """The user blocks the bot: sends to them fail with 403 and the bot is told."""
        self._member_changed(user, "member", "kicked")
        self.world.blocked.add(user.id)

    def unblock(self, user: User) -> None:
        """The user lets the bot write again."""
        self.world.blocked.discard(user.id)
        self._member_changed(user, "kicked", "member")

    def kick_bot(self, group: Chat) -> None:
        """The bot is thrown out of a group."""
        self.world.members[group.id][self.world.bot.id] = "kicked"

    def upgrade(self, group: Chat) -> Chat:
        """A group becomes a supergroup with another id; returns the supergroup."""
        status = self.world.members[group.id][self.world.bot.id]
        new = self.world.new_chat("supergroup", group.title, bot_status=status)
        sender = {"from": ANONYMOUS_ADMIN.json(), "sender_chat": group.json()}
        self._tell("message", self.world.add(group, sender, {"migrate_to_chat_id": new.id}))
        group.migrated_to = new.id
        self._tell("message", self.world.add(new, sender, {"migrate_from_chat_id": group.id}))
        return new

    def _say(self, chat: Chat, sender: User | Chat, content: Json) -> Json:
        message = self.world.add(chat, self._sender(chat, sender), content)
        self._tell("channel_post" if chat.type == "channel" else "message", message)
        return dict(message)

    def _sender(self, chat: Chat, sender: User | Chat) -> Json:
        if isinstance(sender, User):
            if chat.type != "private":
                self.world.members[chat.id].setdefault(sender.id, "member")
            return {"from": sender.json()}
        placeholder = ANONYMOUS_ADMIN if sender.id == chat.id else CHANNEL_SENDER
        return {"from": placeholder.json(), "sender_chat": sender.json()}

    def _tell(self, kind: str, message: Json) -> None:
        if self.world.bot_sees(message):
            self.updates.push(kind, dict(message))

    def _member_changed(self, user: User, before: str, after: str) -> None:
        bot = self.world.bot.json()
        states: dict[str, Json] = {status: {"user": bot, "status": status} for status in (before, after)}
        states.get("kicked", {})["until_date"] = 0
        change = {"chat": self.world.private_chat(user).json(), "from": user.json(), "date": self.world.now()}
        change.update(old_chat_member=states[before], new_chat_member=states[after])
        self.updates.push("my_chat_member", change)

    def _file(self, name: str) -> Json:
        number = sum(len(messages) for messages in self.world.messages.values()) + 1
        return {"file_id": f"AgACAgQ-{name}-{number}", "file_unique_id": f"AQAD{name}{number}", "file_size": 12_345}
