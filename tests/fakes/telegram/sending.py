"""Methods by which a bot speaks."""

from __future__ import annotations

from tests.fakes.telegram.backend import Backend
from tests.fakes.telegram.entities import checked_entities, found_entities, parsed, utf16_length
from tests.fakes.telegram.errors import Json, bad_request
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.people import Chat
from tests.fakes.telegram.sent import Sent
from tests.fakes.telegram.world import World

LONGEST_TEXT = 4096
MARKUPS = {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"


def _content(given: Parameters) -> Json:
    text, entities = parsed(given.text("text"), given.text("parse_mode"))
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16_length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    listed = given.array("entities", "MessageEntity")
    entities = checked_entities(listed, text) if listed else entities or found_entities(text)
    return {"text": text, **({"entities": entities} if entities else {}), **_markup(given)}


def _markup(given: Parameters) -> Json:
    markup = given.structure("reply_markup", "reply markup")
    if not markup:
        return {}
    if not MARKUPS & markup.keys():
        raise bad_request("can't parse reply markup: object expected as reply markup")
    for row in markup.get("inline_keyboard", []):
        if not isinstance(row, list):
            raise bad_request('can\'t parse reply markup: field "inline_keyboard" must be an Array of Arrays')
        for button in row:
            _check_button(button)
    return {"reply_markup": markup} if "inline_keyboard" in markup else {}


def _check_button(button: object) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: field "text" must be of type String')
    if not button["text"]:
        raise bad_request("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= 64):
        raise bad_request("BUTTON_DATA_INVALID")
    if len(button) < 2:
        raise bad_request("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")


def _replied(world: World, chat: Chat, given: Parameters) -> Json | None:
    wanted = given.structure("reply_parameters", "reply parameters")
    if not wanted:
        return None
    message_id = wanted.get("message_id")
    if type(message_id) is not int:
        raise bad_request('can\'t parse reply parameters: field "message_id" must be of type Number')
    place = world.find_chat(wanted["chat_id"]) if wanted.get("chat_id") else chat
    if message_id not in world.messages[place.id] and wanted.get("allow_sending_without_reply"):
        return None
    return world.find_message(place, message_id, "message to be replied")


def _checked_thread(world: World, chat: Chat, given: Parameters) -> int:
    thread = given.integer("message_thread_id")
    if thread and (chat.id, thread) not in world.threads:
        raise bad_request("message thread not found")
    return thread


async def send_message(backend: Backend, given: Parameters) -> object:
    """sendMessage."""
    world = backend.world
    if given.text("business_connection_id"):
        raise bad_request("business connection not found")
    content = _content(given)
    chat = world.writable_chat(given.given.get("chat_id"))
    thread = _checked_thread(world, chat, given)
    place = world.in_reply_to(_replied(world, chat, given), thread)
    sender = {"sender_chat": chat.json()} if chat.type == "channel" else {"from": world.bot.json()}
    message = world.add(chat, sender, {**place, **content})
    backend.recorded.all_sent.append(Sent(dict(message), world.clock()))
    backend.bell.ring()
    return message


async def edit_message_text(backend: Backend, given: Parameters) -> object:
    """editMessageText of one of the bot's own messages."""
    world = backend.world
    content = _content(given)
    chat = world.writable_chat(given.given.get("chat_id"))
    message = world.find_message(chat, given.integer("message_id"), "message to edit")
    author: Json = message.get("sender_chat") or message["from"]
    if author["id"] not in (world.bot.id, chat.id if chat.type == "channel" else None):
        raise bad_request("message can't be edited")
    if all(message.get(name) == content.get(name) for name in ("text", "entities", "reply_markup")):
        raise bad_request(SAME)
    for name in ("entities", "reply_markup"):
        message.pop(name, None)
    message.update(content, edit_date=world.now())
    backend.recorded.all_edits.append(Sent(dict(message), world.clock()))
    backend.bell.ring()
    return message


async def answer_callback_query(backend: Backend, given: Parameters) -> object:
    """answerCallbackQuery, of a query that exists."""
    if given.text("callback_query_id") not in backend.world.callback_queries:
        raise bad_request(OLD_QUERY)
    if utf16_length(given.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    return True
