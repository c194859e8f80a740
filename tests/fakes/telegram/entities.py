"""Entities of a text. Offsets and lengths count UTF-16 units, as Telegram counts them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.fakes.telegram.errors import Json, bad_request

FOUND = re.compile(
    r"(?P<url>https?://[^\s]+)"
    r"|(?<![\w@/])(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{4,32})?)(?![\w/])"
)
TYPES = {
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline"),
    *("strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention"),
    "custom_emoji",
}
HTML_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}


def utf16_length(text: str) -> int:
    """The length of `text` in UTF-16 units (an emoji outside the basic plane counts two)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_entities(text: str) -> list[Json]:
    """The mentions, commands and web addresses that Telegram itself marks in a text."""
    return [
        {
            "type": str(match.lastgroup),
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for match in FOUND.finditer(text)
    ]


def checked_entities(given: list[object], text: str) -> list[Json]:
    """Entities sent by the bot, refused with 400 when malformed or outside the text."""
    whole = utf16_length(text)
    checked: list[Json] = []
    for entity in given:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        for field in ("offset", "length"):
            if type(entity.get(field)) is not int:
                raise bad_request(f'can\'t parse MessageEntity: field "{field}" must be of type Number')
        if entity.get("type") not in TYPES:
            raise bad_request("can't parse MessageEntity: unsupported type specified")
        if entity["offset"] < 0 or entity["length"] <= 0 or entity["offset"] + entity["length"] > whole:
            raise bad_request(f"entity beginning at UTF-16 offset {entity['offset']} ends after the end of the text")
        checked.append(dict(entity))
    return checked


def parsed(text: str, parse_mode: str) -> tuple[str, list[Json]]:
    """The visible text and its entities; HTML is parsed, both Markdowns are taken as they stand."""
    mode = parse_mode.lower()
    if mode in ("", "markdown", "markdownv2"):
        return text, []
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    reader = _Html()
    reader.feed(text)
    reader.close()
    if reader.open:
        tag = reader.open[-1][0]
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
    return reader.text, reader.entities


class _Html(HTMLParser):
    """Telegram's HTML: few tags, each closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[Json] = []
        self.open: list[tuple[str, int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in HTML_TAGS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {self.getpos()[1]}')
        self.open.append((tag, utf16_length(self.text), dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {self.getpos()[1]}")
        _, offset, href = self.open.pop()
        entity: Json = {"type": HTML_TAGS[tag], "offset": offset, "length": utf16_length(self.text) - offset}
        if tag == "a":
            entity["url"] = href
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data
