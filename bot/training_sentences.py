"""What an engine beside ours is trained on: what the release in force was trained on."""

import asyncio
from collections.abc import Mapping

from bot.learning import training_examples
from bot.releases import source_of
from bot.settings import Settings
from bot.teaching import Teaches, teaching
from charter.load import load
from charter.reading import read_source


async def sentences_in_force(settings: Settings, store: Teaches) -> Mapping[str, tuple[str, ...]]:
    """The sentences by intent: of the version in force, with those of people that it has learned and none that waits; where
    nothing is published yet, of the charter's file with all that was accepted.

    Raises CharterProblems, Unavailable.
    """
    version = await store.current_version()
    taught = await teaching(settings, store, version)
    if version is None:
        return training_examples(await asyncio.to_thread(load, settings.charter), taught.accepted)
    return training_examples(await asyncio.to_thread(read_source, source_of(version)), taught.learned)
