"""How the brand speaks: what it never says, and what staff texts should hold."""

from pydantic import BaseModel, ConfigDict


class Tone(BaseModel):
    """The tone in a sentence for people, and phrases for the check."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    forbidden: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
