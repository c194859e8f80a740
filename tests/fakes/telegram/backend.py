"""What the methods of the Bot API work on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.fakes.telegram.bell import Bell
from tests.fakes.telegram.errors import Json
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.sent import Recorded
from tests.fakes.telegram.updates import UpdateQueue
from tests.fakes.telegram.webhook import Webhook
from tests.fakes.telegram.world import World


@dataclass
class Backend:
    """One bot: its world, its updates, its webhook, what it sent."""

    world: World
    updates: UpdateQueue
    webhook: Webhook
    recorded: Recorded
    bell: Bell
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)


Method = Callable[[Backend, Parameters], Awaitable[object]]
