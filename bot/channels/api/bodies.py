"""What callers of the API send and get, as JSON."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from conversations.message import Direction, MessageKind, Visibility
from conversations.turn import AnsweredBy, Reply


def _without_nul(text: str) -> str:
    # PostgreSQL cannot store U+0000, and no network shows it.
    if "\0" in text:
        raise ValueError(f"holds a NUL character (U+0000) at position {text.index(chr(0))}: remove it")
    return text


Name = Annotated[str, Field(max_length=200), AfterValidator(_without_nul)]
Key = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_without_nul)]


class Author(BaseModel):
    """The customer, as your network knows them."""

    model_config = ConfigDict(extra="forbid")

    id: Key = Field(description="Unique in the channel and stable.", examples=["u-4711"])
    name: Name = Field(default="", description="The displayed name; may be empty.", examples=["Léa"])


class MessageIn(BaseModel):
    """A customer's message on your network."""

    model_config = ConfigDict(extra="forbid")

    channel: str = Field(
        pattern=r"^[a-z][a-z0-9_-]{0,31}$",
        description="The network: lower-case letters, digits, `-`, `_`. `web`, `telegram` and `email` are reserved.",
        examples=["mastodon"],
    )
    external_id: Key = Field(description="Your id of the message. A second message with it changes nothing.", examples=["m-1"])
    conversation: Key = Field(description="Your id of the place: a post, a thread, a private chat.", examples=["post-9"])
    author: Author
    visibility: Visibility
    text: Annotated[str, AfterValidator(_without_nul)] = Field(description="At most 100 kB of UTF-8.")
    sent_at: AwareDatetime = Field(
        description="When the customer sent it, by your network's clock, with a UTC offset. The delays count from it.",
        examples=["2026-03-02T09:30:00+01:00"],
    )
    mention: bool | None = Field(
        default=None,
        description="True when the message names the brand or replies to it. Left out: the charter's keywords are looked for.",
    )
    reply_to: Key | None = Field(default=None, description="Your id of the message that it replies to.")
    kind: MessageKind = Field(default=MessageKind.TEXT, description="`button` when the text is the value of a pressed button.")
    link: Key | None = Field(
        default=None,
        description="In private: the `private_link` that brought the customer here. When they only pressed a button, send kind "
        "`command` with a greeting as the text.",
    )


class Accepted(BaseModel):
    """The message is stored and will not be lost."""

    message: str
    conversation: str = Field(description="Our id of the conversation, for `GET /api/v1/conversations/{id}`.")
    duplicate: bool = Field(description="True when this external id had been received before.")


class ButtonOut(BaseModel):
    """A choice to offer: show `label`; when it is pressed send back `value` as the text of a message of kind `button`."""

    label: str
    value: str


class Recipient(BaseModel):
    """Whom a reply is for: the `author.id` that you sent."""

    id: str


class ParcelOut(BaseModel):
    """A reply to post on your network."""

    id: str = Field(description="Also the idempotency key: post one reply per id, whatever happens.")
    channel: str
    conversation: str = Field(description="Our id of the conversation.")
    place: str = Field(description="The `conversation` that you sent: where to post.")
    recipient: Recipient
    reply_to: str | None = Field(description="Your id of the customer's last message there.")
    visibility: Visibility
    text: str
    reply: Reply
    by: AnsweredBy
    author: str = Field(description="The public name of the person who signs, empty for the bot.")
    buttons: list[ButtonOut]
    created_at: datetime
    perhaps_twice: bool = Field(description="True when we may have handed it out before and lost the trace.")
    private_link: str | None = Field(
        description="In public, once in a conversation: a token. Add a link or button of your network that brings the customer "
        "to a private message, and send the token back as its `link`: the conversation goes on there."
    )


class OutboxPage(BaseModel):
    """Replies that wait, oldest first. `next` goes into `after` for the following page; null at the end."""

    items: list[ParcelOut]
    next: str | None = None
    suspended: bool = Field(default=False, description="True while the brand has suspended all sending: nothing is handed out.")


class Undeliverable(BaseModel):
    """Why a reply can never be posted."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["blocked", "chat_gone"])


class ParcelStateOut(BaseModel):
    """Where a reply stands after your report."""

    id: str
    state: Literal["delivered", "failed"]


class MessageOut(BaseModel):
    """A message of a conversation. Internal notes are never shown here."""

    id: str
    direction: Direction
    visibility: Visibility
    kind: MessageKind
    text: str
    at: datetime
    author: str
    external_id: str | None
    reply: str | None
    state: str | None = Field(description="For our replies: queued, sending, delivered or failed.")


class ConversationOut(BaseModel):
    """A conversation with all its turns and events; a `decided` event holds the verdict and its reasons."""

    id: str
    channel: str
    place: str
    author: Recipient
    version: int
    language: str | None
    department: str | None
    muted: bool = Field(description="True while a person has the word and the bot is silent.")
    closed: bool
    messages: list[MessageOut]
    turns: list[dict[str, Any]]
    events: list[dict[str, Any]]
