"""FAQ entries are found by what is written in them, for questions that nobody wrote as an example."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.faq import FaqEntry
from nlu.encoder import Encoder, shared_encoder
from nlu.normalise import plain
from nlu.pooling import parts
from nlu.retrieval import KEPT, NO_ENTRIES, QUESTIONS, Curve, Retrieval

PARKING = FaqEntry(
    id="parking",
    title={"fr": "le stationnement", "en": "parking"},
    variants=("où se garer près du magasin", "vous avez un parking ?"),
    answer={
        "fr": "Le parking de la Tour est à deux minutes à pied ; la première heure est offerte sur présentation du ticket.",
        "en": "The Tower car park is two minutes away on foot; the first hour is free if you show your ticket.",
    },
)
REPAIR = FaqEntry(
    id="repair",
    title={"fr": "la réparation d'un appareil", "en": "repairing an appliance"},
    answer={
        "fr": "Notre atelier remplace la résistance ou le joint d'une bouilloire sous dix jours. Le devis est gratuit.",
        "en": "Our workshop replaces the heating element or the seal of a kettle within ten days. The quote is free.",
    },
)
CLASSES = FaqEntry(
    id="classes",
    title={"fr": "les cours de cuisine"},
    variants=("comment s'inscrire à un atelier de pâtisserie",),
    answer={"fr": "Les cours ont lieu le samedi matin ; inscrivez-vous à l'accueil."},
)
ENTRIES = (PARKING, REPAIR, CLASSES)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = shared_encoder()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def index(encoder: Encoder) -> Retrieval:
    return Retrieval.of(ENTRIES, {}, encoder)


def ask(index: Retrieval, text: str, encoder: Encoder | None) -> list[str]:
    return [score.id for score in index.rank(parts(text), encoder.encode(parts(text)) if encoder else None)]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("est-ce qu'on peut laisser la voiture quelque part ?", "parking"),
        ("combien coûte un devis pour ma bouilloire", "repair"),
        ("je voudrais apprendre à faire des gâteaux avec vous", "classes"),
        ("is there somewhere to leave my car", "parking"),
        ("can you fix my kettle", "repair"),
    ],
)
def test_questions_nobody_wrote_find_their_entry(index: Retrieval, encoder: Encoder, text: str, entry: str) -> None:
    assert ask(index, text, encoder)[0] == entry


def test_an_english_question_finds_an_entry_that_is_in_french_alone(index: Retrieval, encoder: Encoder) -> None:
    assert ask(index, "I would like to join a cooking lesson", encoder)[0] == "classes"


def test_words_of_the_answer_alone_find_it_without_the_encoder(encoder: Encoder) -> None:
    alone = Retrieval.of(ENTRIES, {}, None)
    assert ask(alone, "vous remplacez les joints ?", None)[0] == "repair"
    assert ask(alone, "vous remplacez les joints ?", encoder)[0] == "repair"  # rows of an encoder that the index has not


def test_an_edited_answer_counts_at_once(encoder: Encoder) -> None:
    text = "acceptez-vous les chiens dans la boutique"
    told = PARKING.model_copy(update={"answer": {"fr": "Les chiens tenus en laisse sont acceptés dans la boutique."}})
    before, after = (
        {s.id: s.confidence for s in Retrieval.of(entries, {}, encoder).rank([text], encoder.encode([text]))}
        for entries in (ENTRIES, (told, REPAIR, CLASSES))
    )
    assert after["parking"] > before.get("parking", 0.0) + 0.2


def test_examples_are_read_with_the_entry_and_spread_over_all_there_are(encoder: Encoder) -> None:
    many = [f"numéro {n} des questions sur le wifi" for n in range(100)]
    index = Retrieval.of(ENTRIES, {"parking": many}, encoder)
    assert ask(index, "il y a le wifi ?", encoder)[0] == "parking"
    assert index.dense is not None
    questions = index.dense.questions
    assert (questions.owned.owners == 0).sum() == 1
    assert questions.owned.starts[1] == len((*PARKING.title, *PARKING.variants)) + QUESTIONS
    last = encoder.encode([plain(many[91])])
    assert np.isclose(questions.rows[: questions.owned.starts[1]] @ last[0], 1.0, atol=1e-5).any()
    assert index.learned == {"parking": 100, "repair": 0, "classes": 0}


def test_nothing_is_found_for_nothing_or_in_nothing(index: Retrieval, encoder: Encoder) -> None:
    assert index.rank([""], encoder.encode([""])) == ()
    assert NO_ENTRIES.rank(["bonjour"], encoder.encode(["bonjour"])) == ()
    assert Retrieval.of((), {"parking": ["où se garer"]}, encoder).rank(["bonjour"], None) == ()


def test_one_entry_is_not_found_by_everything(encoder: Encoder) -> None:
    index = Retrieval.of((PARKING,), {}, encoder)
    (near,) = index.rank(["où garer la voiture"], encoder.encode(["où garer la voiture"]))
    (far,) = index.rank(["mon chat dort sur le canapé"], encoder.encode(["mon chat dort sur le canapé"]))
    assert near.confidence > 0.5 > far.confidence


def test_entries_that_say_nothing_do_no_harm(encoder: Encoder) -> None:
    silent = FaqEntry(id="silent", title={"fr": ""}, answer={"fr": "…"})
    emoji = FaqEntry(id="emoji", title={"fr": "👋"}, answer={"fr": ""})
    assert ask(Retrieval.of((silent, PARKING, emoji), {}, encoder), "où se garer", encoder)[0] == "parking"
    assert [s.confidence < 0.1 for s in Retrieval.of((silent, emoji), {}, encoder).rank(["a"], encoder.encode(["a"]))] == [
        True
    ] * 2


def test_a_question_in_a_long_story_is_found(index: Retrieval, encoder: Encoder) -> None:
    story = (
        "Bonjour, nous venons demain de Cholet avec ma belle-mère qui marche difficilement. Il paraît qu'il fera beau. "
        "Y a-t-il un parking près du magasin ? Elle se réjouit beaucoup de cette sortie. Bonne journée à vous."
    )
    assert ask(index, story, encoder)[0] == "parking"


def test_a_curve_rises_with_likeness_and_with_the_lead() -> None:
    curve, little, much = Curve(10.0, 5.0, -5.0), np.float32([0.2]), np.float32([0.8])
    assert 0.0 < curve(little, little)[0] < curve(little, much)[0] < curve(much, little)[0] < curve(much, much)[0] < 1.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_text_has_at_most_three_entries_in_order(index: Retrieval, encoder: Encoder, texts: list[str]) -> None:
    split = [plain(text) for text in texts]
    found = index.rank(split, encoder.encode(split))
    assert len(found) <= KEPT
    assert [s.confidence for s in found] == sorted((s.confidence for s in found), reverse=True)
    assert all(0.0 <= s.confidence <= 1.0 for s in found)
    assert len({s.id for s in found}) == len(found)
