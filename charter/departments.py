"""Who handles what, and how fast the brand means to answer."""

from pydantic import BaseModel, ConfigDict

from charter.duration import Delay
from charter.faq import Id, Texts
from charter.hours import OpeningHours


class Delays(BaseModel):
    """Answer delays over opening hours, by visibility. Written as `2h`, `90m`, `1h30` in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    public: Delay
    private: Delay


class Department(BaseModel):
    """A team that answers. `label` reads inside a sentence ("l'équipe livraison"); `hours` None: the brand's hours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    label: Texts
    handles: Texts
    delays: Delays
    hours: OpeningHours | None = None
    needs: Texts | None = None
    lead: str | None = None
    email: str | None = None
    escalates_to: Id | None = None
