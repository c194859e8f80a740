"""Short forms of messages (`jsuis`, `tjs`, `cb`, `thx`, `wheres`), written out for the classifier.

The lists are `phrases/short_forms.fr.txt` and `.en.txt`: `short = whole` a line, `#` begins a remark. A form is written out
also when training sentences hold it: no model reads it as well as the whole word (79 % right against 82.6 % of such sentences).
Tone and entities are read in the text as it was written.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

_FOLDER = resources.files("nlu") / "phrases"
_LANGUAGES = ("fr", "en")
_TOKEN = re.compile(r"[^\W_]+(?:/[^\W_]+)*(?!['\w])")


def written_out(text: str, language: str) -> str:
    """Plain `text` with its short forms written out, when they are those of `language`; any other text as it is."""
    known = forms(language) if language in _LANGUAGES else {}
    return _TOKEN.sub(lambda found: known.get(found.group(), found.group()), text) if known else text


@cache
def forms(language: str) -> Mapping[str, str]:
    """What each short form of `fr` or `en` stands for."""
    lines = (_FOLDER / f"short_forms.{language}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" = ") for line in lines if line.strip() and not line.startswith("#"))
    return {short: whole for short, _, whole in pairs}
