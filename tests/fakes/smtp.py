"""A small real SMTP server on a free loopback port, which refuses what it is told to refuse."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What arrived, as (sender, recipient, letter); `answers` replaces the reply to a verb (`RCPT`, `DATA`, `END`…)."""

    port: int = 0
    letters: list[tuple[str, str, EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False


@contextlib.asynccontextmanager
async def smtp_server() -> AsyncIterator[Mailbox]:
    """Serve a mailbox until the block ends."""
    box = Mailbox()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await _Session(box, reader, writer).run()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()


class _Session:
    def __init__(self, box: Mailbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.box = box
        self.reader = reader
        self.writer = writer
        self.sender = ""
        self.recipient = ""

    async def run(self) -> None:
        if self.box.hang_up:
            return
        await self.say("220 mailbox ready")
        while line := (await self.reader.readline()).decode().strip():
            verb = line.split(" ")[0].upper()
            await self.answer(verb, line)
            if verb == "QUIT":
                return

    async def answer(self, verb: str, line: str) -> None:
        if verb in self.box.answers:
            await self.say(self.box.answers[verb])
            return
        match verb:
            case "MAIL":
                self.sender = _address(line)
            case "RCPT":
                self.recipient = _address(line)
            case "DATA":
                await self.take_letter()
                return
        await self.say("221 bye" if verb == "QUIT" else "250 ok")

    async def take_letter(self) -> None:
        await self.say("354 go on")
        raw = (await self.reader.readuntil(b"\r\n.\r\n"))[:-3]
        if "END" in self.box.answers:
            await self.say(self.box.answers["END"])
            return
        letter = message_from_bytes(raw.replace(b"\r\n..", b"\r\n."), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.box.letters.append((self.sender, self.recipient, letter))
        await self.say("250 taken")

    async def say(self, line: str) -> None:
        self.writer.write(line.encode() + b"\r\n")
        await self.writer.drain()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
