"""Opening hours: when people are there, and how much open time lies between two moments."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Range(BaseModel):
    """A range of a day, local time. An end that is not after the start lies on the next day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: time
    end: time


class OpeningHours(BaseModel):
    """The weekly hours in a time zone, less public holidays and closed days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: str = "Europe/Paris"
    week: dict[Weekday, tuple[Range, ...]]
    holidays: Literal["FR", "FR-alsace-moselle", "none"] = "FR"
    closed_days: Annotated[tuple[date, ...], Field(default=())]
