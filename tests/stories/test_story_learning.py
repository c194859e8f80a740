"""A customer refuses an answer, staff know better, somebody agrees: the next who asks it is understood. One can go back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.bell import Bell
from bot.charter_import import CharterImport
from bot.cli import app
from bot.clock import SystemClock
from bot.settings import Settings
from bot.wiring import open_store
from conversations import events as e
from conversations.learning import Review
from conversations.message import PlaceKey
from conversations.ports import Refused
from tests.stories.brand import Brand, Running, command, replace_models, settings_of
from tests.stories.harness import until

pytestmark = pytest.mark.xdist_group("stories")
ASKED = "bonjour, c'est pour horaires de l'atelier, commande 4821377"
TREES = (
    "cèdre",
    "lilas",
    "sapin",
    "frêne",
    "orme",
    "tilleul",
    "bouleau",
    "chêne",
    "hêtre",
    "érable",
    "saule",
    "peuplier",
    "noyer",
)
Recul = Callable[..., Result]


async def verdict(shop: Running, text: str, person: str) -> str:
    """How a message of that person, who has not written before, is decided."""
    posted = await shop.bridge.posts(text, conversation=person, author={"id": person, "name": "Zoé Martin"})
    posted.raise_for_status()

    async def decided() -> list[e.Decided]:
        found = await shop.store.find(PlaceKey("mastodon", "api", person, person))
        return [event for _, event in await shop.store.events(found.id) if isinstance(event, e.Decided)] if found else []

    return (await until(decided, what="a decision"))[0].verdict


async def becomes(shop: Running, wanted: str, prefix: str) -> None:
    """Wait until what was asked is decided so: each time by somebody else."""
    asked = iter(range(1000))

    async def decided_so() -> bool:
        return await verdict(shop, ASKED, f"{prefix}{next(asked)}") == wanted

    await until(decided_so, 60, what=f"{ASKED!r} being {wanted}")


async def test_what_a_customer_refuses_and_staff_correct_is_learned_and_can_be_taken_back(
    brand_shop: Running, brand_settings: Settings, tmp_path: Path
) -> None:
    shop, settings = brand_shop, brand_settings
    assert await verdict(shop, ASKED, "zoe") == "faq:horaires"
    await shop.bridge.delivers()
    (await shop.bridge.posts("non", conversation="zoe", author={"id": "zoe", "name": "Zoé Martin"})).raise_for_status()
    key = PlaceKey("mastodon", "api", "zoe", "zoe")

    async def refused() -> str:
        found = await shop.store.find(key)
        events = [event for _, event in await shop.store.events(found.id)] if found else []
        return found.id if found and any(isinstance(event, e.HandedOver) for event in events) else ""

    zoe = await until(refused, what="the refusal")
    await command(settings, "add", "lea", of="user")
    await command(settings, "transfer", zoe, "facturation", "--as", "lea", of="conversation")

    [suggestion] = json.loads(await command(settings, "review", "--json", of="nlu"))
    assert suggestion["text"] == "bonjour, c'est pour horaires de l'atelier, commande [numéro]"
    assert (suggestion["origin"], suggestion["taken_for"], suggestion["intent"]) == ("refused", "faq:horaires", "facturation")
    assert suggestion["likeliest"][0]["id"] == "horaires"
    assert "Accepted as facturation" in await command(settings, "review", "--accept", suggestion["id"], "--as", "lea", of="nlu")

    assert "Version 2 is published, trained with 1 sentence" in await command(settings, "train", of="nlu")
    await becomes(shop, "route:facturation", "after")
    assert "has learned all" in await command(settings, "train", of="nlu")
    [kept] = await shop.store.suggestions(Review.ACCEPTED, 9)
    assert (kept.reviewed_by, kept.version, kept.conversation) == ("lea", 2, zoe)

    # Elsewhere nothing is trained to go back: the model comes out of the database.
    before, learned = [await shop.store.version(n) for n in (1, 2)]
    assert before is not None
    assert learned is not None
    elsewhere = replace_models(settings, tmp_path / "elsewhere")
    said = await command(elsewhere, "rollback", "--yes")
    assert "Version 3 is published: what version 1 was" in said
    assert "1 accepted sentence(s) are not in it" in said
    assert [path.stem for path in elsewhere.models.glob("*.model")] == [before.model]
    assert before.model != learned.model
    await becomes(shop, "faq:horaires", "back")


@pytest.fixture
def recul(brand: Brand, brand_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recul:
    """Run `recul …` beside the brand's files, with a database of its own."""
    monkeypatch.chdir(tmp_path)
    given = {
        "COLUMNS": "200",
        "RECUL_CHARTER": str(brand.file),
        "RECUL_DATABASE_URL": f"sqlite:///{tmp_path}/recul.db",
        "RECUL_ENCODER": "none",
        "RECUL_MODELS": str(brand_models),
    }
    return lambda *words, answer="", env={}: CliRunner().invoke(app, list(words), input=answer, env=given | env)


