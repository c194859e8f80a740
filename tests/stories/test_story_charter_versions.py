"""At the terminal: a charter is published, listed, written out, taken back; and what is refused on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from bot.gate import GateRefused
from charter.problems import CharterProblems
from conversations.ports import Refused
from tests.stories.brand import WORDING, Brand

pytestmark = pytest.mark.xdist_group("stories")
Recul = Callable[..., Result]


@pytest.fixture
def recul(brand: Brand, brand_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recul:
    """Run `recul charter …` beside the brand's files, with a database of its own."""
    monkeypatch.chdir(tmp_path)
    given = {
        "COLUMNS": "200",
        "RECUL_CHARTER": str(brand.file),
        "RECUL_DATABASE_URL": f"sqlite:///{tmp_path}/recul.db",
        "RECUL_ENCODER": "none",
        "RECUL_MODELS": str(brand_models),
    }
    return lambda *words, answer="": CliRunner().invoke(app, ["charter", *map(str, words)], input=answer, env=given)


def output(ran: Result, code: int = 0) -> str:
    assert ran.exit_code == code, ran.output
    return ran.stdout


def refusal(ran: Result, kind: type[Exception]) -> str:
    """What the command line would say; `bot.cli.main` makes it a sentence and exit code 1."""
    assert isinstance(ran.exception, kind), ran.output
    return str(ran.exception)


def history(recul: Recul) -> list[tuple[int, str, bool]]:
    rows = json.loads(output(recul("history", "--json")))
    return [(row["number"], row["origin"], row["in_force"]) for row in rows]


def test_a_charter_is_published_shown_asked_and_taken_back(recul: Recul, brand: Brand, tmp_path: Path) -> None:
    assert "first `recul serve`" not in output(recul("publish", "--yes"))
    assert "in force already" in output(recul("publish", "--yes"))
    brand.says("expected_delay: 2h", "expected_delay: 3h")
    asked = recul("publish", answer="n\n")
    assert "3 h (before: 2 h)" in asked.stdout
    assert "+expected_delay: 3h" in asked.stdout
    assert asked.exit_code == 1
    assert history(recul) == [(1, "command", True)]
    assert "Version 2" in output(recul("publish", "--note", "plus de temps", answer="y\n"))
    assert "temps" in output(recul("history"))  # however narrow the terminal
    output(recul("export", "2", tmp_path / "two"))
    assert (tmp_path / "two" / "charter.schema.json").is_file()
    assert (tmp_path / "two" / "charter.yaml").read_bytes() == brand.file.read_bytes()
    assert (tmp_path / "two" / "examples" / "all.yml").read_bytes() == brand.examples.read_bytes()
    assert "what version 1 was" in output(recul("rollback", "--yes"))
    assert history(recul) == [(3, "rollback", True), (2, "command", False), (1, "command", False)]
    output(recul("export", tmp_path / "now"))
    assert "expected_delay: 2h" in (tmp_path / "now" / "charter.yaml").read_text("utf-8")


def test_what_cannot_be_done_is_a_sentence_and_changes_nothing(recul: Recul, brand: Brand, tmp_path: Path) -> None:
    assert "nothing to go back to" in refusal(recul("rollback", "--yes"), Refused)
    assert "Nothing is published yet" in refusal(recul("export", tmp_path / "out"), Refused)
    assert "Nothing is published yet" in output(recul("history"))
    output(recul("publish", "--yes"))
    assert "no version 0" in refusal(recul("rollback", "--yes"), Refused)
    assert "no version 7" in refusal(recul("rollback", "7", "--yes"), Refused)
    assert "says what version 1" in refusal(recul("rollback", "1", "--yes"), Refused)
    assert "is left as it is" in refusal(recul("export", brand.file.parent), Refused)
    assert recul("export", "one", tmp_path / "out").exit_code == 2
    brand.says(WORDING, '"Avec {{ joie }}."')
    assert f"{brand.file}:" in refusal(recul("publish", "--yes"), CharterProblems)
    assert history(recul) == [(1, "command", True)]


def test_a_model_that_reads_badly_is_refused_and_a_person_may_insist(recul: Recul, brand: Brand) -> None:
    output(recul("publish", "--yes"))
    # But for a sign that nobody hears, the same sentences mean two things: no training can tell them apart.
    for id, end in (("horaires", "."), ("livraison", "…")):
        for n in range(40):
            brand.learns(id, f"numéro {n} de la liste{end}")
    sentence = refusal(recul("publish", "--yes"), GateRefused)
    assert "`horaires`" in sentence or "`livraison`" in sentence
    assert "Move sentences" in sentence
    assert history(recul) == [(1, "command", True)]
    output(recul("publish", "--yes", "--force", "seen with the team"))
    assert json.loads(output(recul("history", "--json")))[0]["note"].endswith("seen with the team)")
