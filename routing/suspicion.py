"""A danger that may be meant: whatever else was understood, no answer goes out that nobody looks at."""

from dataclasses import replace

from charter.charter import Charter
from conversations.change import Decision, Verdict
from conversations.events import Reason
from conversations.understanding import Danger, Understanding

UNREAD = frozenset({"faq", "light", "hors_sujet", "clarify", "insulte"})
"""Verdicts after which nobody reads the message."""


def with_suspicion(found: Decision, u: Understanding, charter: Charter) -> Decision:
    """The decision, with a person who reads the message when a danger is suspected in it, and the reason for them to see.

    Nobody is woken and the customer is not warned: most of these messages are harmless.
    """
    if u.suspected is None:
        return found
    reason = Reason("perhaps_danger", {"source": u.suspected.value})
    if found.verdict.kind not in UNREAD:
        return replace(found, reasons=(*found.reasons, reason))
    return Decision(Verdict("route", _reader(u.suspected, charter)), (reason, *found.reasons))


def _reader(source: Danger, charter: Charter) -> str:
    product = charter.danger_department if source is Danger.PRODUCT else None
    return product or charter.default_department
