import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.api import api_router
from conversations.sending import ParcelState
from tests.fakes.channel_line import NOON, MemoryLine, SetClock

TOKEN, OTHER = "s3cret-of-the-bridge", "another-bridge"


def sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@pytest.fixture
def line() -> MemoryLine:
    return MemoryLine(SetClock())


@pytest.fixture
async def api(line: MemoryLine) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    router = api_router(
        line=line,
        outbox=line,
        timeline=line,
        clock=line.clock,
        tokens={sha(TOKEN): "bridge", sha(OTHER): "other"},
        keywords=lambda: ("Maison Colibri",),
        switch=line,
    )
    app.include_router(router)
    transport = httpx.ASGITransport(app)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test/api/v1", headers=headers) as client:
        yield client


def body(**changes: Any) -> dict[str, Any]:
    return {
        "channel": "mastodon",
        "external_id": "m-1",
        "conversation": "post-9",
        "author": {"id": "u-1", "name": "Léa"},
        "visibility": "public",
        "text": "Où est mon colis ?",
        "sent_at": NOON.isoformat(),
        **changes,
    }


def problem(answer: httpx.Response, status: int, slug: str) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["type"] == f"urn:recul:problem:{slug}"
    assert found["status"] == status
    assert found["title"]
    return str(found["detail"])


async def test_a_message_is_accepted_once(api: httpx.AsyncClient, line: MemoryLine) -> None:
    first = await api.post("/messages", json=body())
    again = await api.post("/messages", json=body(text="changed"))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["duplicate"] is False
    assert again.json() == {**first.json(), "duplicate": True}
    (stored,) = line.received
    assert (stored.text, stored.key.account, stored.key.place, stored.sender.name) == (
        "Où est mon colis ?",
        "bridge",
        "post-9",
        "Léa",
    )


async def test_times_are_kept_in_utc(api: httpx.AsyncClient, line: MemoryLine) -> None:
    await api.post("/messages", json=body(sent_at="2026-03-02T11:30:00+01:00"))
    assert line.received[0].sent_at == datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    assert line.received[0].sent_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("changes", "mention"),
    [
        ({"text": "Maison Colibri, où est mon colis ?"}, True),
        ({"text": "Maison Colibri, où est mon colis ?", "mention": False}, False),
        ({"text": "Maison Colibri, où est mon colis ?", "visibility": "private"}, False),
        ({"mention": True}, True),
        ({"mention": True, "visibility": "private"}, False),
        ({}, False),
    ],
)
async def test_a_mention_is_said_or_found(
    api: httpx.AsyncClient, line: MemoryLine, changes: dict[str, Any], mention: bool
) -> None:
    await api.post("/messages", json=body(**changes))
    assert line.received[0].mention is mention


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic abc", "Bearer é", f"Bearer {sha(TOKEN)}"])
async def test_a_wrong_token_is_refused(api: httpx.AsyncClient, line: MemoryLine, header: str | None) -> None:
    del api.headers["Authorization"]
    headers = {"Authorization": header.encode()} if header else {}
    answer = await api.post("/messages", json=body(), headers=headers)  # type: ignore[arg-type]
    assert "Authorization" in problem(answer, 401, "unauthorised")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert not line.received


@pytest.mark.parametrize(
    ("changes", "status", "slug", "said"),
    [
        ({"channel": "telegram"}, 422, "reserved-channel", "telegram"),
        ({"channel": "web"}, 422, "reserved-channel", "web"),
        ({"channel": "email"}, 422, "reserved-channel", "email"),
        ({"channel": "Big Net"}, 422, "invalid", "/channel"),
        ({"sent_at": (NOON + timedelta(minutes=6)).isoformat()}, 422, "future-date", "5 minutes"),
        ({"sent_at": "2026-03-02T10:00:00"}, 422, "invalid", "/sent_at"),
        ({"sent_at": "0001-01-01T00:00:00+14:00"}, 422, "ancient-date", "2000"),
        ({"text": "a" * 100_001}, 413, "text-too-large", "100,001"),
        ({"text": "é" * 50_001}, 413, "text-too-large", "100,002"),
        ({"text": "  \n"}, 422, "empty-text", "/text"),
        ({"text": "a\0b"}, 422, "invalid", "NUL"),
        ({"author": {"name": "Léa"}}, 422, "invalid", "/author/id"),
        ({"visibility": "secret"}, 422, "invalid", "/visibility"),
        ({"colour": "red"}, 422, "invalid", "/colour"),
    ],
)
async def test_a_message_that_cannot_be_taken_is_explained(
    api: httpx.AsyncClient, line: MemoryLine, changes: dict[str, Any], status: int, slug: str, said: str
) -> None:
    assert said in problem(await api.post("/messages", json=body(**changes)), status, slug)
    assert not line.received


