"""What a decision needs from elsewhere: gathered here, given to the pure rules as their context."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot import written
from bot.hearing import Hearing
from bot.presence import Presence
from bot.release import Release
from bot.remembered import Remembered
from bot.still_here import still_here
from bot.workloads import KEPT, Workloads
from conversations.acts import StaffAct
from conversations.change import Change
from conversations.conversation import Conversation
from conversations.crisis import Crises, CrisisState
from conversations.message import Incoming, PlaceKey, Visibility
from conversations.ports import Cursors, Outbox, Store, Switch, Timeline
from conversations.users import Users
from routing import impostors
from routing.acknowledgement import PUBLIC_ONCE
from routing.context import Context, Emergency, WayToPrivate
from routing.crisis import holds
from routing.draft import Draft
from routing.ours import ours

A_MOMENT = timedelta(seconds=1)
"""How old what is known of a crisis or a suspension may be when something is decided; sending itself looks each time."""

BOT = frozenset({"all", "bot"})
"""The scopes of a suspension that hold back what the bot says."""


class Reads(Store, Timeline, Crises, Users, Outbox, Switch, Cursors, Protocol):
    """What is looked at."""


class Surroundings:
    """Gathers contexts. `way` makes fresh links to private, None where there are none. `letters`: e-mail to the staff leaves.
    `started`: when this process began to listen to customers, None: long ago. `usual_kept`: see `Workloads`."""

    def __init__(
        self,
        store: Reads,
        desk_url: str = "",
        way: Callable[[PlaceKey, datetime], WayToPrivate | None] = lambda _, __: None,
        letters: bool = True,
        started: datetime | None = None,
        usual_kept: timedelta = KEPT,
    ) -> None:
        self._store = store
        self._desk_url = desk_url
        self.workloads = Workloads(store, usual_kept)
        self._presence = Presence(store)
        self._crisis = Remembered(store.crisis, A_MOMENT)
        self._suspensions = Remembered(store.suspensions, A_MOMENT)
        self.hearing = Hearing(store, started)
        self._way = way
        self._letters = letters

    async def around(self, conversation: Conversation, release: Release, now: datetime, act: StaffAct | None = None) -> Context:
        """What a decision on `conversation` at `now` may look at; for a staff act also what its checks need."""
        key = conversation.key
        known: frozenset[str] = frozenset()
        if conversation.visibility is Visibility.PUBLIC:
            known = await self._store.public_acknowledgements(key.contact, key.channel, now - PUBLIC_ONCE)
        return Context(
            release.charter,
            release.id,
            now,
            acknowledged_in_public=known,
            desk_url=self._desk_url,
            away=await self._presence.away(release.charter, now),
            emergency=await self._emergency(conversation, now),
            way=self._way(key, now) if self._to_invite(conversation) else None,
            draftsman=await written.draftsman(self._store, conversation, release.charter, act),
            caught_up=await self.hearing.caught_up(key, now),
            letters=self._letters,
            suspended=not BOT.isdisjoint(await self._suspensions.at(now)),
            # Awaited last: what others promise until the decision is made is in it.
            workloads=await self.workloads.at(release, now),
        )

    async def suspicion(self, incoming: Incoming, conversation: Conversation, release: Release, now: datetime) -> Change:
        """What a message that has come to `conversation` brings when it looks like a fake's; nothing otherwise."""
        if incoming.visibility is not Visibility.PUBLIC:
            return Change()
        staff = [user.public_name for user in await self._store.users() if not user.disabled]
        if impostors.suspected(incoming, ours(release.charter, incoming.key.account, staff)) is None:
            return Change()
        draft = Draft(conversation, Context(release.charter, release.id, now, desk_url=self._desk_url))
        impostors.raise_card(draft)
        return draft.change()

    async def still_here(self, conversation: Conversation) -> Mapping[str, bool]:
        """Which of its held replies have certainly not left, or certainly have."""
        return await still_here(self._store, conversation)

    async def _emergency(self, conversation: Conversation, now: datetime) -> Emergency | None:
        crisis = await self._crisis.at(now)
        if crisis is None or not holds(crisis, now):
            return None
        public = conversation.audience is Visibility.PUBLIC and crisis.state is CrisisState.DECLARED
        stated = public and await self._store.stated(conversation.key, crisis.changed_at)
        return Emergency(crisis, stated)

    @staticmethod
    def _to_invite(conversation: Conversation) -> bool:
        return conversation.audience is Visibility.PUBLIC and not conversation.invited
