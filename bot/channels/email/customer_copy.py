"""A web answer that the customer has not seen goes to the e-mail address they left."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog

from bot.channels.email.sender import Mailer
from conversations.message import Visibility
from conversations.ports import Clock, Contacts, Line, Outbox, Timeline
from conversations.sending import Parcel, ParcelState, PassingError, PermanentError
from conversations.turn import Reply

UNSEEN = timedelta(minutes=2)
"""How long the page has the first chance to show a reply."""

TOO_OLD = timedelta(days=7)
"""After that a copy helps nobody any more."""

PAUSE = timedelta(minutes=5)
"""Between two attempts after a passing error."""

COPIED = frozenset({Reply.ANSWER, Reply.HOLDING, Reply.QUESTION, Reply.SAFETY})
"""What somebody waits for. An acknowledgement alone is not worth a letter."""

_PAGE = 200
_log = structlog.get_logger(__name__)

_SUBJECT = {"fr": "{brand} vous a répondu", "en": "{brand} has replied to you"}
_FOOT = {
    "fr": "Vous recevez ce message parce que cette adresse a été laissée sur notre page pour y recevoir la réponse.\n"
    "Pour continuer la conversation : {url}\nMerci de ne pas répondre à cet e-mail : personne ne le lirait.",
    "en": "You receive this because this address was left on our page to receive the answer.\n"
    "To go on with the conversation: {url}\nPlease do not reply to this e-mail: nobody would read it.",
}


def due(parcels: Iterable[Parcel], now: datetime) -> tuple[Parcel, ...]:
    """The private web replies worth a copy that have waited unseen for two minutes, in their order. Pure."""
    return tuple(
        one
        for one in parcels
        if one.state is ParcelState.QUEUED
        and one.visibility is Visibility.PRIVATE
        and one.reply in COPIED
        and one.due is not None
        and one.due + UNSEEN <= now < one.due + TOO_OLD
    )


def letter(parcel: Parcel, brand: str, url: str, language: str | None) -> tuple[str, str]:
    """Subject and text of the copy. Only the brand's own words are in it. Pure."""
    spoken = language if language in _FOOT else "fr"
    signed = f"{parcel.author}\n{brand}" if parcel.author else brand
    return _SUBJECT[spoken].format(brand=brand), f"{parcel.text}\n\n{signed}\n\n-- \n{_FOOT[spoken].format(url=url)}\n"


class CustomerCopies:
    """Sends the copies. One process at a time may run it: take a lease around `run`."""

    def __init__(
        self,
        *,
        line: Line,
        outbox: Outbox,
        timeline: Timeline,
        contacts: Contacts,
        clock: Clock,
        mailer: Mailer,
        brand: Callable[[], str],
        base_url: Callable[[], str],
    ) -> None:
        self._line = line
        self._outbox = outbox
        self._timeline = timeline
        self._contacts = contacts
        self._clock = clock
        self._mailer = mailer
        self._brand = brand
        self._base_url = base_url
        self._after: str | None = None
        self._again: dict[str, datetime] = {}

    async def run(self) -> int:
        """Send what is due now; returns how many copies the mail server took. Call it every few seconds."""
        now, after, sent = self._clock.now(), self._after, 0
        self._again = {id: at for id, at in self._again.items() if at > now}
        while page := await self._outbox.waiting("web", after, _PAGE):
            self._pass_over(page, now, after)
            for parcel in due(page, now):
                sent += await self._copy(parcel, now)
            after = page[-1].id
        return sent

    def _pass_over(self, page: Iterable[Parcel], now: datetime, after: str | None) -> None:
        """Remember where the replies begin that are not yet too old, so that the old ones are not read each time."""
        if after != self._after:
            return
        for parcel in page:
            if parcel.due is None or now < parcel.due + TOO_OLD:
                return
            self._after = parcel.id

    async def _copy(self, parcel: Parcel, now: datetime) -> int:
        address = await self._contacts.email(parcel.conversation)
        if address is None or parcel.id in self._again:
            return 0
        found = await self._timeline.conversation(parcel.conversation)
        subject, text = letter(parcel, self._brand(), self._base_url(), found.language if found else None)
        try:
            await self._mailer.post(to=address, subject=subject, text=text, id=parcel.id, at=now)
        except PassingError as error:
            _log.warning("customer_copy_postponed", parcel=parcel.id, error=str(error))
            self._again[parcel.id] = now + PAUSE
            return 0
        except PermanentError as error:
            _log.warning("customer_copy_refused", parcel=parcel.id, code=error.code)
            await self._give_up(parcel, error.code, now)
            return 0
        await self._line.delivered(parcel, now)
        return 1

    async def _give_up(self, parcel: Parcel, code: str, now: datetime) -> None:
        if code == "letter_refused":
            self._again[parcel.id] = now + TOO_OLD
        else:
            # The address is of no use; without it, the page offers the customer to leave another one.
            await self._contacts.set_email(parcel.conversation, None)
