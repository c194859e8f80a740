"""A charter version together with the engine trained from it. Every decision uses one release throughout."""

from dataclasses import dataclass

from charter.charter import Charter
from conversations.ports import Engine


@dataclass(frozen=True, slots=True)
class Release:
    """`id` is what each reply records: the digest of charter and examples, shortened."""

    id: str
    charter: Charter
    engine: Engine
