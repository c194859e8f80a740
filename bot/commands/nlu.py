"""`recul nlu`: train, try and measure the understanding."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.commands.charter_arguments import AsJson
from bot.commands.database_here import accepted_here
from bot.commands.nlu_rasa import export_rasa_command, serve_rasa_command
from bot.commands.nlu_report import report_command
from bot.commands.nlu_review import review_command, suggest_command
from bot.commands.nlu_train import train_command
from bot.commands.output import out, print_json, progress_bar
from bot.releases import evaluate_engine, load_embedded
from bot.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="Train, try and measure the understanding.")
app.command("train")(train_command)
app.command("review")(review_command)
app.command("suggest")(suggest_command)
app.command("report")(report_command)
app.command("export-rasa")(export_rasa_command)
app.command("serve-rasa")(serve_rasa_command)


@app.command("parse")
def parse_command(text: Annotated[str, typer.Argument(help="A message.")], json: AsJson = False) -> None:
    """Show what the engine makes of a text, before any decision.

    Example: recul nlu parse "je peux payer en 3 fois ?"
    """
    settings = read_settings()
    accepted = accepted_here(settings)
    with progress_bar("Model") as progress:
        _, engine = load_embedded(settings, progress, accepted)
    u = engine.parse([text])
    found = {
        "language": u.language,
        "intents": [{"id": score.id, "confidence": round(score.confidence, 4)} for score in u.intents],
        "faq": [{"id": score.id, "confidence": round(score.confidence, 4)} for score in u.faq],
        "scope": round(u.scope, 4),
        "heat": u.heat.word,
        "irony": u.irony,
        "urgent": u.urgent,
        "danger": u.danger.value if u.danger else None,
        "suspected": u.suspected.value if u.suspected else None,
        "dated_act": u.dated_act,
        "words": u.words,
        "entities": [{"kind": entity.kind, "start": entity.start, "end": entity.end} for entity in u.entities],
    }
    if json:
        print_json(found)
    else:
        for name, value in found.items():
            out.print(f"{name}: {value}", markup=False)


@app.command("evaluate")
def evaluate_command(
    train: Annotated[Path, typer.Option(help="Training file: Rasa NLU YAML, or CSV with text,intent.")],
    test: Annotated[Path, typer.Option(help="Test file, same formats.")],
    engine: Annotated[Literal["embedded", "rasa"], typer.Option(help="Which engine.")] = "embedded",
    json: AsJson = False,
) -> None:
    """Train on one file and test on another, whatever the intents.

    Example: recul nlu evaluate --train train.csv --test test.csv --json
    """
    with progress_bar("Evaluating") as progress:
        found = evaluate_engine(read_settings(), engine, train, test, progress)
    if json:
        print_json(found)
    else:
        for name, value in found.items():
            out.print(f"{name}: {value}", markup=False)
