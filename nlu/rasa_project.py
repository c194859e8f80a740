"""A Rasa 3.6 project with the sentences of a charter: what `nlu/rasa` holds, and the data that it lacks."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from nlu.datasets import BACKGROUND, OUT_OF_SCOPE
from nlu.rasa_text import sentence

TEMPLATE = Path(__file__).parent / "rasa"
CONFIG = "config.yml"
DOMAIN = "domain.yml"
DATA = "data/nlu.yml"
WITH_IT = ("config-diet.yml", "requirements.txt", "README.md")
"""Files of `nlu/rasa` that belong to every project and are written anew; `config.yml` is whose project it is."""

Examples = Mapping[str, Sequence[str]]
"""Sentences by intent."""

FOREIGN = frozenset({OUT_OF_SCOPE, BACKGROUND})
"""Names of sentences that belong to no intent: Rasa would learn them as one, which costs it accuracy."""

_MODEL = re.compile(r"(?:^|/)recul-([0-9a-f]{12})-[0-9a-f]{6}\.tar\.gz$")
_DOMAIN_HEAD = """\
# Written by `recul nlu export-rasa`: the FAQ entries, departments and kinds of small talk of the charter, as plain intents.
# As retrieval intents with a ResponseSelector Rasa told the FAQ entries apart less well: see docs/nlu.md.
# Rasa understands and does not act: there are no responses, slots or actions here.
"""


def with_learned(examples: Examples, accepted: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The examples and the `accepted` suggestions (text, intent) that are not among them; only intents of the examples."""
    joined = {intent: list(texts) for intent, texts in examples.items()}
    for text, intent in accepted:
        if intent in joined and text not in joined[intent]:
            joined[intent].append(text)
    return joined


def learnable(examples: Examples) -> dict[str, list[str]]:
    """The sentences as Rasa may be given them, of the intents that have any; without the foreign ones."""
    said = {intent: [one for one in map(sentence, texts) if one] for intent, texts in examples.items() if intent not in FOREIGN}
    return {intent: texts for intent, texts in said.items() if texts}


def nlu_yaml(examples: Examples) -> str:
    """Rasa NLU training data. Foreign sentences, and those without anything to read, are left out."""
    blocks = [
        {
            "intent": DoubleQuotedScalarString(intent),
            "examples": LiteralScalarString("".join(f"- {one}\n" for one in texts)),
        }
        for intent, texts in learnable(examples).items()
    ]
    return _dumped({"version": DoubleQuotedScalarString("3.1"), "nlu": blocks})


def domain_yaml(examples: Examples) -> str:
    """The domain: every intent that has a sentence."""
    session = {"session_expiration_time": 0, "carry_over_slots_to_new_session": False}
    parts = {"version": DoubleQuotedScalarString("3.1"), "intents": list(learnable(examples)), "session_config": session}
    return _DOMAIN_HEAD + _dumped(parts)


def write(folder: Path, examples: Examples) -> bool:
    """Write the project; False when a `config.yml` that differs from ours was there and is kept. Raises OSError."""
    (folder / DATA).parent.mkdir(parents=True, exist_ok=True)
    (folder / DATA).write_text(nlu_yaml(examples), encoding="utf-8")
    (folder / DOMAIN).write_text(domain_yaml(examples), encoding="utf-8")
    for name in WITH_IT:
        _copy(name, folder)
    ours = (TEMPLATE / CONFIG).read_bytes()
    if (folder / CONFIG).exists():
        return (folder / CONFIG).read_bytes() == ours
    _copy(CONFIG, folder)
    return True


def model_name(folder: Path) -> str:
    """What to call the model of a written project: it tells the sentences, then the pipeline. No suffix. Raises OSError."""
    config = hashlib.sha256((folder / CONFIG).read_bytes()).hexdigest()
    return f"recul-{_digest((folder / DATA).read_bytes())}-{config[:6]}"


def sentences_digest(examples: Examples) -> str:
    """What the name of a model trained from these sentences tells of them."""
    return _digest(nlu_yaml(examples).encode())


def sentences_of(model_file: str) -> str | None:
    """The digest of the sentences that a model was trained from, by its file's name; None when it is not one of ours."""
    found = _MODEL.search(model_file)
    return found[1] if found else None


def _copy(name: str, folder: Path) -> None:
    if (folder / name).resolve() != (TEMPLATE / name).resolve():
        (folder / name).write_bytes((TEMPLATE / name).read_bytes())


def _dumped(document: object) -> str:
    written = StringIO()
    YAML().dump(document, written)
    return written.getvalue()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
