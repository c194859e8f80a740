"""Bad input and trouble: a sentence and no traceback, and nothing that was accepted is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from conversations import events as e
from store.sql import SqlStore
from tests.stories.harness import Shop
from tests.stories.people import Bridge, Customer

pytestmark = pytest.mark.xdist_group("stories")
QUESTION = "Bonjour, à quelle heure ouvre le magasin de Nantes le samedi ?"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is said of bad input does not depend on the database."""
    return sqlite_url


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"sent_at": (datetime.now(UTC) + timedelta(minutes=30)).isoformat()}, 422, "ahead of our clock"),
        ({"sent_at": "2026-03-02T09:30:00"}, 422, "/sent_at"),
        ({"channel": "web"}, 422, "/channel"),
        ({"text": "   "}, 422, "/text is empty"),
        ({"text": "é" * 51_000}, 413, "/text has 102,000 bytes"),
        ({"text": "x" * 2_000_000}, 413, "larger than"),
        ({"visibility": "secret"}, 422, "/visibility"),
        ({"unknown_field": 1}, 422, "/unknown_field"),
    ],
    ids=["future", "no zone", "reserved", "empty", "100 kB", "2 MB", "visibility", "field"],
)
async def test_what_the_api_cannot_take_is_a_problem_that_says_why(
    shop: Shop, mastodon: Bridge, changes: dict[str, object], status: int, said: str
) -> None:
    answer = await mastodon.posts(QUESTION, **changes)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    assert await shop.conversations() == []


@pytest.mark.parametrize("body", [b'{"text": "\xff\xfe"}', b"\xff", b"{", b"[]", b""])
async def test_bytes_that_are_no_message_are_a_problem(shop: Shop, mastodon: Bridge, body: bytes) -> None:
    answer = await mastodon.client.post("/messages", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]
    assert await shop.conversations() == []


async def test_a_text_of_nearly_100_kb_is_taken_whole(shop: Shop, mastodon: Bridge) -> None:
    text = f"{QUESTION} " * 1_450
    assert 90_000 < len(text.encode()) < 100_000
    accepted = await mastodon.posts(text)
    assert accepted.status_code == 202
    await shop.fact(e.Decided)
    assert (await mastodon.reads(accepted.json()["conversation"]))["messages"][0]["text"] == text


async def test_the_page_refuses_what_it_cannot_take_and_keeps_the_text(shop: Shop, lea: Customer) -> None:
    for content, status in ((b"text=%FF%FE", 400), (b"text=", 422), (b"text=" + b"a" * 100_000, 413), (b"a" * 2_000_000, 413)):
        answer = await lea.browser.post("/ecrire", content=content, headers=FORM)
        assert answer.status_code == status
        assert "Traceback" not in answer.text
    assert await shop.conversations() == []


async def _pages(store: SqlStore, limit: str) -> None:
    await store._database.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={limit}").fetchall())


async def test_on_a_full_disk_nothing_is_accepted_and_nothing_accepted_is_lost(
    shop: Shop, mastodon: Bridge, lea: Customer
) -> None:
    first = (await mastodon.posts(QUESTION)).json()
    await mastodon.delivers()
    await _pages(shop.store, "1")  # SQLite takes the present size for the least
    accepted, refused = [], None
    for number in range(90):  # long ones until none fits, then short ones
        answer = await mastodon.posts("x" * (1_000 if refused else 50_000), external_id=f"big{number}")
        if answer.status_code != 503:
            accepted.append(answer.json()["message"])
        elif refused is not None:
            break
        else:
            refused = answer
    assert refused is not None
    assert refused.headers["content-type"] == "application/problem+json"
    assert "nothing was saved" in refused.json()["detail"]
    assert refused.headers["retry-after"] == "5"
    page = await lea.browser.post("/ecrire", data={"text": f"{QUESTION} " * 100})
    assert page.status_code == 503
    assert QUESTION in page.text
    await _pages(shop.store, str(1 << 30))
    again = await mastodon.posts("x" * 50_000, external_id="again")
    assert again.status_code == 202
    found = await mastodon.reads(first["conversation"])
    inbound = [message["id"] for message in found["messages"] if message["direction"] == "inbound"]
    assert inbound == [first["message"], *accepted, again.json()["message"]]
