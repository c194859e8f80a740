"""What an engine is trained on now: the sentences of the charter in force, and those that people have taught."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Protocol

from bot.learning import all_accepted, training_examples
from bot.releases import source_of
from bot.settings import Settings
from charter.load import load
from charter.reading import read_source
from conversations.learning import Suggestions
from conversations.versions import Versions


class Taught(Versions, Suggestions, Protocol):
    """Where charter versions and suggestions are kept."""


async def sentences_in_force(settings: Settings, store: Taught) -> Mapping[str, tuple[str, ...]]:
    """The sentences by intent: of the version in force, of the charter's file where nothing is published yet.

    Raises CharterProblems, Unavailable.
    """
    version = await store.current_version()
    read = partial(load, settings.charter) if version is None else partial(read_source, source_of(version))
    return training_examples(await asyncio.to_thread(read), await all_accepted(store))
