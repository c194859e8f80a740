"""At the terminal: a threat is answered by two people, and by nobody once the customer has written again."""

import asyncio
import json
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from conversations import events as e
from conversations.sending import ParcelState
from conversations.turn import AnsweredBy
from conversations.users import Role, User
from tests.stories.harness import Shop
from tests.stories.people import Customer

pytestmark = pytest.mark.xdist_group("stories")
THREAT = "Sans remboursement sous huit jours je saisis un avocat et je préviens la presse, mon colis n'est jamais arrivé"
HONEST = "Nous nous sommes trompés d'adresse : c'est notre erreur. Votre remboursement est parti ce matin."


class Terminal:
    """The staff's commands, on the shop's database."""

    def __init__(self, shop: Shop) -> None:
        self._environment = {
            "RECUL_DATABASE_URL": str(shop.settings.database_url),
            "RECUL_CHARTER": str(shop.settings.charter),
        }

    async def __call__(self, *words: str) -> Result:
        """What `recul conversation …` brings."""
        return await asyncio.to_thread(CliRunner().invoke, app, ["conversation", *words], env=self._environment)

    async def json(self, *words: str) -> Any:
        """What it prints for programs."""
        ran = await self(*words, "--json")
        assert ran.exit_code == 0, ran.output
        return json.loads(ran.stdout)


@pytest.fixture
async def terminal(shop: Shop) -> Terminal:
    """Two supervisors, an agent of another department, and somebody who has left."""
    for user in (
        User("s1", "lea", "Léa", Role.SUPERVISOR, "x"),
        User("s2", "marie", "Marie", Role.SUPERVISOR, "x"),
        User("a1", "tom", "Tom", Role.AGENT, "x", departments=("sav",)),
        User("a2", "ex", "Ex", Role.AGENT, "x", disabled=True),
    ):
        await shop.store.add_user(user)
    return Terminal(shop)


@pytest.fixture
async def threat(shop: Shop, lea: Customer) -> str:
    """The conversation of a customer who threatens, and was told that a person will answer."""
    await lea.writes(THREAT)
    await lea.is_told()
    conversation = await shop.store.load(await shop.conversation(lea.private))
    assert conversation is not None
    assert conversation.hottest == "threat"
    return conversation.id


async def states(shop: Shop) -> list[ParcelState]:
    """Where what people wrote is on its way."""
    return [parcel.state for parcel in await shop.parcels() if parcel.by is AnsweredBy.STAFF]


async def test_a_threat_is_answered_by_two(shop: Shop, lea: Customer, threat: str, terminal: Terminal) -> None:
    (row,) = await terminal.json("list")
    assert (row["conversation"], row["heat"]) == (threat, "threat")

    blunt = await terminal("reply", threat, "Calmez-vous, vous auriez dû appeler", "--as", "lea")
    assert "Calmez-vous" in str(blunt.exception)
    assert "Nous comprenons que cette situation est pénible" in str(blunt.exception)
    assert await states(shop) == []

    said = await terminal("reply", threat, HONEST, "--as", "lea")
    assert "Held until a second person agrees" in said.output
    assert "marie" in said.output
    (held,) = (await terminal.json("show", threat))["held"]
    assert (held["by"], held["why"]) == ("Léa", "approval")
    assert [row["conversation"] for row in await terminal.json("list")] == [threat]

    own = await terminal("approve", threat, held["outgoing"], "--as", "lea")
    assert "Nobody approves their own reply" in str(own.exception)
    assert await states(shop) == [ParcelState.HELD]

    await lea.writes("Et ne me répondez pas encore par un robot")
    await shop.fact(e.Decided, 2)
    assert await states(shop) == [ParcelState.CANCELLED]
    shown = (await terminal("show", threat)).output
    assert "The customer wrote" in shown
    assert HONEST in shown
    gone = await terminal("approve", threat, held["outgoing"], "--as", "marie")
    assert "not held any more" in str(gone.exception)

    await terminal("reply", threat, HONEST, "--as", "lea")
    (held,) = (await terminal.json("show", threat))["held"]
    approved = await terminal("approve", threat, held["outgoing"], "--as", "marie")
    assert "it leaves now" in approved.output
    assert HONEST in (await lea.is_told(2))[1]
    assert await states(shop) == [ParcelState.CANCELLED, ParcelState.DELIVERED]
    assert await terminal.json("list") == []


async def test_what_was_taken_back_never_arrives(shop: Shop, lea: Customer, threat: str, terminal: Terminal) -> None:
    await terminal("reply", threat, HONEST, "--as", "lea")
    (held,) = (await terminal.json("show", threat))["held"]
    assert "does not leave" in (await terminal("cancel", threat, held["outgoing"], "--as", "marie")).output
    assert await states(shop) == [ParcelState.CANCELLED]
    assert len(await lea.is_told()) == 1
    assert [row["conversation"] for row in await terminal.json("list")] == [threat]


async def test_the_other_acts_and_what_they_refuse(shop: Shop, threat: str, terminal: Terminal) -> None:
    assert "Tom has it now" in (await terminal("assign", threat, "--to", "tom", "--as", "lea")).output
    assert (await terminal("release", threat, "--as", "lea")).exit_code == 0
    assert (await terminal("note", threat, "Le transporteur cherche.", "--as", "lea")).exit_code == 0
    assert (await terminal("transfer", threat, "livraison", "--as", "lea")).exit_code == 0
    assert "other departments" in str((await terminal("note", threat, "Moi aussi", "--as", "tom")).exception)
    assert "disabled" in str((await terminal("note", threat, "Moi aussi", "--as", "ex")).exception)
    assert "ex, lea, marie, tom" in str((await terminal("note", threat, "Bonjour", "--as", "zoe")).exception)
    assert "There is no conversation" in str((await terminal("note", "nowhere", "Bonjour", "--as", "lea")).exception)
    late = await terminal("reply", threat, HONEST, "--as", "lea", "--seen", "1")
    assert "has moved on" in str(late.exception)
    assert "Le transporteur cherche." in (await terminal("show", threat)).output
    assert (await terminal("close", threat, "--as", "lea", "--no-survey")).exit_code == 0
    assert [row["conversation"] for row in await terminal.json("list", "--state", "closed")] == [threat]
    assert (await terminal("list", "--state", "waiting")).output.strip() == "Nobody waits."
