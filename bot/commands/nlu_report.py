"""`recul nlu report`: how well customers are understood, as a page for the owner of the charter."""

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.clock import SystemClock
from bot.commands.charter_arguments import AsJson
from bot.commands.database_here import database_here
from bot.commands.output import out, print_json, progress_bar, write_file
from bot.learning import Accepted, all_accepted, training_examples
from bot.nlu_report.drafts import Draft, draft
from bot.nlu_report.page import Report, page
from bot.nlu_report.unanswered import unanswered
from bot.releases import source_of
from bot.settings import Settings, read_settings
from charter.load import load
from charter.reading import Loaded, read_source
from conversations.learning import Suggestion
from nlu.assessment import Read, share_right
from nlu.cross_validation import cross_validated
from nlu.encoder import used_encoder
from nlu.grouping import grouped

GROUPS = 30
"""Drafts that are shown, the most asked first."""

EMBEDDED_ALONE = (
    "This judges the embedded engine, which answers when Rasa fails. Intents come from Rasa (RECUL_NLU=rasa): "
    "`recul nlu evaluate --engine rasa` measures that."
)

Out = Annotated[Path, typer.Option("--out", help="Where to write the page.", dir_okay=False)]
Language = Annotated[Literal["fr", "en"] | None, typer.Option(help="Of the page; left out, the charter's first.")]


def report_command(to: Out = Path("var/understanding.html"), language: Language = None, json: AsJson = False) -> None:
    """Write a page: what is confused with what, whether the confidence is deserved, which FAQ entries collide, and what
    customers asked that the charter cannot answer, as drafts of FAQ entries. Trains three models to judge by: a minute or so.
    What people teach is collected first. With RECUL_NLU=rasa too, it judges the embedded engine.

    Example: recul nlu report --out understanding.html
    """
    loaded, accepted, asked = asyncio.run(_gathered(read_settings()))
    with progress_bar("Reading") as progress:
        examples = training_examples(loaded, accepted)
        found = list(
            cross_validated(examples, loaded.background, loaded.charter.faq, progress, encoder=read_settings().encoder)
        )
    reads = [Read(text, meant, u.best.id if u.best else "", u.best.confidence if u.best else 0.0) for text, meant, u in found]
    drafts = _drafts(loaded, asked, read_settings())
    today = SystemClock().now().date()
    faq = [entry.id for entry in loaded.charter.faq]
    report = Report(loaded.charter.brand.name, today, reads, faq, drafts, rasa=read_settings().nlu == "rasa")
    write_file(to, page(report, language or loaded.charter.languages[0]), "--out")
    if json:
        print_json({"page": str(to), "sentences": len(reads), "understood": share_right(reads), "unanswered": len(asked)})
    else:
        out.print(f"{share_right(reads):.1%} of {len(reads)} sentences are understood unseen. The page is {to}", markup=False)
        if report.rasa:
            out.print(EMBEDDED_ALONE, markup=False)


async def _gathered(settings: Settings) -> tuple[Loaded, Accepted, list[Suggestion]]:
    """The charter in force (the file's where nothing was published), what people taught, and what nobody could answer."""
    async with database_here(settings) as store:
        current = await store.current_version() if store is not None else None
        loaded = read_source(source_of(current)) if current is not None else load(settings.charter)
        if store is None:
            return loaded, (), []
        return loaded, await all_accepted(store), await unanswered(store, SystemClock().now())


def _drafts(loaded: Loaded, asked: list[Suggestion], settings: Settings) -> list[Draft]:
    groups = grouped([one.text for one in asked], used_encoder(settings.encoder))[:GROUPS]
    drafts: list[Draft] = []
    taken = [entry.id for entry in loaded.charter.faq]
    for group in groups:
        drafts.append(draft(group, loaded.charter.languages, taken))
        taken.append(drafts[-1].id)
    return drafts
