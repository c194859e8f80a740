"""Which of the accepted sentences a version has learned: its model says so, whatever was published or taken back since."""

import asyncio
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from bot.learning import Accepted, all_accepted, known_to
from bot.releases import model_path
from bot.settings import Settings
from conversations.learning import Suggestion, Suggestions
from conversations.versions import CharterVersion, Versions
from nlu.held_out import held_out_of
from nlu.model import ModelError


class Teaches(Versions, Suggestions, Protocol):
    """Where versions are kept, and what people teach."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """What people have accepted: the sentences that a version has `learned`, and those that wait."""

    learned: Accepted = ()
    waiting: Accepted = ()

    @property
    def accepted(self) -> Accepted:
        """All of them."""
        return (*self.learned, *self.waiting)


NOTHING = Teaching()
"""Nobody has taught anything."""


async def teaching(settings: Settings, store: Teaches, version: CharterVersion | None) -> Teaching:
    """What people have accepted, beside that version; all of it waits where there is none. Raises Unavailable."""
    accepted = await all_accepted(store)
    if version is None or not accepted:
        return Teaching((), accepted)
    learned = await _learned(settings, store, version, accepted)
    return Teaching(learned, tuple(one for one in accepted if one not in learned))


async def _learned(
    settings: Settings, versions: Versions, version: CharterVersion, accepted: Accepted
) -> tuple[Suggestion, ...]:
    """Where its model cannot be read any more, what joined by then is the best that is known."""
    path = model_path(settings, version.model)
    data = None if path.exists() else await versions.model(version.model)
    try:
        unseen = await asyncio.to_thread(held_out_of, path if data is None else BytesIO(data))
    except ModelError:
        return tuple(one for one in accepted if one.version is not None and one.version <= version.number)
    return known_to(unseen, accepted)
