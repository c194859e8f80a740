"""Which texts are e-mail addresses that we write to, pure."""

import re

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def normalised(text: str) -> str | None:
    """The address as it goes into a header: plain ASCII, the domain by IDNA; None when `text` is no single address.

    Quoted local parts, comments and local parts beyond ASCII are not taken: hardly anybody has one, and each opens a door.
    """
    local, at, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = domain.split(".")
    well_formed = at and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and _LOCAL.fullmatch(local)
    return f"{local}@{domain}" if well_formed and len(local) <= 64 and len(local) + len(domain) < 254 else None
