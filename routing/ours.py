"""The names that a fake would take, and the addresses that are truly ours."""

from collections.abc import Iterable
from dataclasses import dataclass

from charter.charter import Charter


@dataclass(frozen=True, slots=True)
class Ours:
    """The names that a fake would take: the brand's, our accounts, the staff's public names; and our own addresses."""

    brand: str
    keywords: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    official: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    domains: frozenset[str] = frozenset()


def ours(charter: Charter, account: str, staff: Iterable[str]) -> Ours:
    """Our names by the charter, for messages that reach `account`."""
    people = [charter.referent, *charter.on_call, *((charter.deputy,) if charter.deputy else ())]
    brand = charter.brand
    return Ours(
        brand.name,
        brand.keywords,
        (account,),
        brand.official_accounts,
        tuple(staff),
        frozenset(person.email.rpartition("@")[2].casefold() for person in people),
    )
