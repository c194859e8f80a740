"""Learns the vocabulary of TF-IDF, and turns the training sentences into its vectors. Part of training."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu import tfidf
from nlu.tfidf import Half, TfIdf


def fit_tfidf(texts: Sequence[str], least: int = 1) -> tuple[TfIdf, Any]:
    """Vocabulary and weights of both halves, learned from plain texts, and the vectors of these texts as a sparse matrix.

    A feature must stand in at least `least` texts.
    """
    common: dict[str, Any] = {"min_df": least, "strip_accents": "unicode", "sublinear_tf": True}
    words, of_words = _half(TfidfVectorizer(ngram_range=tfidf.WORDS, token_pattern=tfidf.WORD_PATTERN, **common), texts)
    characters, of_characters = _half(TfidfVectorizer(analyzer="char_wb", ngram_range=tfidf.CHARACTERS, **common), texts)
    return TfIdf(words, characters), (sparse.hstack([of_words, of_characters]) * np.sqrt(0.5)).tocsr()


def vectors(features: TfIdf, texts: Sequence[str]) -> Any:
    """Other plain texts as a sparse matrix."""
    rows = [features.vector(text) for text in texts]
    if not rows:
        return sparse.csr_matrix((0, features.size))
    starts = np.cumsum([0, *(len(row.indices) for row in rows)])
    values, indices = np.concatenate([row.values for row in rows]), np.concatenate([row.indices for row in rows])
    return sparse.csr_matrix((values, indices, starts), shape=(len(rows), features.size))


def _half(vectorizer: Any, texts: Sequence[str]) -> tuple[Half, Any]:
    try:
        found = vectorizer.fit_transform(texts)
    except ValueError:  # no word at all in any text
        return Half({}, np.zeros(0)), sparse.csr_matrix((len(texts), 0))
    vocabulary = {feature: int(n) for feature, n in vectorizer.vocabulary_.items()}
    return Half(vocabulary, np.asarray(vectorizer.idf_, dtype=np.float64)), found
