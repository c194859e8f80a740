"""The bot's own sentences: variants by situation, language and visibility, rendered from charter data alone."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Situation(StrEnum):
    """When the bot speaks. Each needs at least three variants in each language."""

    ACKNOWLEDGEMENT = "acknowledgement"
    ACKNOWLEDGEMENT_HEATED = "acknowledgement_heated"
    ACKNOWLEDGEMENT_MEDIA = "acknowledgement_media"
    ACKNOWLEDGEMENT_LANGUAGE = "acknowledgement_language"
    ACKNOWLEDGEMENT_TEAM = "acknowledgement_team"
    CLARIFY = "clarify"
    STATE = "state"
    STATE_PUBLIC = "state_public"
    HELPED = "helped"
    SALUTATION = "salutation"
    REMERCIEMENT = "remerciement"
    ELOGE = "eloge"
    AU_REVOIR = "au_revoir"
    OFFER = "offer"
    BOUNDARY = "boundary"
    SAFETY = "safety"
    AUTOMATIC = "automatic"
    AUTOMATIC_MARK = "automatic_mark"
    CONFIRMED = "confirmed"
    HOLDING_PROMISE = "holding_promise"


class Wording(BaseModel):
    """Variants of one situation. `public` replaces `private` in public when it is given. Keys are languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    private: dict[str, tuple[str, ...]]
    public: dict[str, tuple[str, ...]] | None = None


Wordings = Annotated[dict[Situation, Wording], Field()]
