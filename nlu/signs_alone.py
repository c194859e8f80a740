"""What a message without a word says by its signs: emoji alone, or markup alone. No classifier has anything to read there."""

import re
import unicodedata

from nlu.normalise import readable

CERTAIN = 0.95
"""The confidence of such a reading: people agree on these signs nearly always."""

_INSULTS = frozenset("🖕🤬💩")
_THANKS = frozenset("👍🙏👌✅🤝🫶")
_LOVE = frozenset("😍🥰😘🤩👏💯🎉🌟⭐🏆♥❤💕💖💗💙💚💛🧡💜🖤🤍🤎💝💞💓😻")
_HELLO = frozenset("👋")
_GRAVE = frozenset("🔪🗡🩸🚑🚒🚨🆘💣🧨🔫🏥🤕🩹⚰☠")
"""Signs that may mean a danger, or a kitchen: a person asks."""
_MEANINGS = ((_HELLO, "salutation"), (_THANKS, "remerciement"), (_THANKS | _LOVE, "eloge"))
_MODIFIERS = frozenset("\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_PICTURES = frozenset({"So", "Sk"})
_CODE = re.compile(r"\{[^{}]*\w|<script\b|<%", re.IGNORECASE)


def meaning(text: str) -> str | None:
    """The intent that a text without a readable word has: a light one, `insulte`, or `hors_sujet`; None when even its signs say
    nothing (empty, or punctuation alone), or may say that somebody is in danger."""
    shown = readable(text)
    if any(c.isalnum() for c in shown):
        return None
    signs = {c for c in shown if c not in _MODIFIERS and unicodedata.category(c) in _PICTURES}
    if not signs:
        return "hors_sujet" if _CODE.search(text) else None
    if signs & _GRAVE:
        return None
    if signs & _INSULTS:
        return "insulte"
    return next((intent for known, intent in _MEANINGS if signs <= known), "hors_sujet")
