"""What is asked stands in one sentence of a long story."""

import numpy as np

from nlu.normalise import TEXT_CAP
from nlu.pooling import MOST_SENTENCES, parts, pool

LABELS = ("facturation", "hors_sujet", "salutation")


def row(*shares: float) -> np.ndarray:
    return np.array(shares, dtype=np.float32)


def test_one_sentence_is_one_part() -> None:
    assert parts("Où est mon colis ?") == ["où est mon colis ?"]
    assert parts("Bonjour. Où est mon colis ?") == ["bonjour. où est mon colis ?"]


def test_sentences_follow_the_whole_and_short_ones_join_the_next() -> None:
    assert parts("Bon. Je vous écris. Mon colis est perdu !\nMerci") == [
        "bon. je vous écris. mon colis est perdu ! merci",
        "bon. je vous écris.",
        "mon colis est perdu ! merci",
    ]


def test_parts_are_bounded() -> None:
    many = parts("".join(f"Mon colis {n} est perdu. " for n in range(10_000)))
    assert len(many) == 1 + MOST_SENTENCES
    assert max(map(len, many)) <= TEXT_CAP


def test_the_sentence_that_asks_outweighs_asides() -> None:
    story = np.stack([row(0.2, 0.7, 0.1), row(0.0, 0.9, 0.1), row(0.9, 0.05, 0.05), row(0.0, 0.1, 0.9)])
    shares, scope = pool(LABELS, story, row(0.2, 0.9, 0.8, 0.9))
    assert LABELS[int(shares.argmax())] == "facturation"
    assert np.isclose(shares.sum(), 1.0)
    assert np.isclose(scope, 0.8)


def test_asides_alone_leave_the_whole() -> None:
    story = np.stack([row(0.3, 0.4, 0.3), row(0.0, 0.9, 0.1), row(0.0, 0.1, 0.9)])
    shares, scope = pool(LABELS, story, row(0.3, 0.9, 0.9))
    np.testing.assert_array_equal(shares, story[0])
    assert np.isclose(scope, 0.3)


def test_a_single_part_is_itself() -> None:
    shares, scope = pool(LABELS, np.stack([row(0.1, 0.2, 0.7)]), row(0.4))
    assert shares.argmax() == 2
    assert np.isclose(scope, 0.4)


def test_of_two_requests_the_one_we_know_better_has_the_most_say() -> None:
    labels = ("livraison", "facturation")
    story = np.stack([row(0.5, 0.5), row(0.9, 0.1), row(0.1, 0.9)])
    shares, _ = pool(labels, story, row(0.5, 0.8, 0.4))
    np.testing.assert_allclose(
        shares, [0.5 * 0.5 + 0.5 * (0.9 * 16 + 0.1) / 17, 0.5 * 0.5 + 0.5 * (0.1 * 16 + 0.9) / 17], rtol=1e-3
    )


def test_handles_in_front_say_nothing_of_what_is_meant() -> None:
    assert parts("@maisoncolibri, @boutique merci pour votre accueil !") == parts("merci pour votre accueil !")
    assert parts("bravo @maisoncolibri, votre cocotte est belle") != parts("bravo, votre cocotte est belle")
    assert parts("@maisoncolibri") == ["@maisoncolibri"]
