"""A charter written as a Rasa project."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from charter.load import load
from nlu import rasa_project
from nlu.datasets import read
from nlu.rasa_project import CONFIG, DATA, DOMAIN, TEMPLATE, domain_yaml, model_name, nlu_yaml, sentences_digest, sentences_of

EXAMPLE = Path(rasa_project.__file__).parents[1] / "charter" / "example" / "charter.yaml"
SAID = {
    "horaires": ["vous ouvrez quand ?", "/horaires"],
    "muet": [" ", "/"],
    "oos": ["il neige"],
    "sav": ["mon [four](x) fume"],
}
yaml = YAML(typ="safe", pure=True)


@given(st.dictionaries(st.text("ab:/#'\"é ", min_size=1), st.lists(st.text(), min_size=1, max_size=3), max_size=4))
def test_what_is_written_is_read_back_as_sentences_on_one_line(examples: dict[str, list[str]]) -> None:
    for block in yaml.load(nlu_yaml(examples))["nlu"] or ():
        lines = block["examples"].splitlines()
        assert block["intent"] in examples
        assert 0 < len(lines) <= len(examples[block["intent"]])
        assert all(line.startswith("- ") for line in lines)


def test_the_domain_that_is_kept_is_that_of_the_example_charter() -> None:
    # Write it anew: recul nlu export-rasa --out nlu/rasa, then delete nlu/rasa/data.
    charter = load(EXAMPLE)
    assert (TEMPLATE / DOMAIN).read_text("utf-8") == domain_yaml(charter.examples)
    faq, departments = {one.id for one in charter.charter.faq}, {one.id for one in charter.charter.departments}
    assert faq | departments <= set(yaml.load((TEMPLATE / DOMAIN).read_text("utf-8"))["intents"])


def test_a_project_is_whole_and_names_the_same_intents_everywhere(tmp_path: Path) -> None:
    assert rasa_project.write(tmp_path, SAID)
    assert yaml.load((tmp_path / DOMAIN).read_text("utf-8"))["intents"] == ["horaires", "sav"]
    assert read(tmp_path / DATA) == {"horaires": ["vous ouvrez quand ?", "horaires"], "sav": ["mon [four] (x) fume"]}
    for name in ("config.yml", "config-diet.yml", "requirements.txt", "README.md"):
        assert (tmp_path / name).read_bytes() == (TEMPLATE / name).read_bytes()


def test_writing_again_renews_the_sentences_and_keeps_a_pipeline_of_ones_own(tmp_path: Path) -> None:
    rasa_project.write(tmp_path, SAID)
    (tmp_path / CONFIG).write_text("recipe: default.v1\n")
    assert not rasa_project.write(tmp_path, SAID | {"sav": ["il fume"]})
    assert (tmp_path / CONFIG).read_text() == "recipe: default.v1\n"
    assert read(tmp_path / DATA)["sav"] == ["il fume"]


def test_the_name_of_a_model_tells_its_sentences_and_its_pipeline(tmp_path: Path) -> None:
    rasa_project.write(tmp_path, SAID)
    first = model_name(tmp_path)
    assert sentences_of(f"/srv/models/{first}.tar.gz") == sentences_digest(SAID)
    (tmp_path / CONFIG).write_text("recipe: default.v1\n")
    assert model_name(tmp_path) != first
    assert sentences_of(f"{model_name(tmp_path)}.tar.gz") == sentences_digest(SAID)
    assert sentences_digest(SAID | {"sav": ["il fume"]}) != sentences_digest(SAID)


@pytest.mark.parametrize("name", ["", "20261122-081500-shy-cell.tar.gz", "recul.tar.gz", "recul-0123456789ab-abcdef"])
def test_a_model_of_another_name_tells_nothing(name: str) -> None:
    assert sentences_of(name) is None
