"""What the desk's pages work with: the ports, given once when the desk is assembled."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, cast
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from charter.charter import Charter
from conversations.charter_file import NO_FILE, CharterFile
from conversations.ports import Changes, Clock, Line, Queue, Switch, Timeline
from conversations.users import Users


@dataclass(frozen=True, slots=True)
class Console:
    """The ports behind the desk. `charter` is asked anew on every page, so that a new release is seen at once, and so is
    `charter_file`: what has become of the charter's file. `letters`: e-mail to the staff leaves.
    `fallen_back`: the chosen engine does not answer, and another one understands."""

    users: Users
    line: Line
    queue: Queue
    timeline: Timeline
    changes: Changes
    switch: Switch
    charter: Callable[[], Charter]
    clock: Clock
    secure_cookies: bool
    charter_file: Callable[[], CharterFile] = lambda: NO_FILE
    letters: bool = True
    fallen_back: Callable[[], bool] = lambda: False
    # Each password hash takes 19 MiB and a core: many sign-ins at once wait in line instead of filling the machine.
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    @property
    def zone(self) -> ZoneInfo:
        """The brand's time zone, in which the desk shows times."""
        return ZoneInfo(self.charter().hours.timezone)


def provide(console: Console) -> Callable[[Request], None]:
    """A router-wide dependency that makes `console` reachable from every request."""

    def remember(request: Request) -> None:
        request.state.console = console

    return remember


def console_of(request: Request) -> Console:
    """The console that `provide` has put there."""
    return cast(Console, request.state.console)


TheConsole = Annotated[Console, Depends(console_of)]
"""For the signature of a page."""
