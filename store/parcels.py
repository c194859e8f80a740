"""How a row of `outgoing` becomes a parcel: its text comes from the message, its address from the conversation."""

from pydantic_core import from_json
from sqlalchemy import Row, and_, case, select

from conversations.message import Visibility
from conversations.sending import Account, Parcel, ParcelState
from conversations.turn import AnsweredBy, Reply
from store import tables as t
from store.documents import read_buttons

_c = t.conversation.c
# What is private goes where the customer has followed us to, if they have: never to where everybody reads.
_APART = and_(t.outgoing.c.visibility == Visibility.PRIVATE.value, _c.private_address.is_not(None))

PARCEL = (
    select(
        t.outgoing,
        t.message.c.text,
        t.message.c.author,
        t.message.c.subject,
        t.message.c.buttons,
        case((_APART, _c.private_place), else_=_c.place).label("place"),
        case((_APART, _c.private_address), else_=_c.address).label("address"),
        case((_APART, _c.private_external_id), else_=_c.last_external_id).label("last_external_id"),
    )
    .join(t.message, t.message.c.id == t.outgoing.c.id)
    .join(t.conversation, _c.id == t.outgoing.c.conversation)
)


def parcel(row: Row[tuple[object, ...]]) -> Parcel:
    """The parcel of a row of `PARCEL`."""
    return Parcel(
        id=row.id,
        conversation=row.conversation,
        account=Account(row.channel, row.account),
        place=row.place,
        address=from_json(row.address),
        reply=Reply(row.reply),
        by=AnsweredBy(row.by),
        text=row.text,
        visibility=Visibility(row.visibility),
        created_at=row.created_at,
        state=ParcelState(row.state),
        due=row.due,
        turn=row.turn,
        author=row.author,
        buttons=read_buttons(row.buttons),
        reply_to=row.last_external_id,
        to=row.to,
        subject=row.subject or "",
        attempts=row.attempts,
        error=row.error,
        perhaps_twice=row.perhaps_twice,
        user=row.user,
        private_link=row.private_link or "",
    )
