"""Who handles what, and how fast the brand means to answer."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from charter.duration import Delay
from charter.faq import Id, Texts
from charter.hours import OpeningHours
from charter.people import Person


class Delays(BaseModel):
    """Answer delays over opening hours, by visibility. Written as `2h`, `90m`, `1h30` in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    public: Delay
    private: Delay


class Department(BaseModel):
    """A team that answers. `label` reads inside a sentence ("l'équipe livraison"); `hours` None: the brand's hours.

    `needs` is what the team asks a customer for; `needs_kind` is how it is recognised when it is there already. `lead` answers
    for the team's promises; `email` is where the team is notified. `escalates_to` takes over when nobody is present.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    label: Texts
    handles: Texts
    delays: Delays
    hours: OpeningHours | None = None
    needs: Texts | None = None
    needs_kind: Literal["order", "email", "phone", "date"] | None = None
    lead: Person | None = None
    email: str | None = None
    escalates_to: Id | None = None
