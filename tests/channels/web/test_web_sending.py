import re
from collections.abc import Mapping

import httpx
import pytest

from charter.charter import Charter
from conversations.change import Button
from conversations.message import MessageKind, Visibility
from tests.fakes.channel_line import NOON, MemoryLine

POST = "cocotte_fonte"
SCRIPT = {"Accept": "application/json"}


async def fields(browser: httpx.AsyncClient, action: str) -> dict[str, str]:
    """The hidden fields of a form on the page, as a browser would send them."""
    html = (await browser.get("/")).text
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', html, re.S)
    assert form, action
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))


async def post(browser: httpx.AsyncClient, action: str, **values: str) -> httpx.Response:
    return await browser.post(action, data={**await fields(browser, action), **values})


async def test_a_private_message_reaches_the_line(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    answer = await post(browser, "/ecrire", text="Où est mon colis ?\r\nMerci")
    assert (answer.status_code, answer.headers["location"]) == (303, "/#prive")
    (got,) = line.received
    assert (got.key.channel, got.key.account, got.key.place) == ("web", "site", f"private:{got.key.contact}")
    assert (got.visibility, got.mention, got.kind) == (Visibility.PRIVATE, False, MessageKind.TEXT)
    assert (got.text, got.sent_at) == ("Où est mon colis ?\nMerci", NOON)
    assert "Où est mon colis ?\nMerci" in (await browser.get("/")).text


async def test_the_device_token_is_never_handed_on(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    answer = await post(browser, "/ecrire", text="Bonjour")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    token = browser.cookies["recul_device"]
    assert len(token) == 43
    assert token not in repr(line.received)


async def test_a_public_comment_is_read_by_everybody(
    browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine
) -> None:
    answer = await post(browser, f"/commenter/{POST}", text="Belle cocotte", name="Léa")
    assert answer.headers["location"] == f"/#post-{POST}"
    (got,) = line.received
    assert (got.key.place, got.visibility, got.sender.name) == (f"post:{POST}", Visibility.PUBLIC, "Léa")
    page = (await other.get("/")).text
    assert "Belle cocotte" in page
    assert "Léa" in page


async def test_a_private_message_is_read_by_nobody_else(browser: httpx.AsyncClient, other: httpx.AsyncClient) -> None:
    await post(browser, "/ecrire", text="mon secret")
    await post(other, "/ecrire", text="autre chose")
    assert "mon secret" in (await browser.get("/")).text
    assert "mon secret" not in (await other.get("/")).text
    assert "mon secret" not in (await other.get("/fil/prive")).text


async def test_a_visitor_without_a_name_gets_a_neutral_one(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    await post(browser, f"/commenter/{POST}", text="Bonjour")
    assert re.fullmatch(r"Visiteur [0-9a-f]{4}", line.received[0].sender.name)


@pytest.mark.parametrize(
    ("text", "mention"),
    [("Maison Colibri, c'est long", True), ("@MaisonColibri ?", True), ("Belle cocotte", False)],
)
async def test_a_comment_that_names_the_brand_is_a_mention(
    browser: httpx.AsyncClient, line: MemoryLine, text: str, mention: bool
) -> None:
    await post(browser, f"/commenter/{POST}", text=text)
    assert line.received[0].mention is mention


async def test_a_reply_to_us_is_a_mention(browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine) -> None:
    await post(browser, f"/commenter/{POST}", text="Bonjour")
    reply = line.say(next(iter(line.conversations)), "Bonjour Léa")
    page = await other.get("/", params={"repondre": reply.id})
    assert f'name="reply_to" value="{reply.id}"' in page.text
    await post(other, f"/commenter/{POST}", text="et moi ?", reply_to=reply.id)
    await post(other, f"/commenter/{POST}", text="et moi ?", reply_to="m0001")
    assert [(one.mention, one.reply_to) for one in line.received[1:]] == [(True, reply.id), (False, None)]


async def test_a_double_click_sends_once(browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine) -> None:
    """Even on the very first message, where the browser has no cookie yet."""
    values = {**await fields(browser, "/ecrire"), "text": "Bonjour"}
    await browser.post("/ecrire", data=values)
    browser.cookies.clear()
    await browser.post("/ecrire", data=values)
    assert [one.text for one in line.received] == ["Bonjour"]
    await post(browser, "/ecrire", text="Bonjour")
    await other.post("/ecrire", data={**values, **await fields(other, "/ecrire"), "key": values["key"]})
    assert len(line.received) == 3


async def test_the_same_key_of_two_devices_is_two_messages(
    browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine
) -> None:
    for client in (browser, other):
        await post(client, "/ecrire", text="Bonjour", key="12345678")
    assert len({one.external_id for one in line.received}) == 2


@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        ({"text": ""}, 422, "Le message est vide"),
        ({"text": " \n\t"}, 422, "Le message est vide"),
        ({"text": "a" * 10_001}, 413, "10 000 caractères"),
        ({"text": "Bonjour", "name": "Service Maison Colibri"}, 422, "ressemble au nôtre"),
        ({"text": "Bonjour", "name": "x" * 61}, 422, "60 caractères"),
    ],
)
async def test_what_cannot_be_sent_is_said_and_kept(
    browser: httpx.AsyncClient, line: MemoryLine, values: Mapping[str, str], status: int, said: str
) -> None:
    answer = await post(browser, f"/commenter/{POST}", **values)
    assert answer.status_code == status
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert values["text"].strip() in answer.text
    script = await browser.post(f"/commenter/{POST}", data=dict(values), headers=SCRIPT)
    assert script.status_code == status
    assert said in script.json()["error"]
    assert not line.received


async def test_the_longest_text_is_taken(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    await post(browser, "/ecrire", text="😀" * 10_000)
    assert len(line.received[0].text) == 10_000


async def test_bytes_that_are_no_text_are_refused(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for content, status in ((b"text=%FF%FE", 400), (b"text=\xe9", 400), (b"&".join([b"a=1"] * 30), 400)):
        answer = await browser.post("/ecrire", content=content, headers=form)
        assert answer.status_code == status
        assert "Rechargez la page" in answer.text
    huge = await browser.post("/ecrire", content=b"text=" + b"a" * 1_100_000, headers=form)
    assert huge.status_code == 413
    assert not line.received


async def test_control_characters_are_dropped(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    await post(browser, "/ecrire", text="a\0b\x07c\n\td")
    assert line.received[0].text == "abc\n\td"


async def test_a_flood_is_stopped_for_a_minute(browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine) -> None:
    await post(browser, "/ecrire", text="0")
    for n in range(1, 20):
        assert (await browser.post("/ecrire", data={"text": str(n)}, headers=SCRIPT)).status_code == 200
    stopped = await browser.post("/ecrire", data={"text": "21"})
    assert stopped.status_code == 429
    assert "Attendez un instant" in stopped.text
    assert ">\n21</textarea>" in stopped.text
    assert (await post(other, "/ecrire", text="un autre")).status_code == 303
    line.clock.pass_by(seconds=61)
    assert (await browser.post("/ecrire", data={"text": "22"}, headers=SCRIPT)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
@pytest.mark.parametrize("action", ["/ecrire", f"/commenter/{POST}", "/choisir", "/adresse", "/terminer"])
async def test_another_site_cannot_write_in_a_visitors_name(
    browser: httpx.AsyncClient, line: MemoryLine, headers: dict[str, str], action: str
) -> None:
    answer = await browser.post(action, data={"text": "spam"}, headers=headers)
    assert answer.status_code == 403
    assert "autre site" in answer.text
    assert "set-cookie" not in answer.headers
    assert not line.received


async def test_our_own_page_may_write(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    for headers in ({"Origin": "http://page.test"}, {"Sec-Fetch-Site": "same-origin"}):
        await browser.post("/ecrire", data={"text": "Bonjour"}, headers=headers)
    assert len(line.received) == 2


async def test_a_store_that_is_down_keeps_the_text(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    values = await fields(browser, "/ecrire")
    line.down = True
    answer = await browser.post("/ecrire", data={**values, "text": "Où est mon colis ?"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "Où est mon colis ?" in answer.text
    assert (await browser.get("/")).status_code == 503
    assert (await browser.get("/fil/prive")).status_code in {200, 503}


async def test_a_refusal_of_the_line_is_shown(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    line.refusal = "Cette conversation a été effacée. Commencez-en une autre."
    answer = await post(browser, "/ecrire", text="Bonjour")
    assert answer.status_code == 422
    assert line.refusal in answer.text


async def test_a_button_posts_its_value(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    await post(browser, "/ecrire", text="Bonjour")
    line.say(next(iter(line.conversations)), "Est-ce utile ?", author="", buttons=(Button("Oui", "confirm:yes"),))
    page = (await browser.get("/")).text
    assert '<button class="choice" name="text" value="confirm:yes">Oui</button>' in page
    forged = await browser.post("/choisir", data={"place": "private", "text": "confirm:no"})
    assert forged.status_code == 422
    values = await fields(browser, "/choisir")
    for _ in range(2):
        await browser.post("/choisir", data={**values, "text": "confirm:yes"})
    (pressed,) = line.received[1:]
    assert (pressed.kind, pressed.text) == (MessageKind.BUTTON, "confirm:yes")
    after = (await browser.get("/")).text
    assert "confirm:yes" not in after
    assert '<div class="said" dir="auto">Oui</div>' in after


async def test_a_button_under_a_public_reply_is_its_receivers_alone(
    browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine
) -> None:
    await post(browser, f"/commenter/{POST}", text="Bonjour")
    line.say(next(iter(line.conversations)), "Laquelle ?", buttons=(Button("La petite", "small"),))
    assert "La petite" not in (await other.get("/")).text
    assert (await other.post("/choisir", data={"place": f"post:{POST}", "text": "small"})).status_code == 422
    values = await fields(browser, "/choisir")
    await browser.post("/choisir", data={**values, "text": "small"})
    assert line.received[-1].key.place == f"post:{POST}"
    assert "small" not in (await other.get("/")).text


async def test_an_address_for_the_answer(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    assert (await browser.post("/adresse", data={"text": "lea@example.fr"})).status_code == 422
    await post(browser, "/ecrire", text="Bonjour")
    (id,) = line.conversations
    for wrong in ("lea", "lea@", "lea@example", "a@b.fr\nBcc: x@y.fr", "a@b.fr, c@d.fr", "<a@b.fr>", "4111111111111111@b.fr"):
        answer = await browser.post("/adresse", data={"text": wrong})
        assert answer.status_code == 422, wrong
        assert "ne semble pas complète" in answer.text
    assert await line.email(id) is None
    saved = await browser.post("/adresse", data={"text": " lea@Exämple.fr "})
    assert saved.status_code == 303
    assert await line.email(id) == "lea@xn--exmple-cua.fr"
    assert "xn--exmple-cua.fr" in (await browser.get("/")).text
    await browser.post("/adresse", data={"text": ""})
    assert await line.email(id) is None


async def test_what_customers_write_is_text_and_nothing_else(
    browser: httpx.AsyncClient, other: httpx.AsyncClient, charter: Charter
) -> None:
    await post(browser, f"/commenter/{POST}", text="<script>alert(1)</script>{{7*7}}", name="<b>x</b>")
    page = (await other.get("/")).text
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert "{{7*7}}" in page
    assert "http://" not in page.replace("http://page.test", "")


async def test_an_unknown_post_is_refused(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/commenter/nowhere", data={"text": "Bonjour"})).status_code == 404
    assert (await browser.get("/fil/post/nowhere")).status_code == 404
