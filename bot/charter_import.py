"""What becomes of the charter's file: a good edit is published, a bad one is refused and told, and the old version goes on."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import structlog

from bot.aside import aside
from bot.bell import Bell
from bot.charter_status import read_status, write_status
from bot.preparing import Prepared, prepare
from bot.publishing import REFUSALS, Kept, publish, restore
from bot.settings import Settings
from bot.teaching import teaching
from bot.written_difference import written_difference
from charter.load import written
from charter.problems import CharterProblems
from charter.source import Source
from conversations.charter_file import CharterFile, Edit, FileStanding, edit_of
from conversations.ports import Clock, Conflict
from conversations.versions import CharterVersion

SHOWN = 40
"""Problems, or lines of a difference, that the log shows."""

log = structlog.get_logger()


class CharterImport:
    """Judges the file against the version in force. `published` is rung when a version was published here."""

    def __init__(self, settings: Settings, store: Kept, clock: Clock, published: Bell) -> None:
        self.path = Path(settings.charter).absolute()
        self._settings = settings
        self._store = store
        self._clock = clock
        self._published = published

    async def judge(self, number: int) -> bool:
        """Do what the file asks for against version `number`; True when it must be tried again although nothing changes.

        Raises Unavailable.
        """
        known, current = await read_status(self._store), await self._store.version(number)
        if current is None or not self._is_meant(known):
            return False
        known = replace(known, path=str(self.path), number=number)
        try:
            source = await asyncio.to_thread(written, self.path)
        except CharterProblems as error:
            await self._refuse(known, _sentences(error))
            return True
        return await self._do(edit_of(source.digest, known, current), known, current, source)

    def _is_meant(self, known: CharterFile) -> bool:
        """False for the example's file, when nobody has named it and the charter came from elsewhere."""
        return "charter" in self._settings.model_fields_set or known.path == str(self.path)

    async def _do(self, edit: Edit, known: CharterFile, current: CharterVersion, source: Source) -> bool:
        if edit is Edit.IMPORT:
            return await self._import(known, current, source)
        if edit is Edit.REFUSE:
            await self._diverged(known, current, source)
        elif edit is Edit.BEHIND:
            await self._tell(known, FileStanding.BEHIND)
        else:
            await self._tell(replace(known, imported=source.digest), FileStanding.IN_FORCE)
        return False

    async def _import(self, known: CharterFile, current: CharterVersion, source: Source) -> bool:
        log.info("charter_edited", file=str(self.path), release=source.digest[:12])
        try:
            prepared = await self._prepared(known, current, source)
            version = await publish(self._store, prepared, after=current.number, origin="file", by="file", at=self._clock.now())
        except (*REFUSALS, OSError) as error:
            await self._refuse(known, _sentences(error))
            return not isinstance(error, CharterProblems)
        except Conflict:
            log.info("charter_published_elsewhere", what="somebody published meanwhile: the file is looked at again")
            return True
        self._published.ring()
        log.info("charter_published", number=version.number, release=version.digest[:12], **prepared.gate)
        if prepared.held is not None:
            log.warning("suggestions_held", number=version.number, what=str(prepared.held))
        await self._tell(replace(known, imported=version.digest, number=version.number), FileStanding.IN_FORCE)
        return False

    async def _prepared(self, known: CharterFile, current: CharterVersion, source: Source) -> Prepared:
        """The charter checked, trained and tried out, while everybody is told how far it is."""
        await restore(self._settings, self._store, current)
        taught = await teaching(self._settings, self._store, current)
        share, doing = 0.0, ""

        def note(to: float, what: str) -> None:
            nonlocal share, doing
            share, doing = to, what

        training = partial(prepare, self._settings, source, current.model, note, taught)
        work = asyncio.ensure_future(aside(training, "training"))
        told = ""
        while not (await asyncio.wait({work}, timeout=1.0))[0]:
            if not doing or share >= 1.0:
                continue  # nothing is trained: the sentences are known
            if doing != told:
                told = doing
                log.info("charter_training", share=round(share, 2), doing=doing)
            await self._tell(known, FileStanding.TRAINING, share=share)
        return work.result()

    async def _refuse(self, known: CharterFile, problems: Sequence[str]) -> None:
        what, more, refusals = problems[0], len(problems) - 1, known.refusals
        if (known.standing, known.what, known.more) != (FileStanding.REFUSED, what, more):
            refusals += 1
            for problem in problems[:SHOWN]:
                log.error("charter_refused", what=problem)
            log.error("charter_refused", what=f"{more + 1} problem(s); version {known.number} stays in force. {_MEND}")
        await self._tell(known, FileStanding.REFUSED, what=what, more=more, refusals=refusals)

    async def _diverged(self, known: CharterFile, current: CharterVersion, source: Source) -> None:
        refusals = known.refusals
        if (known.standing, known.what) != (FileStanding.DIVERGED, source.digest):
            refusals += 1
            for line in written_difference(current.text, current.examples, source.text, source.examples)[:SHOWN]:
                log.error("charter_refused", difference=line)
            log.error("charter_refused", what=f"version {current.number} was published by {current.origin} since. {_MERGE}")
        await self._tell(known, FileStanding.DIVERGED, what=source.digest, refusals=refusals)

    async def _tell(
        self,
        known: CharterFile,
        standing: FileStanding,
        *,
        what: str = "",
        more: int = 0,
        share: float = 0.0,
        refusals: int | None = None,
    ) -> None:
        refusals = known.refusals if refusals is None else refusals
        told = replace(known, standing=standing, what=what, more=more, share=share, refusals=refusals)
        if told != await read_status(self._store):
            await write_status(self._store, told)


_MEND = "Mend the file; `recul charter check` lists everything."
_MERGE = (
    "Write what it brought into the file (`recul charter export DIR` writes it out), then `recul charter publish FILE`; "
    "or leave the file: it is used no more."
)


def _sentences(error: Exception) -> list[str]:
    if isinstance(error, CharterProblems):
        return [str(problem) for problem in error.problems]
    if isinstance(error, OSError):
        return [f"the charter could not be prepared: {error.strerror or error}. Check the disk and its rights."]
    return [str(error)]
