"""What the law asks of the brand: its mediator, the deadlines that dated acts start, how long texts are kept."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from charter.faq import Id

Act = Literal["withdrawal", "cancellation", "data_right", "formal_notice", "mediator", "regulator", "lawyer", "chargeback"]
ACTS: tuple[Act, ...] = get_args(Act)
"""The declared acts that a customer can date: what `Understanding.dated_act` names."""

_LAST_SECOND = time(23, 59, 59)

Days = Annotated[int, Field(ge=1, le=3650)]


class Mediator(BaseModel):
    """The consumer mediator that a brand selling to consumers in France must name (code de la consommation, L612-1, L616-1)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    url: str
    address: str = ""


class ActRule(BaseModel):
    """Who gets a dated act (None: the default department), and within how many calendar days or months the law or the brand
    wants it dealt with (both None: no date is fixed)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    department: Id | None = None
    days: Days | None = None
    months: Annotated[int, Field(ge=1, le=24)] | None = None

    def deadline(self, received: datetime, timezone: str) -> datetime | None:
        """The last second of the last day, UTC, for an act received then; the day of receipt does not count. None: no date.

        Days and months are those of `timezone`; a month that has no such day ends the term with its last one.
        """
        if self.days is None and self.months is None:
            return None
        zone = ZoneInfo(timezone)
        last = _months_after(received.astimezone(zone).date(), self.months or 0) + timedelta(days=self.days or 0)
        return datetime.combine(last, _LAST_SECOND, zone).astimezone(UTC)


LEGAL_TERMS: dict[Act, ActRule] = {
    # Refund at the latest 14 days after the trader was told (code de la consommation, L221-24).
    "withdrawal": ActRule(days=14),
    # One month from receipt of the request (GDPR, article 12.3).
    "data_right": ActRule(months=1),
}
"""The terms that hold where the charter says nothing else."""


class Retention(BaseModel):
    """How long texts and names are kept after the last message, in days; figures stay."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    texts_days: Days = 1095
    contacts_days: Days = 1095


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
