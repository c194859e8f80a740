"""The tone check: what it points at, what it leaves alone, and that it never stands in the way of honesty."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.charter import Charter
from charter.load import load
from charter.tone import Tone
from charter.tone_check import Finding, findings, listed
from tests.fakes.small_charter import small_charter

PLAIN = small_charter(tone=Tone(description="Calme, clair, honnête."))
EXAMPLE = load(Path(__file__).resolve().parents[2] / "charter" / "example" / "charter.yaml").charter


def rules(text: str, language: str = "fr", heat: str = "calm", charter: Charter = PLAIN, public: bool = False) -> set[str]:
    """The names of what is found."""
    return {finding.rule for finding in findings(text, charter, language, heat, public)}


FOUND = [
    ("fr", "calm", "Nous vous répondons immédiatement.", "at_once"),
    ("fr", "calm", "On s'en occupe tout de suite !", "at_once"),
    ("fr", "calm", "Vous serez remboursé sur-le-champ.", "at_once"),
    ("fr", "calm", "Vous aurez une réponse immédiate.", "at_once"),
    ("en", "calm", "We will refund you immediately.", "at_once"),
    ("en", "calm", "I'll call the carrier right away.", "at_once"),
    ("fr", "calm", "Vous auriez dû lire la notice.", "blame"),
    ("fr", "calm", "Vous n'auriez pas dû l'ouvrir.", "blame"),
    ("fr", "calm", "Comme je vous l’ai déjà dit, le colis est parti.", "blame"),
    ("fr", "calm", "Comme déjà indiqué, il faut le ticket.", "blame"),
    ("fr", "angry", "Calmez-vous, nous cherchons.", "blame"),
    ("fr", "angry", "CALMEZ VOUS", "blame"),
    ("fr", "calm", "Si vous aviez bien lu nos conditions, vous le sauriez.", "blame"),
    ("fr", "calm", "C'est de votre faute.", "blame"),
    ("fr", "calm", "Vous avez mal recopié l'adresse.", "blame"),
    ("fr", "calm", "Vous n'aviez qu'à choisir le point relais.", "blame"),
    ("en", "calm", "You should have read the manual.", "blame"),
    ("en", "calm", "As I already told you, it has left.", "blame"),
    ("en", "angry", "Please calm down.", "blame"),
    ("en", "calm", "If you had read the email, you would know.", "blame"),
    ("en", "calm", "That's your own fault.", "blame"),
    ("en", "calm", "Per my last email, we need the receipt.", "blame"),
    ("fr", "annoyed", "Ce n'est pas vrai, le colis est arrivé.", "argument"),
    ("fr", "angry", "Contrairement à ce que vous affirmez, il est livré.", "argument"),
    ("en", "annoyed", "That's simply not true.", "argument"),
    ("fr", "annoyed", "Haha, on ne s'ennuie pas avec ce transporteur.", "joke"),
    ("en", "angry", "Just kidding, it is on its way.", "joke"),
    ("fr", "annoyed", "Bonjour 😊 nous regardons.", "emoji"),
    ("fr", "threat", "Merci de votre message ❤️", "emoji"),
    ("en", "annoyed", "We are looking into it :)", "emoji"),
    ("fr", "calm", "VOTRE COMMANDE EST PARTIE", "shouting"),
    ("fr", "calm", "Nous n'avons JAMAIS reçu ce retour.", "shouting"),
    ("en", "calm", "PLEASE READ THE RULES", "shouting"),
    ("fr", "calm", "Merci !!!", "exclamation"),
    ("fr", "calm", "Merci ! !", "exclamation"),
    ("fr", "calm", "Vraiment ?!", "exclamation"),
    ("fr", "calm", "Bonjour Madame, nous regardons.", "gender"),
    ("fr", "calm", "Bonjour M. Dupont,", "gender"),
    ("fr", "calm", "Cher Camille, voici.", "gender"),
    ("fr", "calm", "Chère cliente, voici.", "gender"),
    ("fr", "calm", "Votre colis part demain, Monsieur.", "gender"),
    ("en", "calm", "Dear Mr Smith, here it is.", "gender"),
    ("en", "calm", "Hello Madam, here it is.", "gender"),
    ("fr", "calm", "Peux-tu nous dire ton numéro ?", "address"),
    ("fr", "calm", "Envoie-moi la facture.", "address"),
    ("fr", "calm", "Nous regardons ta demande et vous répondons demain.", "address"),
    ("fr", "calm", "On t'écrit demain.", "address"),
    ("fr", "calm", "Nous revenons vers vous.", "without_time"),
    ("fr", "calm", "On revient très vite vers vous !", "without_time"),
    ("fr", "calm", "Votre colis du lundi 3 est parti. Nous vous tiendrons informé.", "without_time"),
    ("en", "calm", "We will get back to you.", "without_time"),
    ("en", "calm", "I'll let you know.", "without_time"),
]

LEFT_ALONE = [
    # Honesty, however it is said and whoever reads it.
    ("fr", "angry", "C'est notre erreur, et nous la réparons."),
    ("fr", "threat", "Nous nous sommes trompés de référence."),
    ("fr", "angry", "Nous avons fait une erreur en préparant votre colis."),
    ("fr", "angry", "L'erreur vient de notre part."),
    ("fr", "angry", "Nous aurions dû vous prévenir."),
    ("fr", "angry", "Nous n'avons pas tenu notre promesse."),
    ("fr", "angry", "C'est entièrement de notre faute."),
    ("en", "angry", "This is our mistake, and we put it right."),
    ("en", "angry", "We got this wrong."),
    ("en", "threat", "We should have told you."),
    ("en", "angry", "We made a mistake on our side."),
    # What looks like blame and is not.
    ("fr", "angry", "Ce n'est pas votre faute."),
    ("en", "angry", "It's not your fault."),
    ("fr", "calm", "Si vous aviez besoin d'aide, écrivez-nous."),
    ("fr", "calm", "Comme convenu, voici l'étiquette."),
    ("fr", "calm", "Si vous avez mal au bras, consultez votre médecin."),
    ("en", "calm", "Thank you for being patient with us."),
    ("fr", "annoyed", "Merci pour votre patience."),
    # What happened at once, or what a person does at once, promises nothing.
    ("fr", "calm", "Nous avons immédiatement prévenu le transporteur."),
    ("fr", "calm", "Débranchez immédiatement l'appareil."),
    ("en", "calm", "We have immediately stopped the parcel."),
    # A time is a promise that can be kept.
    ("fr", "calm", "Nous revenons vers vous demain avant 11 h."),
    ("fr", "calm", "Nous revenons vers vous. Ce sera lundi avant midi."),
    ("en", "calm", "We will get back to you by 5 pm."),
    # Jokes, emoji and discussions with people who are well.
    ("fr", "calm", "Belle journée 😊"),
    ("fr", "calm", "Haha, merci pour ce message."),
    # Words that look like something else.
    ("fr", "calm", "Nous comprenons le ton de votre message."),
    ("fr", "calm", "Le canal s'est tu. Y a-t-il autre chose ?"),
    ("fr", "calm", "Vous écrivez « tu te moques de moi » : nous le comprenons."),
    ("en", "calm", "Your ton of flour is on its way."),
    ("fr", "calm", "Madame, Monsieur, voici votre facture."),
    ("en", "calm", "Dear Sir or Madam, here is your invoice."),
    ("fr", "calm", "C'est trop cher pour vous ? Voici une autre gamme."),
    ("fr", "calm", "Notre collègue madame Aubry suit votre dossier."),
    ("en", "calm", "I miss the receipt in your message."),
    ("fr", "calm", "Le SAV attend la facture TVA en PDF."),
    ("fr", "calm", "Bonjour Camille, merci ! Bonne journée !"),
    ("fr", "annoyed", "Il est 15:30 (heure de Paris) ; comptez 4 € de port."),
]


@pytest.mark.parametrize(("language", "heat", "text", "rule"), FOUND, ids=lambda value: str(value)[:40])
def test_it_is_found_and_said_why_and_how_better(language: str, heat: str, text: str, rule: str) -> None:
    by_rule = {finding.rule: finding for finding in findings(text, PLAIN, language, heat)}
    assert rule in by_rule
    assert by_rule[rule].words in text
    assert by_rule[rule].because
    assert by_rule[rule].better


@pytest.mark.parametrize(("language", "heat", "text"), LEFT_ALONE, ids=lambda value: str(value)[:40])
def test_it_is_left_alone(language: str, heat: str, text: str) -> None:
    assert findings(text, PLAIN, language, heat) == ()


@pytest.mark.parametrize("text", ["Ce n'est pas vrai.", "Haha", "Bonjour 😊", ":)"])
def test_what_only_hurts_the_upset_is_no_finding_for_the_calm(text: str) -> None:
    assert rules(text) == set()
    assert rules(text, heat="annoyed")


def test_a_forbidden_phrase_is_found_in_any_spelling_once_and_with_the_charters_sentence() -> None:
    (finding,) = findings("VOUS  AURIEZ DU... non : Vous auriez dû appeler", EXAMPLE, "fr", "calm")[-1:]
    assert (finding.rule, finding.words) == ("forbidden", "Vous auriez dû")
    assert EXAMPLE.tone.description in finding.because


def test_a_forbidden_phrase_is_whole_words() -> None:
    charter = small_charter(tone=Tone(description="calme", forbidden=("avoir",)))
    assert rules("Nous allons savoir demain.", charter=charter) == set()
    assert rules("Vous allez l'avoir demain.", charter=charter) == {"forbidden"}


def test_the_brands_own_wording_comes_before_ours() -> None:
    tone = Tone(description="calme", forbidden=("calmez-vous",), better={"Calmez-vous": "Nous vous écoutons."})
    (finding,) = findings("Calmez-vous", small_charter(tone=tone), "fr", "calm")
    assert finding.better == "Nous vous écoutons."
    (ours,) = findings("Calmez-vous", small_charter(tone=Tone(description="c", forbidden=("calmez-vous",))), "fr", "calm")
    assert "pénible" in ours.better


def test_a_phrase_with_a_better_wording_is_pointed_at_though_not_forbidden() -> None:
    tone = Tone(description="calme", better={"produit défectueux": "appareil en panne"})
    (finding,) = findings("Votre produit défectueux repart.", small_charter(tone=tone), "fr", "calm")
    assert (finding.words, finding.better) == ("produit défectueux", "appareil en panne")


def test_a_required_phrase_that_is_missing_is_asked_for() -> None:
    charter = small_charter(tone=Tone(description="calme", required=("À votre service",)))
    (finding,) = findings("Voici la facture.", charter, "fr", "calm")
    assert (finding.rule, finding.words, finding.better) == ("required", "", "À votre service")
    assert rules("Voici la facture. à votre service", charter=charter) == set()


def test_even_a_charter_cannot_forbid_honesty() -> None:
    charter = small_charter(
        tone=Tone(description="calme", forbidden=("notre erreur", "nous nous sommes trompés", "our mistake"))
    )
    assert rules("C'est notre erreur, nous nous sommes trompés.", charter=charter) == set()
    assert rules("That was our mistake.", "en", charter=charter) == set()


def test_a_house_that_says_tu_is_told_of_vous() -> None:
    brand = PLAIN.brand.model_copy(update={"address": "tu"})
    charter = PLAIN.model_copy(update={"brand": brand})
    assert rules("On te répond demain.", charter=charter) == set()
    assert rules("On regarde votre demande.", charter=charter) == {"address"}


def test_an_answer_that_only_asks_for_patience_is_pointed_at() -> None:
    text = "Bonjour, nous regardons et revenons vers vous demain avant 11 h."
    assert {finding.rule for finding in findings(text, PLAIN, "fr", answers=True)} == {"only_holds"}
    assert findings(text, PLAIN, "fr") == ()


def test_in_public_a_long_text_is_pointed_at() -> None:
    assert rules("mot " * 80, public=True) == {"long_in_public"}
    assert rules("mot " * 80) == set()


def test_the_time_that_is_added_when_sending_counts() -> None:
    assert findings("Nous revenons vers vous.", PLAIN, "fr", timed=True) == ()


def test_findings_speak_the_language_of_the_text() -> None:
    (french,) = findings("Merci !!!", PLAIN, "fr")
    (english,) = findings("Thanks!!!", PLAIN, "en")
    assert "haussent le ton" in str(french)
    assert "raise the voice" in str(english)


def test_decomposed_accents_and_curly_apostrophes_are_read_alike() -> None:
    (finding,) = findings("Comme je vous l’ai de\u0301ja\u0300 dit", PLAIN, "fr")
    assert finding.words == "Comme je vous l’ai déjà dit"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["fr", "en", "de"]), st.sampled_from(["calm", "angry"]))
def test_any_text_is_read_and_every_quote_is_its_own(text: str, language: str, heat: str) -> None:
    for finding in findings(text, EXAMPLE, language, heat, public=True):
        assert isinstance(finding, Finding)
        assert str(finding)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LEFT_ALONE[:11]), st.sampled_from(["calm", "annoyed", "angry", "threat"]))
def test_honesty_is_no_finding_in_any_heat(row: tuple[str, str, str], heat: str) -> None:
    assert findings(row[2], EXAMPLE, row[0], heat) == ()


def test_findings_are_listed_with_the_charters_own_sentence_once_and_no_code_of_ours() -> None:
    found = findings("Calmez-vous, vous auriez dû attendre 😀", EXAMPLE, "fr", "angry")
    assert len(found) >= 3
    text = listed(found, EXAMPLE, "fr")
    assert text.count(EXAMPLE.tone.description) == 1
    assert [line for line in text.splitlines() if line.endswith("→")] == []
    assert not re.search(r"\(M\d|\(tone|\(brand", text)
    assert listed(findings("Bonjour, votre colis part demain.", EXAMPLE, "fr"), EXAMPLE, "fr") == ""
