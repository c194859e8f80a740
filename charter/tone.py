"""How the brand speaks: what it never says, and what staff texts should hold."""

from pydantic import BaseModel, ConfigDict


class Tone(BaseModel):
    """The tone in a sentence for people, and phrases for the check.

    `better` gives the brand's own wording for a phrase that it would rather not read, forbidden or not.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    forbidden: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    better: dict[str, str] = {}
