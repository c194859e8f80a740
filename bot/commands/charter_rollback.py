"""`recul charter rollback`: what was in force before is published again, as a new version."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.charter_arguments import Note, Yes, person
from bot.commands.nlu_rasa import LEFT
from bot.commands.output import out, progress_bar
from bot.preparing import Prepared, learned_by, prepare_again
from bot.publishing import PUBLISHED_MEANWHILE, Kept, publish, restore
from bot.settings import Settings, read_settings
from bot.teaching import Teaching, teaching
from bot.wiring import open_store
from conversations.ports import Conflict, Refused
from conversations.versions import CharterVersion

Number = Annotated[int | None, typer.Argument(help="The version to go back to; the one before when left out.", min=1)]


def rollback_command(number: Number = None, note: Note = "", yes: Yes = False) -> None:
    """Publish an earlier version again, under a new number; running processes switch within two seconds. Asks first.

    Example: recul charter rollback 3
    """
    settings = read_settings()
    asyncio.run(_rollback(settings, number, note, ask=not yes))


async def _rollback(settings: Settings, number: int | None, note: str, *, ask: bool) -> None:
    async with open_store(settings) as store:
        current, old = await _chosen(store, number)
        if ask:
            since = f"{old.at:%Y-%m-%d %H:%M} UTC"
            typer.confirm(f"Publish version {old.number} of {since} ({old.note or old.origin}) again?", abort=True)
        await restore(settings, store, old)
        taught = await teaching(settings, store, old)
        with progress_bar("Preparing") as progress:
            prepared = await asyncio.to_thread(prepare_again, settings, old, progress, taught.learned)
        note = note or f"back to version {old.number}"
        try:
            at = SystemClock().now()
            version = await publish(store, prepared, after=current.number, origin="rollback", by=person(), at=at, note=note)
        except Conflict:
            raise Refused(PUBLISHED_MEANWHILE) from None
    said = f"Version {version.number} is published: what version {old.number} was. Running processes switch within 2 s."
    out.print(said, markup=False)
    for line in _about_learning(prepared, old, taught):
        out.print(line, markup=False)
    if settings.nlu == "rasa" and version.model != current.model:
        out.print(LEFT, markup=False)


def _about_learning(prepared: Prepared, old: CharterVersion, taught: Teaching) -> Iterator[str]:
    """What becomes of the sentences that were accepted since."""
    if prepared.model_name != old.model:
        yield "Its model could not be had any more: it was trained again, with the accepted sentences that it had learned."
    if missing := learned_by(prepared.loaded, taught.waiting):
        yield (
            f"{len(missing)} accepted sentence(s) are not in it, and join the next release, be it for an edit. "
            "Reject those that mislead: recul nlu review --state accepted"
        )


async def _chosen(store: Kept, number: int | None) -> tuple[CharterVersion, CharterVersion]:
    """The version in force, and the one to go back to. Raises Refused."""
    current = await store.current_version()
    if current is None:
        raise Refused("Nothing is published yet, so there is nothing to go back to.")
    wanted = current.number - 1 if number is None else number
    old = await store.version(wanted)
    if old is None:
        raise Refused(f"There is no version {wanted} before version {current.number}. `recul charter history` lists them.")
    if (old.digest, old.model) == (current.digest, current.model):
        raise Refused(
            f"Version {wanted} says what version {current.number}, in force, says. Choose another: recul charter history"
        )
    return current, old
