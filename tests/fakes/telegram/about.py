"""Methods about the bot itself and about chats."""

from __future__ import annotations

import re

from tests.fakes.telegram.backend import Backend
from tests.fakes.telegram.errors import Json, bad_request
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.world import LEFT

RIGHTS = [
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]
GIFTS = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]


async def get_me(backend: Backend, given: Parameters) -> object:
    """getMe."""
    world = backend.world
    able = {"can_join_groups": True, "can_read_all_group_messages": not world.privacy_mode}
    unable = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app", "has_topics_enabled")
    return {**world.bot.json(), **able, **dict.fromkeys(unable, False)}


async def get_chat(backend: Backend, given: Parameters) -> object:
    """getChat: a ChatFullInfo with what a bot of ours reads."""
    chat = backend.world.find_chat(given.given.get("chat_id"))
    full: Json = {
        **chat.json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.linked:
        full["linked_chat_id"] = chat.linked
    return full


async def get_chat_member(backend: Backend, given: Parameters) -> object:
    """getChatMember: creator, administrator, member, left or kicked."""
    world = backend.world
    chat = world.find_chat(given.given.get("chat_id"))
    user_id = given.integer("user_id")
    if user_id not in world.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    in_private = "member" if user_id in (chat.id, world.bot.id) else LEFT
    status = in_private if chat.user else world.members[chat.id].get(user_id, LEFT)
    member: Json = {"user": world.users[user_id].json(), "status": status}
    if status in ("creator", "administrator"):
        member["is_anonymous"] = False
    if status == "administrator":
        member.update(dict.fromkeys(RIGHTS, False), can_manage_chat=True)
    if status == "kicked":
        member["until_date"] = 0
    return member


async def set_my_commands(backend: Backend, given: Parameters) -> object:
    """setMyCommands, per scope and language."""
    listed = given.array("commands", "BotCommand")
    if listed is None or len(listed) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH" if listed else "expected an Array of BotCommand")
    commands = [_command(one) for one in listed]
    scope = given.structure("scope", "BotCommandScope") or {"type": "default"}
    language = given.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad_request("LANG_CODE_INVALID")
    backend.commands[str(scope.get("type")), language] = commands
    return True


def _command(given: object) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = given.get("command"), given.get("description")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9_]{1,32}", name.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description}
