"""A brand whose charter is edited while programs serve it: the example charter with a few sentences for each intent."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx

from bot.charter_status import read_status
from bot.clock import SystemClock
from bot.first_start import one_time_password
from bot.runner.in_process import running
from bot.settings import Settings, read_settings
from bot.starting import first_serving
from bot.wiring import assemble, open_store
from charter.load import load
from conversations import events as e
from conversations.charter_file import FileStanding
from conversations.message import PlaceKey
from store.sql import SqlStore
from tests.desk.desk_forms import Page
from tests.stories.harness import API_TOKEN, until
from tests.stories.killing import ROOT
from tests.stories.people import Agent, Bridge

EXAMPLE = Path(__file__).resolve().parents[2] / "charter" / "example" / "charter.yaml"
SAID = ("au sujet de {0}", "une question sur {0} s'il vous plaît", "bonjour, c'est pour {0}", "{0}")
WORDING = '"Avec plaisir."'
_number = count(1)


class Brand:
    """The files of a charter, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "charter.yaml"
        self.examples = folder / "examples" / "all.yml"
        self.examples.parent.mkdir(parents=True)
        at_once = EXAMPLE.read_text("utf-8").replace("quiet: 4s", "quiet: 0s").replace("at_most: 20s", "at_most: 0s")
        self.file.write_text(at_once, "utf-8")
        items = "".join(self.item(id) for id in sorted(load(EXAMPLE).examples))
        self.examples.write_text(f"nlu:\n{items}", "utf-8")

    def item(self, id: str, *more: str) -> str:
        """Sentences for one intent: its name in a few turns of phrase, and `more`."""
        said = [*(one.format(id.replace("_", " ")) for one in SAID), *more]
        return f"- intent: {id}\n  examples: |\n" + "".join(f"    - {one}\n" for one in said)

    def says(self, old: str, new: str) -> None:
        """Edit the charter file."""
        text = self.file.read_text("utf-8")
        assert old in text, f"the example has no {old!r} any more"
        self.file.write_text(text.replace(old, new, 1), "utf-8")

    def learns(self, id: str, sentence: str) -> None:
        """Write one more training sentence."""
        with self.examples.open("a", encoding="utf-8") as file:
            file.write(f"- intent: {id}\n  examples: |\n    - {sentence}\n")

    @property
    def release(self) -> str:
        """The id of the release that the files would make now."""
        return load(self.file).digest[:12]


@dataclass(frozen=True)
class Running:
    """One program, as a customer, a bridge, Prometheus and the staff reach it."""

    store: SqlStore
    browser: httpx.AsyncClient
    bridge: Bridge

    async def release(self) -> str:
        """What /metrics calls the release in force."""
        page = (await self.browser.get("/metrics")).text
        (line,) = (line for line in page.splitlines() if line.startswith("recul_build_info{"))
        return line.partition('release="')[2].partition('"')[0]

    async def metric(self, name: str) -> float:
        """The only sample of that family."""
        page = (await self.browser.get("/metrics")).text
        (value,) = (line.rpartition(" ")[2] for line in page.splitlines() if line.startswith(f"{name}{{"))
        return float(value)

    async def serves(self, release: str, seconds: float = 30.0) -> None:
        """Wait until that release is in force here."""

        async def does() -> bool:
            return await self.release() == release

        await until(does, seconds, what=f"release {release}")

    async def decides(self, text: str) -> str:
        """Write as a customer; the release by which it was decided."""
        person = f"p{next(_number)}"
        message = {
            "channel": "mastodon",
            "external_id": person,
            "conversation": person,
            "author": {"id": person, "name": "Zoé"},
            "visibility": "private",
            "text": text,
            "sent_at": datetime.now(UTC).isoformat(),
        }
        headers = {"Authorization": f"Bearer {API_TOKEN}"}
        (await self.browser.post("/api/v1/messages", json=message, headers=headers)).raise_for_status()
        place = PlaceKey("mastodon", "api", person, person)

        async def decided() -> list[e.Decided]:
            found = await self.store.find(place)
            events = await self.store.events(found.id) if found else ()
            return [event for _, event in events if isinstance(event, e.Decided)]

        return (await until(decided, what="a decision"))[0].release

    async def desk(self) -> Page:
        """The queue as the administrator sees it."""
        answer = await self.browser.get("/desk", follow_redirects=True)
        if "/login" in str(answer.url):
            password = await one_time_password(self.store)
            assert password is not None
            agent = Agent(self.browser)
            await agent.signs_in(password)
            await agent.chooses_a_password(password)
        return Page((await self.browser.get("/desk")).raise_for_status().text)


def settings_of(brand: Brand, database_url: str, models: Path) -> Settings:
    """What an operator sets for it."""
    given = {"database_url": database_url, "models": models, "charter": brand.file, "encoder": "none", "api_token": API_TOKEN}
    return read_settings(_env_file=None, **given)


@asynccontextmanager
async def program(settings: Settings) -> AsyncIterator[Running]:
    """The whole program but for its socket, until the block ends."""
    broken: list[str] = []
    async with open_store(settings) as store:
        serving = await first_serving(settings, store, SystemClock(), lambda share, doing: None)
        async with assemble(settings, store, serving) as assembled, running(assembled.loops, lambda: broken.append("a loop")):
            transport = httpx.ASGITransport(assembled.app)
            headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "fr"}
            bearer = {"Authorization": f"Bearer {API_TOKEN}"}
            async with (
                httpx.AsyncClient(transport=transport, base_url="http://shop.example", headers=headers) as browser,
                httpx.AsyncClient(transport=transport, base_url="http://shop.example/api/v1", headers=bearer) as client,
            ):
                yield Running(store, browser, Bridge(client))
    assert broken == []


async def standing(store: SqlStore, wanted: FileStanding) -> None:
    """Wait until the file stands so."""

    async def stands() -> bool:
        return (await read_status(store)).standing is wanted

    await until(stands, what=f"the file being {wanted}")


async def recul(settings: Settings, *words: str, output: int) -> asyncio.subprocess.Process:
    """The program in a process of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "RECUL_CHARTER": str(settings.charter),
        "RECUL_DATABASE_URL": settings.database_url.replace("postgresql://", "postgresql+psycopg://"),
        "RECUL_ENCODER": "none",
        "RECUL_MODELS": str(settings.models),
        "RECUL_PORT": "0",
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", *words),
        env=environment,
        stdout=output,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )


async def serving(settings: Settings) -> asyncio.subprocess.Process:
    """`recul serve`, started."""
    return await recul(settings, "serve", output=asyncio.subprocess.DEVNULL)


def kind(settings: Settings) -> str:
    """A word by which the sentences of the two databases differ: neither finds the model that the other has trained."""
    return settings.database_url.partition(":")[0]


async def command(settings: Settings, *words: str, of: str = "charter") -> str:
    """Run `recul charter …` (or another group) in a process of its own; what it said."""
    process = await recul(settings, of, *words, output=asyncio.subprocess.PIPE)
    said = (await asyncio.wait_for(process.communicate(), 180))[0].decode()
    assert process.returncode == 0, said
    return said


async def until_banner(shop: Running, said: str) -> str:
    """The desk's page once it says that."""

    async def page() -> str:
        text = (await shop.desk()).text
        return text if said in text else ""

    return await until(page, what=f"the banner « {said} »")


def replace_models(settings: Settings, folder: Path) -> Settings:
    """The same with a models folder of its own."""
    return settings.model_copy(update={"models": folder})
