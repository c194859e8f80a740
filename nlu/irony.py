"""What tells praise that is meant from praise that is not: beside a mishap, with nothing put right, in quotes, with a wink.

By themselves these signs decide nothing ("merci d'avoir remplacé le verre cassé" is meant); they are learned from (`signs`).
"""

import re

from nlu.assertion import Phrases

_GUSH = Phrases.read("gush", whole_words=True)
_MISHAP = Phrases.read("mishap", whole_words=True)
_SLIGHT = Phrases.read("slight", whole_words=True)
_AMENDS = Phrases.read("amends", whole_words=True)
_WRY = Phrases.read("wry", whole_words=True)
_QUOTED = re.compile(r'[«"“].{2,40}[»"”]')

IRONY_SIGNS = (
    "praised", "praises", "mishap", "mishaps", "amended", "amends", "wry", "quoted", "praised mishap", "unamended mishap",
    "praised amends", "praised quote", "praised only", "unpraised", "wry mishap", "praised and trailing off",
    "slight", "praised slight only",
)  # fmt: skip
"""What each number of `irony_signs` says, in order; each lies in 0..1."""


def irony_signs(shown: str, said: str) -> list[float]:
    """The signs of irony in a text: `shown` as `normalise.readable`, `said` as `normalise.folded` gives it."""
    praises, mishaps, amends = (min(phrases.times_in(said), 3) / 3 for phrases in (_GUSH, _MISHAP, _AMENDS))
    praised, mishap, amended = (float(share > 0) for share in (praises, mishaps, amends))
    wry, quoted = float(_WRY.found_in(said)), float(_QUOTED.search(shown) is not None)
    slight = float(_SLIGHT.found_in(said))
    trailing = float("..." in shown or "…" in shown)
    return [
        praised, praises, mishap, mishaps, amended, amends, wry, quoted, praised * mishap, praised * mishap * (1 - amended),
        praised * amended, praised * quoted, praised * (1 - mishap), 1 - praised, wry * mishap, praised * trailing,
        slight, praised * slight * (1 - mishap),
    ]  # fmt: skip
