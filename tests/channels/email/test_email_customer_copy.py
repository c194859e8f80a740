from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.email import CustomerCopies, Mailer, Server
from bot.channels.email.customer_copy import due, letter
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.sending import Account, Parcel, ParcelState
from conversations.turn import AnsweredBy, Reply
from tests.fakes.channel_line import NOON, MemoryLine, SetClock
from tests.fakes.smtp import Mailbox, smtp_server

PARCEL = Parcel(
    id="p1",
    conversation="c1",
    account=Account("web", "site"),
    place="private:x",
    address={},
    reply=Reply.ANSWER,
    by=AnsweredBy.STAFF,
    text="Il arrive demain.",
    visibility=Visibility.PRIVATE,
    created_at=NOON,
    due=NOON,
    author="Sophie",
)
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with smtp_server() as box:
        yield box


@pytest.fixture
def line() -> MemoryLine:
    return MemoryLine(SetClock())


@pytest.fixture
def copies(line: MemoryLine, box: Mailbox) -> CustomerCopies:
    mailer = Mailer(Server("127.0.0.1", box.port, security="none", timeout=5), "recul@colibri.example")
    return CustomerCopies(
        line=line,
        outbox=line,
        timeline=line,
        contacts=line,
        clock=line.clock,
        mailer=mailer,
        brand=lambda: "Maison Colibri",
        base_url=lambda: "https://colibri.example",
    )


async def written(line: MemoryLine, who: str = "x", email: str | None = "lea@example.fr") -> str:
    """A private web message, with an address for the answer."""
    key = PlaceKey("web", "site", f"private:{who}", who)
    receipt = await line.receive(Incoming(key, who, Sender(who), Visibility.PRIVATE, "mon secret", NOON))
    await line.set_email(receipt.conversation, email)
    return receipt.conversation


@pytest.mark.parametrize(
    ("changed", "copied"),
    [
        (PARCEL, True),
        (replace(PARCEL, reply=Reply.HOLDING), True),
        (replace(PARCEL, due=NOON + timedelta(seconds=1)), False),
        (replace(PARCEL, due=None), False),
        (replace(PARCEL, due=LATER - timedelta(days=7)), False),
        (replace(PARCEL, state=ParcelState.DELIVERED), False),
        (replace(PARCEL, state=ParcelState.FAILED), False),
        (replace(PARCEL, visibility=Visibility.PUBLIC), False),
        (replace(PARCEL, reply=Reply.ACKNOWLEDGEMENT), False),
        (replace(PARCEL, reply=Reply.LIGHT), False),
    ],
)
def test_a_private_answer_unseen_for_two_minutes_is_copied(changed: Parcel, copied: bool) -> None:
    assert due([changed], LATER) == ((changed,) if copied else ())


def test_the_letter_speaks_the_customers_language() -> None:
    subject, text = letter(PARCEL, "Maison Colibri", "https://colibri.example", "en")
    assert subject == "Maison Colibri has replied to you"
    assert text.startswith("Il arrive demain.\n\nSophie\nMaison Colibri\n")
    assert "https://colibri.example" in text
    assert letter(PARCEL, "Maison Colibri", "u", "de")[0] == "Maison Colibri vous a répondu"


async def test_an_unseen_answer_is_mailed_once_and_delivered(line: MemoryLine, box: Mailbox, copies: CustomerCopies) -> None:
    parcel = line.say(await written(line), "Il arrive demain.")
    assert await copies.run() == 0
    line.clock.pass_by(minutes=2)
    assert await copies.run() == 1
    assert await copies.run() == 0
    ((_, to, mail),) = box.letters
    assert to == "lea@example.fr"
    assert "Il arrive demain." in mail.get_content()
    assert "mon secret" not in mail.get_content()
    assert line.deliveries(parcel) == [LATER]


async def test_who_left_no_address_gets_no_letter(line: MemoryLine, box: Mailbox, copies: CustomerCopies) -> None:
    parcel = line.say(await written(line, email=None), "Il arrive demain.")
    line.clock.pass_by(minutes=5)
    assert await copies.run() == 0
    assert not box.letters
    assert line.deliveries(parcel) == []


async def test_a_server_in_trouble_is_asked_again_later(line: MemoryLine, box: Mailbox, copies: CustomerCopies) -> None:
    parcel = line.say(await written(line), "Il arrive demain.")
    box.answers["END"] = "451 later"
    line.clock.pass_by(minutes=2)
    assert await copies.run() == 0
    del box.answers["END"]
    assert await copies.run() == 0
    assert line.state(parcel) is ParcelState.QUEUED
    line.clock.pass_by(minutes=5)
    assert await copies.run() == 1
    assert len(line.deliveries(parcel)) == 1


async def test_an_address_that_is_refused_is_forgotten(line: MemoryLine, box: Mailbox, copies: CustomerCopies) -> None:
    id = await written(line)
    parcel = line.say(id, "Il arrive demain.")
    box.answers["RCPT"] = "550 no such mailbox"
    line.clock.pass_by(minutes=2)
    assert await copies.run() == 0
    assert await line.email(id) is None
    assert line.deliveries(parcel) == []


async def test_a_letter_that_is_refused_keeps_the_address(line: MemoryLine, box: Mailbox, copies: CustomerCopies) -> None:
    id = await written(line)
    line.say(id, "Il arrive demain.")
    box.answers["END"] = "554 looks like spam"
    line.clock.pass_by(minutes=2)
    await copies.run()
    assert await line.email(id) == "lea@example.fr"
    box.answers.clear()
    line.say(id, "Deuxième réponse.")
    line.clock.pass_by(minutes=2)
    assert await copies.run() == 1
    assert "Deuxième" in box.letters[0][2].get_content()


async def test_old_replies_do_not_hide_new_ones(line: MemoryLine, box: Mailbox, copies: CustomerCopies) -> None:
    id = await written(line)
    for n in range(250):
        line.say(id, f"vieille {n}")
    line.clock.pass_by(days=8)
    assert await copies.run() == 0
    line.say(await written(line, who="y"), "neuve")
    line.clock.pass_by(minutes=2)
    assert await copies.run() == 1
    assert "neuve" in box.letters[0][2].get_content()
