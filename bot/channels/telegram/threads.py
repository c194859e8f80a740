"""The threads under our own posts in a discussion group, remembered from the moment in which a post opens one.

Only a comment that answers the post itself shows the post; an answer to another comment shows nothing but a thread id.
"""

from typing import NamedTuple

from telegram import Message

from conversations.ports import Cursors


class Thread(NamedTuple):
    """A thread of a group: the message id of what opened it is its id."""

    chat: int
    id: int


def thread_of(message: Message) -> Thread:
    """The thread in which a message stands; id 0 outside of any."""
    return Thread(message.chat.id, message.message_thread_id or 0)


def opened(message: Message) -> tuple[Thread, int] | None:
    """The thread that a post opened, with the id of the post's channel, as seen on the forwarded post or on a comment to it."""
    for post in (message, message.reply_to_message):
        if post is not None and post.is_automatic_forward and post.sender_chat is not None:
            return Thread(message.chat.id, post.message_id), post.sender_chat.id
    return None


class Threads:
    """Threads under our posts, kept as cursors. `channels`: ids or @names of our channels; none: any that the bot is let into.

    Two processes see the same threads; what is not ours is asked again each time, since another process may learn of it.
    """

    def __init__(self, account: str, cursors: Cursors, channels: frozenset[str] = frozenset()) -> None:
        self._account = account
        self._cursors = cursors
        self._channels = frozenset(name.removeprefix("@").lower() for name in channels)
        self._known: dict[Thread, int] = {}

    async def around(self, message: Message) -> dict[Thread, int]:
        """The thread of `message` with its channel, if it is one of ours. Raises Unavailable."""
        await self._learn(message)
        thread = thread_of(message)
        channel = await self._channel(thread) if thread.id else None
        return {} if channel is None else {thread: channel}

    async def _learn(self, message: Message) -> None:
        found = opened(message)
        if found is None or found[0] in self._known or not self._is_ours(message):
            return
        thread, channel = found
        await self._cursors.write(self._name(thread), str(channel))
        self._known[thread] = channel

    def _is_ours(self, message: Message) -> bool:
        posts = (post for post in (message, message.reply_to_message) if post and post.is_automatic_forward)
        chats = [post.sender_chat for post in posts if post.sender_chat]
        named = {name.lower() for chat in chats for name in (str(chat.id), chat.username or "") if name}
        return not self._channels or bool(named & self._channels)

    async def _channel(self, thread: Thread) -> int | None:
        if thread not in self._known:
            stored = await self._cursors.read(self._name(thread))
            if stored is None:
                return None
            self._known[thread] = int(stored)
        return self._known[thread]

    def _name(self, thread: Thread) -> str:
        return f"telegram:{self._account}:thread:{thread.chat}:{thread.id}"
