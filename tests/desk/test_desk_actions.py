"""What the staff do: each form is one act, done once, on what was seen; and none from another site."""

import httpx
import pytest

from conversations.acts import Close, HandBack, Note, Say, TakeDanger, Transfer
from conversations.ports import Unavailable
from tests.desk.desk_forms import Page
from tests.fakes.desk_shop import Shop

PARCEL = "/desk/conversations/c-parcel"
PUBLIC = "/desk/conversations/c-public"


async def _form(browser: httpx.AsyncClient, path: str, ending: str = "/say") -> tuple[str, dict[str, str]]:
    form = Page((await browser.get(path)).text).form(ending)
    return form.action, form.fields


async def _say(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    action, given = await _form(browser, path)
    return await browser.post(action, data={**given, **fields})


async def test_an_answer_is_handed_to_the_line_signed_and_shown(shop: Shop, marie: httpx.AsyncClient) -> None:
    seen = shop.desk.threads["c-parcel"].state.version
    answer = await _say(marie, PARCEL, text="  Votre cocotte repart demain matin. ")
    assert answer.headers["location"] == f"{PARCEL}?done=answer"
    (act,) = shop.desk.acts.values()
    assert act == Say("c-parcel", "u1", act.key, seen, "Votre cocotte repart demain matin.", "answer", "Marie")
    text = Page((await marie.get(answer.headers["location"])).text).text
    assert "Réponse confiée à l’envoi." in text
    assert "Votre cocotte repart demain matin." in text


@pytest.mark.parametrize("kind", ["holding", "question"])
async def test_the_other_replies_say_what_they_are(shop: Shop, marie: httpx.AsyncClient, kind: str) -> None:
    assert (await _say(marie, PARCEL, text="Un instant.", reply=kind)).status_code == 303
    (act,) = shop.desk.acts.values()
    assert isinstance(act, Say)
    assert act.reply == kind


async def test_a_note_stays_inside_and_needs_no_confirmation_in_public(shop: Shop, marie: httpx.AsyncClient) -> None:
    assert (await _say(marie, PUBLIC, text="À rappeler.", reply="note")).status_code == 303
    (act,) = shop.desk.acts.values()
    assert isinstance(act, Note)
    assert shop.desk.threads["c-public"].parcels[-1].text != "À rappeler."


async def test_a_public_reply_wants_the_tick(shop: Shop, marie: httpx.AsyncClient) -> None:
    refused = await _say(marie, PUBLIC, text="Nous vous écrivons en privé.")
    assert refused.status_code == 422
    page = Page(refused.text)
    assert "cochez la case de confirmation" in page.text
    assert page.form("/say").fields["text"] == "Nous vous écrivons en privé."
    assert not shop.desk.acts
    assert (await _say(marie, PUBLIC, text="Nous vous écrivons en privé.", confirm="yes")).status_code == 303


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
async def test_an_unfit_text_is_told_and_kept(shop: Shop, marie: httpx.AsyncClient, text: str) -> None:
    answer = await _say(marie, PARCEL, text=text)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not shop.desk.acts
    if text.strip():
        assert Page(answer.text).form("/say").fields["text"] == text


async def test_sending_the_same_form_twice_acts_once(shop: Shop, marie: httpx.AsyncClient) -> None:
    action, fields = await _form(marie, PARCEL)
    for _ in range(2):
        assert (await marie.post(action, data={**fields, "text": "Une seule fois."})).status_code == 303
    said = [message.text for message in shop.desk.threads["c-parcel"].messages]
    assert said.count("Une seule fois.") == 1


async def test_every_form_of_a_conversation_carries_its_own_key_and_the_version(marie: httpx.AsyncClient, shop: Shop) -> None:
    await _say(marie, "/desk/conversations/c-danger", text="Je vous appelle.")
    page = Page((await marie.get("/desk/conversations/c-danger")).text)
    acting = [form for form in page.forms if form.action.startswith("/desk/conversations/")]
    version = str(shop.desk.threads["c-danger"].state.version)
    assert len(acting) == 5
    assert {form.fields["seen"] for form in acting} == {version}
    assert len({form.fields["key"] for form in acting}) == 5
    again = Page((await marie.get("/desk/conversations/c-danger")).text).form("/say")
    assert again.fields["key"] != page.form("/say").fields["key"]


async def test_a_reply_that_missed_a_message_comes_back_with_it_and_the_text(shop: Shop, marie: httpx.AsyncClient) -> None:
    action, fields = await _form(marie, PARCEL)
    thread = shop.desk.threads["c-parcel"]
    shop.desk.hear(thread, "Ça y est, le colis est arrivé !")
    written = "Nous sommes navrés <sincèrement>."
    answer = await marie.post(action, data={**fields, "text": written, "reply": "holding"})
    assert answer.status_code == 409
    page = Page(answer.text)
    notice = answer.text[answer.text.index("notice-stale") : answer.text.index("<textarea")]
    assert "le colis est arrivé" in notice
    assert "Ma cocotte devait" not in notice
    assert "Rien n’est parti." in page.text
    fresh = page.form("/say").fields
    assert fresh["text"] == written
    assert fresh["reply"] == "holding"
    assert int(fresh["seen"]) == thread.state.version
    assert not shop.desk.acts
    assert (await marie.post(action, data=fresh)).status_code == 303


async def test_what_the_line_refuses_is_told_and_the_text_kept(shop: Shop, marie: httpx.AsyncClient) -> None:
    answer = await _say(marie, PARCEL, text="C’est INTERDIT.")
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "Retirez ce mot et renvoyez." in page.text
    assert page.form("/say").fields["text"] == "C’est INTERDIT."


async def test_when_the_database_is_down_the_text_is_given_back(shop: Shop, marie: httpx.AsyncClient) -> None:
    action, fields = await _form(marie, PARCEL)
    shop.desk.broken = True
    answer = await marie.post(action, data={**fields, "text": "Un long texte précieux"})
    assert answer.status_code == 503
    assert "Un long texte précieux" in Page(answer.text).text
    with pytest.raises(Unavailable):
        await shop.desk.conversation("c-parcel")


async def test_closing_changing_department_handing_back_and_taking_danger(shop: Shop, marie: httpx.AsyncClient) -> None:
    action, fields = await _form(marie, "/desk/conversations/c-danger", "/danger")
    assert (await marie.post(action, data=fields)).status_code == 303
    action, fields = await _form(marie, "/desk/conversations/c-warranty", "/hand-back")
    assert (await marie.post(action, data=fields)).status_code == 303
    action, fields = await _form(marie, PARCEL, "/department")
    assert (await marie.post(action, data={**fields, "department": "qualite"})).status_code == 303
    action, fields = await _form(marie, PARCEL, "/close")
    assert (await marie.post(action, data=fields)).headers["location"] == "/desk?done=closed"
    assert [type(act) for act in shop.desk.acts.values()] == [TakeDanger, HandBack, Transfer, Close]
    assert shop.desk.threads["c-parcel"].state.department == "qualite"
    assert "Marie a confié la conversation à" in (await marie.get(PARCEL)).text


async def test_an_unknown_department_is_refused_in_words(shop: Shop, marie: httpx.AsyncClient) -> None:
    action, fields = await _form(marie, PARCEL, "/department")
    answer = await marie.post(action, data={**fields, "department": "cuisine"})
    assert answer.status_code == 400
    assert "Service inconnu" in answer.text


async def test_an_agent_who_gives_a_conversation_away_comes_back_to_the_queue(shop: Shop, karim: httpx.AsyncClient) -> None:
    action, fields = await _form(karim, PARCEL, "/department")
    answer = await karim.post(action, data={**fields, "department": "sav"})
    assert answer.headers["location"] == "/desk?done=transferred"
    assert "La conversation a changé de service." in (await karim.get("/desk?done=transferred")).text


async def test_an_agent_cannot_act_on_another_department(shop: Shop, karim: httpx.AsyncClient) -> None:
    fields = {"key": "k" * 32, "seen": "99", "text": "x"}
    assert (await karim.post("/desk/conversations/c-refund/say", data=fields)).status_code == 403
    assert (await karim.post("/desk/suspend", data={"reason": "x"})).status_code == 403
    assert not shop.desk.acts
    assert shop.switch.reason is None


async def test_a_supervisor_suspends_and_resumes_sending(shop: Shop, marie: httpx.AsyncClient) -> None:
    await marie.post("/desk/suspend", data={"reason": "Compte piraté"})
    assert shop.switch.reason == "Compte piraté"
    await marie.post("/desk/resume")
    assert shop.switch.reason is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
async def test_a_form_of_another_site_does_nothing(shop: Shop, marie: httpx.AsyncClient, headers: dict[str, str]) -> None:
    action, fields = await _form(marie, PARCEL)
    del marie.headers["Sec-Fetch-Site"]
    answer = await marie.post(action, data={**fields, "text": "piégé"}, headers=headers)
    assert answer.status_code == 403
    assert "Ce formulaire ne venait pas d’une page de l’accueil" in answer.text
    assert not shop.desk.acts


async def test_an_older_browser_is_known_by_its_origin(shop: Shop, marie: httpx.AsyncClient) -> None:
    action, fields = await _form(marie, PARCEL)
    del marie.headers["Sec-Fetch-Site"]
    origin = {"Origin": "https://desk.example"}
    assert (await marie.post(action, data={**fields, "text": "Bonjour."}, headers=origin)).status_code == 303


@pytest.mark.parametrize("missing", ["key", "seen"])
async def test_a_form_without_its_key_or_version_is_refused_and_the_text_kept(
    shop: Shop, marie: httpx.AsyncClient, missing: str
) -> None:
    action, fields = await _form(marie, PARCEL)
    del fields[missing]
    answer = await marie.post(action, data={**fields, "text": "À garder"})
    assert answer.status_code == 400
    assert "À garder" in Page(answer.text).text
    assert not shop.desk.acts
