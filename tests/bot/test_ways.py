from datetime import UTC, datetime, timedelta

from bot.channels.telegram import private_link as telegram_link
from bot.channels.web import private_link as web_link
from bot.ways import LASTS, LONGEST, Ways, hash_of
from charter.checks import wordings
from conversations.message import PlaceKey

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GROUP = PlaceKey("telegram", "colibri_bot", "-100:7", "42")
POST = PlaceKey("web", "site", "post:poele", "x")


def ways(base_url: str = "https://colibri.example") -> Ways:
    return Ways({"telegram": telegram_link.address, "web": lambda _, token: web_link.address(base_url, token)})


def test_a_telegram_link_opens_the_bot_and_only_its_hash_is_kept() -> None:
    way = ways().fresh(GROUP, NOW)
    assert way is not None
    start, _, token = way.url.partition("?start=")
    assert (start, len(token), way.token) == ("https://t.me/colibri_bot", 22, "")
    assert way.link.hash == hash_of(token)
    assert token not in way.link.hash
    assert way.link.expires == NOW + LASTS == NOW + timedelta(days=7)


def test_a_web_link_leads_to_the_private_side_of_the_page() -> None:
    way = ways().fresh(POST, NOW)
    assert way is not None
    token = way.url.removeprefix("https://colibri.example/prive/")
    assert web_link.is_token(token)
    assert way.link.hash == hash_of(token)


def test_a_bridge_gets_the_token_and_makes_its_own_address() -> None:
    way = ways().fresh(PlaceKey("mastodon", "api", "post-9", "zoe"), NOW)
    assert way is not None
    assert (way.url, way.link.hash) == ("", hash_of(way.token))


def test_tokens_are_never_the_same() -> None:
    made = {way.url for _ in range(1000) if (way := ways().fresh(GROUP, NOW))}
    assert len(made) == 1000


def test_an_address_that_would_not_fit_in_public_is_not_given() -> None:
    room = LONGEST - len("/prive/") - 22
    assert ways("https://" + "c" * (room - 8)).fresh(POST, NOW) is not None
    assert ways("https://" + "c" * (room - 7)).fresh(POST, NOW) is None


def test_the_wordings_are_checked_with_a_link_as_long_as_any() -> None:
    assert len(wordings._LONG_LINK) == LONGEST


def test_whatever_comes_back_as_a_token_can_be_looked_up() -> None:
    assert len(hash_of("\ud800 é \x00" * 100)) == 64