async def test_limits_themselves_are_allowed(api: httpx.AsyncClient, line: MemoryLine) -> None:
    soon = (NOON + timedelta(minutes=5)).isoformat()
    answer = await api.post("/messages", json=body(text="a" * 100_000, sent_at=soon))
    assert answer.status_code == 202
    assert len(line.received[0].text) == 100_000


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe{}", b'{"text": "\xe9"}', b"[]", b'{"text": "\\ud800"}', b"nul"],
)
async def test_bytes_that_are_no_message_are_refused(api: httpx.AsyncClient, line: MemoryLine, content: bytes) -> None:
    answer = await api.post("/messages", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


async def test_invalid_utf8_is_named(api: httpx.AsyncClient) -> None:
    answer = await api.post("/messages", content=b'{"text": "\xe9"}', headers={"Content-Type": "application/json"})
    assert "UTF-8" in problem(answer, 400, "unreadable")


async def test_a_huge_body_is_not_read_to_its_end(api: httpx.AsyncClient) -> None:
    answer = await api.post("/messages", json=body(text="a" * 1_100_000))
    assert "900,000" in problem(answer, 413, "too-large")


async def test_a_store_that_is_down_asks_to_come_back(api: httpx.AsyncClient, line: MemoryLine) -> None:
    line.down = True
    answer = await api.post("/messages", json=body())
    assert "again" in problem(answer, 503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
    line.down = False
    assert (await api.post("/messages", json=body())).json()["duplicate"] is False


async def test_a_refusal_of_the_line_is_passed_on(api: httpx.AsyncClient, line: MemoryLine) -> None:
    line.refusal = "This conversation was erased. Start a new one."
    assert problem(await api.post("/messages", json=body()), 422, "refused") == line.refusal


async def test_a_conversation_is_shown_without_notes(api: httpx.AsyncClient, line: MemoryLine) -> None:
    id = (await api.post("/messages", json=body())).json()["conversation"]
    line.say(id, "Il arrive demain.")
    line.write_note(id, "client difficile")
    shown = (await api.get(f"/conversations/{id}")).json()
    assert [(m["direction"], m["text"], m["state"]) for m in shown["messages"]] == [
        ("inbound", "Où est mon colis ?", None),
        ("outbound", "Il arrive demain.", "queued"),
    ]
    assert [(e["n"], e["kind"]) for e in shown["events"]] == [(1, "message_received"), (2, "replied")]
    assert (shown["channel"], shown["place"], shown["author"]) == ("mastodon", "post-9", {"id": "u-1"})


@pytest.mark.parametrize(
    ("state", "seconds", "shown"),
    [
        (ParcelState.HELD, 0, False),
        (ParcelState.CANCELLED, 0, False),
        (ParcelState.QUEUED, 60, False),
        (ParcelState.QUEUED, 0, True),
        (ParcelState.SENDING, 0, True),
        (ParcelState.DELIVERED, 0, True),
        (ParcelState.FAILED, 0, True),
    ],
)
async def test_a_reply_that_is_held_or_taken_back_is_shown_to_no_bridge(
    api: httpx.AsyncClient, line: MemoryLine, state: ParcelState, seconds: int, shown: bool
) -> None:
    id = (await api.post("/messages", json=body())).json()["conversation"]
    parcel = line.say(id, "Une bévue.", due=NOON + timedelta(seconds=seconds))
    line.becomes(parcel, state)
    report = await api.post(f"/outbox/{parcel.id}/delivered")
    assert report.status_code == (404 if state is ParcelState.HELD else 200)
    line.becomes(parcel, state)
    text = (await api.get(f"/conversations/{id}")).text
    assert ("Une bévue." in text) is shown


@pytest.mark.parametrize("token", [TOKEN, OTHER])
async def test_unknown_and_foreign_conversations_look_alike(api: httpx.AsyncClient, token: str) -> None:
    id = (await api.post("/messages", json=body())).json()["conversation"]
    asked = id if token == OTHER else "c9999"
    answer = await api.get(f"/conversations/{asked}", headers={"Authorization": f"Bearer {token}"})
    assert asked in problem(answer, 404, "unknown")


async def test_replies_are_fetched_and_reported(api: httpx.AsyncClient, line: MemoryLine) -> None:
    id = (await api.post("/messages", json=body())).json()["conversation"]
    parcels = [line.say(id, f"Réponse {n}") for n in range(3)]
    page = (await api.get("/outbox", params={"channel": "mastodon", "limit": 2})).json()
    assert [one["text"] for one in page["items"]] == ["Réponse 0", "Réponse 1"]
    first = page["items"][0]
    assert (first["place"], first["recipient"], first["reply_to"], first["author"]) == (
        "post-9",
        {"id": "u-1"},
        "m-1",
        "Sophie",
    )
    rest = (await api.get("/outbox", params={"channel": "mastodon", "limit": 2, "after": page["next"]})).json()
    assert [one["text"] for one in rest["items"]] == ["Réponse 2"]
    assert rest["next"] is None
    for _ in range(2):
        said = await api.post(f"/outbox/{parcels[0].id}/delivered")
        assert said.json() == {"id": parcels[0].id, "state": "delivered"}
    assert line.deliveries(parcels[0]) == [NOON]
    left = (await api.get("/outbox", params={"channel": "mastodon"})).json()
    assert [one["id"] for one in left["items"]] == [parcels[1].id, parcels[2].id]


async def test_replies_of_others_and_of_later_stay_hidden(api: httpx.AsyncClient, line: MemoryLine) -> None:
    theirs = {"Authorization": f"Bearer {OTHER}"}
    foreign = (await api.post("/messages", json=body(), headers=theirs)).json()["conversation"]
    own = (await api.post("/messages", json=body())).json()["conversation"]
    hidden = [line.say(foreign, "à eux") for _ in range(3)]
    line.say(own, "plus tard", due=NOON + timedelta(hours=1))
    line.say(own, "maintenant")
    page = (await api.get("/outbox", params={"channel": "mastodon", "limit": 1})).json()
    assert [one["text"] for one in page["items"]] == ["maintenant"]
    problem(await api.post(f"/outbox/{hidden[0].id}/delivered"), 404, "unknown")
    problem(await api.get("/outbox", params={"channel": "mastodon", "after": hidden[0].id}), 404, "unknown")


async def test_nothing_is_handed_out_while_sending_is_suspended(api: httpx.AsyncClient, line: MemoryLine) -> None:
    id = (await api.post("/messages", json=body())).json()["conversation"]
    line.say(id, "Bonjour")
    await line.suspend("incident", "u1")
    page = (await api.get("/outbox", params={"channel": "mastodon"})).json()
    assert page == {"items": [], "next": None, "suspended": True}


async def test_a_reply_that_cannot_be_posted_is_reported(api: httpx.AsyncClient, line: MemoryLine) -> None:
    id = (await api.post("/messages", json=body())).json()["conversation"]
    lost, posted = line.say(id, "un"), line.say(id, "deux")
    assert (await api.post(f"/outbox/{lost.id}/undeliverable", json={"code": "blocked"})).json()["state"] == "failed"
    assert line.state(lost).value == "failed"
    await api.post(f"/outbox/{posted.id}/delivered")
    problem(await api.post(f"/outbox/{posted.id}/undeliverable", json={"code": "blocked"}), 409, "delivered-already")


async def test_a_page_size_out_of_range_is_refused(api: httpx.AsyncClient) -> None:
    assert "/limit" in problem(await api.get("/outbox", params={"channel": "x", "limit": 0}), 422, "invalid")


def described(schema: dict[str, Any], visit: Callable[[dict[str, Any]], None]) -> None:
    for path in schema["paths"].values():
        for operation in path.values():
            visit(operation)


async def test_every_operation_is_described(line: MemoryLine) -> None:
    app = FastAPI()
    app.include_router(api_router(line=line, outbox=line, timeline=line, clock=line.clock, tokens={}))
    schema = app.openapi()
    assert len(schema["paths"]) == 5

    def visit(operation: dict[str, Any]) -> None:
        assert operation["summary"]
        assert operation["description"]
        assert operation["security"] == [{"HTTPBearer": []}]
        assert "application/problem+json" in operation["responses"]["422"]["content"]

    described(schema, visit)
