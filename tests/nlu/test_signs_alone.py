"""What a message without a word says by its signs."""

import pytest

from nlu.signs_alone import meaning


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("👍🏽", "remerciement"),
        ("🙏 👍", "remerciement"),
        ("❤️", "eloge"),
        ("👍❤️", "eloge"),
        ("👋", "salutation"),
        ("🖕", "insulte"),
        ("👍🖕", "insulte"),
        ("🐌", "hors_sujet"),
        ("🏳️‍🌈", "hors_sujet"),
        ("👋🐌", "hors_sujet"),
        ("{{ user.name }} ${6*6}", "hors_sujet"),
        ("<script>alert(1)</script>", "hors_sujet"),
    ],
)
def test_signs_alone_are_read_as_people_mean_them(text: str, intent: str) -> None:
    assert meaning(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?",
        "...",
        "!!!",
        "12",
        "merci 👍",
        "ok 🖕",
        "\u200d\ufe0f",
        "مرحبا 👍",
        "{}",
        "🔪",
        "🚑",
        "🚑🙏",
        "[photo]",
        "<Médias omis>",
        "<br>",
    ],
)
def test_words_and_empty_texts_are_not_read_by_signs(text: str) -> None:
    assert meaning(text) is None
