"""Training, as the rest of the program asks for it: in a subprocess, and only when the sentences have changed."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from nlu import facets, model
from nlu.encoder import encoder_name
from nlu.model import ModelError
from nlu.signs import NAMES

RECIPE = 16
"""Raise it when the way of training changes, so that kept models are trained anew."""

Progress = Callable[[float, str], None]


class TrainingError(Exception):
    """No model could be trained: what was found and what to do."""


def silent(share: float, doing: str) -> None:
    """A progress callback that shows nothing. `share` is in 0..1, `doing` a short word for the log or bar."""


def train_if_changed(
    examples: Mapping[str, Sequence[str]], background: Sequence[str], folder: Path, progress: Progress = silent
) -> Path:
    """The model for these sentences: a kept one when they are unchanged, else newly trained in a subprocess.

    `examples` maps intent ids to sentences; `background` are sentences nobody asks of us; `folder` keeps one file per
    content. Blocks for seconds: call it in a thread. Raises TrainingError.
    """
    path = folder / f"{content_key(examples, background)}.model"
    if usable(path):
        progress(1.0, "kept")
        return path
    train(examples, background, path, encoder="use", progress=progress)
    return path


def content_key(examples: Mapping[str, Sequence[str]], background: Sequence[str]) -> str:
    """A name for the model of these sentences; the order of intents does not matter."""
    parts = [sorted((k, list(v)) for k, v in examples.items()), list(background)]
    return f"{_maker()}-{_hash(parts)[:24]}"


def made_so(name: str) -> bool:
    """True for the name of a model that was made as this program makes models: it may be used as it is."""
    return name.startswith(f"{_maker()}-")


def _maker() -> str:
    return _hash([RECIPE, model.FORMAT, encoder_name(), NAMES, facets.sentences()])[:8]


def _hash(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def train(
    examples: Mapping[str, Sequence[str]],
    background: Sequence[str],
    path: Path,
    encoder: str = "use",
    progress: Progress = silent,
) -> float:
    """Train in a subprocess and write the model to `path`; returns the seconds it took, start of the process left out.

    `encoder` is "use" (with TF-IDF alone as fall-back) or "none". Raises TrainingError.
    """
    keep = facets_file()
    task = {
        "examples": {label: list(texts) for label, texts in examples.items()},
        "background": list(background),
        "path": str(path.resolve()),
        "encoder": encoder == "use",
        "facets": facets.sentences(),
        "kept": _learned(keep, path.parent),
        "keep": str(keep) if keep and encoder == "use" else None,
    }
    # The child finds our packages and runs linear algebra on one thread: more threads are slower on busy machines.
    root = str(Path(__file__).resolve().parents[1])
    search = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"PYTHONPATH": search, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile("w+") as complaints:
        json.dump(task, given)
        given.seek(0)
        with subprocess.Popen(
            [sys.executable, "-m", "nlu.fitting"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment,
            text=True,
        ) as child:
            last = _follow(child, progress)
        complaints.seek(0)
        return _result(child.returncode, last, complaints.read())


def facets_file() -> Path | None:
    """Where this user's facets are kept: they are the same for all charters, and take most of a first training.

    None for a user without a home, such as a bare number in a container: there is no place for a cache.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    return cache / "recul" / f"{_maker()}.facets" if cache.is_absolute() else None


def _learned(keep: Path | None, folder: Path) -> list[str]:
    """Files with facets that were learned from the same sentences as ours: the one kept for all, and models in that folder.
    Whoever reads them finds out which is sound."""
    made = sorted(folder.glob(f"{_maker()}-*.model"))
    return [str(path.resolve()) for path in (keep, *made) if path is not None and path.exists()]


def _follow(child: "subprocess.Popen[str]", progress: Progress) -> dict[str, float | str]:
    last: dict[str, float | str] = {}
    for line in child.stdout or ():
        try:
            last = json.loads(line)
        except ValueError:
            continue  # a library's remark
        if "share" in last:
            progress(float(last["share"]), str(last["doing"]))
    return last


def _result(code: int, last: Mapping[str, float | str], complaints: str) -> float:
    if "error" in last:
        raise TrainingError(f"The model was not trained: {last['error']}")
    if code or "seconds" not in last:
        final = complaints.strip().splitlines()[-1:] or ["no message"]
        raise TrainingError(
            f"The training process ended with code {code} ({final[0]}). Check memory and disk, then train again."
        )
    return float(last["seconds"])


def usable(path: Path) -> bool:
    """True when a model is there that can be read to its end, and it is no makeshift from a day without the encoder."""
    try:
        # Reading it takes 50 ms; a model that is found out only when it should serve keeps the program from starting.
        return model.encoder_of(path) == encoder_name() and bool(model.read(path, None).labels)
    except ModelError:
        return False
