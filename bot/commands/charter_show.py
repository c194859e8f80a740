"""`recul charter show`: the policy as people read it."""

from rich.table import Table

from bot.commands.charter_arguments import AsJson, File, Language
from bot.commands.output import out, print_json
from bot.settings import read_settings
from charter import week
from charter.charter import Charter
from charter.difference import duration
from charter.difference_words import SITUATIONS
from charter.load import load
from charter.specimens import Specimen, specimens

_TITLES = {
    "fr": ("équipe", "traite", "en public", "en privé", "horaires", "relais", "Équipes", "Questions fréquentes"),
    "en": ("team", "handles", "in public", "in private", "hours", "hands on to", "Teams", "Frequent questions"),
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
        _wordings(charter, language)


def _departments(charter: Charter, language: str) -> Table:
    *columns, title, _ = _TITLES[language]
    table = Table("id", *columns, title=title)
    for department in charter.departments:
        table.add_row(
            department.id,
            _text(department.label, language),
            _text(department.handles, language),
            duration(department.delays.public),
            duration(department.delays.private),
            week.in_words(charter.hours_of(department.id), language),
            department.escalates_to or "",
        )
    return table


def _faq(charter: Charter, language: str, examples: dict[str, int]) -> Table:
    table = Table("id", *_QUESTIONS[language], title=_TITLES[language][-1])
    for entry in charter.faq:
        review = entry.review_by.isoformat() if entry.review_by else ""
        table.add_row(entry.id, _text(entry.title, language), str(examples.get(entry.id, 0)), review)
    return table


def _wordings(charter: Charter, language: str) -> None:
    """Each situation once with its title, then its sentences."""
    last = ""
    for one in specimens(charter):
        if one.language != language:
            continue
        if one.situation != last:
            last = one.situation
            out.print(f"\n{SITUATIONS[language].get(last, last.replace('_', ' '))} ({last})", style="bold", markup=False)
        out.print(f"  {_place(one)}\n    {one.text}", markup=False)


def _place(one: Specimen) -> str:
    return f"{one.visibility} {one.variant}" + (f", {one.case}" if one.case else "")


def _text(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))
