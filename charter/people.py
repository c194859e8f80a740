"""Named persons in charge."""

from pydantic import BaseModel, ConfigDict


class Person(BaseModel):
    """A named person in charge, and the address at which notices reach them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    email: str
