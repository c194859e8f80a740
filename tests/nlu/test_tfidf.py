"""The serving side computes what scikit-learn computes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.tfidf import WORD_PATTERN, Half
from nlu.vectorising import fit_tfidf, vectors

TEXTS = [
    "où est mon colis ?",
    "mon colis est perdu, perdu, perdu !",
    "quels sont vos horaires d'ouverture",
    "l'appareil ne marche plus",
    "where is my parcel",
    "a",
]
WORDS = TfidfVectorizer(ngram_range=(1, 2), strip_accents="unicode", sublinear_tf=True, token_pattern=WORD_PATTERN).fit(TEXTS)
CHARACTERS = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), strip_accents="unicode", sublinear_tf=True).fit(TEXTS)
FEATURES, VECTORS = fit_tfidf(TEXTS)


def dense(half: Half, text: str, words: bool) -> np.ndarray:
    size = len(half.idf)
    whole = FEATURES.vector(text)
    values = np.zeros(FEATURES.size)
    values[whole.indices] = whole.values
    return (values[:size] if words else values[-size:]) / np.sqrt(0.5)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.sampled_from(TEXTS), st.text(alphabet="aceéilmnoprstu d'?È0", max_size=60), st.text(max_size=60)))
def test_equals_scikit_learn(text: str) -> None:
    np.testing.assert_allclose(dense(FEATURES.words, text, True), WORDS.transform([text]).toarray()[0], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        dense(FEATURES.characters, text, False), CHARACTERS.transform([text]).toarray()[0], rtol=1e-12, atol=1e-15
    )


def test_training_and_serving_see_the_same_vectors() -> None:
    np.testing.assert_allclose(VECTORS.toarray(), vectors(FEATURES, TEXTS).toarray(), rtol=1e-12, atol=1e-15)
    assert vectors(FEATURES, []).shape == (0, FEATURES.size)


def test_the_joined_vector_has_length_one() -> None:
    assert np.linalg.norm(FEATURES.vector("mon colis est perdu").values) == pytest.approx(1.0)
    assert len(FEATURES.vector("").indices) == 0


def test_texts_without_a_word_give_an_empty_vocabulary() -> None:
    nothing, _ = fit_tfidf(["?", "!"])
    assert len(nothing.words.idf) == 0
    assert not any(nothing.vector("bonjour").values)


@pytest.mark.parametrize("least", [1, 2])
def test_the_vocabulary_is_learned_as_scikit_learn_learns_it(least: int) -> None:
    common = {"min_df": least, "strip_accents": "unicode", "sublinear_tf": True}
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORD_PATTERN, **common)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **common)
    texts = [*TEXTS, "\u00a8 l'été l'été", "", "MON colis est là"]
    expected = [half.fit_transform(texts).toarray() * np.sqrt(0.5) for half in (words, characters)]
    features, found = fit_tfidf(texts, least)
    for own, theirs in ((features.words, words), (features.characters, characters)):
        assert list(own.features) == sorted(theirs.vocabulary_)
        np.testing.assert_allclose(own.idf, theirs.idf_, rtol=1e-12)
    np.testing.assert_allclose(found.toarray(), np.hstack(expected), rtol=1e-12, atol=1e-15)
