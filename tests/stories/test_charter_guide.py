"""The guides are true: what they tell to type works, in order, and they explain every key and every rule."""

import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from bot.cli import app, main
from charter.charter import Charter
from charter.load import check

pytestmark = pytest.mark.xdist_group("stories")
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("charter-guide.md", "charter-guide.en.md")
GROUPS = ("charter", "conversation")
GUIDES = pytest.mark.parametrize("name", NAMES)
TYPED = [
    *("Atelier Nord", "", "savons, bougies", "Lou Petit", "lou@nord.example", "", "", "", "", "", "", "", ""),
    *("Médiation du commerce", "https://mediation.example", "", "", "", ""),
]
SATURDAY = "saturday: [10:00-17:00]"
NEEDED = {"on_call"}
"""What the check asks for though the model has a default."""


def guide(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def commands(text: str) -> Iterator[str]:
    """What is to be typed, in the order of the page: lines of `sh` blocks, and commands inside a sentence or a table."""
    for block, inline in re.findall(r"```sh\n(.*?)```|`(recul [^`\n]+)`", text, re.DOTALL):
        yield from block.splitlines() or [inline]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both guides make the same sentences: they are trained once."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def folder(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh folder to follow the guide in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUL_ENCODER", "none")
    monkeypatch.setenv("RECUL_MODELS", str(models))
    monkeypatch.setenv("RECUL_PORT", "0")
    monkeypatch.setenv("RECUL_CHARTER", "")
    monkeypatch.delenv("RECUL_CHARTER")
    return tmp_path


class Reader:
    """Somebody who types what the guide says, and edits what it says to edit."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._patch, self._capsys = folder, monkeypatch, capsys

    def type(self, line: str) -> tuple[int, str]:
        """The exit code and what was said."""
        words = _words(line)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self._patch.setenv(name, value)
            return 0, ""
        if words[0] == "cp":
            shutil.copytree(words[2], words[3])
            self._edit(Path(words[3]) / "charter.yaml")
            return 0, ""
        return self._serve() if words[1] == "serve" else self._run(words)

    def _edit(self, charter: Path) -> None:
        text = charter.read_text("utf-8")
        charter.write_text(text.replace("  holidays: FR", f"    {SATURDAY}\n  holidays: FR"), "utf-8")

    def _run(self, words: list[str]) -> tuple[int, str]:
        self._patch.setattr(sys, "argv", words)
        self._patch.setattr(sys, "stdin", io.StringIO("\n".join(TYPED) + "\n" if "init" in words else "y\n"))
        with pytest.raises(SystemExit) as end:
            main()
        said = self._capsys.readouterr()
        return (end.value.code if isinstance(end.value.code, int) else 0), said.out + said.err

    def _serve(self) -> tuple[int, str]:
        """Start it, open the customers' page that it names, stop it as Ctrl-C does."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "bot.cli", "serve"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
            assert program.stdout is not None
            said = ""
            for line in program.stdout:
                said += line
                if "First sign-in" in line:
                    assert httpx.get(re.findall(r"Customers +(\S+)", said)[0], timeout=60).status_code == 200
                    program.send_signal(signal.SIGINT)
            return program.wait(60), said


def _words(line: str) -> list[str]:
    return shlex.split(line)


@GUIDES
def test_what_the_guide_tells_to_type_works_in_its_order(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader, said = Reader(folder, monkeypatch, capsys), dict[str, str]()
    assert SATURDAY in guide(name)
    for line in commands(guide(name)):
        code, said[line] = reader.type(line)
        finds = line.startswith("recul conversation check")
        assert (line, code) == (line, 1 if finds else 0), said[line]
    everything = "\n".join(said.values())
    for words in ("no problem found", "faq:horaires_messages", "route:livraison", "First sign-in", "Version 2", "Version 3"):
        assert words in everything
    assert (folder / ("en-vigueur" if name == "charter-guide.md" else "in-force") / "charter.yaml").exists()


@GUIDES
def test_the_question_that_the_guide_adds_can_be_used(name: str, folder: Path) -> None:
    entry, intent = re.findall(r"```yaml\n((?:  - id|# ).*?)```", guide(name), re.DOTALL)
    answers = ("--brand", "Nord", "--referent", "Lou", "--referent-email", "lou@nord.example", "--yes")
    mediator = ("--mediator", "Médiation", "--mediator-url", "https://mediation.example")
    assert CliRunner().invoke(app, ["charter", "init", ".", *answers, *mediator]).exit_code == 0
    charter, unanswered = folder / "charter.yaml", folder / "examples" / "unanswered.yml"
    charter.write_text(charter.read_text("utf-8").replace("faq:\n", f"faq:\n{entry}", 1), "utf-8")
    before = unanswered.read_text("utf-8")
    title, named = intent.splitlines()
    assert f"{title}\n- intent: livraison\n" in before
    unanswered.write_text(before.replace(f"{title}\n- intent: livraison\n", f"{title}\n{named}\n"), "utf-8")
    assert check(charter) == ()


@GUIDES
def test_every_key_is_explained_and_what_is_required_is_marked(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)`( ●)? \|", guide(name), re.MULTILINE)
    required = {key for key, field in Charter.model_fields.items() if field.is_required()} | NEEDED
    assert {key for key, _ in rows} == set(Charter.model_fields)
    assert {key for key, mark in rows if mark} == required


@GUIDES
def test_every_rule_of_the_method_is_told(name: str) -> None:
    assert re.findall(r"^\| \*\*M(\d+)\*\* \|", guide(name), re.MULTILINE) == [str(n) for n in range(1, 15)]


@GUIDES
def test_the_guides_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", guide(name))
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def _verb(words: list[str]) -> tuple[str, ...]:
    """`recul charter check`, `recul explain`, `export`: without what each language calls its files and says."""
    return tuple(words[: 1 if words[0] != "recul" else 3 if words[1] in GROUPS else 2])


def test_both_guides_tell_the_same_commands() -> None:
    french, english = ([_verb(line.split()) for line in commands(guide(name))] for name in NAMES)
    assert french == english
    assert len(french) >= 16


def test_the_french_guide_is_typeset_as_french() -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`|\]\([^)]*\)", "", guide("charter-guide.md"), flags=re.DOTALL)
    assert re.findall(r"\w[;!?»]|«\w|\w :\w|[^\s]\s?\.\.\.", text) == []
