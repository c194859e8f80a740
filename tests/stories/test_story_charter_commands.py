"""At the terminal: a charter is checked, shown, compared with another one, and tried on what customers have written."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import EXAMPLE_CHARTER
from tests.stories.harness import Shop
from tests.stories.people import Customer

pytestmark = pytest.mark.xdist_group("stories")
Recul = Callable[..., Result]


@pytest.fixture
def recul(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recul:
    """Run `recul charter …` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, ["charter", *map(str, words)], env={"COLUMNS": "100"})


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another charter: a question less, a longer delay, an answer past its review, examples that are missing for nobody."""
    folder = tmp_path / "other"
    shutil.copytree(EXAMPLE_CHARTER.parent, folder)
    file = folder / "charter.yaml"
    text = file.read_text("utf-8")
    text = text.replace("delays: {public: 2h, private: 3h}", "delays: {public: 2h, private: 5h}", 1)
    text = text.replace("review_by: 2027-07-15", "review_by: 2020-07-15", 1)
    file.write_text(text, "utf-8")
    return file


def output(ran: Result, code: int = 0) -> str:
    assert ran.exit_code == code, ran.output
    return ran.stdout


def test_a_charter_in_order_is_said_to_be(recul: Recul) -> None:
    assert "no problem found." in output(recul("check", EXAMPLE_CHARTER, "--quick"))


def test_what_should_be_mended_is_a_warning_and_no_refusal(recul: Recul, other: Path) -> None:
    said = output(recul("check", other, "--quick"))
    assert "warning: " in said
    assert "charter.yaml:" in said
    assert "1 thing(s) to look at" in said
    [warning] = json.loads(output(recul("check", other, "--quick", "--json")))
    assert warning["level"] == "warning"
    assert warning["file"].endswith("charter.yaml")


def test_a_charter_that_cannot_be_used_is_refused(recul: Recul, other: Path) -> None:
    other.write_text(other.read_text("utf-8").replace("mediator:", "mediateur:", 1), "utf-8")
    ran = recul("check", other, "--json")
    problems = json.loads(output(ran, code=1))
    assert {problem["level"] for problem in problems} == {"error"}
    assert any("did you mean `mediator`" in problem["write"] for problem in problems)


def test_the_charter_is_shown_as_customers_read_it(recul: Recul) -> None:
    said = output(recul("show", EXAMPLE_CHARTER))
    for words in ("lun–jeu", "9h–12h30", "→ relation_client", "24 h", "demain avant 11 h", "accusé de réception"):
        assert words in said
    assert "{{" not in said
    assert "{%" not in said
    assert "by 11 am tomorrow" in output(recul("show", EXAMPLE_CHARTER, "--language", "en"))


def test_two_charters_are_compared_in_sentences(recul: Recul, other: Path) -> None:
    said = output(recul("diff", EXAMPLE_CHARTER, other))
    assert "« l'équipe commandes » vise une réponse privée en 5 h d'ouverture (avant : 3 h)." in said
    assert "à relire avant le 2020-07-15" in said
    assert len(said.splitlines()) == 2
    assert "Nothing changes for customers." in output(recul("diff", EXAMPLE_CHARTER, EXAMPLE_CHARTER))


def test_the_schema_is_printed_for_editors(recul: Recul) -> None:
    assert "departments" in json.loads(output(recul("schema")))["properties"]


async def test_another_charter_is_tried_on_what_was_written(shop: Shop, lea: Customer, tmp_path: Path) -> None:
    await lea.writes("Bonjour, quels sont vos horaires d'ouverture ?")
    assert "magasins" in (await lea.is_told())[-1]
    strict = tmp_path / "strict"
    shutil.copytree(EXAMPLE_CHARTER.parent, strict)
    file = strict / "charter.yaml"
    text = file.read_text("utf-8").replace(
        "languages: [fr, en]", "languages: [fr, en]\nconfidence: {answer: 1.0, resembles: 1.0}", 1
    )
    file.write_text(text, "utf-8")
    found = await replayed(shop, file)
    assert found["decisions"] >= 1
    assert any(change["was"] == "faq:horaires" for change in found["changes"])
    same = await replayed(shop, EXAMPLE_CHARTER)
    assert (same["same"], same["differing"]) == (same["decisions"], [])


async def replayed(shop: Shop, charter: Path) -> Any:
    environment = {"RECUL_DATABASE_URL": str(shop.settings.database_url), "RECUL_MODELS": str(shop.settings.models)}
    words = ["charter", "replay", str(charter), "--since", "30d", "--json"]
    ran = await asyncio.to_thread(CliRunner().invoke, app, words, env=environment)
    return json.loads(output(ran))


def test_a_time_that_cannot_be_read_is_wrong_use(recul: Recul) -> None:
    ran = recul("replay", EXAMPLE_CHARTER, "--since", "hier")
    assert ran.exit_code == 2
    assert "30d" in ran.output
