"""Who passes for us is found, who asks for us or complains of us is not; and the bot never talks to a fake."""

from datetime import UTC, datetime, timedelta

import pytest

from conversations import events as e
from conversations.change import Change
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.turn import Reply
from conversations.understanding import Danger, Heat
from routing import impostors
from routing.draft import Draft
from routing.impostor_names import resembles
from routing.impostor_offers import offers
from routing.names import read, same
from routing.ours import Ours, ours
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

OURS = Ours(
    "Maison Colibri",
    ("maison colibri", "colibri"),
    ("maisoncolibri_bot",),
    ("@maisoncolibri",),
    ("Léa", "Camille Roy"),
    frozenset({"maison-colibri.example"}),
)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Maison Colibri", "brand"),
        ("MAISON COLIBRI", "brand"),
        ("Mаіsоn Соlіbrі", "brand"),  # Cyrillic
        ("Μaisοn Cοlibri", "brand"),  # Greek
        ("Mais0n C0libr1", "brand"),
        ("ＭＡＩＳＯＮ ＣＯＬＩＢＲＩ", "brand"),
        ("M a i s o n  C o l i b r i", "brand"),
        ("Mai\u200bson Colibri", "brand"),
        ("Maison Colibris", "brand"),
        ("Maison Coliri", "brand"),
        ("Máïson Cólibri ✔", "brand"),
        ("Maison-Colibri SAV", "brand"),
        ("maisoncolibri_support", "brand"),
        ("Service client Maison Colibri", "brand"),
        ("Léa de Maison Colibri", "brand"),
        ("Colibri Support", "brand"),
        ("Colibri", "brand"),
        ("@maisoncolibri_bot", "brand"),
        ("Service Client", "service"),
        ("Support Officiel", "service"),
        ("Customer Care", "service"),
        ("Camille Roy", "staff"),
        ("Camiile Roy", "staff"),
        ("Léa SAV", "staff"),
        ("Zoé Martin", None),
        ("Léa", None),
        ("Camille", None),
        ("Jean Colibri", None),
        ("Fan de Maison Colibri", None),
        ("Déçue de Maison Colibri", None),
        ("Maison Dupont", None),
        ("Marie la maison", None),
        ("France", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_a_name_that_passes_for_ours(name: str, what: str | None) -> None:
    assert resembles(name, OURS) == what


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Colibri Support", "brand"),
        ("Équipe Cоlibri", "brand"),  # a Cyrillic о
        ("Conseiller Colibri", "brand"),
        ("Service-client Maison", "brand"),
        ("Service consommateurs", "service"),
        ("Relation client", "service"),
        ("Service après-vente", "service"),
        ("Colibri", None),
        ("Colibri France", None),
        ("Jean Colibri", None),
        ("Fan Support Colibri", None),
        ("Hélène Service", None),
    ],
)
def test_half_of_the_brands_name_is_the_brands_beside_an_office(name: str, what: str | None) -> None:
    assert resembles(name, Ours("Maison Colibri", ("maison colibri",))) == what


@pytest.mark.parametrize(
    "text",
    [
        "Contactez notre service client au 06 12 34 56 78",
        "Service client : +33 7 00 00 00 00",
        "Support officiel https://t.me/colibri_help",
        "Écrivez au SAV sur WhatsApp +33 7 00 00 00 00 pour un remboursement",
        "Pour un remboursement rapide, appelez le service après-vente au 0033 7 00 00 00 00",
        "Bonjour, contactez @colibri_aide, notre support vous répond",
        "Je suis du service client, cliquez ici : www.colibri-remboursement.example",
        "Le service clientèle vous rembourse : aide@colibri-sav.example",
        "SAV 24/7 👉 bit.ly/3abc",
        "Contact customer service at http://colibri-help.example",
        "Message @colibri_support on Telegram, our support team will help",
        "Customer support +44 7000 000000",
        "Dear customer, write to our help desk: refund@colibri.example.com",
    ],
)
def test_an_offer_of_customer_service(text: str) -> None:
    assert offers(text, OURS)


@pytest.mark.parametrize(
    "text",
    [
        "Quel est le numéro du service client ?",
        "Bonjour, comment joindre le SAV ?",
        "J'ai appelé le service client au 01 23 45 67 89 et personne ne répond",
        "votre SAV ne répond pas",
        "@maisoncolibri votre SAV ne répond pas",
        "Contactez-moi au 06 12 34 56 78, votre service client ne répond pas",
        "Le service client m'a dit de rappeler, mon numéro : 06 12 34 56 78",
        "Le 0 800 123 456, c'est bien le service client ?",
        "Est-ce bien votre service client : https://colibri-aide.example ?",
        "@marie regarde le SAV de colibri",
        "@marie t'as vu le support ?",
        "Attention arnaque : un faux service client vous dit d'appeler le 06 12 34 56 78",
        "le service client https://www.maison-colibri.example/sav est en panne",
        "Service client injoignable, commande 123456789012",
        "Le support de la cocotte est cassé",
        "Appelez le 06 12 34 56 78 pour mon colis",
        "What's the phone number of customer service?",
        "I called customer service on 01 23 45 67 89 and nobody answers",
        "Is this your customer service? https://colibri-help.example",
        "Your support never replies, call me on 07700 900123",
        "Beware of this scam: fake customer service +44 7700 900123",
    ],
)
def test_a_customer_who_speaks_of_the_customer_service_is_no_fake(text: str) -> None:
    assert not offers(text, OURS)


