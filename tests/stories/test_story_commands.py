"""The command `recul`: exit codes, sentences, JSON for programs, and help with an example."""

import json
import shlex
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer.main

from bot.cli import app, main
from bot.settings import EXAMPLE_CHARTER, Settings

pytestmark = pytest.mark.xdist_group("stories")
PROGRAM = Path(sys.executable).parent / "recul"


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output, read as a program reads it."""
        return json.loads(self.out)


Recul = Callable[..., Ran]


@pytest.fixture
def recul(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Recul:
    """Run a command in this process, in an empty folder, with a database of its own and the kept models."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUL_MODELS", str(settings.models))
    monkeypatch.setenv("RECUL_DATABASE_URL", f"sqlite:///{tmp_path / 'recul.db'}")

    def run(command: str, *more: str, **environment: str) -> Ran:
        for name, value in environment.items():
            monkeypatch.setenv(f"RECUL_{name.upper()}", value)
        monkeypatch.setattr(sys, "argv", ["recul", *shlex.split(command), *more])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return Ran(end.value.code if isinstance(end.value.code, int) else 0, said.out, said.err)

    return run


def _commands(group: Any, path: str = "") -> Iterator[str]:
    """The words of every command, those of its groups before it."""
    for name, command in group.commands.items():
        words = f"{path} {name}".strip()
        yield from _commands(command, words) if hasattr(command, "commands") else (words,)


