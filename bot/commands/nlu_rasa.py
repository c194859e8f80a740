"""`recul nlu export-rasa` and `recul nlu serve-rasa`: the charter as a Rasa project, trained and served."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from bot.commands.output import err, out
from bot.settings import Settings, read_settings
from bot.training_sentences import sentences_in_force
from bot.wiring import open_store
from conversations.ports import Refused
from nlu import rasa_project, rasa_serving
from nlu.rasa_process import RasaError
from nlu.rasa_server import HOST

FOLDER = Path("var/rasa")
LEFT = (
    "Intents come from Rasa (RECUL_NLU=rasa), which still serves its model of before: stop it, then `recul nlu serve-rasa` "
    "serves the one of this version. The last two are kept, any other is trained."
)
"""What is said where a release has another model: Rasa does not follow by itself."""
Out = Annotated[Path, typer.Option("--out", help="Where the project is, or will be.")]


def export_rasa_command(out_: Out = FOLDER) -> None:
    """Write what the release in force was trained on as a Rasa 3.6 project. A config.yml of yours is kept.

    Example: recul nlu export-rasa --out var/rasa
    """
    _export(read_settings(), out_)


def serve_rasa_command(out_: Out = FOLDER) -> None:
    """Export, make Rasa's environment and train if needed, then serve /model/parse on loopback until Ctrl-C.

    After `recul charter rollback` too: a model that is kept (the last two are) is served again without training.

    Example: recul nlu serve-rasa
    """
    settings = read_settings()
    _export(settings, out_)
    token = settings.rasa_token.get_secret_value() if settings.rasa_token else None
    try:
        rasa_serving.serve(out_.absolute(), _port(settings), token, lambda line: err.print(line, markup=False))
    except OSError as error:
        raise Refused(f"{out_} cannot be used: {error.strerror}. Give another folder: --out FOLDER.") from None
    except KeyboardInterrupt:
        err.print("Stopped.", markup=False)


def _export(settings: Settings, folder: Path) -> None:
    examples = asyncio.run(_examples(settings))
    try:
        ours = rasa_project.write(folder, examples)
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}. Give another folder: --out FOLDER.") from None
    said = sum(map(len, rasa_project.learnable(examples).values()))
    kept = "" if ours else f" {folder / rasa_project.CONFIG} is yours and was kept."
    out.print(f"The Rasa project is in {folder}: {said} sentences of {len(examples)} intents.{kept}", markup=False)


async def _examples(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    async with open_store(settings) as store:
        return await sentences_in_force(settings, store)


def _port(settings: Settings) -> int:
    url = urlsplit(settings.rasa_url)
    if url.hostname not in (HOST, "localhost"):
        raise RasaError(
            f"RECUL_RASA_URL is {settings.rasa_url}, another machine: start Rasa there, or unset it to serve Rasa here."
        )
    return url.port or 5005
