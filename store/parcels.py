"""How a row of `outgoing` becomes a parcel: its text comes from the message, its address from the conversation."""

from pydantic_core import from_json
from sqlalchemy import Row, select

from conversations.message import Visibility
from conversations.sending import Account, Parcel, ParcelState
from conversations.turn import AnsweredBy, Reply
from store import tables as t
from store.documents import read_buttons

PARCEL = (
    select(
        t.outgoing,
        t.message.c.text,
        t.message.c.author,
        t.message.c.subject,
        t.message.c.buttons,
        t.conversation.c.place,
        t.conversation.c.address,
        t.conversation.c.last_external_id,
    )
    .join(t.message, t.message.c.id == t.outgoing.c.id)
    .join(t.conversation, t.conversation.c.id == t.outgoing.c.conversation)
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
    )
