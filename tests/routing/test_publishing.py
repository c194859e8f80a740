"""What everybody can read holds nobody's data and nothing that was said in private."""

from typing import Any

import pytest

from bot.written import personal
from charter.faq import FaqEntry
from conversations import events as e
from conversations.acts import Say
from conversations.message import Visibility
from conversations.ports import Refused
from routing import publishing
from routing.context import Draftsman
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

LATE = understood(("livraison", 0.9))
NOBODY: tuple[str, ...] = ()


def public_line(**about: Any) -> VirtualLine:
    line = VirtualLine(Visibility.PUBLIC, draftsman=Draftsman(**about))
    line.writes(LATE)
    return line


def say(line: VirtualLine, confirmed: bool = True, override: str = "", text: str = "Voici ce que nous faisons.") -> None:
    line.acts(Say("c1", "u1", "k", line.conversation.version, text, "answer", "Léa", confirmed, override))


def test_a_public_reply_is_confirmed_with_its_account() -> None:
    line = public_line()
    with pytest.raises(Refused, match="from the account site") as refused:
        say(line, confirmed=False)
    assert refused.value.code == "unconfirmed"
    say(line)
    assert line.sent[-1].text.startswith("Voici")


def test_no_reason_stands_in_for_the_confirmation() -> None:
    with pytest.raises(Refused) as refused:
        say(public_line(), confirmed=False, override="pressé")
    assert refused.value.code == "unconfirmed"


@pytest.mark.parametrize("kind", sorted(publishing.PERSONAL))
def test_personal_data_are_refused_in_public_and_named(kind: str) -> None:
    line = public_line(personal=(kind,))
    with pytest.raises(Refused, match="que tout le monde lirait") as refused:
        say(line)
    assert refused.value.code == "public_text"


def test_a_date_is_nobodys_secret() -> None:
    line = public_line(personal=("date",))
    say(line)
    assert line.sent[-1].text.startswith("Voici")


def test_a_passage_of_the_private_side_is_refused_in_public() -> None:
    with pytest.raises(Refused, match="passage de la partie privée") as refused:
        say(public_line(quotes_private=True))
    assert refused.value.code == "public_text"


def test_all_that_was_found_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        say(public_line(personal=("phone", "email"), quotes_private=True), text="Voici !!!")
    told = str(refused.value)
    assert all(word in told for word in ("téléphone", "e-mail", "partie privée", "haussent le ton"))


def test_the_reason_to_publish_all_the_same_is_kept() -> None:
    line = public_line(personal=("phone",))
    say(line, override="C'est le numéro du standard.")
    (overrode,) = [event for event in line.events if isinstance(event, e.Overrode)]
    assert (overrode.by, overrode.findings) == ("u1", ("personal_phone",))
    assert line.written[-1].id == overrode.note
    assert line.written[-1].text == "C'est le numéro du standard."


def test_a_reason_that_nothing_asked_for_is_not_kept() -> None:
    line = public_line()
    say(line, override="au cas où")
    assert line.written == []


def test_in_private_all_that_is_allowed() -> None:
    line = VirtualLine(draftsman=Draftsman(personal=("phone",), quotes_private=True))
    line.writes(LATE)
    say(line, confirmed=False)
    assert (line.sent[-1].text[:5], line.sent[-1].visibility) == ("Voici", Visibility.PRIVATE)


@pytest.mark.parametrize(
    "text",
    [
        "Nous sommes au 12 rue du Moulin-aux-Herbes.",
        "Livré au 3 bis, avenue de la République",
        "au 21 BD VOLTAIRE",
        "Le colis part vers 44000 Nantes.",
        "à 13100 Aix-en-Provence demain",
        "at 221b Baker Street",
        "12 Old Mill Road, Leeds",
        "au 4 place de la République",
        "2 cours Cambronne",
    ],
)
def test_a_postal_address_is_seen(text: str) -> None:
    assert personal(text, NOBODY) == ("address",)


@pytest.mark.parametrize(
    "text",
    [
        "Nous avons vendu 12 cocottes rue de Nantes.",
        "Comptez 20000 Euros.",
        "Il reste 3 places pour l'atelier.",
        "Voici 2 cours de cuisine offerts ? Non : un seul.",
        "Depuis 44000 personnes",
        "Nous vous répondons lundi avant midi, le 12 mars.",
        "In 2 weeks, close to the end of the road.",
    ],
)
def test_what_only_looks_like_an_address_is_left_alone(text: str) -> None:
    assert "address" not in personal(text, NOBODY)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Votre commande n° 4711-22 est partie.", "order"),
        ("Appelez le 06 12 34 56 78.", "phone"),
        ("Écrivez à lea.martin@example.org", "email"),
        ("FR76 3000 6000 0112 3456 7890 189", "iban"),
        ("carte 4111 1111 1111 1111", "card"),
        ("carte 4111\n1111 1111 1111", "card"),
        ("06\u00a012\u202f34\u00a056\u00a078", "phone"),
        ("06/12/34/56/78", "phone"),
        ("(06) 12 - 34 - 56 - 78", "phone"),
        ("FR76.3000.6000.0112.3456.7890.189", "iban"),
        ("commande\u00a0n°\u00a020260302-118", "order"),
    ],
)
def test_what_identifies_somebody_is_seen(text: str, kind: str) -> None:
    assert kind in personal(text, NOBODY)


def test_what_the_brand_tells_everybody_is_no_secret() -> None:
    answer = {"fr": "12 rue du Moulin-aux-Herbes, 44000 Nantes. Tél. 02 40 00 00 00, sav@colibri.example", "en": "See above."}
    entry = FaqEntry(id="adresse", title={"fr": "l'adresse", "en": "the address"}, answer=answer)
    own = publishing.own_texts(small_charter(faq=(entry,)))
    assert personal("Notre magasin : 12, rue du Moulin aux Herbes, 44000 Nantes", own) == ()
    assert personal("Appelez le 02.40.00.00.00 ou sav@colibri.example", own) == ()
    assert personal("Chez vous, 14 rue du Moulin-aux-Herbes", own) == ("address",)
    assert personal("Appelez le 02 40 00 00 01", own) == ("phone",)


NOTE = "Le colis a été retrouvé au dépôt d'Angers par le transporteur. 8q41952"


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("Bonne nouvelle, le COLIS a ete retrouve au dépôt hier.", True),
        ("Le colis a été retrouvé hier au dépôt.", False),
        ("retrouvé au dépôt d’Angers, par le transporteur", True),
        ("", False),
        ("Votre colis, 8Q41952 : nous vérifions.", True),
    ],
)
def test_six_words_running_are_a_passage(text: str, repeated: bool) -> None:
    assert publishing.repeats(text, [NOTE], []) is repeated


def test_what_everybody_may_read_already_is_no_secret() -> None:
    assert not publishing.repeats("Le colis a été retrouvé au dépôt", [NOTE], [NOTE])
