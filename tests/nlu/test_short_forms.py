"""Short forms of messages, written out."""

import pytest

from nlu.short_forms import written_out


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("jsuis livré qd ?", "fr", "je suis livré quand ?"),
        ("c koi vos horaires svp", "fr", "c'est quoi vos horaires s'il vous plaît"),
        ("g pa recu ma cmd", "fr", "j'ai pas recu ma commande"),
        ("bjr, ya tjs un pb", "fr", "bonjour, il y a toujours un problème"),
        ("jen veux plus", "fr", "j'en veux plus"),
        ("wheres my order? u dont reply, thx", "en", "where is my order? you don't reply, thanks"),
        ("w/o a receipt", "en", "without a receipt"),
    ],
)
def test_short_forms_are_written_out(text: str, language: str, meant: str) -> None:
    assert written_out(text, language) == meant


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("c'est la vie, qu'il parte", "fr"),
        ("u dont reply", "fr"),
        ("jsuis là", "en"),
        ("y a pk", "de"),
        ("commande C-48", "fr"),
        ("", "fr"),
    ],
)
def test_whole_words_and_other_languages_stay(text: str, language: str) -> None:
    assert written_out(text, language) == text
