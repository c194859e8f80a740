"""People write in fragments: when the line may decide on what it has received."""

from collections.abc import Sequence
from datetime import datetime

from charter.charter import Settle
from conversations.conversation import Undecided


def due(undecided: Sequence[Undecided], settle: Settle) -> datetime:
    """After a silence, but never long after the first message; at once when one of them is pressing."""
    first, last = undecided[0].received_at, undecided[-1].received_at
    if any(message.immediate for message in undecided):
        return last
    return min(last + settle.quiet, first + settle.at_most)
