"""What may be sent, pure. Each check gives the name of the sentence to show, or None."""

from collections.abc import Iterable

from bot.channels.mention import mentions

TEXT_LIMIT = 10_000
NAME_LIMIT = 60


def text_trouble(text: str) -> tuple[int, str] | None:
    """The HTTP status and the sentence for a text that cannot be sent."""
    if not text.strip():
        return 422, "error_empty"
    if len(text) > TEXT_LIMIT:
        return 413, "error_too_long"
    return None


def name_trouble(name: str, brand: Iterable[str]) -> tuple[int, str] | None:
    """The same for a public name: nobody signs as the brand."""
    if len(name) > NAME_LIMIT:
        return 422, "error_name_long"
    if mentions(name, brand):
        return 422, "error_name_brand"
    return None