COMMANDS = tuple(_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_helps_with_an_example(recul: Recul, path: str) -> None:
    ran = recul(f"{path} --help")
    assert ran.code == 0
    example = ran.out.partition("Example:")[2]
    assert f"recul {path}" in " ".join(example.split())


def test_an_unknown_command_is_wrong_use(recul: Recul) -> None:
    ran = recul("dance")
    assert ran.code == 2
    assert "dance" in ran.err


def test_the_example_charter_has_no_problem(recul: Recul) -> None:
    assert recul("charter check").code == 0
    assert recul("charter check --json").json == []


def test_a_bad_charter_is_told_with_file_and_line(recul: Recul, tmp_path: Path) -> None:
    bad = tmp_path / "charter.yaml"
    bad.write_text(EXAMPLE_CHARTER.read_text("utf-8").replace("expected_delay: 2h", "expected_delay: bientôt"), "utf-8")
    line = next(n for n, text in enumerate(bad.read_text("utf-8").splitlines(), 1) if text.startswith("expected_delay"))
    ran = recul("charter check", str(bad))
    assert ran.code == 1
    assert f"{bad}:{line}" in ran.out
    problems = recul("charter check --json", str(bad)).json
    assert any((problem["line"], problem["file"]) == (line, str(bad)) for problem in problems)


def test_the_charter_is_shown(recul: Recul) -> None:
    assert "livraison" in recul("charter show").out
    shown = recul("charter show --json").json
    assert shown["brand"]["name"] == "Maison Colibri"
    assert len(shown["departments"]) == 9


def test_explain_says_what_would_happen_and_why(recul: Recul) -> None:
    ran = recul("explain --public", "Mon colis devait arriver lundi et je n'ai toujours rien reçu")
    assert ran.code == 0
    assert "route:livraison" in ran.out
    assert "because" in ran.out
    found = recul("explain --json --now 2026-03-02T09:30+01:00", "Combien coûtent les frais de port à domicile ?").json
    assert found["verdict"] == "faq:frais_livraison"
    assert "6,90 €" in found["reply"]
    assert found["reasons"][0]["rule"] == "intent"
    assert found["faq"][0]["id"] == "frais_livraison"
    assert found["faq"][0]["confidence"] > found["faq"][1]["confidence"]
    assert "resembles frais_livraison" in recul("explain", "Combien coûtent les frais de port à domicile ?").out


def test_explain_reads_lines_and_names_those_it_cannot_read(recul: Recul, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    rows = [
        {"id": "a", "text": "Puis-je payer en plusieurs fois ?", "visibility": "private"},
        {"id": "b", "text": "Quelqu'un a vu le match hier soir ?", "visibility": "public"},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    ran = recul("explain --json --batch", str(file))
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert (ran.code, [(row["id"], row["verdict"]) for row in found]) == (
        0,
        [("a", "faq:paiement_plusieurs_fois"), ("b", "hors_sujet")],
    )
    names = {"id", "language", "intent", "confidence", "verdict", "also", "faq", "heat", "irony", "urgent", "reply", "reasons"}
    assert all(set(row) == names for row in found)
    file.write_text(f"no json\n{json.dumps(rows[0])}\n", "utf-8")
    ran = recul("explain --json --batch", str(file))
    assert (ran.code, len(ran.out.splitlines())) == (1, 1)
    assert f"{file}:1" in ran.err


@pytest.mark.parametrize("wrong", ["explain", "explain --now hier bonjour", "explain --batch nowhere.jsonl"])
def test_explain_used_wrongly_says_how(recul: Recul, wrong: str) -> None:
    ran = recul(wrong)
    assert ran.code == 2
    assert "Error" in ran.err or "Invalid" in ran.err


def test_nlu_parse_shows_what_is_understood(recul: Recul) -> None:
    assert "paiement_plusieurs_fois" in recul("nlu parse", "je peux payer en 3 fois ?").out
    found = recul("nlu parse --json", "je peux payer en 3 fois ?").json
    assert found["intents"][0]["id"] == "paiement_plusieurs_fois"
    assert found["language"] == "fr"


def test_nlu_evaluate_measures_any_intents(recul: Recul, tmp_path: Path) -> None:
    subjects = {
        "chat": ["le chat dort", "un chat noir", "ce chat miaule"],
        "pluie": ["il pleut", "la pluie tombe", "quelle pluie"],
    }
    rows = [
        f"{text} {word},{intent}" for intent, texts in subjects.items() for text in texts for word in ("ici", "là", "encore")
    ]
    (tmp_path / "train.csv").write_text("text,intent\n" + "\n".join(rows), "utf-8")
    (tmp_path / "test.csv").write_text("text,intent\nun chat dort,chat\nil pleut encore,pluie\n", "utf-8")
    found = recul("nlu evaluate --json --train train.csv --test test.csv").json
    assert found["accuracy"] == 1.0
    missing = recul("nlu evaluate --train nowhere.csv --test test.csv")
    assert missing.code == 1
    assert "nowhere.csv" in missing.err


def test_a_person_is_added_once(recul: Recul) -> None:
    added = recul("user add lea --json", "--name", "Léa", "--department", "livraison").json
    assert (added["login"], added["role"]) == ("lea", "agent")
    assert len(added["one_time_password"]) >= 16
    again = recul("user add LEA")
    assert again.code == 1
    assert "lea" in again.err.lower()


def test_a_department_that_is_not_in_the_charter_is_refused(recul: Recul) -> None:
    ran = recul("user add lea --department cuisine")
    assert ran.code != 0
    assert "cuisine" in ran.err


def test_pause_shows_at_the_doctor_until_resume(recul: Recul) -> None:
    assert recul("pause", "un prix faux").code == 0
    ran = recul("doctor")
    assert ran.code == 1
    assert "un prix faux" in ran.out
    assert recul("resume").code == 0
    findings = {finding["part"]: finding["state"] for finding in recul("doctor --json").json}
    assert findings["database"] == "ok"
    assert findings["charter"] == "ok"
    assert findings["telegram"] == "off"


def test_recount_upgrade_and_doctor_on_a_new_database(recul: Recul) -> None:
    assert recul("db upgrade").code == 0
    assert recul("metrics recount --json").json["differences"] == []
    assert recul("doctor").code == 0


@pytest.mark.parametrize("command", ["metrics recount", "pause", "db upgrade", "user add lea", "doctor"])
def test_a_database_that_is_down_is_a_sentence(recul: Recul, command: str) -> None:
    ran = recul(command, database_url="postgresql://recul:s3cret@127.0.0.1:1/recul")
    assert ran.code == 1
    assert "cannot be reached" in ran.out + ran.err
    assert "s3cret" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("setting", "value"), [("port", "many"), ("database_url", "mysql://x/y"), ("api_token", "short"), ("public_url", "moi")]
)
def test_a_setting_that_cannot_be_is_named(recul: Recul, setting: str, value: str) -> None:
    ran = recul("pause", **{setting: value})
    assert ran.code == 1
    assert f"RECUL_{setting.upper()}" in ran.err


def test_serving_on_a_taken_port_says_which_and_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = _alone("serve", tmp_path, RECUL_PORT=str(port))
    assert ran.code == 1
    assert f"127.0.0.1:{port} cannot be used" in ran.err
    assert "RECUL_PORT=" in ran.err
    assert "Traceback" not in ran.err


def test_serving_an_unreadable_charter_says_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_bytes(b"brand: \xff\xfe")
    ran = _alone("serve", tmp_path, RECUL_PORT="0", RECUL_CHARTER="charter.yaml")
    assert ran.code == 1
    assert "charter.yaml:1" in ran.err
    assert "Traceback" not in ran.err


def test_serving_without_its_database_is_a_sentence(settings: Settings, tmp_path: Path) -> None:
    database = "postgresql://recul:s3cret@127.0.0.1:1/recul"
    models = str(settings.models)
    ran = _alone("serve", tmp_path, RECUL_PORT="0", RECUL_DATABASE_URL=database, RECUL_MODELS=models, RECUL_ENCODER="none")
    assert ran.code == 1
    assert "cannot be reached" in ran.err
    assert "s3cret" not in ran.err
    assert "Traceback" not in ran.err


def _alone(command: str, folder: Path, **environment: str) -> Ran:
    """Run the installed command in a process of its own."""
    found = subprocess.run(
        [PROGRAM, command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return Ran(found.returncode, found.stdout, found.stderr)
