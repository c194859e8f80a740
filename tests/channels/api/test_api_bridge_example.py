"""The example of the documentation, run as it is told, against a real server."""

import asyncio
import hashlib
import json
import os
import re
import sys
from pathlib import Path

from fastapi import FastAPI

from bot.channels.api import api_router
from tests.fakes.channel_line import NOON, MemoryLine, SetClock
from tests.fakes.http_server import serving

ROOT = Path(__file__).parents[3]
BRIDGE = ROOT / "docs" / "examples" / "bridge.py"


async def test_the_example_bridges_both_ways() -> None:
    line = MemoryLine(SetClock())
    app = FastAPI()
    tokens = {hashlib.sha256(b"token").hexdigest(): "bridge"}
    app.include_router(api_router(line=line, outbox=line, timeline=line, clock=line.clock, tokens=tokens))
    async with serving(app) as url:
        bridge = await asyncio.create_subprocess_exec(
            sys.executable,
            str(BRIDGE),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "RECUL_URL": url, "RECUL_API_TOKEN": "token"},
        )
        assert bridge.stdin
        assert bridge.stdout
        assert bridge.stderr
        message = {"id": "m-1", "thread": "post-9", "user": "u-1", "text": "Où est mon colis ?", "at": NOON.isoformat()}
        wrong = {**message, "id": "m-2", "text": ""}
        bridge.stdin.write("\n".join(map(json.dumps, (message, wrong, message))).encode())
        bridge.stdin.write_eof()
        assert b"m-2: /text is empty" in await asyncio.wait_for(bridge.stderr.readline(), 20)
        parcel = line.say(next(iter(line.conversations)), "Il arrive demain.")
        printed = json.loads(await asyncio.wait_for(bridge.stdout.readline(), 20))
        if not line.deliveries(parcel):
            await asyncio.wait_for(anext(line.changes.listen(parcel.conversation)), 20)
        assert line.deliveries(parcel) == [NOON]
        bridge.kill()
        await bridge.communicate()
    assert printed == {"thread": "post-9", "text": "Il arrive demain.", "key": parcel.id, "private_link": None}
    assert [one.text for one in line.received] == ["Où est mon colis ?"]


def test_the_example_fits_on_its_page() -> None:
    assert len(BRIDGE.read_text().splitlines()) <= 100


def test_the_page_names_every_problem() -> None:
    page = (ROOT / "docs" / "api.md").read_text()
    sources = "".join(one.read_text() for one in (ROOT / "bot" / "channels" / "api").glob("*.py"))
    slugs = set(re.findall(r'Problem\(\s*\d{3}, "([a-z-]+)"', sources))
    assert len(slugs) >= 8
    assert {slug for slug in slugs if f"`{slug}`" not in page} == set()
