"""The report on the understanding: its page, and the drafts of FAQ entries that it proposes."""

import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.nlu_report.drafts import draft
from bot.nlu_report.page import WORDS, Report, page
from bot.settings import EXAMPLE_CHARTER
from charter.faq import FaqEntry
from charter.load import check
from nlu.assessment import Read

HOSTILE = '<script>alert("x")</script> & {{ 7*7 }}'
READS = [
    Read("vous ouvrez quand", "horaires", "horaires", 0.95),
    Read(HOSTILE, "horaires", "adresses", 0.6),
    Read("où êtes-vous", "adresses", "horaires", 0.4),
]


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


def report(**changed: object) -> Report:
    drafts = [draft([HOSTILE, "vous faites des cours de cuisine ?"], ["fr", "en"], ["cours"])]
    return Report(
        **{"brand": "Colibri", "on": date(2027, 3, 1), "reads": READS, "faq": ["horaires", "adresses"], "drafts": drafts}
        | changed
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_the_page_shows_both_pictures_and_runs_nothing_that_customers_wrote(language: str) -> None:
    seen = read(page(report(), language))
    assert seen.tags.count("svg") == 2
    assert "script" not in seen.tags
    assert HOSTILE in "".join(seen.text)
    assert "http" not in page(report(drafts=[]), language)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_where_rasa_understands_the_page_says_whom_it_judges(language: str) -> None:
    said = WORDS[language]["embedded_alone"]
    assert said in "".join(read(page(report(rasa=True), language)).text)
    assert said not in "".join(read(page(report(), language)).text)


def test_the_page_of_a_perfect_charter_says_that_there_is_nothing_to_do() -> None:
    text = "".join(read(page(report(reads=READS[:1], drafts=[]), "fr")).text)
    for said in ("none_unanswered", "none_collisions", "none_worst"):
        assert WORDS["fr"][said] in text
    assert "100,0" in text


def test_both_languages_have_all_words() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()


def test_a_draft_is_an_entry_of_the_charter_once_it_is_pasted() -> None:
    questions = [
        "Proposez-vous des cours de cuisine ?",
        "un cours de cuisine le samedi : « possible » ?",
        'des "cours" de cuisine #1',
    ]
    made = draft(questions, ["fr", "en"], ["cuisine_cours"])
    (entry,) = YAML(typ="safe").load(made.yaml)
    valid = FaqEntry(**entry)
    assert valid.variants == tuple(questions)
    assert valid.id == made.id == "cuisine_cours_2"
    assert set(valid.answer) == {"fr", "en"}


def test_a_draft_that_is_pasted_and_left_as_it_is_is_refused_with_its_place_and_field(tmp_path: Path) -> None:
    made = draft(["Proposez-vous des cours de cuisine ?"], ["fr", "en"], [])
    text = EXAMPLE_CHARTER.read_text("utf-8").replace("\nfaq:\n", f"\nfaq:\n{made.yaml}", 1)
    file = tmp_path / "charter.yaml"
    file.write_text(text, "utf-8")
    shutil.copytree(EXAMPLE_CHARTER.parent / "examples", tmp_path / "examples")
    left = [problem for problem in check(file) if "still says" in problem.found]
    lines = text.splitlines()
    assert [lines[problem.line - 1].split(":")[0].strip() for problem in left] == ["fr", "en", "fr", "en"]
    assert left[0].found == f"`faq[{made.id}].title.fr` still says « À ÉCRIRE »: customers would read that"
    assert left[3].found == f"`faq[{made.id}].answer.en` still says « TO BE WRITTEN »: customers would read that"


def test_a_draft_of_signs_and_numbers_still_has_an_id() -> None:
    assert draft(["12 ?"], ["fr"], []).id == "question"
    assert draft(["12 ?"], ["fr"], ["question"]).id == "question_2"
