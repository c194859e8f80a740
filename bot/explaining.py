"""What would happen to a message, and why: the production functions on an empty conversation, without a store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.release import Release
from conversations.change import Change
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.message import PlaceKey, Visibility
from conversations.understanding import Understanding
from routing import triggers
from routing.context import Context, Heard
from routing.on_message import on_message, verdict


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict, those on further requests, what led to them, and the text for the customer (None: nothing is said)."""

    understanding: Understanding
    verdict: str
    reasons: tuple[Reason, ...]
    reply: str | None
    change: Change
    also: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For programs: language, intent, confidence, verdict, also, faq (resembling), heat, irony, urgent, reply, reasons."""
        best = self.understanding.best
        return {
            "language": self.understanding.language,
            "intent": best.id if best else None,
            "confidence": round(best.confidence, 4) if best else None,
            "verdict": self.verdict,
            "also": list(self.also),
            "faq": [{"id": score.id, "confidence": round(score.confidence, 4)} for score in self.understanding.faq],
            "heat": self.understanding.heat.word,
            "irony": self.understanding.irony,
            "urgent": self.understanding.urgent,
            "reply": self.reply,
            "reasons": [{"rule": reason.rule, **reason.figures} for reason in self.reasons],
        }


def explain(text: str, understanding: Understanding, visibility: Visibility, release: Release, now: datetime) -> Explanation:
    """What the line would do with `text` as the first message of a new conversation at `now`."""
    conversation = Conversation("explain", PlaceKey("explain", "", "", ""))
    heard = Heard(("message",), text, now, visibility, mention=False)
    context = Context(release.charter, release.id, now)
    understanding = triggers.heeded(understanding, text, release.charter)
    decision = verdict(conversation, heard, understanding, context)
    change = on_message(conversation, heard, understanding, context)
    to_customer = [outgoing.text for outgoing in change.outgoing if outgoing.to is None]
    reply, also = "\n\n".join(to_customer) or None, tuple(map(str, decision.also))
    return Explanation(understanding, str(decision.verdict), decision.reasons, reply, change, also)
