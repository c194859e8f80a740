"""Whatever is said where and when: once a link was followed, nothing private goes where everybody reads."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import events as e
from conversations.change import Change, Link
from conversations.message import PlaceKey, Visibility
from store.sql import SqlStore
from tests.conformance.dossiers import NOW, Dossier, fresh, incoming, minutes, place, reply

POST, CHATS = "post 7", ("chat 1", "chat 2")
_steps = st.lists(st.sampled_from(["comment", "write 0", "write 1", "follow 0", "follow 1", "queue"]), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(_steps, _steps)
def test_nothing_private_goes_where_everybody_reads(database_url: str, before: list[str], after: list[str]) -> None:
    asyncio.run(_check(database_url, [*before, "follow 0", *after, "queue"]))


async def _check(database_url: str, steps: list[str]) -> None:
    store = SqlStore.open(database_url)
    try:
        dossier = Dossier(store, place(fresh("p"), POST))
        await _say(dossier, POST, Visibility.PUBLIC)
        expected = ""
        for step in steps:
            expected = await _do(dossier, step, expected)
        for parcel in await store.parcels(dossier.id):
            where = expected if parcel.visibility is Visibility.PRIVATE else POST
            assert (parcel.place, parcel.address) == (where, {"at": where}), steps
    finally:
        await store.close()


async def _do(dossier: Dossier, step: str, at: str) -> str:
    """Where private replies go after that step, having gone to `at`."""
    what, _, n = step.partition(" ")
    match what:
        case "comment":
            await _say(dossier, POST, Visibility.PUBLIC)
        case "queue":
            await dossier.sends(*(reply(visibility=visibility) for visibility in Visibility))
        case "follow":
            await _follow(dossier, CHATS[int(n)])
            return CHATS[int(n)]
        case "write" if await dossier.store.find(_at(dossier, CHATS[int(n)])):
            await _say(dossier, CHATS[int(n)], Visibility.PRIVATE)
            return CHATS[int(n)]
    return at


async def _say(dossier: Dossier, where: str, visibility: Visibility) -> None:
    await dossier.receive(incoming(_at(dossier, where), visibility=visibility, address={"at": where}))


async def _follow(dossier: Dossier, where: str) -> None:
    link, id = fresh("h"), fresh("m")
    await dossier.happens(Change((e.Invited(NOW),), links=(Link(link, minutes(60)),)))
    key = _at(dossier, where)
    assert await dossier.store.follow(link, key, NOW) == dossier.state
    said = incoming(key, visibility=Visibility.PRIVATE, address={"at": where})
    arrived = e.MessageReceived(NOW, id, NOW, Visibility.PRIVATE, arrived=True)
    await dossier.happens(Change((arrived, e.MovedToPrivate(NOW))), incoming=said, message=id, followed=link)


def _at(dossier: Dossier, where: str) -> PlaceKey:
    return place(dossier.key.contact, where)
