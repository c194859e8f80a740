"""Nothing that says whose it is stays in a sentence that is kept, and what says something of the subject does."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlu.anonymous import MARK, anonymous, unmarked
from nlu.normalise import readable

FIRST = ("Léa", "Jean-Pierre", "Aïcha", "Tom", "Maëlle", "Ousmane", "Zoé")
LAST = ("Martin", "Le Goff", "Ben Salah", "Dupont-Moreau", "O'Brien", "Nguyen")
SECRETS = {
    "email": st.from_regex(r"[a-z][a-z0-9._]{1,12}@[a-z]{2,10}\.(fr|com|example)", fullmatch=True),
    "phone": st.from_regex(r"0[1-9]( [0-9]{2}){4}|\+33[1-9][0-9]{8}", fullmatch=True),
    "order": st.from_regex(r"[A-Z]{2}-?[0-9]{5,9}|[0-9]{6,12}|20[0-9]{2}-[0-9]{4,6}", fullmatch=True),
    "street": st.builds(
        "{} {} {}".format,
        st.integers(1, 250),
        st.sampled_from(["rue", "avenue", "bd", "chemin"]),
        st.sampled_from(["des Lilas", "Pasteur"]),
    ),
    "town": st.builds(
        "{} {}".format, st.from_regex(r"[0-9]{5}", fullmatch=True), st.sampled_from(["Rennes", "Saint-Malo", "lyon"])
    ),
}
FRAMES = (
    "bonjour, mon colis {} n'est jamais arrivé",
    "où en est ma demande ? {}",
    "{} : je voudrais savoir quand vous livrez",
    "Écrivez-moi ici {}, merci d'avance",
    "my parcel never came ({}), please help",
)
WHO = (
    "bonjour je m'appelle {} et mon colis est perdu",
    "Mon nom est {}, où est mon colis ?",
    "C'est Madame {}, je voudrais échanger un bol",
    "où est mon colis ?\nCordialement,\n{}",
    "Où est mon colis ? Merci. {}",
    "my name is {}, where is my parcel",
    "le colis est au nom de {}",
)
names = st.builds("{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST))


@pytest.mark.parametrize("kind", SECRETS)
@given(st.data(), st.sampled_from(FRAMES))
@settings(max_examples=60, deadline=None)
def test_what_leads_to_a_person_is_gone(kind: str, data: st.DataObject, frame: str) -> None:
    secret = data.draw(SECRETS[kind])
    said = anonymous(frame.format(secret))
    assert secret not in said
    assert not re.search(r"\d{3}", said)
    assert MARK.search(said)
    assert any(word in said for word in ("colis", "demande", "livrez", "Écrivez", "parcel"))


@given(names, st.sampled_from(WHO))
@settings(max_examples=80, deadline=None)
def test_who_says_their_name_is_not_named(name: str, frame: str) -> None:
    said = anonymous(frame.format(name))
    assert not set(re.findall(r"\w{3,}", name)) & set(re.findall(r"\w{3,}", said))
    assert "colis" in said or "bol" in said or "parcel" in said


@given(
    st.sampled_from(FIRST),
    st.sampled_from(LAST),
    st.sampled_from(["{} veut son colis", "le colis de {}", "{}", "salut, {} ici"]),
)
@settings(max_examples=60, deadline=None)
def test_a_known_name_is_found_however_it_is_written(first: str, last: str, frame: str) -> None:
    for written in (first.lower(), first.upper(), last, last.lower()):
        said = anonymous(frame.format(written), names=(f"{first} {last}",))
        parts = [part for part in re.findall(r"\w{3,}", written) if part.lower() not in ("ben", "les")]
        assert not set(parts) & set(re.findall(r"\w{3,}", said))


@given(st.text(max_size=300))
@example("a." * 900)
@example("1a" * 900)
@example("rue de " * 300)
@example("A" * 2_000)
@example("Bé-" * 600)
@settings(max_examples=100, deadline=2_000)
def test_any_text_at_all_has_an_anonymous_form(text: str) -> None:
    said = anonymous(text)
    assert not re.search(r"\d{5}", said)
    assert "@" not in said or not re.search(r"\w@\w", said)
    assert MARK.search(unmarked(said)) is None


@pytest.mark.parametrize(
    "text",
    [
        "vous ouvrez le dimanche ? merci d'avance",
        "je voudrais échanger 2 poêles de 28 cm contre une de 30",
        "J'ai payé 49,90 € et reçu 39 €",
        "MON COLIS N'EST PAS ARRIVÉ !!! JE VEUX ÊTRE REMBOURSÉ",
        "I'm waiting for my parcel since monday",
        "ouvert de 10h à 19h ?",
        "la place est chère",
    ],
)
def test_what_names_nobody_stays_as_it_is(text: str) -> None:
    assert anonymous(text, names=("Le Goff de la Tour",)) == " ".join(readable(text).split())


def test_marks_are_in_the_language_and_leave_the_words() -> None:
    assert anonymous("my order 123456 is late", "en") == "my order [number] is late"
    assert anonymous("ma commande 123456 est en retard", "de") == "ma commande [numéro] est en retard"
    assert unmarked("Où est ma commande n° [numéro], au [adresse], [adresse] ?") == "Où est ma commande, au ?"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Bonjour Sophie, où est mon colis ?", "Bonjour [nom], où est mon colis ?"),
        ("Bonjour Je voudrais un devis", "Bonjour Je voudrais un devis"),
        ("Bonjour L'article reçu est cassé", "Bonjour L'article reçu est cassé"),
        ("Merci Julie !", "Merci [nom] !"),
    ],
)
def test_whom_a_greeting_names_is_not_named(said: str, kept: str) -> None:
    assert anonymous(said) == kept
