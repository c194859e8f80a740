"""`recul charter show`: the policy as people read it."""

import re

from rich.table import Column, Table

from bot.commands.charter_arguments import AsJson, File, Language
from bot.commands.output import out, print_json
from bot.settings import read_settings
from charter import week
from charter.charter import Charter
from charter.difference import duration
from charter.difference_words import SITUATIONS
from charter.load import load
from charter.specimens import specimens, told

_TITLES = {
    "fr": ("équipe", "public", "privé", "horaires", "Équipes (→ : qui prend le relais)", "Questions fréquentes"),
    "en": ("team", "public", "private", "hours", "Teams (→: who takes over)", "Frequent questions"),
}
_QUESTIONS = {"fr": ("question", "exemples", "à relire avant"), "en": ("question", "examples", "review by")}


def show_command(file: File = None, wordings: bool = True, language: Language = "fr", json: AsJson = False) -> None:
    """Show teams with their hours and delays, the FAQ, and every sentence of the bot as a customer would read it.

    Example: recul charter show --no-wordings --language en
    """
    loaded = load(file or read_settings().charter)
    charter = loaded.charter
    if json:
        print_json(charter.model_dump(mode="json") | {"specimens": [one._asdict() for one in specimens(charter)]})
        return
    languages = ", ".join(charter.languages)
    out.print(f"{charter.brand.name} — {languages} — {charter.referent.name} <{charter.referent.email}>", markup=False)
    out.print(_departments(charter, language))
    out.print(_faq(charter, language, {id: len(texts) for id, texts in loaded.examples.items()}))
    if wordings:
        for line in told(charter, language, SITUATIONS[language]):
            out.print(line, markup=False)


def _departments(charter: Charter, language: str) -> Table:
    team, public, private, hours, title, _ = _TITLES[language]
    narrow = (Column(name, no_wrap=True) for name in (public, private))
    table = Table(Column(team, min_width=24, overflow="fold"), *narrow, hours, title=title, show_lines=True)
    for department in charter.departments:
        relay = f" → {department.escalates_to}" if department.escalates_to else ""
        label, handles = _text(department.label, language), _text(department.handles, language)
        table.add_row(
            f"{department.id}{relay}\n{label}\n{handles}",
            duration(department.delays.public),
            duration(department.delays.private),
            _compact(week.in_words(charter.hours_of(department.id), language)),
        )
    return table


def _compact(hours: str) -> str:
    """Hours for a narrow column: `9h–12h30`, a line for each run of days."""
    return re.sub(r"(?<=\d) h(?: (?=\d))?", "h", hours).replace(", ", "\n")


def _faq(charter: Charter, language: str, examples: dict[str, int]) -> Table:
    table = Table("id", *_QUESTIONS[language], title=_TITLES[language][-1])
    for entry in charter.faq:
        review = entry.review_by.isoformat() if entry.review_by else ""
        table.add_row(entry.id, _text(entry.title, language), str(examples.get(entry.id, 0)), review)
    return table


def _text(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))
