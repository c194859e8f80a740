"""Who gets in, who does not, and what a stranger learns: nothing."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi.routing import APIRoute

from desk.app import PARTS
from desk.auth import COOKIE, MOST_FAILURES, SESSION, WINDOW, hash_password, new_password, right_password
from tests.desk.conftest import browser_at, sign_in
from tests.desk.desk_forms import Page
from tests.fakes.desk_shop import PASSWORD, Shop

OPEN = {"/desk/login", "/desk/logout", "/desk/language"}
NEW = "une-louche-neuve-et-brillante"


def test_a_password_is_known_by_its_hash_alone() -> None:
    kept = hash_password("café crème au comptoir")
    assert kept.startswith("$argon2id$v=19$m=19456,")
    assert right_password(kept, "café crème au comptoir")
    assert not right_password(kept, "cafe creme au comptoir")
    assert not right_password("not a hash", "x")


def test_one_time_passwords_differ_and_have_no_ambiguous_character() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert not set("".join(made)) & set("01oilOI")
    assert all(len(password) == 24 for password in made)


async def test_the_right_password_opens_a_session_whose_token_is_not_stored(shop: Shop, stranger: httpx.AsyncClient) -> None:
    answer = await sign_in(stranger, "MARIE ")
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    token = stranger.cookies[COOKIE]
    assert list(shop.users.sessions) == [hashlib.sha256(token.encode()).hexdigest()]
    assert (await stranger.get("/desk")).status_code == 200


@pytest.mark.parametrize(("login", "password"), [("marie", "wrong"), ("nobody", PASSWORD), ("nobody", "wrong")])
async def test_every_failure_reads_the_same(stranger: httpx.AsyncClient, login: str, password: str) -> None:
    answer = await sign_in(stranger, login, password)
    assert answer.status_code == 401
    assert "Cet identifiant et ce mot de passe ne vont pas ensemble." in Page(answer.text).text
    assert COOKIE not in stranger.cookies


async def test_a_disabled_user_does_not_get_in(shop: Shop, stranger: httpx.AsyncClient) -> None:
    shop.users.by_id["u1"] = replace(shop.users.by_id["u1"], disabled=True)
    assert (await sign_in(stranger, "marie")).status_code == 401


@pytest.mark.parametrize("login", ["marie", "nobody"])
async def test_after_too_many_failures_even_the_right_password_waits(
    shop: Shop, stranger: httpx.AsyncClient, login: str
) -> None:
    for _ in range(MOST_FAILURES):
        assert (await sign_in(stranger, login, "wrong")).status_code == 401
    assert (await sign_in(stranger, login)).status_code == 429
    shop.clock.at += WINDOW + timedelta(seconds=1)
    assert (await sign_in(stranger, login)).status_code == (303 if login == "marie" else 401)


async def test_guesses_at_the_same_time_are_counted_too(shop: Shop, stranger: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(sign_in(stranger, "marie", f"guess {n}") for n in range(12)))
    tried = [answer.status_code for answer in answers].count(401)
    # Two hashes run at a time, so at most one guess more than allowed gets through.
    assert MOST_FAILURES <= tried <= MOST_FAILURES + 1


async def test_a_session_ends_after_a_working_day(shop: Shop, marie: httpx.AsyncClient) -> None:
    shop.clock.at += SESSION
    answer = await marie.get("/desk/conversations/c-parcel?done=note")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/login?next=%2Fdesk%2Fconversations%2Fc-parcel%3Fdone%3Dnote"


async def test_signing_out_ends_the_session_for_a_copied_cookie_too(shop: Shop, marie: httpx.AsyncClient) -> None:
    token = marie.cookies[COOKIE]
    assert (await marie.post("/desk/logout")).status_code == 303
    async with browser_at(shop) as thief:
        thief.cookies.set(COOKIE, token)
        assert (await thief.get("/desk")).status_code == 303


async def test_a_text_sent_after_the_session_has_ended_is_given_back(shop: Shop, marie: httpx.AsyncClient) -> None:
    form = Page((await marie.get("/desk/conversations/c-parcel")).text).form("/say")
    shop.clock.at += SESSION
    answer = await marie.post(form.action, data={**form.fields, "text": "Votre colis <repart> demain."})
    assert answer.status_code == 401
    assert "Votre colis <repart> demain." in Page(answer.text).text


def addresses() -> list[tuple[str, str]]:
    """Every address of the desk with its methods, one that leads nowhere included."""
    routes = [route for part in PARTS for route in part.routes if isinstance(route, APIRoute)]
    known = [(f"/desk{route.path}".replace("{id}", "c-parcel"), method) for route in routes for method in route.methods]
    return [*known, ("/desk/nowhere", "GET")]


@pytest.mark.parametrize(("path", "method"), [address for address in addresses() if address[0] not in OPEN])
async def test_every_address_but_the_door_needs_a_session(stranger: httpx.AsyncClient, path: str, method: str) -> None:
    fields = {"key": "k" * 32, "seen": "1", "department": "sav", "present": "x", "password": "x", "again": "x"}
    async with asyncio.timeout(10):  # a stream that opens would never end
        answer = await stranger.request(method, path, data=fields if method == "POST" else None)
    if method == "POST":
        assert answer.status_code == 401
        assert "Votre session a pris fin" in answer.text
    else:
        assert answer.headers["location"].startswith("/desk/login?next=")
    assert "Marchand" not in answer.text


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "/other", "/desk\\@evil.example", "/deskevil"])
async def test_signing_in_never_leads_to_another_site(stranger: httpx.AsyncClient, next: str) -> None:
    answer = await stranger.post("/desk/login", data={"login": "marie", "password": PASSWORD, "next": next})
    assert answer.headers["location"] == "/desk"


async def test_a_one_time_password_must_be_changed_before_anything_else(shop: Shop, stranger: httpx.AsyncClient) -> None:
    await sign_in(stranger, "admin")
    assert (await stranger.get("/desk")).headers["location"] == "/desk/password"
    assert "usage unique" in (await stranger.get("/desk/password")).text
    old = stranger.cookies[COOKIE]
    answer = await stranger.post("/desk/password", data={"present": PASSWORD, "password": NEW, "again": NEW})
    assert answer.status_code == 303
    assert (await stranger.get("/desk")).status_code == 200
    assert stranger.cookies[COOKIE] != old
    assert len(shop.users.sessions) == 1


@pytest.mark.parametrize(
    ("present", "password", "again", "found"),
    [
        ("wrong", NEW, NEW, "n’est pas le bon"),
        (PASSWORD, NEW, NEW + "x", "sont différents"),
        (PASSWORD, "court", "court", "12 à 200"),
        (PASSWORD, "je-suis-marie-la-cheffe", "je-suis-marie-la-cheffe", "votre identifiant"),
        (PASSWORD, PASSWORD, PASSWORD, "le même que l’ancien"),
    ],
)
async def test_an_unfit_new_password_is_refused_with_its_reason(
    marie: httpx.AsyncClient, present: str, password: str, again: str, found: str
) -> None:
    answer = await marie.post("/desk/password", data={"present": present, "password": password, "again": again})
    assert answer.status_code == 422
    assert found in answer.text
