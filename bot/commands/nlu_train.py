"""`recul nlu train`: what people have taught is learned, and released if nothing is read worse for it."""

import asyncio
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.charter_arguments import AsJson, person
from bot.commands.database_here import database_here
from bot.commands.nlu_rasa import LEFT
from bot.commands.output import err, out, print_json, progress_bar
from bot.comparing import Fallen
from bot.learning import all_accepted
from bot.publishing import PUBLISHED_MEANWHILE, Kept, publish
from bot.releases import model_path, train_model
from bot.retraining import Retrained, retrain
from bot.settings import Settings, read_settings
from conversations.ports import Conflict, Refused
from conversations.versions import CharterVersion

Force = Annotated[str, typer.Option(metavar="REASON", help="Release although something is read worse.")]


def train_command(force: Force = "", json: AsJson = False) -> None:
    """Train the charter in force with what was accepted, compare on sentences kept apart, and release it.

    Nothing is released (exit code 1) when an intent is read worse by more than RECUL_TRAINING_MARGIN; `recul charter rollback`
    brings the model of before back. Where nothing was published yet, the file's charter is trained and kept.

    Example: recul nlu train
    Example: recul nlu train --force "seen with the team"
    """
    asyncio.run(_train(read_settings(), force, json=json))


async def _train(settings: Settings, force: str, *, json: bool) -> None:
    async with database_here(settings) as store:
        current = await store.current_version() if store is not None else None
        if store is None or current is None:
            accepted = await all_accepted(store) if store is not None else ()
            with progress_bar("Training") as progress:
                path = await asyncio.to_thread(train_model, settings, progress, accepted)
            _say(json, f"The model is {path}", model=str(path), released=None)
            return
        with progress_bar("Training") as progress:
            found = await retrain(settings, store, current, progress, force=bool(force))
        if found is None:
            path, said = model_path(settings, current.model), "has learned all that was accepted. Nothing was done."
            _say(json, f"The model of version {current.number} {said}", model=str(path), released=None)
            return
        _refuse(settings, found, force, json=json)
        await _release(store, current, found, force, rasa=settings.nlu == "rasa", json=json)


def _refuse(settings: Settings, found: Retrained, force: str, *, json: bool) -> None:
    """Say what has fallen, and end unless a person insists."""
    if not found.fallen or force:
        return
    if json:
        print_json({"model": str(found.prepared.model), "released": None, "fallen": [_row(fallen) for fallen in found.fallen]})
    else:
        err.print(
            f"Nothing was released: {len(found.fallen)} intent(s) would be read worse by more than "
            f"{settings.training_margin:.0%} (RECUL_TRAINING_MARGIN).",
            *map(str, found.fallen),
            "Reject what misleads (recul nlu review --state accepted), mend the charter's sentences, "
            'or insist: recul nlu train --force "why"',
            sep="\n",
            markup=False,
        )
    raise typer.Exit(1)


async def _release(store: Kept, current: CharterVersion, found: Retrained, force: str, *, rasa: bool, json: bool) -> None:
    prepared, at = found.prepared, SystemClock().now()
    note = f"trained with {len(prepared.learned)} sentence(s) from people"
    badly = found.fallen or (prepared.trial is not None and not prepared.trial.passed)
    note = f"{note} (released although it reads worse: {force})" if force and badly else note
    try:
        version = await publish(store, prepared, after=current.number, origin="training", by=person(), at=at, note=note)
    except Conflict:
        raise Refused(PUBLISHED_MEANWHILE) from None
    said = f"Version {version.number} is published, {note}. Running processes switch within 2 s. Back: recul charter rollback"
    fallen = [_row(fallen) for fallen in found.fallen]
    figures = {"released": version.number, "learned": len(prepared.learned), "fallen": fallen, "rasa_left": rasa}
    _say(json, f"{said}\n{LEFT}" if rasa else said, model=str(prepared.model), **figures)


def _say(json: bool, sentence: str, **figures: object) -> None:
    if json:
        print_json(figures)
    else:
        out.print(sentence, markup=False)


def _row(fallen: Fallen) -> dict[str, object]:
    fall = fallen.fall
    lost = [{"text": one.text, "taken_for": one.taken_for} for one in fallen.lost]
    return {"intent": fall.intent, "of": fall.of, "before": fall.before, "after": fall.after, "lost": lost}
