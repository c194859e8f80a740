"""`recul nlu review` and `recul nlu suggest`: people decide what is learned."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.acting import charter_in_force
from bot.commands.charter_arguments import AsJson, person
from bot.commands.nlu_reviewing import review_each
from bot.commands.output import out, print_json, progress_bar
from bot.commands.staff_acts import known
from bot.learning import all_accepted
from bot.publishing import restore
from bot.releases import Progress, beside_warm_up, source_of
from bot.settings import Settings, read_settings
from bot.suggesting import LONGEST, collect, written_down
from bot.teaching import teaching
from bot.wiring import open_store
from charter.checks.shape import closest
from charter.load import load
from charter.reading import Loaded, read_source
from conversations.learning import Review, Suggestion
from conversations.ports import Conflict, Refused
from nlu.anonymous import unmarked
from nlu.embedded import EmbeddedEngine
from store.sql import SqlStore

Intent = Annotated[str, typer.Option(help="What it means: a FAQ entry, a department or another intent of the charter.")]
Ids = Annotated[list[str] | None, typer.Option(metavar="ID", help="A suggestion, as --json lists it; repeat for several.")]
Where = Annotated[
    str, typer.Option(metavar="ID", help="The conversation in which a customer said so: erasing it finds the sentence.")
]
Login = Annotated[str, typer.Option("--as", metavar="LOGIN", help="Who decides; whoever sits at the terminal when left out.")]
LIKELIEST = 3
"""Intents that are shown with a sentence, as the engine in force reads it."""


def review_command(
    accept: Ids = None,
    reject: Ids = None,
    intent: Intent = "",
    login: Login = "",
    state: Annotated[Review, typer.Option(help="Which suggestions; accepted ones may still be rejected.")] = Review.OPEN,
    limit: Annotated[int, typer.Option(help="At most so many, the oldest first.", min=1, max=1000)] = 50,
    json: AsJson = False,
) -> None:
    """Accept, change or reject the sentences that conversations suggest for training. One after the other, without options.

    They hold no names and numbers: marks as [nom] stand there. What is accepted joins the next release: recul nlu train

    Example: recul nlu review
    Example: recul nlu review --json --limit 10
    Example: recul nlu review --accept 1f0c2a9be4d87a63 --intent livraison
    """
    if intent and not accept:
        raise typer.BadParameter("--intent goes with --accept ID")
    asyncio.run(_review(read_settings(), accept or (), reject or (), intent, login, state, limit, json=json))


def suggest_command(
    text: Annotated[str, typer.Argument(help="What customers say.")],
    intent: Intent,
    conversation: Where = "",
    json: AsJson = False,
) -> None:
    """Write down a sentence for training. It is reviewed like the others.

    What a customer has said goes with --conversation. Without it the sentence must hold nobody's data: no erasure finds it.

    Example: recul nlu suggest "vous faites l'affûtage des couteaux ?" --intent sav
    Example: recul nlu suggest "mes couteaux ne coupent plus" --intent sav --conversation 1f0c2a9be4d87a63
    """
    suggestion = asyncio.run(_suggest(read_settings(), text, intent, conversation.strip()))
    if json:
        print_json(row(suggestion))
    else:
        out.print(f"Suggested as “{suggestion.text}”. Accept it: recul nlu review --accept {suggestion.id}", markup=False)


async def _suggest(settings: Settings, text: str, intent: str, conversation: str) -> Suggestion:
    async with open_store(settings) as store:
        known_intent(await charter_in_force(settings, store), intent)
        name = ""
        if conversation:
            await known(store, conversation)
            name = await store.contact_name(conversation)
        suggestion = written_down(text, intent, SystemClock().now(), conversation, name)
        if suggestion is None:
            raise Refused(
                f"Nothing can be learned from this text: give one sentence in words, of at most {LONGEST} characters."
            )
        if not await store.suggest([suggestion]):
            before = await store.suggestion(suggestion.id)
            raise Refused(f"This was suggested before, and is {before.review.value if before else 'gone'}: {suggestion.id}")
        return suggestion


async def _review(
    settings: Settings,
    accept: Sequence[str],
    reject: Sequence[str],
    intent: str,
    login: str,
    state: Review,
    limit: int,
    *,
    json: bool,
) -> None:
    async with open_store(settings) as store:
        by = await _reviewer(store, login)
        loaded = await charter_in_force(settings, store)
        if accept or reject:
            await _decide(store, loaded, by, accept, reject, intent)
            return
        await collect(store, SystemClock().now())
        found = await store.suggestions(state, limit)
        if not found:
            _nothing(state, json=json)
            return
        with progress_bar("Understanding") as progress:
            _, engine = await _engine(settings, store, progress)
        if json:
            print_json([row(one, engine) for one in found])
        else:
            await review_each(store, found, engine, lambda id: known_intent(loaded, id), by, SystemClock())
        await engine.close()


async def _decide(store: SqlStore, loaded: Loaded, by: str, accept: Sequence[str], reject: Sequence[str], intent: str) -> None:
    """All of it or, when one cannot be done, nothing: what is asked for is looked at first."""
    found = [(await _of(store, id), Review.ACCEPTED) for id in accept]
    found += [(await _of(store, id), Review.REJECTED) for id in reject]
    decided, now = [], SystemClock().now()
    for one, review in found:
        meant = (intent or one.intent) if review is Review.ACCEPTED else one.intent
        if review is Review.ACCEPTED and meant is None:
            raise Refused(f"Nobody knows what {one.id} means: say it with --intent. It is: “{one.text}”")
        if review is Review.ACCEPTED:
            known_intent(loaded, meant or "")
        decided.append((one, replace(one, intent=meant, review=review, reviewed_by=by, reviewed_at=now)))
    for before, after in decided:
        try:
            await store.review(after, before=before.review)
        except Conflict:
            raise Refused(f"Somebody else has reviewed {before.id} meanwhile. See: recul nlu review --json") from None
        meaning = f" as {after.intent}" if after.review is Review.ACCEPTED else ""
        out.print(f"{after.review.value.capitalize()}{meaning}: “{after.text}”", markup=False)


async def _of(store: SqlStore, id: str) -> Suggestion:
    found = await store.suggestion(id)
    if found is None:
        raise Refused(f"There is no suggestion {id}. `recul nlu review --json` lists them.")
    return found


async def _reviewer(store: SqlStore, login: str) -> str:
    """Who decides, for the record. Raises Refused."""
    if not login:
        return person()
    user = await store.user_by_login(login)
    if user is None:
        raise Refused(f"Nobody signs in as {login}. Give the login of somebody who uses the desk.")
    return user.login


async def _engine(settings: Settings, store: SqlStore, progress: Progress) -> tuple[Loaded, EmbeddedEngine]:
    """The charter in force, and the engine that serves by it."""
    version = await store.current_version()
    if version is None:
        accepted = await all_accepted(store)
        return await asyncio.to_thread(beside_warm_up, settings, lambda: load(settings.charter), progress, accepted)
    await restore(settings, store, version)
    source, learned = source_of(version), (await teaching(settings, store, version)).learned
    return await asyncio.to_thread(beside_warm_up, settings, lambda: read_source(source), progress, learned, version.model)


def known_intent(loaded: Loaded, intent: str) -> str:
    """The intent, if the charter in force knows it. Raises Refused."""
    if intent not in loaded.examples:
        raise Refused(f"`{intent}` is no intent of the charter in force: {closest(intent, loaded.examples)}")
    return intent


def row(one: Suggestion, engine: EmbeddedEngine | None = None) -> dict[str, object]:
    """A suggestion for programs."""
    found: dict[str, object] = {
        "id": one.id,
        "text": one.text,
        "language": one.language,
        "origin": one.origin.value,
        "taken_for": one.taken_for,
        "intent": one.intent,
        "conversation": one.conversation,
        "at": one.at.isoformat(),
        "review": one.review.value,
        "reviewed_by": one.reviewed_by,
        "version": one.version,
    }
    if engine is None:
        return found
    likeliest = engine.parse([unmarked(one.text)]).intents[:LIKELIEST]
    return found | {"likeliest": [{"id": score.id, "confidence": round(score.confidence, 4)} for score in likeliest]}


def _nothing(state: Review, *, json: bool) -> None:
    if json:
        print_json([])
    else:
        what = "There is nothing to review." if state is Review.OPEN else f"No suggestion is {state.value}."
        out.print(what, markup=False)
