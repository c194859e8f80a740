"""`recul nlu suggest`: what a customer said is kept with the conversation, so that erasing it finds the sentence."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from conversations.learning import Review, Suggestion
from conversations.message import Sender
from conversations.ports import Refused
from store.sql import SqlStore
from tests.conformance.dossiers import Dossier, incoming, place

SAID = "bonjour, ici hypatia, vous affûtez les couteaux ?"
Suggest = Callable[..., Result]


@pytest.fixture
def conversation(sqlite_url: str) -> str:
    """The id of a conversation with somebody called Hypatia."""
    return asyncio.run(_begun(sqlite_url))


@pytest.fixture
def suggest(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Suggest:
    """Run the command with the example charter."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUL_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *more: CliRunner().invoke(app, ["nlu", "suggest", *more])


async def _begun(url: str) -> str:
    store = SqlStore.open(url)
    dossier = Dossier(store, place("hypatia"))
    await dossier.receive(replace(incoming(dossier.key), sender=Sender(dossier.key.contact, "Hypatia")))
    await store.close()
    return dossier.id


async def _open_ones(url: str) -> list[Suggestion]:
    store = SqlStore.open(url)
    found = await store.suggestions(Review.OPEN, 9)
    await store.close()
    return list(found)


def test_the_sentence_is_kept_with_its_conversation_and_without_its_customer(
    suggest: Suggest, conversation: str, sqlite_url: str
) -> None:
    ran = suggest(SAID, "--intent", "sav", "--conversation", f" {conversation} ", "--json")
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    assert (found["conversation"], found["origin"]) == (conversation, "written")
    assert found["text"] == "bonjour, ici [nom], vous affûtez les couteaux ?"
    assert [one.conversation for one in asyncio.run(_open_ones(sqlite_url))] == [conversation]


def test_the_same_words_of_two_customers_are_two_suggestions(suggest: Suggest, conversation: str, sqlite_url: str) -> None:
    """Erasing one conversation leaves what was said in the other."""
    words = "vous affûtez les couteaux ?"
    assert suggest(words, "--intent", "sav", "--conversation", conversation).exit_code == 0
    assert suggest(words, "--intent", "sav").exit_code == 0
    assert {one.conversation for one in asyncio.run(_open_ones(sqlite_url))} == {conversation, ""}
    again = suggest(words, "--intent", "sav", "--conversation", conversation)
    assert isinstance(again.exception, Refused)


def test_a_conversation_that_is_not_there_is_refused_with_the_next_step(
    suggest: Suggest, conversation: str, sqlite_url: str
) -> None:
    ran = suggest(SAID, "--intent", "sav", "--conversation", conversation + "0")
    assert isinstance(ran.exception, Refused)
    assert "recul conversation list --state all" in str(ran.exception)
    assert asyncio.run(_open_ones(sqlite_url)) == []


def test_help_says_what_goes_without_a_conversation(suggest: Suggest) -> None:
    said = " ".join(suggest("--help").stdout.split())
    assert "Without it the sentence must hold nobody's data" in said
