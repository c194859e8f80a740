"""Each sentence as read by a model that was trained without it."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from charter.faq import FaqEntry
from conversations.understanding import Understanding
from nlu.embedded import EmbeddedEngine
from nlu.training import train

Examples = Mapping[str, Sequence[str]]
Progress = Callable[[float, str], None]


def cross_validated(
    examples: Examples,
    background: Sequence[str],
    faq: Sequence[FaqEntry],
    progress: Progress,
    folds: int = 3,
    encoder: Literal["use", "none"] = "use",
) -> Iterator[tuple[str, str, Understanding]]:
    """Sentence, the intent that it was written for, and what a model made of it that had learned from the other folds.

    Trains `folds` times in a subprocess; blocks. Raises nlu.training.TrainingError, nlu.model.ModelError.
    """
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(folds):
            progress(fold / folds, f"part {fold + 1} of {folds}")
            learned = {id: [text for n, text in enumerate(texts) if n % folds != fold] for id, texts in examples.items()}
            path = Path(folder) / f"{fold}.model"
            train(learned, background, path, encoder)
            engine = EmbeddedEngine.load(path, encoder, faq, learned)
            asked = [(text, id) for id, texts in examples.items() for n, text in enumerate(texts) if n % folds == fold]
            found = engine.parse_each([text for text, _ in asked])
            engine.end()
            yield from ((text, id, understood) for (text, id), understood in zip(asked, found, strict=True))
    progress(1.0, "done")
