"""Fits a model to labelled sentences. The only module that imports scikit-learn; it runs in a process of its own.

As a program (`python -m nlu.fitting`) it reads a JSON task from standard input and writes JSON lines to standard
output: `{"share": 0.4, "doing": "…"}` while it works, and `{"seconds": 2.1}` or `{"error": "…"}` at the end.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu import model
from nlu.calibration import Floats
from nlu.encoder import Encoder, shared_encoder
from nlu.facets import Facets
from nlu.facets_beside import learned_beside
from nlu.head import Head
from nlu.head_fitting import Heard, Sentences, fit_head
from nlu.held_out import folds, known_by, outcomes
from nlu.model import Confusion
from nlu.neighbours import gist_of
from nlu.normalise import plain
from nlu.pooling import OFF_TOPIC
from nlu.spelling import known_words
from nlu.tfidf import TfIdf
from nlu.vectorising import fit_tfidf, vectors
from nlu.witnesses import by_meaning, by_words, heard

Progress = Callable[[float, str], None]

AT_MOST = 50_000
"""Rows of the encoder that are kept in training, 2 kB each: what teaches an intent may teach a facet too."""

VERSIONS = 3
"""Files of facets that stay in the cache: more than one version of the program may run on a machine."""


def fit(
    examples: Mapping[str, Sequence[str]],
    background: Sequence[str],
    path: Path,
    encoder: Encoder | None,
    progress: Progress,
    facets: Callable[[], Path | None] = lambda: None,
) -> None:
    """Train on the examples of each intent, and write the model.

    `facets` gives the file with the facets, once all else is learned.
    Raises ValueError when there are fewer than two intents.
    """
    labels, texts, truth = _labelled(examples)
    own = np.flatnonzero(truth != (labels.index(OFF_TOPIC) if OFF_TOPIC in labels else -1))
    hashes = [known_by(text) for text in texts]
    sentences = Sentences(truth, folds(hashes, truth), len(labels), own)
    outside = sorted({plain(text) for text in background} - {""})
    progress(0.05, "sentences")
    # One thread learns from words, whose library lets others run meanwhile; this one encodes and learns from meaning.
    with ThreadPoolExecutor(max_workers=1) as beside:
        learning = beside.submit(_words, sentences, texts, outside)
        meaning = [_meaning(sentences, encoder.encode([*texts, *outside]), progress)] if encoder else []
        features, words, alone, scores = learning.result()
    progress(0.6, "scope")
    heads = {model.ALONE: alone}
    if meaning:
        heads[model.WITH_ENCODER], scores = fit_head(sentences, [words, *meaning])
    progress(0.8, "facets")
    learned = facets()
    progress(0.98, "writing")
    used, unseen = encoder.name if encoder else None, outcomes(hashes, truth, scores, labels)
    model.write(path, labels, features, known_words(texts), heads, used, confusions(scores, truth, labels), unseen, learned)
    progress(1.0, "done")


def _labelled(examples: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], list[str], NDArray[np.int64]]:
    """The intents that have sentences, their plain sentences, and the number of each sentence's intent."""
    said = {label: {plain(text) for text in texts} - {""} for label, texts in examples.items()}
    labels = tuple(sorted(label for label, texts in said.items() if texts))
    if len(labels) < 2:
        raise ValueError(f"found examples for {len(labels)} intent; give examples for at least two.")
    pairs = sorted((n, text) for n, label in enumerate(labels) for text in said[label])
    return labels, [text for _, text in pairs], np.array([n for n, _ in pairs])


def confusions(scores: Floats, truth: NDArray[np.int64], labels: Sequence[str]) -> tuple[Confusion, ...]:
    """For each intent, what its sentences were most often taken for by classifiers that had not seen them."""
    judged = np.isfinite(scores[np.arange(len(truth)), truth])
    taken = np.nan_to_num(scores, nan=-np.inf).argmax(axis=1)
    found = []
    for number, label in enumerate(labels):
        of = judged & (truth == number)
        counts = np.bincount(taken[of], minlength=len(labels))
        counts[number] = 0
        if counts.any():
            found.append(Confusion(label, labels[int(counts.argmax())], int(counts.max()), int(of.sum())))
    return tuple(found)


def _words(sentences: Sentences, texts: Sequence[str], outside: Sequence[str]) -> tuple[TfIdf, Heard, Head, Floats]:
    """The vocabulary, the witness of words, and the head that hears it alone with its scores of sentences unseen."""
    features, inside = fit_tfidf(texts)
    witness = heard(by_words, inside, sentences.truth, sentences.count, sentences.fold)
    words = Heard(witness, inside, vectors(features, outside))
    return features, words, *fit_head(sentences, [words])


def _meaning(sentences: Sentences, rows: Floats, progress: Progress) -> Heard:
    """The witness of meaning; `rows` are those of the training sentences, then those of the background."""
    progress(0.4, "meaning")
    inside, outside = np.split(rows, [len(sentences.truth)])
    witness = heard(by_meaning, inside, sentences.truth, sentences.count, sentences.fold)
    return Heard(witness, inside, outside, gist_of(inside))


def main() -> int:
    """Do the task on standard input; the exit code is 0 when a model was written."""
    task = json.load(sys.stdin)
    started = time.perf_counter()
    try:
        encoder = shared_encoder() if task["encoder"] else None
        if encoder:
            encoder.remembered = AT_MOST
        begun = time.perf_counter()
        with _facets(task, encoder) as facets:
            path, told = Path(task["path"]), lambda share, doing: _say(share=share, doing=doing)
            fit(task["examples"], task["background"], path, encoder, told, facets)
    except (ValueError, OSError, RuntimeError) as error:
        _say(error=str(error))
        return 1
    _say(seconds=time.perf_counter() - begun, load=begun - started)
    return 0


def _facets(task: Mapping[str, Any], encoder: Encoder | None) -> AbstractContextManager[Callable[[], Path]]:
    """The facets: a kept file, or else learned meanwhile, and kept."""
    known = next(filter(model.has_facets, map(Path, task["kept"])), None)
    return _learned_and_kept(task, encoder) if known is None else nullcontext(lambda: known)


@contextmanager
def _learned_and_kept(task: Mapping[str, Any], encoder: Encoder | None) -> Iterator[Callable[[], Path]]:
    with TemporaryDirectory() as folder, learned_beside(task["facets"], encoder) as learned:

        def kept() -> Path:
            found = learned()
            if task["keep"]:
                with suppress(OSError):  # without a folder to keep them in, they are learned again next time
                    return _keep(Path(task["keep"]), found)
            return _keep(Path(folder) / "learned", found)

        yield kept


def _keep(path: Path, learned: Mapping[str, Facets]) -> Path:
    """Older versions' files go: 20 MB each, and nobody would look for them."""
    model.write_facets(path, learned)
    by_age = sorted(path.parent.glob(f"*{path.suffix}"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in by_age[VERSIONS:]:
        old.unlink(missing_ok=True)
    return path


def _say(**words: Any) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    sys.exit(main())
