"""Sending e-mail by SMTP: notices for the staff, and the copies of web answers."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from bot.channels.email.address import normalised
from conversations.sending import Account, Parcel, PassingError, PermanentError

Signed = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach the SMTP server. `security`: `starttls` (refused when the server offers none), `tls`, or `none` (loopback).

    `timeout` is in seconds. `context` replaces the system's certificates.
    """

    host: str
    port: int
    security: str = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 20.0
    context: ssl.SSLContext | None = field(default=None, repr=False)


class Mailer:
    """Hands one letter to the server. `sender` is the address it comes from, `name` gives the brand's displayed name."""

    def __init__(self, server: Server, sender: str, name: Signed = str) -> None:
        address = normalised(sender)
        if address is None:
            raise ValueError(f"The sender {sender!r} is no e-mail address. Write it like service@example.com.")
        self._server = server
        self._sender = address
        self._name = name

    async def post(self, *, to: str | None, subject: str, text: str, id: str, at: datetime) -> None:
        """Return when the server has accepted it. `id` makes the Message-ID, so that a second copy can be told.

        Raises PassingError, PermanentError.
        """
        recipient = normalised(to or "")
        if recipient is None:
            raise PermanentError(
                "no_address", "The message names no valid e-mail address. Correct it in the charter or settings."
            )
        await self._hand_over(self._letter(recipient, subject, text, id, at), recipient)

    def _letter(self, to: str, subject: str, text: str, id: str, at: datetime) -> EmailMessage:
        letter = EmailMessage()
        name = _one_line(self._name())
        letter["From"] = Address(name, addr_spec=self._sender)
        letter["To"] = to
        letter["Subject"] = _one_line(subject)
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = f"<{_one_line(id)}@{self._sender.rpartition('@')[2]}>"
        # Out-of-office programs do not answer what says that it was generated.
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        return letter

    async def _hand_over(self, letter: EmailMessage, to: str) -> None:
        server = self._server
        try:
            await aiosmtplib.send(
                letter,
                sender=self._sender,
                recipients=[to],
                hostname=server.host,
                port=server.port,
                username=server.username,
                password=server.password,
                use_tls=server.security == "tls",
                start_tls=server.security == "starttls",
                tls_context=server.context,
                timeout=server.timeout,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _judged(error, server) from error


class EmailSender:
    """Sends the parcels of an e-mail account, whose `to` and `subject` say where and about what."""

    def __init__(self, account: Account, mailer: Mailer) -> None:
        self.account = account
        self._mailer = mailer

    async def send(self, parcel: Parcel) -> None:
        """Return when the server has accepted it. Raises PassingError, PermanentError."""
        await self._mailer.post(
            to=parcel.to, subject=parcel.subject or "Recul", text=parcel.text, id=parcel.id, at=parcel.created_at
        )


def _judged(error: Exception, server: Server) -> PassingError | PermanentError:
    """What a failure means. Only a refusal of this recipient or this letter is for good: our own settings can be mended."""
    where = f"The SMTP server {server.host}:{server.port}"
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[aiosmtplib.SMTPRecipientRefused(code=code)]) if code >= 500:
            return PermanentError("recipient_refused", f"{where} refused the recipient with code {code}.")
        case aiosmtplib.SMTPDataError(code=code) if code >= 500:
            return PermanentError("letter_refused", f"{where} refused the letter with code {code}.")
        case aiosmtplib.SMTPResponseException(code=code):
            return PassingError(f"{where} answered {code} ({type(error).__name__}). Check its settings if this lasts.")
        case _:
            return PassingError(
                f"{where} cannot be reached ({type(error).__name__}). Check host, port and security if this lasts."
            )


def _one_line(text: str) -> str:
    """Without line breaks or other control characters, which could begin another header."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
