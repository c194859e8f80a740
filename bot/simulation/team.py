"""The staff in virtual time: who is there, how long they need, and what they do with a conversation that waits for them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from math import exp

from bot.simulation import sentences as s
from bot.simulation.memory import id_of
from bot.simulation.world import World
from charter.charter import Charter
from charter.folded import folded
from charter.hours import add_open_time
from conversations import events as e
from conversations.acts import Approve, Close, Note, Say, StaffAct, TakeDanger, Transfer
from conversations.change import Save
from conversations.conversation import Conversation
from conversations.crisis import Crisis, CrisisState
from conversations.message import Visibility
from conversations.ports import Refused, Stale
from conversations.understanding import Heat
from conversations.users import Role, User

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
USUAL = 0.34
"""The median wait for a person, as a share of the department's delay."""
SPREAD = 0.95
NEVER = 0.035
HOLD, TRANSFER, NOTE, CLOSE = 0.08, 0.05, 0.06, 0.85
NO_PASSWORD = "!"  # noqa: S105 - the hash of nothing: nobody signs in with it
BAD_DAY, ILL, HEATED = 2.6, 1.7, 0.6


def users(charter: Charter, seed: int) -> list[User]:
    """A manager, two supervisors, and one agent for each department, two where most write."""
    departments = [department.id for department in charter.departments]
    roles = [(Role.MANAGER, ""), (Role.SUPERVISOR, ""), (Role.SUPERVISOR, ""), *((Role.AGENT, id) for id in departments)]
    roles += [(Role.AGENT, id) for id in departments[:2]]
    found = []
    for number, (role, department) in enumerate(roles):
        name = s.STAFF[number % len(s.STAFF)]
        login = f"demo{number + 1}.{folded(name)}"
        own = (department,) if department else ()
        found.append(User(id_of("user", seed, number), login, name, role, NO_PASSWORD, own))
    return found


