"""The catalogue holds both languages whole, and times and reasons read as people say them."""

import re
import string
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conversations.events import Reason
from desk import time_words
from desk.reader import Reader
from desk.reasons import sentence
from desk.rendering import FOLDER
from desk.words import Words, catalogue, preferred
from tests.fakes.desk_shop import NOW, charter

FR, EN = Words("fr"), Words("en")
PARIS = ZoneInfo("Europe/Paris")


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    french, english = catalogue("fr"), catalogue("en")
    assert french.keys() == english.keys()
    assert [key for key in french if _places(french[key]) != _places(english[key])] == []


def test_every_sentence_that_a_page_asks_for_exists() -> None:
    sources = [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.html")]
    asked = {key for path in sources for key in re.findall(r"""\b(?:t|words)\(["']([a-z_.]+)["']""", path.read_text())}
    assert len(asked) > 80
    known = catalogue("fr").keys()
    assert [
        key for key in asked if not (key in known or (key.endswith(".") and any(one.startswith(key) for one in known)))
    ] == []


def test_a_missing_sentence_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        FR("nothing.here")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("en", "en"),
        ("de, en-US;q=0.7, fr;q=0.3", "en"),
        ("en;q=0.2, fr-CA;q=0.8", "fr"),
        ("en;q=x", "fr"),
        ("en;q=0", "fr"),
    ],
)
def test_the_language_is_the_browsers_first_that_we_speak(header: str, language: str) -> None:
    assert preferred(header) == language


@pytest.mark.parametrize(
    ("minutes", "level", "french", "english"),
    [
        (-1570, "late", "en retard de 1 j 2 h", "1 d 2 h late"),
        (-0.5, "late", "en retard de moins d’une minute", "less than a minute late"),
        (30, "soon", "reste 30 min", "30 min left"),
        (31, "calm", "reste 31 min", "31 min left"),
        (130, "calm", "reste 2 h 10", "2 h 10 min left"),
        (1440, "calm", "reste 1 j", "1 d left"),
    ],
)
def test_what_is_left_is_said_in_words(minutes: float, level: str, french: str, english: str) -> None:
    deadline = NOW + timedelta(minutes=minutes)
    assert time_words.left(deadline, NOW, FR) == time_words.Left(level, french)  # type: ignore[arg-type]
    assert time_words.left(deadline, NOW, EN).sentence == english


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 17, 22, 30, tzinfo=UTC), "23 h 30"),
        (datetime(2026, 11, 17, 23, 30, tzinfo=UTC), "demain 0 h 30"),
        (datetime(2026, 11, 16, 8, 0, tzinfo=UTC), "hier 9 h"),
        (datetime(2026, 11, 20, 8, 5, tzinfo=UTC), "vendredi 9 h 05"),
        (datetime(2027, 3, 3, 8, 0, tzinfo=UTC), "3 mars, 9 h"),
        (datetime(2026, 7, 3, 7, 0, tzinfo=UTC), "3 juillet, 9 h"),
    ],
)
def test_a_moment_is_said_in_the_brands_time_zone(at: datetime, said: str) -> None:
    assert time_words.moment(at, NOW, PARIS, FR) == said


def test_a_reason_becomes_a_sentence_with_its_figures() -> None:
    reader = Reader(FR, charter(), {}, NOW, PARIS)
    heated = Reason("no_canned_answer_in_heat", {"heat": "angry", "faq": "suivi_colis"})
    read = sentence(heated, reader).replace("\u00a0", " ")
    assert (
        read
        == "Le client est en colère : pas de réponse toute faite, même si le sujet est question fréquente « Suivre mon colis »."
    )


def test_a_reason_with_fewer_figures_takes_the_shorter_sentence() -> None:
    reader = Reader(EN, charter(), {}, NOW, PARIS)
    alone = Reason("intent", {"scope": 1.0, "first": "sav", "first_confidence": 0.9})
    assert sentence(alone, reader) == "Subject recognised: the after-sales team, 90% sure."


def test_a_rule_that_the_catalogue_does_not_know_shows_its_name_and_figures() -> None:
    reader = Reader(EN, charter(), {}, NOW, PARIS)
    assert (
        sentence(Reason("brand_new", {"share": 0.25, "n": 3, "held": True}), reader) == "brand new (share 25%, n 3, held yes)"
    )
