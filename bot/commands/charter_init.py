"""`recul charter init`: a brand's few questions, and the charter that follows from the answers."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.commands.charter_arguments import Language
from bot.commands.output import out
from bot.settings import EXAMPLE_CHARTER
from charter.load import written
from charter.reading import examine
from charter.source import EXAMPLES, Source
from charter.starter.answers import QUESTIONS, Answers, Given, Question, answers
from charter.starter.files import CHARTER, SCHEMA, Home, starter_files
from conversations.ports import Refused

STARTER = EXAMPLE_CHARTER.parent.parent / "starter"

Words = Mapping[str, Any]
"""`questions`: what is asked, and what is said of an answer that cannot be used, by name. `defaults`: how defaults are called
in that language. `said`: the other sentences."""

Brand = Annotated[str | None, typer.Option(help="The brand's name.")]
Keywords = Annotated[str | None, typer.Option(help="What messages call it, separated by commas.")]
Products = Annotated[str | None, typer.Option(help="What it sells, in the plural: savons, bougies.")]
Referent = Annotated[str | None, typer.Option(help="Who is in charge.")]
ReferentEmail = Annotated[str | None, typer.Option(help="Their e-mail.")]
OnCall = Annotated[str | None, typer.Option(help="Who is on call; the person in charge when left out.")]
OnCallEmail = Annotated[str | None, typer.Option(help="Their e-mail.")]
Weekdays = Annotated[str | None, typer.Option(help="Hours from Monday to Friday: 9:00-12:30, 13:30-18:00.")]
Saturday = Annotated[str | None, typer.Option(help="Hours on Saturday, or no.")]
Timezone = Annotated[str | None, typer.Option(help="A name such as Europe/Paris.")]
Languages = Annotated[str | None, typer.Option(help="fr, or fr,en.")]
Consumers = Annotated[str | None, typer.Option(help="Whether it sells to consumers in France: yes or no.")]
Online = Annotated[str | None, typer.Option(help="Whether it sells to them online: yes or no.")]
Country = Annotated[str | None, typer.Option(help="Two letters, for a brand that does not: FR, BE.")]
MediatorName = Annotated[str | None, typer.Option(help="The consumer mediator's name; empty when it is not known yet.")]
MediatorUrl = Annotated[str | None, typer.Option(help="The mediator's site.")]
Teams = Annotated[str | None, typer.Option(help="Among commandes, livraison, sav, facturation; relation_client always.")]
Email = Annotated[str | None, typer.Option(help="One for all teams, or team=address for each.")]
Delay = Annotated[str | None, typer.Option(help="How long an answer may take, in opening hours: 2h, 1h30.")]
AllDefaults = Annotated[bool, typer.Option("--yes", help="Ask nothing: take the default of what is not given.")]


def init_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it; here when left out.")] = Path(),
    brand: Brand = None,
    keywords: Keywords = None,
    products: Products = None,
    referent: Referent = None,
    referent_email: ReferentEmail = None,
    on_call: OnCall = None,
    on_call_email: OnCallEmail = None,
    weekdays: Weekdays = None,
    saturday: Saturday = None,
    timezone: Timezone = None,
    languages: Languages = None,
    consumers: Consumers = None,
    online: Online = None,
    country: Country = None,
    mediator: MediatorName = None,
    mediator_url: MediatorUrl = None,
    teams: Teams = None,
    email: Email = None,
    public_delay: Delay = None,
    private_delay: Delay = None,
    language: Language = "fr",
    yes: AllDefaults = False,
) -> None:
    """Ask a brand's few questions and write its charter to begin with: charter.yaml, its schema, examples. Overwrites nothing.

    Example: recul charter init brand
    Example: recul charter init brand --brand "Atelier Nord" --referent "Lou Petit" --referent-email lou@nord.example --yes
    """
    _init(folder, dict(locals()), language, ask=not yes)


def _init(folder: Path, options: Mapping[str, Any], language: str, *, ask: bool) -> None:
    words: Words = tomllib.loads((STARTER / "questions.toml").read_text("utf-8"))[language]
    said = words["said"]
    _free(folder, said)
    found = answers(_ask(options, words, ask=ask))
    files = starter_files(found, home(), datetime.now(ZoneInfo(found.timezone)).date(), language)
    _examined(files, found, said)
    _write(folder, files, said)
    path = folder / CHARTER
    out.print(said["written"].format(brand=found.brand, path=path), markup=False)
    if found.lacks_mediator:
        out.print(said["mediator"], markup=False)
    out.print(said["next"].format(path=path), markup=False)


def _ask(options: Mapping[str, Any], words: Words, *, ask: bool) -> Given:
    """Every question's answer. Raises typer.BadParameter on an option that cannot be used, and on what is missing."""
    given: dict[str, Any] = {}
    if not ask:
        _missing([one.name for one in QUESTIONS if one.only_the_brand_knows and options[one.name] is None], words)
    for question in QUESTIONS:
        name = question.name
        if options[name] is not None:
            given[name] = _read(question, options[name], given, words)
        elif not question.applies(given):
            given[name] = question.skipped
        elif ask:
            given[name] = _prompted(question, given, words)
        elif (default := question.default(given)) is None:
            _missing([name], words)
        else:
            given[name] = question.read(default, given)
    return given


