"""What a text shares of documents' wording does not depend on what was read before, and little is remembered of that."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import shared_words
from nlu.shared_words import SharedWords, run_features, stem_features

DOCUMENTS = ("où est mon colis ? suivi du colis", "remboursement d'un retour sous 14 jours", "la télé-garantie dure deux ans")
WORDS = SharedWords.of(DOCUMENTS)
SAID = "où est mon colis ? télé-garantie l'été remboursés deux ans é- \u00a8 . d'un inconnu x"
PIECES = st.sampled_from(SAID.split())


def _cosines(text: str) -> list[float]:
    found = np.zeros(len(DOCUMENTS))
    for side, features in ((WORDS.stems, stem_features), (WORDS.runs, run_features)):
        vector = side.half.vector(features(text))
        found += vector.values @ side.weights[vector.indices] / 2
    return [float(share) for share in found]


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_a_text_read_by_its_pieces_shares_what_it_shares_as_a_whole(text: str) -> None:
    assert WORDS.likeness(text).tolist() == pytest.approx(_cosines(text), abs=1e-6)
    assert WORDS.likeness(text).dtype == np.float32


def test_a_document_shares_all_of_its_own_wording() -> None:
    assert np.diag([WORDS.likeness(text) for text in DOCUMENTS]).tolist() == pytest.approx([1.0] * len(DOCUMENTS), abs=1e-6)


def test_pieces_are_remembered_up_to_a_bound_and_a_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_words, "REMEMBERED", 5)
    words = SharedWords.of(DOCUMENTS)
    for number in range(12):
        words.likeness(f"mot{number} {'x' * 60}{number}")
        assert len(words._seen) <= 5
    assert all(len(piece) <= shared_words.LONGEST for piece in words._seen)


def test_nothing_is_shared_without_documents_or_without_words() -> None:
    assert SharedWords.of(()).likeness("un colis").tolist() == []
    assert WORDS.likeness(" ").tolist() == [0.0] * len(DOCUMENTS)
