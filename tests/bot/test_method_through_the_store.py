"""The method holds through the store too: with fragments, messages delivered twice, a line that is restarted, and outages."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.bell import ProcessChanges
from bot.line import LiveLine
from bot.release import Release as CharterRelease
from bot.surroundings import Surroundings
from conversations import events as e
from conversations.acts import Assign, Close, HandBack, Note, Release, Say, StaffAct, TakeDanger
from conversations.conversation import Conversation, after
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.ports import Refused
from store.sql import SqlStore
from tests.conformance.dossiers import fresh
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.virtual_clock import VirtualClock
from tests.routing.lives import (
    CHARTER,
    PAUSES,
    STARTS,
    Step,
    asked_once,
    danger_first,
    heard_once,
    nobody_spoken_over,
    promised_truly,
    word_kept,
)

TEXTS = [
    "livraison",
    "horaires",
    "retour",
    "humain",
    "salutation",
    "insulte",
    "furieux livraison",
    "danger qualite",
    "4",
    "oui",
]
WRITES = st.tuples(st.sampled_from(["writes", "twice", "fragments"]), st.sampled_from(TEXTS))
STAFF = st.sampled_from(
    [("answer",), ("holding",), ("close",), ("hand_back",), ("note",), ("take_danger",), ("assign",), ("release",)]
)
WAITS = st.tuples(st.just("waits"), st.sampled_from(PAUSES))
TROUBLE = st.one_of(st.just(("restart",)), st.tuples(st.just("is_down"), st.sampled_from(PAUSES)))
LIVES = st.lists(st.one_of(WRITES, WRITES, STAFF, WAITS, WAITS, TROUBLE), min_size=3, max_size=10)


class Life:
    """One customer with the line over a real store, which is opened anew at each restart."""

    def __init__(self, url: str, visibility: Visibility, start: int) -> None:
        self.url, self.visibility = url, visibility
        self.clock = VirtualClock(STARTS[start])
        self.key = PlaceKey("web", "site", fresh("p"), fresh("x"))
        self._n = 0
        self._open()

    def _open(self) -> None:
        self.store = SqlStore.open(self.url)
        release = CharterRelease("r1", CHARTER, ScriptedEngine())
        self.line = LiveLine(self.store, self.store, self.clock, ProcessChanges(), lambda: release, Surroundings(self.store))

    async def live(self, steps: Sequence[Step]) -> None:
        """Take these steps; what a person may not do is not done."""
        await self._writes("livraison")
        for step in steps:
            with suppress(Refused):
                await self._step(step)
        await self._waits(timedelta(minutes=1))

    async def _step(self, step: Step) -> None:
        match step:
            case ("writes", text):
                await self._writes(str(text))
            case ("twice", text):
                await self._writes(str(text), times=2)
            case ("fragments", text):
                for word in ("bonjour", str(text), "merci"):
                    await self._writes(word)
                    self.clock.move(timedelta(seconds=1))
            case ("waits", time):
                await self._waits(time)  # type: ignore[arg-type]
            case ("is_down", time):
                self.clock.move(time)  # type: ignore[arg-type]
            case ("restart",):
                await self.store.close()
                self._open()
            case (act,):
                await self._acts(str(act))

    async def _writes(self, text: str, times: int = 1) -> None:
        self._n += 1
        id, sender = f"{self.key.contact}-{self._n}", Sender(self.key.contact)
        said = Incoming(self.key, id, sender, self.visibility, text, self.clock.now())
        for _ in range(times):
            await self.line.receive(said)

    async def _acts(self, act: str) -> None:
        state = await self._state()
        common = (state.id, "u1", fresh("k"), state.version)
        made: dict[str, StaffAct] = {
            "answer": Say(*common, "Bonjour, voici.", "answer", "Léa", True),
            "holding": Say(*common, "Nous regardons.", "holding", "Léa", True),
            "close": Close(*common),
            "hand_back": HandBack(*common),
            "note": Note(*common, "à voir"),
            "take_danger": TakeDanger(*common),
            "assign": Assign(*common, "u2"),
            "release": Release(*common),
        }
        await self.line.act(made[act])
        await self._deliver()

    async def _waits(self, time: timedelta) -> None:
        end = self.clock.now() + time
        id = (await self._state()).id
        while (moments := await self.store.timers(id)) and min(moments.values()) <= end:
            self.clock.set(max(self.clock.now(), min(moments.values())))
            await self.line.tick(id)
            await self._deliver()
        self.clock.set(end)

    async def _deliver(self) -> None:
        id = (await self._state()).id
        for parcel in await self.store.waiting("web", None, 100, id, self.clock.now()):
            await self.line.delivered(parcel, self.clock.now())

    async def _state(self) -> Conversation:
        found = await self.store.find(self.key)
        assert found is not None
        return found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(LIVES, st.sampled_from(Visibility), st.integers(0, len(STARTS) - 1))
def test_the_method_holds_through_the_store(database_url: str, steps: list[Step], visibility: Visibility, start: int) -> None:
    asyncio.run(_lived(Life(database_url, visibility, start), steps))


async def _lived(life: Life, steps: list[Step]) -> None:
    try:
        await life.live(steps)
        state = await life._state()
        events = [event for _, event in await life.store.events(state.id)]
    finally:
        await life.store.close()
    empty = Conversation(state.id, state.key)
    assert after(empty, events) == state
    assert state.undecided == ()
    heard_once(events)
    word_kept(events, CHARTER)
    promised_truly(empty, events, CHARTER)
    nobody_spoken_over(empty, events, CHARTER)
    asked_once(empty, events)
    down = any(step[0] == "is_down" for step in steps)
    danger_first(empty, events, None if down else life.clock.now())
    received = [event.message for event in events if isinstance(event, e.MessageReceived)]
    assert len(received) == len(set(received))
