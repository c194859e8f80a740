"""Text in UTF-16 units."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.utf16 import clean, cut, length, split

ANY = st.text(st.characters(codec=None) | st.sampled_from("🎁 \n."), max_size=60)
WORDS = st.text(st.sampled_from("ab🎁é \n."), max_size=80)


def _bare(text: str) -> str:
    return "".join(text.split())


@given(WORDS, st.integers(2, 20))
def test_pieces_fit_hold_everything_but_white_space_and_are_never_blank(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < length(piece) <= limit for piece in pieces)
    assert all(piece.strip() for piece in pieces)
    assert _bare("".join(pieces)) == _bare(text)


@given(ANY)
def test_cleaned_text_can_be_stored_and_keeps_its_length(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert length(cleaned) == length(text)


@given(WORDS, WORDS, WORDS)
def test_a_part_is_found_by_its_units(before: str, part: str, after: str) -> None:
    assert cut(before + part + after, length(before), length(part)) == part


def test_a_cut_falls_after_a_paragraph_rather_than_in_a_word() -> None:
    assert split("un deux trois.\n\nquatre cinq", 20) == ["un deux trois.", "quatre cinq"]
    assert split("un deux trois quatre", 15) == ["un deux trois", "quatre"]
