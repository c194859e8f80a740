"""Training examples are read with the charter, and their ids are held to it."""

import shutil
from pathlib import Path

import pytest

from charter.charter import LIGHT, SPECIAL
from charter.document import read
from charter.examples import by_intent, contradictions, parse
from charter.load import check, load

EXAMPLE = Path("charter/example").resolve()

YAML = """version: "3.1"
nlu:
- intent: horaires
  examples: |
    - vous ouvrez quand ?
    -  le [dimanche](jour) à [Rennes]{"entity": "town"}

    - vous ouvrez quand ?
- intent: background
  examples:
  - text: |
      il pleut
    metadata: {sentiment: neutral}
  - le train est en retard
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "brand"))


def test_sentences_are_read_with_their_lines_and_without_marks() -> None:
    examples, problems = parse(read(YAML, "f.yml"), {"horaires": ()})
    assert not problems
    assert [(e.text, e.line) for e in examples if e.intent == "horaires"] == [
        ("vous ouvrez quand ?", 5),
        ("le dimanche à Rennes", 6),
        ("vous ouvrez quand ?", 8),
    ]
    assert by_intent(examples) == {
        "background": ("il pleut", "le train est en retard"),
        "horaires": ("vous ouvrez quand ?", "le dimanche à Rennes"),
    }


@pytest.mark.parametrize(
    ("yaml", "line", "found"),
    [
        ("nlu:\n- intent: horraires\n  examples: |\n    - a\n", 2, "no intent of the charter is called `horraires`"),
        ("nlu:\n- intent: horaires\n  examples: |\n    \n", 2, "`horaires` has no example here"),
        ("nlu:\n- intent: horaires\n  exemples: |\n    - a\n", 2, "`horaires` has no example here"),
        ("nlu:\n- synonym: horaires\n  examples: |\n    - a\n", 2, "an item without `intent:`"),
        ("version: '3.1'\n", 1, "no list under `nlu:`"),
        ("nlu: {a: b}\n", 1, "no list under `nlu:`"),
        ("nlu:\n- [\n", 3, "no YAML"),
    ],
)
def test_a_fault_in_an_examples_file_is_told_with_its_line(yaml: str, line: int, found: str) -> None:
    _, problems = parse(read(yaml, "f.yml"), {"horaires": ()})
    assert [(problem.file, problem.line) for problem in problems] == [("f.yml", line)]
    assert found in problems[0].found


def test_the_same_sentence_cannot_mean_two_things() -> None:
    text = "nlu:\n- intent: a\n  examples: |\n    - Où est  mon colis\n- intent: b\n  examples: |\n    - où est mon colis\n"
    examples, _ = parse(read(text, "f.yml"), {"a": (), "b": ()})
    assert [(problem.line, "`a` (f.yml:4)" in problem.found) for problem in contradictions(examples)] == [(7, True)]


def test_every_intent_of_the_charter_needs_examples(folder: Path) -> None:
    for file in (folder / "examples").glob("*.yml"):
        file.write_text(file.read_text("utf-8").replace("- intent: humain", "- intent: au_revoir"), "utf-8")
    problems = check(folder / "charter.yaml")
    assert [problem.found for problem in problems] == ["`humain` has no example: it would never be understood"]


def test_a_charter_without_examples_says_where_they_belong(folder: Path) -> None:
    shutil.rmtree(folder / "examples")
    problems = check(folder / "charter.yaml")
    assert [(problem.file, problem.found) for problem in problems] == [
        (str(folder / "examples"), "there are no examples: nothing could be understood")
    ]


def test_the_variants_of_an_entry_are_examples_of_it(folder: Path) -> None:
    file = folder / "charter.yaml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("  - id: horaires\n", "  - id: horaires\n    variants: [ouvert le lundi de Pentecôte ?]\n", 1), "utf-8"
    )
    assert "ouvert le lundi de Pentecôte ?" in load(file).examples["horaires"]


def test_the_digest_covers_charter_and_examples_and_the_training_digest_what_is_learnt(folder: Path) -> None:
    file, talk = folder / "charter.yaml", folder / "examples" / "small_talk.yml"
    before = load(file)
    file.write_text(file.read_text("utf-8").replace("Avec plaisir.", "Avec joie.", 1), "utf-8")
    reworded = load(file)
    assert reworded.digest != before.digest
    assert reworded.training_digest == before.training_digest
    talk.write_text(talk.read_text("utf-8").rstrip() + "\n    - une phrase de plus, rien que pour voir\n", "utf-8")
    taught = load(file)
    assert taught.digest != reworded.digest
    assert taught.training_digest != reworded.training_digest
    assert load(file) == taught


def test_background_is_kept_apart() -> None:
    loaded = load(EXAMPLE / "charter.yaml")
    ids = {d.id for d in loaded.charter.departments} | {e.id for e in loaded.charter.faq} | {*LIGHT, *SPECIAL}
    assert set(loaded.examples) == ids
    assert loaded.background
