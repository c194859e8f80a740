"""What of the sending is suspended, as every page says it: all of it or parts, and how much safety wording waits."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversations.turn import Reply
from desk.console import Console
from desk.words import Words


@dataclass(frozen=True, slots=True)
class Suspension:
    """`all` is why everything is suspended, None when it is not; `parts` are the other scopes, each with its reason.

    `safety`: how many safety wordings wait for the end of it; None while they go out.
    """

    all: str | None
    parts: tuple[tuple[str, str], ...] = ()
    safety: int | None = None


async def suspension(console: Console, words: Words) -> Suspension:
    """What is suspended now."""
    reasons = await console.switch.suspensions()
    if not reasons:
        return Suspension(None)
    names = {f"user:{user.id}": user.public_name for user in await console.users.users()}
    parts = tuple((_who(scope, names, words), reason) for scope, reason in reasons.items() if scope != "all")
    return Suspension(reasons.get("all"), parts, await _safety(console, reasons))


def _who(scope: str, names: Mapping[str, str], words: Words) -> str:
    return names.get(scope) or words.either(f"suspended.scope.{scope}", words("user.unknown"))


async def _safety(console: Console, reasons: Mapping[str, str]) -> int | None:
    """The bot says safety wording: it is held with the bot."""
    if reasons.keys().isdisjoint(("all", "bot")):
        return None
    return (await console.switch.withheld()).get(Reply.SAFETY.value, 0)
