"""Checks and second looks at the desk: findings lifted by a reason, replies that are held, approved and taken back."""

from dataclasses import replace
from datetime import timedelta

import httpx

from conversations import events as e
from conversations.acts import Approve, Cancel, Say
from conversations.sending import ParcelState
from conversations.turn import AnsweredBy, Reply
from tests.desk.desk_forms import Page
from tests.fakes.desk_shop import NOW, Shop

PARCEL = "/desk/conversations/c-parcel"
PUBLIC = "/desk/conversations/c-public"


def hold(shop: Shop, by: str, why: str, until: timedelta | None = None) -> str:
    """A reply of that user that is held."""
    thread = shop.desk.threads["c-parcel"]
    out = shop.desk.say(thread, "Votre colis est retrouvé.\n— Marie", Reply.ANSWER, AnsweredBy.STAFF, "Marie")
    thread.parcels = [replace(p, user=by, state=ParcelState.HELD) if p.id == out else p for p in thread.parcels]
    thread.happen(e.Held(NOW, out, by, why, NOW + until if until else None, "t-c-parcel"))
    return out


async def test_findings_are_listed_and_a_reason_lifts_them(shop: Shop, marie: httpx.AsyncClient) -> None:
    form = Page((await marie.get(PUBLIC)).text).form("/say")
    assert "override" not in form.fields
    fields = {**form.fields, "text": "C’est DISCUTABLE.", "confirm": "yes"}
    answer = await marie.post(form.action, data=fields)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "« DISCUTABLE » — un mot à peser → un autre mot" in page.text
    assert "Rien n’est parti." in page.text
    again = page.form("/say").fields
    assert (again["text"], again["confirm"], again["override"]) == ("C’est DISCUTABLE.", "yes", "")
    assert (await marie.post(form.action, data={**again, "override": " La cliente l’a demandé. "})).status_code == 303
    (act,) = shop.desk.acts.values()
    assert isinstance(act, Say)
    assert (act.confirmed, act.override) == (True, "La cliente l’a demandé.")


async def test_what_waits_for_a_second_person_is_approved_by_one(shop: Shop, marie: httpx.AsyncClient) -> None:
    out = hold(shop, "u2", "approval")
    page = Page((await marie.get(PARCEL)).text)
    assert "Réponse de Karim, qui attend l’accord d’une deuxième personne." in page.text
    form = page.form(f"/approve/{out}")
    answer = await marie.post(form.action, data=form.fields)
    assert answer.headers["location"] == f"{PARCEL}?done=approved"
    (act,) = shop.desk.acts.values()
    assert act == Approve("c-parcel", "u1", act.key, int(form.fields["seen"]), out)
    assert "Marie a approuvé la réponse" in Page((await marie.get(PARCEL)).text).text


async def test_the_author_is_offered_no_approval_but_may_take_it_back(shop: Shop, marie: httpx.AsyncClient) -> None:
    out = hold(shop, "u1", "approval")
    page = Page((await marie.get(PARCEL)).text)
    assert not [form for form in page.forms if "/approve/" in form.action]
    form = page.form(f"/cancel/{out}")
    assert (await marie.post(form.action, data=form.fields)).status_code == 303
    (act,) = shop.desk.acts.values()
    assert isinstance(act, Cancel)
    page = Page((await marie.get(PARCEL)).text)
    assert "Marie a repris la réponse avant son départ" in page.text
    assert "repris, n’est pas parti" in page.text


async def test_who_may_not_approve_is_offered_none(shop: Shop, karim: httpx.AsyncClient) -> None:
    hold(shop, "u1", "approval")
    page = Page((await karim.get(PARCEL)).text)
    assert not [form for form in page.forms if "/approve/" in form.action]
    assert [form for form in page.forms if "/cancel/" in form.action]


async def test_what_was_taken_back_stands_in_the_box_of_its_author_again(shop: Shop, marie: httpx.AsyncClient) -> None:
    out = hold(shop, "u1", "cooling_off", timedelta(minutes=2))
    thread = shop.desk.threads["c-parcel"]
    shop.desk.hear(thread, "Attendez, je l’ai reçu !")
    thread.happen(e.Cancelled(NOW, out, "rule", "customer_wrote", "t-c-parcel"))
    shop.desk.settle(thread, out, ParcelState.CANCELLED)
    page = Page((await marie.get(PARCEL)).text)
    assert page.form("/say").fields["text"] == "Votre colis est retrouvé."
    assert "Le client a écrit : la réponse retenue n’est pas partie." in page.text


async def test_what_has_come_due_is_not_shown_as_held(shop: Shop, marie: httpx.AsyncClient) -> None:
    hold(shop, "u1", "cooling_off", timedelta(minutes=2))
    assert [form for form in Page((await marie.get(PARCEL)).text).forms if "/cancel/" in form.action]
    shop.clock.at = NOW + timedelta(minutes=2)
    assert not [form for form in Page((await marie.get(PARCEL)).text).forms if "/cancel/" in form.action]


async def test_what_is_held_is_not_said_to_be_on_its_way(shop: Shop, marie: httpx.AsyncClient) -> None:
    assert "Réponse confiée à l’envoi." in Page((await marie.get(f"{PARCEL}?done=answer")).text).text
    hold(shop, "u2", "approval")
    page = Page((await marie.get(f"{PARCEL}?done=answer")).text).text
    assert "confiée à l’envoi" not in page
    assert "elle n’est pas encore partie" in page
