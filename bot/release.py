"""A charter version together with the engine trained from it. Every decision uses one release throughout."""

from dataclasses import dataclass

from charter.charter import Charter
from conversations.ports import Engine
from nlu.embedded import EmbeddedEngine


@dataclass(frozen=True, slots=True)
class Release:
    """`id` is what each reply records: the digest of charter and examples, shortened."""

    id: str
    charter: Charter
    engine: Engine


@dataclass(frozen=True, slots=True)
class Serving:
    """A release with the `number` of its published version (0: published nowhere), the name of its model, and the engine
    that was loaded for it."""

    release: Release
    number: int = 0
    model: str = ""
    embedded: EmbeddedEngine | None = None


class InForce:
    """The release that this process decides by. To switch is one assignment: a decision under way keeps the one it took."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving

    def __call__(self) -> Release:
        """The release to decide by now."""
        return self.serving.release
