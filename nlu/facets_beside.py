"""The facets are learned by a process of their own, while this one learns the intents: they share nothing but the encoder.

The rules that read each sentence hold Python's lock, so threads would wait for each other. Sentences are encoded here alone,
since many teach both.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from nlu.calibration import Floats
from nlu.encoder import Encoder
from nlu.facet_fitting import Labelled, fit_facets
from nlu.facets import Facets

Learned = Mapping[str, Facets]


class _Elsewhere:
    """The encoder of the process that started this one."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row for each text."""
        self._pipe.send(("encode", list(texts)))
        rows: Floats = self._pipe.recv()
        return rows


@contextmanager
def learned_beside(facets: Mapping[str, Labelled], encoder: Encoder | None) -> Iterator[Callable[[], Learned]]:
    """The facets of each head, once they are learned: a function that waits for them.

    To be entered before any thread is started. The function raises RuntimeError when they could not be learned.
    """
    context = get_context("fork")  # so it has all that was imported
    here, there = context.Pipe()
    child = context.Process(target=_learn, args=(facets, encoder is not None, there), daemon=True)
    child.start()
    there.close()
    with ThreadPoolExecutor(max_workers=1) as beside:
        learned: Future[Learned] = beside.submit(_serve, here, encoder)
        try:
            yield learned.result
        finally:
            if not learned.done():
                child.terminate()
            child.join()
            here.close()


def _serve(pipe: Connection, encoder: Encoder | None) -> Learned:
    """Encode what the other process asks for, until it has learned."""
    while True:
        try:
            what, content = pipe.recv()
        except EOFError as error:
            raise RuntimeError("the process that learns the facets ended early") from error
        if what == "learned":
            found: Learned = content
            return found
        if what == "failed" or encoder is None:
            raise RuntimeError(f"the facets were not learned: {content}")
        pipe.send(encoder.encode(content))


def _learn(facets: Mapping[str, Labelled], with_encoder: bool, pipe: Connection) -> None:
    answer: tuple[str, Any]
    try:
        answer = ("learned", fit_facets(facets, _Elsewhere(pipe) if with_encoder else None))
    except Exception as error:
        answer = ("failed", f"{type(error).__name__}: {error}")
    pipe.send(answer)
