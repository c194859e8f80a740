"""Looks after Rasa beside the line: whether it answers, and whether its model is that of the charter in force."""

import asyncio
from collections.abc import Callable

import structlog

from bot.learning import all_accepted
from bot.release import InForce
from bot.settings import Settings
from bot.teaching import Teaches
from bot.training_sentences import sentences_in_force
from charter.problems import CharterProblems
from nlu.rasa_link import RasaLink
from nlu.rasa_project import sentences_digest, sentences_of

EVERY = 5.0
"""Seconds between two looks: so long does the desk show a trouble that is over."""

log = structlog.get_logger()


class RasaWatch:
    """`look` once in a while. `changed` is called when pages that show Rasa's state should be read again."""

    def __init__(
        self, link: RasaLink, settings: Settings, store: Teaches, in_force: InForce, changed: Callable[[], None]
    ) -> None:
        self.stale = False
        self._link, self._settings, self._store, self._in_force, self._changed = link, settings, store, in_force, changed
        self._shown = False
        self._wanted: tuple[object, str] = (None, "")

    async def look(self) -> None:
        """Ask Rasa what it serves. Raises Unavailable."""
        served = await self._link.look()
        if bool(self._link.failing) != self._shown:
            self._shown = bool(self._link.failing)
            self._changed()
        if served is not None:
            await self._compare(served.model_file)

    async def _compare(self, model_file: str) -> None:
        """Say once that the model is an old one, once that it is no more."""
        learned = sentences_of(model_file)
        stale = learned is not None and learned != await self._digest()
        if stale and not self.stale:
            log.warning("rasa_stale", model=model_file, what="trained before the charter changed; run `recul nlu serve-rasa`")
        elif self.stale and not stale:
            log.info("rasa_current", model=model_file)
        self.stale = stale

    async def _digest(self) -> str:
        """That of the sentences that Rasa should know; worked out anew when the version or what people taught has changed."""
        accepted = [(one.id, one.reviewed_at) for one in await all_accepted(self._store)]
        state = (self._in_force.serving.number, accepted)
        if self._wanted[0] != state:
            self._wanted = (state, await asyncio.to_thread(sentences_digest, await self._sentences()))
        return self._wanted[1]

    async def _sentences(self) -> dict[str, tuple[str, ...]]:
        try:
            return dict(await sentences_in_force(self._settings, self._store))
        except CharterProblems:
            return {}  # told at the desk and by `recul doctor`, with its place