class Team:
    """What the staff do."""

    def __init__(self, world: World, staff: Sequence[User]) -> None:
        self._world, self._staff = world, staff
        self._attended: set[str] = set()
        self._acts = 0

    def looks_at(self, save: Save) -> None:
        """A conversation has changed: somebody plans what it asks of a person."""
        state, id = save.after, save.after.id
        for event in save.change.events:
            if isinstance(event, e.DangerRaised):
                self._plan(id, self._world.between(4 * MINUTE, 25 * MINUTE), self._take_danger)
            if isinstance(event, e.Held) and event.why == "approval":
                wait = self._open_wait(state.department, self._world.between(4 * MINUTE, 50 * MINUTE))
                self._plan(id, wait, partial(self._approve, outgoing=event.outgoing, author=event.by))
        turn = state.waiting
        if turn is not None and (turn.handed_over_at is not None or state.muted) and id not in self._attended:
            self._attended.add(id)
            self._will_attend(state)

    def day_begins(self, ill: bool) -> None:
        """Somebody of the first department is ill, or back."""
        first = next(user for user in self._staff if user.departments)
        self._world.memory.staff = [replace(user, absent=ill and user is first) for user in self._staff]

    async def decides_on(self, crisis: Crisis) -> None:
        """The manager declares the crisis that is proposed, for the rest of the day."""
        now, manager = self._world.now, self._staff[0]
        ends_at = now + 7 * HOUR
        declared = replace(crisis, state=CrisisState.DECLARED, changed_at=now, by=manager.id, ends_at=ends_at)
        await self._world.memory.put_crisis(declared, crisis.state)

    def forget(self, id: str) -> None:
        """Nothing will happen there any more."""
        self._attended.discard(id)

    def _will_attend(self, state: Conversation) -> None:
        if self._world.chance(NEVER):
            self._plan(state.id, self._world.between(2 * DAY, 6 * DAY), self._give_up)
            return
        self._plan(state.id, self._open_wait(state.department, self._drawn_wait(state)), self._attend)

    def _drawn_wait(self, state: Conversation) -> timedelta:
        world, today = self._world, self._world.now.date()
        delays = world.charter.department(world.charter.holder(state.department)).delays
        target = delays.public if state.audience is Visibility.PUBLIC else delays.private
        slower = BAD_DAY if today in (world.days.bad, world.days.crisis) else 1.0
        slower *= ILL if world.days.ill(today) else 1.0
        slower *= HEATED if Heat[state.hottest.upper()] >= Heat.ANGRY else 1.0
        return min(target, 5 * HOUR) * (USUAL * slower * exp(world.random.gauss(0, SPREAD)))

    def _open_wait(self, department: str | None, wait: timedelta) -> timedelta:
        now = self._world.now
        return add_open_time(self._world.charter.hours_of(department), now, wait) - now

    def _plan(self, id: str, after: timedelta, doing: Callable[[str], Awaitable[None]]) -> None:
        self._world.agenda.plan(self._world.now + after, id, partial(doing, id))

    async def _take_danger(self, id: str) -> None:
        if self._state(id).danger_at is not None:
            await self._act(TakeDanger, id, self._staff[1])

    async def _approve(self, id: str, outgoing: str, author: str) -> None:
        approver = next(user for user in self._staff if user.approves and user.id != author)
        if any(held.outgoing == outgoing for held in self._state(id).held):
            await self._act(Approve, id, approver, outgoing)

    async def _give_up(self, id: str) -> None:
        """Nobody has ever answered; some of these are closed all the same."""
        if self._world.chance(0.8):
            await self._act(Close, id, self._somebody(id))
        self._attended.discard(id)

    async def _attend(self, id: str) -> None:
        state, user, world = self._state(id), self._somebody(id), self._world
        if state.waiting is None or state.held:
            self._attended.discard(id)
            return
        if world.chance(NOTE):
            await self._act(Note, id, user, world.random.choice(s.NOTES))
        if world.chance(TRANSFER) and not state.muted:
            await self._act(Transfer, id, user, world.random.choice(world.charter.departments).id)
        elif world.chance(HOLD) and not state.muted:
            await self._says(id, user, "holdings", "holding")
        else:
            public = state.audience is Visibility.PUBLIC
            await self._says(id, user, "public_answers" if public else "answers", "answer")
        if self._state(id).waiting is not None:
            self._will_attend(self._state(id))
            return
        self._attended.discard(id)
        if world.chance(CLOSE):
            self._plan(id, world.between(10 * MINUTE, 30 * HOUR), self._close)

    async def _close(self, id: str) -> None:
        state = self._state(id)
        if state.waiting is None and not state.closed and not state.held and not state.undecided:
            await self._act(Close, id, self._somebody(id))

    async def _says(self, id: str, user: User, subject: str, reply: str) -> None:
        text = self._world.random.choice(s.of(subject, self._state(id).language or "fr"))
        if not await self._act(Say, id, user, text, reply, user.public_name, True):
            await self._act(Say, id, user, text, reply, user.public_name, True, s.WHY_ALONE)

    async def _act(self, kind: type[StaffAct], id: str, user: User, *of: object) -> bool:
        """False when it was refused, as it may be to anybody."""
        self._acts += 1
        act = kind(id, user.id, f"{id}-a{self._acts}", self._state(id).version, *of)  # type: ignore[arg-type]
        try:
            await self._world.line.act(act)
        except (Refused, Stale):
            return False
        return True

    def _state(self, id: str) -> Conversation:
        return self._world.memory.lives[id].state

    def _somebody(self, id: str) -> User:
        """Who has it, else one of its department who is there, else a supervisor."""
        state, there = self._state(id), [user for user in self._world.memory.staff if not user.absent]
        holder = [user for user in there if user.id == state.assigned]
        own = [user for user in there if state.department in user.departments]
        return self._world.random.choice(holder or own or list(there[1:3]))
