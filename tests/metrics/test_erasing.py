"""What customers have said can be erased: no number knows a word of it, and a recount finds the same as before."""

from datetime import timedelta

from sqlalchemy import update

from metrics.board import Board
from metrics.exposition import exposition
from metrics.recount import recount
from store import tables as t
from store.sql import SqlStore
from tests.bot.test_line import World

REQUESTS = ("livraison 4111 1111 1111 1111", "horaires", "danger qualite furieux", "merci", "avocat livraison", "hors_sujet")


async def test_erasing_texts_and_names_changes_no_number(store: SqlStore) -> None:
    world = World(store)
    board = Board("0", "r1", world.charter)
    for n, text in enumerate(REQUESTS):
        place = "public" if n % 2 else f"private:{n}"
        receipt = await world.line.receive(world.incoming(text, place=place, contact=f"x{n}"))
        await world.pass_time(timedelta(minutes=7))
        for parcel in await store.waiting("web", None, 100, receipt.conversation):
            await world.line.delivered(parcel, world.clock.now())
    await world.pass_time(timedelta(hours=30))
    before = exposition(await store.snapshot(world.clock.now()), board)
    first = await recount(store, board, world.clock.now(), lambda done, of: None)
    assert first.differences == ()
    assert first.settled > len(REQUESTS)

    await _erase(store)
    assert exposition(await store.snapshot(world.clock.now()), board) == before
    assert await recount(store, board, world.clock.now(), lambda done, of: None) == first


async def _erase(store: SqlStore) -> None:
    """Every word of the customers and about them."""
    blanked = (
        update(t.message).values(text="", author="", external_id=None),
        update(t.contact).values(name="", platform_id=t.contact.c.id),
        update(t.conversation).values(place=t.conversation.c.id, address="{}", last_external_id=None),
    )
    for statement in blanked:
        await store._database.write(lambda connection, statement=statement: connection.execute(statement))
    said = await store._database.read(lambda c: c.execute(t.message.select()).all())
    assert {row.text for row in said} == {""}
