"""Where a reply is on its way, as a person of the staff reads it."""

from dataclasses import dataclass
from typing import Literal

from conversations.sending import Parcel, ParcelState
from desk.words import Words

FETCHED = ("web", "api")
"""Channels that do not push: a reply lies ready until the other side fetches it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A tone for the eye (with a sign of its own, never colour alone) and the sentence."""

    tone: Literal["done", "waiting", "doubt", "failed"]
    sentence: str


def delivery(parcel: Parcel, suspended: bool, words: Words) -> Delivery:
    """What to say of one reply."""
    if parcel.state is ParcelState.FAILED:
        why = words.either(f"delivery.error.{parcel.error}", parcel.error or words("delivery.error.unknown"))
        return Delivery("failed", words("delivery.failed", why=why))
    if parcel.state is ParcelState.CANCELLED:
        return Delivery("doubt", words("delivery.cancelled"))
    if parcel.perhaps_twice:
        return Delivery("doubt", words("delivery.perhaps_twice"))
    if parcel.state is ParcelState.DELIVERED:
        return Delivery("done", words("delivery.delivered"))
    return Delivery("waiting", words(_waiting(parcel, suspended)))


def _waiting(parcel: Parcel, suspended: bool) -> str:
    if suspended and parcel.state is not ParcelState.HELD:
        return "delivery.suspended"
    if parcel.account.channel in FETCHED and parcel.state is not ParcelState.HELD:
        return f"delivery.fetched.{parcel.account.channel}"
    if parcel.state is ParcelState.QUEUED and parcel.attempts:
        return "delivery.retried"
    return f"delivery.{parcel.state.value}"
