"""Training, as the rest of the program asks for it: in a subprocess, and only when the sentences have changed."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlu import assertion, facets, model
from nlu.encoder import Wanted, as_good_as_new, encoder_name, used_encoder
from nlu.model import ModelError
from nlu.signs import NAMES

RECIPE = 17
"""Raise it when the way of training changes, so that kept models are trained anew."""

Progress = Callable[[float, str], None]

_WITHOUT = "none"
"""What stands in names for the encoder of a model that was trained without one."""


class TrainingError(Exception):
    """No model could be trained: what was found and what to do."""


def silent(share: float, doing: str) -> None:
    """A progress callback that shows nothing. `share` is in 0..1, `doing` a short word for the log or bar."""


def train_if_changed(
    examples: Mapping[str, Sequence[str]],
    background: Sequence[str],
    folder: Path,
    progress: Progress = silent,
    encoder: Wanted = "use",
) -> Path:
    """The model for these sentences: a kept one when they are unchanged, else newly trained in a subprocess.

    `examples` maps intent ids to sentences; `background` are sentences nobody asks of us; `folder` keeps one file per
    content and encoder. One trained with the encoder serves without, too; one trained without is trained anew once a
    sound encoder is wanted. Blocks for seconds: call it in a thread. Raises TrainingError.
    """
    key = content_key(examples, background)
    if (path := _kept(folder, key, encoder)) is not None:
        progress(1.0, "kept")
        return path
    progress(0.0, "training")
    path = folder / f"{key}-{_used(encoder) or _WITHOUT}.model"
    train(examples, background, path, encoder, progress)
    return path


def _kept(folder: Path, key: str, encoder: Wanted) -> Path | None:
    """The usable model of that content; of several, that of the installed encoder, which is found without loading it."""
    found = sorted(folder.glob(f"{key}-*.model"), key=lambda path: (_trained_with(path.stem) != encoder_name(), path))
    return next((path for path in found if usable(path, encoder)), None)


def content_key(examples: Mapping[str, Sequence[str]], background: Sequence[str]) -> str:
    """How the names of all models of these sentences begin, whatever their encoder; the order of intents does not matter."""
    parts = [sorted((k, list(v)) for k, v in examples.items()), list(background)]
    return f"{_maker()}-{_hash(parts)[:24]}"


def made_so(name: str, encoder: Wanted) -> bool:
    """True for the name of a model that was made as this program makes models: it may be used as it is."""
    return name.startswith(f"{_maker()}-") and as_good_as_new(_trained_with(name), encoder)


def _trained_with(name: str) -> str | None:
    used = name.split("-", 2)[2:]
    return None if used in ([], [_WITHOUT]) else used[0]


def _used(encoder: Wanted) -> str | None:
    found = used_encoder(encoder)
    return found.name if found else None


def _maker() -> str:
    return _hash([RECIPE, model.FORMAT, NAMES, assertion.all_lists(), facets.sentences()])[:8]


def _hash(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def train(
    examples: Mapping[str, Sequence[str]],
    background: Sequence[str],
    path: Path,
    encoder: Wanted = "use",
    progress: Progress = silent,
) -> float:
    """Train in a subprocess and write the model to `path`; returns the seconds it took, start of the process left out.

    The model is trained with the encoder that `used_encoder` gives, and to be read without, too. Raises TrainingError.
    """
    used = _used(encoder)
    keep = facets_file(used)
    task = {
        "examples": {label: list(texts) for label, texts in examples.items()},
        "background": list(background),
        "path": str(path.resolve()),
        "encoder": used is not None,
        "facets": facets.sentences(),
        "kept": _learned(keep, path.parent, used),
        "keep": str(keep) if keep else None,
    }
    seconds = _beside(task, progress)
    _check(path, keep, used)
    return seconds


def _beside(task: Mapping[str, Any], progress: Progress) -> float:
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


def _check(path: Path, keep: Path | None, used: str | None) -> None:
    """What was trained without the encoder that is used here must not be taken for what was trained with it."""
    if model.encoder_of(path) == used:
        return
    for made in filter(None, (path, keep)):
        made.unlink(missing_ok=True)
    raise TrainingError(
        f"The training process could not use the sentence encoder {used}, which is sound in this one. "
        "Check memory, then train again; RECUL_ENCODER=none does without it."
    )


def facets_file(used: str | None) -> Path | None:
    """Where this user's facets for an encoder are kept: they are the same for all charters, and take most of a first training.

    None for a user without a home, such as a bare number in a container: there is no place for a cache.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    return cache / "recul" / f"{_maker()}-{used or _WITHOUT}.facets" if cache.is_absolute() else None


def _learned(keep: Path | None, folder: Path, used: str | None) -> list[str]:
    """Files with facets that were learned from the same sentences as ours, with this encoder (without one, any will do): those
    kept for all charters, and models in that folder. Whoever reads them finds out which is sound."""
    ours = f"{_maker()}-*{used or ''}"
    cached = sorted(keep.parent.glob(f"{ours}.facets")) if keep else []
    return [str(path.resolve()) for path in (*cached, *sorted(folder.glob(f"{ours}.model")))]


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


def usable(path: Path, encoder: Wanted) -> bool:
    """True when a model is there that can be read to its end, and it is no makeshift from a day without the encoder."""
    try:
        # Reading it takes 50 ms; a model that is found out only when it should serve keeps the program from starting.
        return as_good_as_new(model.encoder_of(path), encoder) and bool(model.read(path, None).labels)
    except ModelError:
        return False
