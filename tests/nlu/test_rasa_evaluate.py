"""What Rasa's answers add up to, and that its program never outlives us."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conversations.understanding import Score
from nlu import rasa_process
from nlu.rasa_environment import DEFAULT
from nlu.rasa_evaluate import Parsed, evaluate_rasa, measured
from nlu.rasa_process import RasaError, last_words, running


def test_foreign_sentences_stay_out_of_the_accuracy() -> None:
    found = [Parsed("a", Score("a", 0.9), 0.001), Parsed("b", Score("a", 0.8), 0.002), Parsed("oos", Score("a", 0.1), 0.009)]
    learned = {"a": ["x", "y"], "c": ["z"]}
    figures = measured(found, learned, 12.0)
    assert (figures.accuracy, figures.oos_auroc, figures.unknown) == (0.5, 1.0, 1)
    assert (figures.intents, figures.train_sentences, figures.test_sentences) == (2, 3, 3)
    assert (figures.parse_p50_ms, figures.train_seconds) == (2, 12)
    assert measured(found[:2], learned, 12.0).oos_auroc is None


def test_without_the_environment_or_a_second_intent_it_says_so(tmp_path: Path) -> None:
    train, lonely = tmp_path / "train.csv", tmp_path / "lonely.csv"
    train.write_text("text,intent\nbonjour,a\nmerci,b\n")
    lonely.write_text("text,intent\nbonjour,a\nneige,oos\n")
    with pytest.raises(RasaError, match=r"python -m nlu\.rasa_environment"):
        evaluate_rasa(train, train, tmp_path / DEFAULT)
    with pytest.raises(RasaError, match=r"lonely\.csv.*Rasa needs two"):
        evaluate_rasa(lonely, train, tmp_path / DEFAULT)


def test_the_program_and_its_children_end_with_the_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa_process, "GRACE", 0.1)
    # A module called rasa that will not be asked to stop, and has a child like itself.
    stubborn = "import os, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    (tmp_path / "rasa.py").write_text(f"{stubborn}os.fork()\nprint(os.getpid(), flush=True)\ntime.sleep(600)\n")
    log = tmp_path / "log"
    with pytest.raises(ZeroDivisionError), running(Path(sys.executable), [], tmp_path, log):
        raise_once(lambda: log.read_text().count("\n") == 2)
    pids = log.read_text().split()
    until(lambda: not any(lives(pid) for pid in pids))


def lives(pid: str) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def raise_once(happened: Callable[[], bool]) -> None:
    until(happened)
    raise ZeroDivisionError


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_our_secrets_do_not_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUL_TELEGRAM_TOKEN", "ours")
    (tmp_path / "rasa.py").write_text("import os\nprint(*sorted(os.environ))\n")
    log = tmp_path / "log"
    with running(Path(sys.executable), [], tmp_path, log) as process:
        process.wait()
    names = log.read_text().split()
    assert "RASA_TELEMETRY_ENABLED" in names
    assert "PATH" in names
    assert not [name for name in names if name.startswith("RECUL_")]


def test_the_token_is_no_argument_that_other_users_see(tmp_path: Path) -> None:
    (tmp_path / "rasa.py").write_text(
        "import os, sys\nprint(sys.argv[1:], open('/proc/self/cmdline').read(), *os.environ.values(), sep='\\n')\n"
    )
    log = tmp_path / "log"
    with running(Path(sys.executable), ["run", "-p", "1"], tmp_path, log, token="-secret") as process:
        process.wait()
    given, *others = log.read_text().splitlines()
    assert given == "['run', '-p', '1', '--auth-token=-secret']"
    assert "-secret" not in others
    assert not [line for line in others if "--auth-token=-" in line]


def test_a_missing_interpreter_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RasaError, match="cannot be run"), running(tmp_path / "python", [], tmp_path, tmp_path / "log"):
        raise AssertionError("nothing runs")
    assert last_words(tmp_path / "log") == "it said nothing"
