"""From what happened in conversations to suggestions of training sentences, and from what somebody writes down.

No text leaves this module with personal data in it: what cannot be made anonymous with some words left is no suggestion.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from conversations.learning import Lesson, Origin, Suggestion, Suggestions
from conversations.ports import Cursors
from nlu.anonymous import anonymous, unmarked
from nlu.language import detect
from nlu.normalise import plain
from routing import masking

LONGEST = 280
"""Characters of a text that may teach: a long story holds more than one subject."""
LEAST_LETTERS = 5
LOOK_BACK = timedelta(days=30)
"""How far back the first collection looks."""
LATE = timedelta(days=1)
"""So long after its time something may still come to be stored: platforms keep messages for a day."""
PAGE = 1_000
CURSOR = "learning"


class Collects(Suggestions, Cursors, Protocol):
    """Where lessons come from and suggestions go."""

    async def contact_name(self, conversation: str) -> str:
        """The displayed name of the customer; empty when there is none."""
        ...


async def collect(store: Collects, now: datetime) -> int:
    """Suggest what was learned since the last time, each fact once; returns how many are new. Raises Unavailable."""
    read = await store.read(CURSOR)
    since = datetime.fromisoformat(read) - LATE if read else now - LOOK_BACK
    new, after = 0, None
    while page := await store.lessons(since, after, PAGE):
        found = [suggestion_of(lesson, await store.contact_name(lesson.conversation)) for lesson in page]
        new += await store.suggest([one for one in found if one is not None])
        after = page[-1].conversation, page[-1].n
    await store.write(CURSOR, now.isoformat())
    return new


def suggestion_of(lesson: Lesson, name: str) -> Suggestion | None:
    """What the lesson suggests, for a customer called `name`; None when nothing can be kept of its text."""
    text = teachable(lesson.texts, lesson.language, (name,))
    if text is None:
        return None
    return Suggestion(
        id=_id(lesson.conversation, str(lesson.n)),
        text=text,
        language=lesson.language,
        origin=lesson.origin,
        taken_for=lesson.taken_for,
        intent=lesson.meant,
        conversation=lesson.conversation,
        at=lesson.at,
    )


def written_down(text: str, intent: str, now: datetime, conversation: str = "", name: str = "") -> Suggestion | None:
    """What somebody of the staff suggests, out of a conversation with a customer called `name` or of their own; None when
    nothing can be kept of the text."""
    language = detect(text).language
    kept = teachable((text,), language, (name,))
    if kept is None:
        return None
    return Suggestion(_id(conversation, plain(kept), intent), kept, language, Origin.WRITTEN, "", intent, conversation, now)


def teachable(texts: Sequence[str], language: str, names: Iterable[str] = ()) -> str | None:
    """The texts as one anonymous sentence; None when they held secrets, are too long, or leave too few words to read."""
    whole = "\n".join(texts)
    if len(whole) > LONGEST or masking.unmarked(whole) != whole:
        return None
    kept = anonymous(whole, language, names)
    left = unmarked(kept)
    return kept if detect(left).words and sum(map(str.isalpha, left)) >= LEAST_LETTERS else None


def _id(*source: str) -> str:
    return hashlib.sha256("\n".join(source).encode()).hexdigest()[:16]