def output(ran: Result, code: int = 0) -> str:
    assert ran.exit_code == code, ran.output
    return ran.stdout


def refusal(ran: Result) -> str:
    assert isinstance(ran.exception, Refused), ran.output
    return str(ran.exception)


def suggested(recul: Recul, text: str, intent: str) -> str:
    return str(json.loads(output(recul("nlu", "suggest", text, "--intent", intent, "--json")))["id"])


def test_before_there_is_a_database_the_files_charter_is_trained(recul: Recul, tmp_path: Path) -> None:
    found = json.loads(output(recul("nlu", "train", "--json")))
    assert Path(found["model"]).is_file()
    assert found["released"] is None
    assert not (tmp_path / "recul.db").exists()


def history(recul: Recul) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(output(recul("charter", "history", "--json")))
    return found


def mislead(recul: Recul, brand: Brand) -> list[str]:
    """Publish a charter, and accept sentences with which `horaires` would be read worse; their ids."""
    for tree in TREES[:4]:
        brand.learns("horaires", f"quand levez-vous le rideau du {tree}")
    output(recul("charter", "publish", "--yes"))
    ids = [suggested(recul, f"quand levez-vous le rideau du {tree}", "facturation") for tree in TREES[4:]]
    output(recul("nlu", "review", *(word for id in ids for word in ("--accept", id))))
    return ids


def learned(recul: Recul) -> list[int | None]:
    """The versions that have learned the accepted sentences."""
    return [one["version"] for one in json.loads(output(recul("nlu", "review", "--json", "--state", "accepted")))]


def import_edit(settings: Settings, edit: Callable[[], None]) -> list[str]:
    """Edit the file in force while a program watches it; what the log says of sentences that are held."""

    async def judged() -> None:
        async with open_store(settings) as store:
            watch, number = CharterImport(settings, store, SystemClock(), Bell()), await store.current_number()
            await watch.judge(number)
            edit()
            await watch.judge(number)
            assert await store.current_number() == number + 1

    with capture_logs() as logs:
        asyncio.run(judged())
    return [line["what"] for line in logs if line["event"] == "suggestions_held"]


def test_an_edit_goes_live_without_the_accepted_sentences_that_would_read_an_intent_worse(
    recul: Recul, brand: Brand, brand_models: Path, tmp_path: Path
) -> None:
    ids = mislead(recul, brand)
    brand.says("expected_delay: 2h", "expected_delay: 3h")
    said = output(recul("charter", "publish", "--yes"))
    assert f"{len(ids)} accepted sentence(s) were not learned, and wait: with them" in said
    assert "horaires (" in said
    assert "recul nlu train --force" in said
    [held] = import_edit(
        settings_of(brand, f"sqlite:///{tmp_path}/recul.db", brand_models),
        lambda: brand.says("expected_delay: 3h", "expected_delay: 4h"),
    )
    assert held.startswith(f"{len(ids)} accepted sentence(s) were not learned")
    assert len({version["model"] for version in history(recul)}) == 1
    assert learned(recul) == [None] * len(ids)
    # A new sentence of the charter is learned by itself.
    brand.learns("sav", "la lame de mon couteau est ébréchée")
    assert "were not learned" in output(recul("charter", "publish", "--yes"))
    [newest, before, *_] = history(recul)
    assert newest["model"] != before["model"]
    # What somebody has insisted on is learned, and later edits keep it.
    output(recul("nlu", "train", "--force", "seen with the team"))
    assert set(learned(recul)) == {5}
    brand.says("expected_delay: 4h", "expected_delay: 5h")
    assert "were not learned" not in output(recul("charter", "publish", "--yes"))
    [newest, before, *_] = history(recul)
    assert newest["model"] == before["model"]


