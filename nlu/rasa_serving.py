"""From a written Rasa project to a server that waits for Recul: environment, training, `/model/parse`, until it is stopped."""

import os
import secrets
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from nlu import rasa_environment
from nlu.rasa_environment import RasaEnvironmentError
from nlu.rasa_process import RasaError, last_words
from nlu.rasa_server import HOST, serving
from nlu.rasa_training import Say, train

TOKEN_FILE = "token"  # noqa: S105


def serve(project: Path, port: int, token: str | None, say: Say, variables: Mapping[str, str] = os.environ) -> None:
    """Make what is missing, serve until Ctrl-C or SIGTERM; Rasa has ended afterwards. `token` None: the one kept in `project`.

    Raises RasaError (a port in use, a training that failed, a server that ended), OSError, nlu.datasets.DatasetError.
    """
    _must_be_free(port)
    secret = token or kept_token(project)
    python = _environment(variables)
    model = train(python, project, say)
    say("Rasa is starting; its first start takes half a minute")
    with _ended_by_signals(), serving(python, model, project, port=port, token=secret) as server:
        say(_ready(server.url, project, given=token is not None))
        with suppress(KeyboardInterrupt):
            server.process.wait()
            raise RasaError(f"Rasa has ended by itself: {last_words(project / 'run.log')}. Start it again.")
    say("Rasa is stopped. Recul answers with its embedded engine meanwhile.")


def kept_token(project: Path) -> str:
    """The token in the project's folder, made on first use; nobody but its owner can read it. Raises OSError."""
    path = project / TOKEN_FILE
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(24))
    path.chmod(0o600)
    found = path.read_text(encoding="utf-8").strip()
    if not found:
        path.unlink()
        return kept_token(project)
    return found


def _environment(variables: Mapping[str, str]) -> Path:
    root = rasa_environment.folder(variables)
    try:
        rasa_environment.make(root, variables, Path.home())
    except RasaEnvironmentError as error:
        raise RasaError(str(error)) from error
    except OSError as error:
        raise RasaError(
            f"{root} cannot be written ({error}). Free some space (3 GB), or set {rasa_environment.VARIABLE} to another folder."
        ) from error
    return rasa_environment.interpreter(root)


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise RasaError(
                f"{HOST}:{port} cannot be used ({error.strerror}): something listens there already, a Rasa perhaps. Stop it, "
                f"or give another port: RECUL_RASA_URL=http://{HOST}:{port + 1}, for this command and for `recul serve`."
            ) from error


def _ready(url: str, project: Path, *, given: bool) -> str:
    token = "RECUL_RASA_TOKEN=… (the one that you gave)" if given else f"RECUL_RASA_TOKEN_FILE={project / TOKEN_FILE}"
    return (
        f"Rasa understands at {url}/model/parse, for whoever has the token. In another terminal:\n"
        f"  RECUL_NLU=rasa RECUL_RASA_URL={url} {token} recul serve\n"
        "Ctrl-C stops it."
    )


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl-C does: no Rasa is left behind."""

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
