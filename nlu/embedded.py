"""The engine that runs inside our process: one thread understands, in batches, what many conversations ask for."""

import asyncio
import queue
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Self

import structlog

from charter.faq import FaqEntry
from conversations.understanding import Understanding
from nlu import model
from nlu.alarms import alarm
from nlu.encoder import Wanted, used_encoder
from nlu.language import detect
from nlu.products import Products
from nlu.reading import Reader
from nlu.retrieval import Retrieval
from nlu.spelling import Speller

BATCH = 16
"""Messages understood together at most: more would make the first one wait."""

NAME = "embedded"

_log = structlog.get_logger(__name__)
_Job = tuple[str, "Future[Understanding]"]


def warm_up(encoder: Wanted) -> None:
    """Load what needs no model: languages, and the sentence encoder. Blocks for a second or two; any thread may do it once."""
    detect("bonjour")
    used_encoder(encoder)


class EmbeddedEngine:
    """Implements `conversations.ports.Engine`. Ready once loaded; `close` ends its thread."""

    name = NAME

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="understanding", daemon=True)
        self._thread.start()

    @classmethod
    def load(
        cls,
        path: Path,
        encoder: Wanted = "use",
        faq: Sequence[FaqEntry] = (),
        examples: Mapping[str, Sequence[str]] = MappingProxyType({}),
        products: Sequence[str] = (),
    ) -> Self:
        """The engine with the model at `path`; blocks for a second or two. `encoder="none"` saves 125 MB and some accuracy.

        Texts are compared with the entries of `faq` and the `examples` of each; `products` are found in them. See `rewritten`
        for when entries or products change.

        Without a sound encoder, or with another one than the model was trained with, TF-IDF alone is used, with a warning.
        Raises nlu.model.ModelError.
        """
        wanted = used_encoder(encoder)
        trained = model.read(path, wanted.name if wanted else None)
        if wanted and trained.encoder is None:
            _log.warning("encoder_differs", what="the model was not trained with this encoder: understanding uses TF-IDF alone")
        used = wanted if trained.encoder else None
        if used:
            used.expect(sorted(trained.words, key=lambda word: -trained.words[word]))
        speller = Speller(trained.words, trained.real)
        engine = cls(
            Reader(trained, speller, used, NAME, Retrieval.of(faq, examples, used), Products.of(products, trained.words))
        )
        engine.parse(["bonjour"])  # the first use of each library is slow
        return engine

    def rewritten(self, faq: Sequence[FaqEntry], products: Sequence[str] = ()) -> None:
        """From now on, texts are compared with these entries, and these products are found in them; the entries' examples are
        those of before. Takes well under a second."""
        reader = self._reader
        entries = Retrieval.of(faq, reader.faq.examples, reader.encoder)
        self._reader = replace(reader, faq=entries, products=Products.of(products, reader.model.words))

    async def understand(self, texts: Sequence[str]) -> Understanding:
        """What these texts of one person, read together, mean. Entities are spans of the texts joined by newlines.

        Raises RuntimeError when the engine is closed.
        """
        future: Future[Understanding] = Future()
        with self._closing:
            if self._closed:
                raise RuntimeError("the engine is closed")
            self._jobs.put(("\n".join(texts), future))
        return await asyncio.wrap_future(future)

    def parse(self, texts: Sequence[str]) -> Understanding:
        """The same as `understand`, for callers without an event loop."""
        return self._reader.understand(["\n".join(texts)])[0]

    def parse_each(self, texts: Sequence[str]) -> list[Understanding]:
        """What each of these texts means by itself, for callers with many."""
        starts = range(0, len(texts), BATCH)
        return [found for start in starts for found in self._reader.understand(texts[start : start + BATCH])]

    def alarm(self, text: str) -> bool:
        """True when cheap rules find danger, a same-day deadline or a threat."""
        return alarm(text)

    async def close(self) -> None:
        """Finish what was asked, then end the thread. Closing twice is harmless."""
        self.end()
        await asyncio.to_thread(self._thread.join)

    def end(self) -> None:
        """The same as `close`, without waiting for it."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)

    def _work(self) -> None:
        while (batch := self._batch()) is not None:
            live = [(text, future) for text, future in batch if future.set_running_or_notify_cancel()]
            self._understand(live)

    def _batch(self) -> list[_Job] | None:
        """The next jobs, waiting for the first alone; None at the end."""
        first = self._jobs.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)  # the end, again, after this batch
                break
            batch.append(job)
        return batch

    def _understand(self, jobs: Sequence[_Job]) -> None:
        try:
            for (_, future), found in zip(jobs, self._reader.understand([text for text, _ in jobs]), strict=True):
                future.set_result(found)
        except Exception as error:
            for _, future in jobs:
                if not future.done():
                    future.set_exception(error)