def test_what_reads_an_intent_worse_is_not_released_unless_somebody_insists(recul: Recul, brand: Brand) -> None:
    ids = mislead(recul, brand)
    ran = recul("nlu", "train")
    assert ran.exit_code == 1
    assert "- horaires: of 8 sentences kept apart" in ran.stderr
    assert "is taken for facturation" in ran.stderr
    found = json.loads(output(recul("nlu", "train", "--json"), 1))
    assert [(fallen["intent"], fallen["of"]) for fallen in found["fallen"]] == [("horaires", 8)]
    assert found["released"] is None
    assert len(history(recul)) == 1
    insisted = json.loads(output(recul("nlu", "train", "--json", "--force", "seen with the team")))
    assert (insisted["released"], insisted["learned"], insisted["rasa_left"]) == (2, len(ids), False)
    [newest, first] = history(recul)
    assert newest["note"].endswith("(released although it reads worse: seen with the team)")
    assert newest["release"] == first["release"]
    assert newest["model"] != first["model"]
    # One may think again: what was accepted and learned is rejected, and not learned the next time.
    for id in ids:
        output(recul("nlu", "review", "--reject", id))
    said = output(recul("nlu", "train", env={"RECUL_NLU": "rasa", "RECUL_RASA_TOKEN": "secret"}))
    assert "trained with 0 sentence" in said
    assert "`recul nlu serve-rasa` serves the one of this version" in said
    said = output(recul("charter", "rollback", "--yes", env={"RECUL_NLU": "rasa", "RECUL_RASA_TOKEN": "secret"}))
    assert "`recul nlu serve-rasa` serves the one of this version" in said
    assert "serve-rasa" not in output(recul("charter", "rollback", "--yes"))
    assert history(recul)[0]["model"] == first["model"]


def test_an_edit_of_the_charter_learns_too(recul: Recul, brand: Brand) -> None:
    output(recul("charter", "publish", "--yes"))
    assert "has learned all" in output(recul("nlu", "train"))
    id = suggested(recul, "vous gravez des initiales ?", "sav")
    output(recul("nlu", "review", "--accept", id))
    brand.says("expected_delay: 2h", "expected_delay: 3h")
    output(recul("charter", "publish", "--yes"))
    [kept] = json.loads(output(recul("nlu", "review", "--json", "--state", "accepted")))
    assert (kept["version"], kept["likeliest"][0]["id"]) == (2, "sav")
    assert "has learned all" in output(recul("nlu", "train"))
    assert json.loads(output(recul("nlu", "parse", "vous gravez des initiales ?", "--json")))["intents"][0]["id"] == "sav"


def test_a_person_reviews_one_after_the_other(recul: Recul) -> None:
    output(recul("charter", "publish", "--yes"))
    for text, intent in (
        ("la première phrase", "sav"),
        ("une deuxième phrase", "sav"),
        ("la troisième phrase", "sav"),
        ("une quatrième phrase", "sav"),
        ("la cinquième phrase", "sav"),
    ):
        suggested(recul, text, intent)
    answers = ("a", "r", "i", "horraires", "i", "horaires", "t", "troisième, écrire à lea@example.org", "a", "s", "q")
    said = output(recul("nlu", "review", answer="\n".join(answers) + "\n"))
    assert "[1 of 5]" in said
    assert "somebody wrote it down" in said
    assert "troisième, écrire à [e-mail]" in said
    assert "2 accepted, 1 rejected" in said
    accepted = json.loads(output(recul("nlu", "review", "--json", "--state", "accepted")))
    assert {(one["text"], one["intent"]) for one in accepted} >= {("troisième, écrire à [e-mail]", "horaires")}
    assert len(accepted) == 2
    assert len(json.loads(output(recul("nlu", "review", "--json")))) == 2
    assert len(json.loads(output(recul("nlu", "review", "--json", "--limit", "1")))) == 1


def test_what_cannot_be_done_is_a_sentence_and_changes_nothing(recul: Recul) -> None:
    assert output(recul("nlu", "review", "--json")).strip() == "[]"
    assert "nothing to review" in output(recul("nlu", "review"))
    assert "did you mean `horaires`" in refusal(recul("nlu", "suggest", "vous ouvrez ?", "--intent", "horaire"))
    assert "Nothing can be learned" in refusal(recul("nlu", "suggest", "👋", "--intent", "horaires"))
    id = suggested(recul, "vous ouvrez quand exactement", "horaires")
    assert "suggested before" in refusal(recul("nlu", "suggest", "Vous ouvrez quand exactement", "--intent", "horaires"))
    assert "no suggestion nobody" in refusal(recul("nlu", "review", "--accept", id, "--reject", "nobody"))
    assert "is no intent" in refusal(recul("nlu", "review", "--accept", id, "--intent", "ferronnerie"))
    assert "Nobody signs in as tom" in refusal(recul("nlu", "review", "--accept", id, "--as", "tom"))
    assert recul("nlu", "review", "--intent", "sav").exit_code == 2
    assert [one["id"] for one in json.loads(output(recul("nlu", "review", "--json")))] == [id]
    output(recul("nlu", "review", "--accept", id, "--intent", "sav"))
    assert "No suggestion is rejected" in output(recul("nlu", "review", "--state", "rejected"))