def incoming(name: str = "Zoé", text: str = "Bonjour", id: str = "x", visibility: Visibility = Visibility.PUBLIC) -> Incoming:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    return Incoming(PlaceKey("web", "site", "post:1", id), "e1", Sender(id, name), visibility, text, at)


def test_our_own_accounts_are_no_fakes_and_what_is_private_deceives_nobody() -> None:
    assert impostors.suspected(incoming("Maison Colibri"), OURS) == "brand"
    assert impostors.suspected(incoming("Maison Colibri", id="maisoncolibri"), OURS) is None
    assert impostors.suspected(incoming("@maisoncolibri"), OURS) is None
    assert impostors.suspected(incoming("Maison Colibri", visibility=Visibility.PRIVATE), OURS) is None
    assert impostors.suspected(incoming(text="SAV : bit.ly/3abc"), OURS) == "offer"


def test_one_slip_counts_in_long_names_only() -> None:
    assert same("colibri", "colibry")
    assert same("colibri", "colibrii")
    assert not same("colibri", "kolibry")
    assert not same("lea", "leo")
    assert read("Ｍаіsоn") == read("maison")


def test_our_names_come_from_the_charter() -> None:
    known = ours(small_charter(), "colibri_bot", ["Léa"])
    assert (known.brand, known.accounts, known.staff) == ("Colibri", ("colibri_bot",), ("Léa",))
    assert known.domains == {"colibri.example"}


def suspect(line: VirtualLine) -> Change:
    """The line raises the card, as at receive."""
    draft = Draft(line.conversation, line._context())
    impostors.raise_card(draft)
    return draft.change()


def faked() -> VirtualLine:
    line = VirtualLine(Visibility.PUBLIC)
    line._happen(suspect(line))
    return line


@pytest.mark.parametrize(
    "understanding",
    [
        understood(("horaires", 0.9)),
        understood(("livraison", 0.9), heat=Heat.ANGRY),
        understood(("salutation", 0.9)),
        understood(("hors_sujet", 0.9)),
        understood(("insulte", 0.9)),
    ],
)
def test_the_bot_never_talks_to_a_fake_and_nobody_owes_it_an_answer(understanding: object) -> None:
    line = faked()
    assert line.writes(understanding) == []  # type: ignore[arg-type]
    assert line.waits(timedelta(days=3)) == []
    assert line.conversation.card == "impostor"
    assert line.conversation.waiting is None
    (excluded,) = [event for event in line.events if isinstance(event, e.Excluded)]
    assert (excluded.reason, excluded.by) == ("impostor", "rule")
    (decided,) = [event for event in line.events if isinstance(event, e.Decided)]
    assert [reason.rule for reason in decided.reasons] == ["impostor"]


def test_danger_comes_first_even_so() -> None:
    line = faked()
    (safety,) = line.writes(understood(("qualite", 0.9), danger=Danger.PRODUCT))
    assert safety.reply is Reply.SAFETY


def test_a_request_of_before_stays_one() -> None:
    line = VirtualLine(Visibility.PUBLIC)
    line.writes(understood(("livraison", 0.9)))
    line._happen(suspect(line))
    assert line.writes(understood(("horaires", 0.9))) == []
    assert line.conversation.waiting is not None


def test_who_is_on_call_hears_of_it_once_a_day_for_the_thread() -> None:
    line = faked()
    line._happen(suspect(line))
    notices = [outgoing for outgoing in line.sent if outgoing.reply is Reply.STAFF_NOTICE]
    assert [notice.to for notice in notices] == ["bo@colibri.example"]
    assert "/desk/conversations/c1" in notices[0].text
    line.now += timedelta(days=1)
    line._happen(suspect(line))
    assert len([outgoing for outgoing in line.sent if outgoing.reply is Reply.STAFF_NOTICE]) == 2


def test_without_anybody_on_call_it_waits_for_opening_hours() -> None:
    line = VirtualLine(Visibility.PUBLIC, charter=small_charter(on_call=()), now=datetime(2026, 3, 7, 20, 0, tzinfo=UTC))
    line._happen(suspect(line))
    (notice,) = line.sent
    assert (notice.to, notice.due) == ("ana@colibri.example", datetime(2026, 3, 9, 8, 0, tzinfo=UTC))
