from collections.abc import AsyncIterator

import pytest

from bot.channels.email import EmailSender, Mailer, Server
from bot.channels.email.address import normalised
from conversations.message import Visibility
from conversations.sending import Account, Parcel, PassingError, PermanentError
from conversations.turn import AnsweredBy, Reply
from tests.fakes.channel_line import NOON
from tests.fakes.smtp import Mailbox, smtp_server


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with smtp_server() as box:
        yield box


def sender(box: Mailbox, security: str = "none", name: str = "Maison Colibri") -> EmailSender:
    server = Server("127.0.0.1", box.port, security=security, timeout=5)
    return EmailSender(Account("email", "staff"), Mailer(server, "recul@colibri.example", lambda: name))


def notice(
    to: str | None = "astreinte@colibri.example", subject: str = "Danger signalé", text: str = "Voir la file."
) -> Parcel:
    return Parcel(
        id="p1",
        conversation="c1",
        account=Account("email", "staff"),
        place="",
        address={},
        reply=Reply.ON_CALL,
        by=AnsweredBy.BOT,
        text=text,
        visibility=Visibility.PRIVATE,
        created_at=NOON,
        to=to,
        subject=subject,
    )


async def test_a_notice_arrives(box: Mailbox) -> None:
    await sender(box).send(notice(text="Un client signale une fumée.\n.\n.point"))
    ((envelope_from, envelope_to, letter),) = box.letters
    assert (envelope_from, envelope_to) == ("recul@colibri.example", "astreinte@colibri.example")
    assert letter["From"] == "Maison Colibri <recul@colibri.example>"
    assert letter["To"] == "astreinte@colibri.example"
    assert letter["Subject"] == "Danger signalé"
    assert letter["Message-ID"] == "<p1@colibri.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == NOON
    assert letter.get_content() == "Un client signale une fumée.\n.\n.point\n"


@pytest.mark.parametrize(
    "poison", ["\r\nBcc: victim@example.org", "\nBcc: victim@example.org", "\u2028Bcc: v@example.org", "\0\x85x"]
)
async def test_no_text_becomes_a_header(box: Mailbox, poison: str) -> None:
    await sender(box, name=f"Colibri{poison}").send(notice(subject=f"Sujet{poison}", text=f"x{poison}"))
    ((_, to, letter),) = box.letters
    assert to == "astreinte@colibri.example"
    assert "Bcc" not in letter
    assert letter["Subject"].startswith("Sujet ")
    with pytest.raises(PermanentError):
        await sender(box).send(notice(to=f"astreinte@colibri.example{poison}"))


@pytest.mark.parametrize(
    "to", [None, "", "nobody", "a@b", "a b@c.fr", "a@b.fr,c@d.fr", "a@b.fr>", '"a b"@c.fr', "é@c.fr", "@c.fr"]
)
async def test_what_is_no_address_is_never_written_to(box: Mailbox, to: str | None) -> None:
    with pytest.raises(PermanentError) as caught:
        await sender(box).send(notice(to=to))
    assert caught.value.code == "no_address"
    assert not box.letters


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("lea@example.fr", "lea@example.fr"),
        (" Lea.B+tag@Example.FR ", "Lea.B+tag@example.fr"),
        ("lea@exämple.fr", "lea@xn--exmple-cua.fr"),
        ("l..b@example.fr", None),
        ("lea@-example.fr", None),
        ("lea@example..fr", None),
        (f"{'a' * 65}@example.fr", None),
        (f"a@{'b' * 64}.fr", None),
        ("a@" + ".".join(["b" * 60] * 5), None),
    ],
)
def test_addresses_are_normalised_or_refused(text: str, address: str | None) -> None:
    assert normalised(text) == address


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"RCPT": "550 unknown"}, "recipient_refused"),
        ({"END": "554 no"}, "letter_refused"),
        ({"DATA": "554 no"}, "letter_refused"),
    ],
)
async def test_a_refusal_for_good_is_permanent(box: Mailbox, answers: dict[str, str], code: str) -> None:
    box.answers |= answers
    with pytest.raises(PermanentError) as caught:
        await sender(box).send(notice())
    assert caught.value.code == code


@pytest.mark.parametrize(
    "answers",
    [
        {"RCPT": "450 greylisted"},
        {"END": "451 later"},
        {"MAIL": "550 sender unknown"},
        {"EHLO": "421 busy", "HELO": "421 busy"},
    ],
)
async def test_a_passing_refusal_is_tried_again(box: Mailbox, answers: dict[str, str]) -> None:
    box.answers |= answers
    with pytest.raises(PassingError, match=r"127\.0\.0\.1"):
        await sender(box).send(notice())


async def test_a_server_that_hangs_up_is_passing(box: Mailbox) -> None:
    box.hang_up = True
    with pytest.raises(PassingError, match="cannot be reached"):
        await sender(box).send(notice())


async def test_a_server_that_is_away_is_passing() -> None:
    async with smtp_server() as gone:
        pass
    with pytest.raises(PassingError, match="cannot be reached"):
        await sender(gone).send(notice())


async def test_nothing_leaves_in_clear_when_encryption_is_wanted(box: Mailbox) -> None:
    with pytest.raises(PassingError):
        await sender(box, security="starttls").send(notice())
    assert not box.letters


def test_a_wrong_sender_address_is_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"service@example\.com"):
        Mailer(Server("localhost", 25), "not an address")
