"""Suggestions reviewed one after the other, at a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import typer

from bot.commands.output import err, out
from bot.suggesting import teachable
from conversations.learning import Origin, Review, Suggestion, Suggestions
from conversations.ports import Clock, Conflict, Refused
from nlu.anonymous import unmarked
from nlu.embedded import EmbeddedEngine

Known = Callable[[str], str]
"""The intent, if the charter in force knows it. Raises Refused."""

_CHOICES = "(a)ccept, (i)ntent, (t)ext, (r)eject, (s)kip, (q)uit"
_FROM = {
    Origin.REFUSED: "the customer refused the answer",
    Origin.CORRECTED: "staff moved it to another department",
    Origin.UNRECOGNISED: "nothing was recognised, staff answered",
    Origin.WRITTEN: "somebody wrote it down",
}


class _Enough(Exception):
    """Somebody has enough for today."""


async def review_each(
    store: Suggestions, suggestions: Sequence[Suggestion], engine: EmbeddedEngine, known: Known, by: str, clock: Clock
) -> None:
    """Show each suggestion and do what is chosen, until the end or until somebody has enough."""
    counted = {Review.ACCEPTED: 0, Review.REJECTED: 0}
    for number, one in enumerate(suggestions, 1):
        _show(one, engine, f"{number} of {len(suggestions)}")
        try:
            decided = _decided(one, known)
        except _Enough:
            break
        if decided is None:
            continue
        try:
            await store.review(replace(decided, reviewed_by=by, reviewed_at=clock.now()), before=one.review)
            counted[decided.review] += 1
        except Conflict:
            err.print("Somebody else has reviewed it meanwhile.", markup=False)
    accepted, rejected = counted[Review.ACCEPTED], counted[Review.REJECTED]
    out.print(f"{accepted} accepted, {rejected} rejected.{' Learn them: recul nlu train' if accepted else ''}", markup=False)


def _show(one: Suggestion, engine: EmbeddedEngine, place: str) -> None:
    likeliest = engine.parse([unmarked(one.text)]).intents[:3]
    out.print(f"\n[{place}] “{one.text}”", markup=False)
    where = f", conversation {one.conversation}" if one.conversation else ""
    out.print(f"  from       {_FROM[one.origin]}{where}, {one.at:%Y-%m-%d}", markup=False)
    out.print(f"  taken for  {one.taken_for or '-'}", markup=False)
    out.print(f"  proposed   {one.intent or 'nobody knows yet'}", markup=False)
    out.print(f"  likeliest  {', '.join(f'{score.id} {score.confidence:.2f}' for score in likeliest)}", markup=False)


def _decided(one: Suggestion, known: Known) -> Suggestion | None:
    """The suggestion as somebody decides on it; None when it is skipped. Raises _Enough."""
    while True:
        chosen = typer.prompt(_CHOICES).strip().lower()[:1]
        if chosen == "q":
            raise _Enough
        if chosen == "s":
            return None
        if chosen == "r":
            return replace(one, review=Review.REJECTED)
        if chosen == "t":
            one = _rewritten(one)
        if chosen == "i" or (chosen == "a" and not _fits(one, known)):
            one = _renamed(one, known)
        elif chosen == "a":
            return replace(one, review=Review.ACCEPTED)


def _fits(one: Suggestion, known: Known) -> bool:
    try:
        return one.intent is not None and bool(known(one.intent))
    except Refused as refused:
        err.print(str(refused), markup=False)
        return False


def _renamed(one: Suggestion, known: Known) -> Suggestion:
    try:
        return replace(one, intent=known(typer.prompt("  intent").strip()))
    except Refused as refused:
        err.print(str(refused), markup=False)
        return one


def _rewritten(one: Suggestion) -> Suggestion:
    text = teachable((typer.prompt("  text", default=one.text),), one.language)
    if text is None:
        err.print("Too long, or no words are left: the text stays as it was.", markup=False)
        return one
    out.print(f"  “{text}”", markup=False)
    return replace(one, text=text)
