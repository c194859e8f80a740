"""Staff see at a glance that a message asks more than one thing, and who has the rest."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import httpx
import pytest

from conversations import events as e
from conversations.events import Reason
from conversations.message import Visibility
from desk.happened import happened
from desk.reader import Reader
from desk.reasons import sentence
from desk.words import Words
from tests.desk.desk_forms import Page
from tests.fakes.desk_shop import NOW, Shop, asked, charter

READERS = {language: Reader(Words(language), charter(), {}, NOW, ZoneInfo("Europe/Paris")) for language in ("fr", "en")}
OVER = e.HandedOver(NOW, "t1", "sav", NOW, also=("facturation",))
DECIDED = e.Decided(NOW, (), "route:sav", "fr", "calm", "r1", "embedded", (), "t1", ("route:facturation",))
REST = e.TurnOpened(NOW, "t2", Visibility.PRIVATE, False, NOW, "web", rest_of="t1")


async def test_the_queue_and_the_page_name_the_other_department(shop: Shop, marie: httpx.AsyncClient) -> None:
    thread = asked(shop, "c-two", "Ada", "Deux soucis", "sav", at=NOW)
    thread.happen(e.HandedOver(NOW, "t-c-two", "sav", NOW, also=("facturation",)))
    for path in ("/desk", "/desk/conversations/c-two"):
        page = Page((await marie.get(path)).text).text
        assert "+ Service facturation" in page
    thread.happen(e.Transferred(NOW, "u1", "facturation", "t-c-two"))
    assert "+ Service facturation" not in Page((await marie.get("/desk")).text).text


@pytest.mark.parametrize(
    ("event", "french", "english"),
    [
        (OVER, "ensuite, pour le reste\u00a0: le service facturation", "then, for the rest: the billing team"),
        (REST, "Le reste du message passe à une autre équipe", "The rest of the message goes to another team"),
    ],
)
def test_the_timeline_tells_it(event: e.Event, french: str, english: str) -> None:
    assert french in (happened(event, READERS["fr"]) or "")
    assert english in (happened(event, READERS["en"]) or "")


def test_what_was_understood_names_both() -> None:
    whole, alone = happened(DECIDED, READERS["fr"]) or "", happened(replace(DECIDED, also=()), READERS["fr"]) or ""
    assert whole.startswith(alone)
    assert "service facturation" in whole.removeprefix(alone)


def test_an_ordinary_opening_is_not_told() -> None:
    assert happened(replace(REST, rest_of=None), READERS["fr"]) is None


def test_the_reasons_are_sentences() -> None:
    reason = Reason("further_request", {"intent": "facturation", "confidence": 0.93})
    assert sentence(reason, READERS["fr"]).startswith("Une autre demande du même message")
    assert "93" in sentence(reason, READERS["fr"])
    for rule in ("a_part_needs_a_person", "several_requests"):
        assert all("_" not in sentence(Reason(rule, {"faq": "horaires"}), reader) for reader in READERS.values())
