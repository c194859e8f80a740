"""Text as Rasa may be given it."""

import re

from nlu.normalise import TEXT_CAP, readable

_MARKUP = re.compile(r"\](?=[(\[{])")


def sentence(text: str) -> str:
    """`text` on one line, at most 2,000 characters, maybe empty, without what Rasa would not take for text.

    A leading `/name` would be an order to find that intent, with certainty; `[word](kind)` would be entity markup;
    control characters are refused by the readers of its training data.
    """
    seen = "".join(c for c in readable(text) if c.isprintable() or c.isspace())
    return _MARKUP.sub("] ", " ".join(seen.split()).lstrip("/ "))[:TEXT_CAP]