def _missing(names: Sequence[str], words: Words) -> None:
    if names:
        raise typer.BadParameter(words["said"]["missing"].format(names=", ".join(map(_option, names))))


def _read(question: Question, said: str, given: Given, words: Words) -> Any:
    try:
        return question.read(said, given)
    except ValueError:
        raise typer.BadParameter(f"{_option(question.name)} {said!r}. {words['questions'][question.name][1]}") from None


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _prompted(question: Question, given: Given, words: Words) -> Any:
    """The answer of a person, asked again with the reason until it can be used."""
    default = question.default(given)
    default = default if default is None else words["defaults"].get(default, default)
    ask, why_not = words["questions"][question.name]
    while True:
        said = typer.prompt(ask, default=default, show_default=bool(default), prompt_suffix=words["said"]["colon"])
        try:
            return question.read(said, given)
        except ValueError:
            out.print(f"  {why_not}", markup=False)


def home() -> Home:
    """The texts that a starter charter is made from, as they are shipped."""
    texts = {path.name: path.read_text("utf-8") for path in STARTER.iterdir() if path.is_file()}
    return Home(
        template=texts["charter.yaml.jinja"],
        only_french=texts["only_french.yaml"],
        elsewhere=texts["elsewhere.yaml"],
        names=texts["names.txt"],
        products=texts["products.yml"],
        situations=tomllib.loads(texts["situations.toml"]),
        sentences={path.stem: path.read_text("utf-8") for path in (STARTER / EXAMPLES).iterdir()},
        example=written(EXAMPLE_CHARTER),
    )


def _examined(files: Mapping[str, str], found: Answers, words: Mapping[str, str]) -> None:
    """Raises Refused when the charter would be, for anything but a mediator that is not known yet."""
    examples = {path.partition("/")[2]: text for path, text in files.items() if path.startswith(f"{EXAMPLES}/")}
    problems = examine(Source(files[CHARTER], examples, CHARTER))[1]
    if found.lacks_mediator:
        problems = [one for one in problems if "names no mediator" not in one.found]
    if problems:
        said = "; ".join(f"{one.found} — {one.write}" for one in problems)
        raise Refused(words["refused"].format(problems=said))


def _free(folder: Path, words: Mapping[str, str]) -> None:
    for path in (folder / CHARTER, folder / SCHEMA, folder / EXAMPLES):
        if path.exists():
            raise Refused(words["there"].format(path=path))


def _write(folder: Path, files: Mapping[str, str], words: Mapping[str, str]) -> None:
    """Raises Refused."""
    try:
        (folder / EXAMPLES).mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8", newline="")
    except OSError as error:
        raise Refused(words["unwritable"].format(path=folder, why=error.strerror)) from None
