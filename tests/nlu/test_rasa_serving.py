"""Training and serving, with a small program in Rasa's place."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

import httpx
import pytest

from nlu import rasa_environment, rasa_progress, rasa_project, rasa_serving, rasa_training
from nlu.rasa_process import RasaError
from nlu.rasa_serving import kept_token, serve
from nlu.rasa_training import train

PYTHON = Path(sys.executable)
# Plays Rasa: trains by writing a file, serves by answering whoever has the token.
RASA = """
import http.server, sys
words = dict(zip(sys.argv, sys.argv[1:]))
if sys.argv[1] == "train":
    for line in ("CountVectorsFeaturizer", "DIETClassifier"):
        print(f"INFO rasa.engine - Starting to train component '{line}'.", flush=True)
    if "broken" in open("config.yml").read():
        sys.exit("InvalidConfigException: no such component")
    open(f"models/{words['--fixed-model-name']}.tar.gz", "w").close()
else:
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            token = sys.argv[-1].partition("=")[2]
            self.send_response(200 if self.path == f"/status?token={token}" else 401)
            self.end_headers()
        def log_message(self, *about):
            pass
    http.server.HTTPServer((words["-i"], int(words["-p"])), Answers).serve_forever()
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rasa_project.write(tmp_path, {"horaires": ["vous ouvrez quand"], "sav": ["il fume"]})
    (tmp_path / "rasa.py").write_text(RASA)
    monkeypatch.setattr(rasa_environment, "make", lambda root, variables, home: False)
    monkeypatch.setattr(rasa_environment, "interpreter", lambda root: PYTHON)
    return tmp_path


def test_a_training_tells_its_steps_and_what_is_left_and_is_done_once(project: Path) -> None:
    said: list[str] = []
    model = train(PYTHON, project, said.append)
    assert model.name == f"{rasa_project.model_name(project)}.tar.gz"
    assert "2 sentences of 2 intents" in said[0]
    assert any("s left] DIETClassifier" in line for line in said)
    assert train(PYTHON, project, said.append) == model
    assert "kept" in said[-1]


def test_the_model_before_is_kept_and_older_ones_are_not(project: Path) -> None:
    made = []
    for sentence in ("il fume", "il tremble", "il siffle"):
        rasa_project.write(project, {"horaires": ["vous ouvrez quand"], "sav": [sentence]})
        made.append(train(PYTHON, project))
        os.utime(made[-1], ns=(len(made), len(made)))
    assert [model.exists() for model in made] == [False, True, True]


def test_a_model_that_is_served_again_is_not_the_one_that_goes(project: Path) -> None:
    made = []
    for number, sentence in enumerate(("il fume", "il tremble"), 1):
        rasa_project.write(project, {"horaires": ["vous ouvrez quand"], "sav": [sentence]})
        made.append(train(PYTHON, project))
        os.utime(made[-1], ns=(number, number))
    rasa_project.write(project, {"horaires": ["vous ouvrez quand"], "sav": ["il fume"]})
    assert train(PYTHON, project) == made[0]
    rasa_project.write(project, {"horaires": ["vous ouvrez quand"], "sav": ["il siffle"]})
    train(PYTHON, project)
    assert [model.exists() for model in made] == [True, False]


def test_a_training_that_fails_says_why(project: Path) -> None:
    (project / rasa_project.CONFIG).write_text("broken: yes\n")
    with pytest.raises(RasaError, match=r"could not train \(exit code 1\).*no such component"):
        train(PYTHON, project)


def test_the_second_training_knows_how_long_the_first_took(tmp_path: Path) -> None:
    assert rasa_progress.expected(tmp_path, "light", 1000, 10) == pytest.approx(34)
    rasa_progress.took(tmp_path, "light", 81.23)
    assert rasa_progress.expected(tmp_path, "light", 1000, 10) == 81.2
    assert rasa_progress.expected(tmp_path, "diet", 1000, 10) == pytest.approx(34)


def test_epochs_tell_how_long_the_rest_takes() -> None:
    words = "Starting to train component 'DIETClassifier'.\rEpochs:   0%|     | 0/100\rEpochs:  25%|#    | 25/100 [00:05"
    assert rasa_progress.step(words) == "epoch 25 of 100"
    assert rasa_progress.epochs_left("epoch 25 of 100", 10.0) == 30
    assert rasa_progress.step(words + "\nStarting to train component 'ResponseSelector'.") == "ResponseSelector"
    assert rasa_progress.step("nothing yet") is None
    assert rasa_progress.epochs_left("epoch 0 of 100", 3.0) is rasa_progress.epochs_left("DIETClassifier", 3.0) is None


def test_it_serves_with_a_token_until_it_is_stopped(project: Path) -> None:
    said: list[str] = []
    reached: list[int] = []

    def say(line: str) -> None:
        said.append(line)
        if "/model/parse" in line:
            url = line.split()[3].removesuffix("/model/parse,")
            reached.append(httpx.get(f"{url}/status", params={"token": kept_token(project)}).status_code)
            reached.append(httpx.get(f"{url}/status").status_code)
            threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()

    before = signal.getsignal(signal.SIGTERM)
    serve(project, free_port(), None, say, {})
    assert reached == [200, 401]
    assert f"RECUL_RASA_TOKEN_FILE={project / 'token'}" in said[-2]
    assert kept_token(project) not in "".join(said)
    assert "stopped" in said[-1]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_port_in_use_is_said_before_anything_is_trained(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(RasaError, match=rf"127\.0\.0\.1:{port} cannot be used.*RECUL_RASA_URL="):
            serve(project, port, None, rasa_training.silent, {})
    assert not (project / "models").exists()


def test_the_token_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    token = kept_token(tmp_path)
    assert len(token) == 48
    assert (tmp_path / rasa_serving.TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / rasa_serving.TOKEN_FILE).chmod(0o644)
    assert kept_token(tmp_path) == token
    assert (tmp_path / rasa_serving.TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / rasa_serving.TOKEN_FILE).write_text("\n")
    assert len(kept_token(tmp_path)) == 48


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
