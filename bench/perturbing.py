"""Sentences as hurried people type them: copies without accents, in capitals, with slips, SMS spelling, repeats, emoji.

Each copy depends on its sentence alone, so that a measurement can be repeated.
"""

import re
from collections.abc import Callable, Mapping
from zlib import crc32

import numpy as np

from nlu.normalise import without_accents as _bare

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_EVERY = 3
_LONG = 4
_EMOJI = ("😡", "🙏", "😊", "😭", "👍", "🤬", "❤️", "😅")
_SMS = {
    "vous": "vs", "nous": "ns", "est": "é", "c'est": "c", "j'ai": "g", "pas": "pa", "que": "ke", "qui": "ki",
    "quand": "kan", "quoi": "koi", "pourquoi": "pk", "comment": "cmt", "avec": "avc", "dans": "ds", "pour": "pr",
    "toujours": "tjr", "bonjour": "bjr", "merci": "mrc", "beaucoup": "bcp", "rien": "rn", "quelque": "qq",
    "quelle": "kel", "quel": "kel", "commande": "cmd", "jamais": "jms", "maintenant": "mtn", "s'il": "sil",
    "êtes": "ete", "plus": "+", "même": "mm", "parce": "pcq", "you": "u", "are": "r", "please": "pls", "your": "ur",
    "why": "y", "because": "cuz", "for": "4", "to": "2", "and": "n", "thanks": "thx", "what": "wat", "have": "hv",
    "with": "w", "tomorrow": "tmrw", "message": "msg", "people": "ppl", "about": "abt", "account": "acct",
    "payment": "pymt", "want": "wnt", "great": "gr8", "before": "b4", "know": "kno", "would": "wud", "could": "cud",
}  # fmt: skip


def without_accents(text: str) -> str:
    """Without any accent."""
    return _bare(text)


def in_capitals(text: str) -> str:
    """In capitals."""
    return text.upper()


def with_typos(text: str) -> str:
    """One letter changed, dropped, doubled or swapped in every third word of four letters or more."""
    random = _random(text)
    count = 0

    def slip(found: re.Match[str]) -> str:
        nonlocal count
        if len(found.group()) < _LONG:
            return found.group()
        count += 1
        return _slipped(found.group(), random) if count % _EVERY == 1 else found.group()

    return _WORD.sub(slip, text)


def in_sms(text: str) -> str:
    """Small words as they are written on a phone, without accents."""
    return _bare(re.sub(r"[^\W\d_]+(?:'[^\W\d_]+)?", lambda found: _SMS.get(found.group().lower(), found.group()), text))


def with_repeats(text: str) -> str:
    """The last letter of every third word drawn out, the marks too."""
    words = text.split(" ")
    drawn = [word + word[-1] * 3 if n % _EVERY == _EVERY - 1 and word[-1:].isalpha() else word for n, word in enumerate(words)]
    return re.sub(r"[!?]", lambda mark: mark.group() * 3, " ".join(drawn))


def with_emoji(text: str) -> str:
    """An emoji in the middle and three at the end."""
    random, words = _random(text), text.split(" ")
    here, end = (_EMOJI[n] for n in random.integers(0, len(_EMOJI), 2))
    words.insert(len(words) // 2, here)
    return f"{' '.join(words)} {end * 3}"


PERTURBATIONS: Mapping[str, Callable[[str], str]] = {
    "accents removed": without_accents,
    "capitals": in_capitals,
    "typos": with_typos,
    "SMS spelling": in_sms,
    "repeated letters": with_repeats,
    "emoji": with_emoji,
}


def _random(text: str) -> np.random.Generator:
    return np.random.default_rng(crc32(text.encode()))


def _slipped(word: str, random: np.random.Generator) -> str:
    at, letter = int(random.integers(0, len(word) - 1)), _LETTERS[int(random.integers(0, len(_LETTERS)))]
    slips = (
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return slips[int(random.integers(0, len(slips)))]
