"""`recul nlu`: train, try and measure the understanding."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.commands.output import out, print_json, progress_bar
from bot.releases import evaluate_engine, load_embedded, train_model
from bot.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="Train, try and measure the understanding.")
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.command("train")
def train_command(json: AsJson = False) -> None:
    """Train the model of the charter. Nothing is done when it exists already for the same sentences.

    Example: recul nlu train
    """
    with progress_bar("Training") as progress:
        path = train_model(read_settings(), progress)
    if json:
        print_json({"model": str(path)})
    else:
        out.print(f"The model is {path}", markup=False)


@app.command("parse")
def parse_command(text: Annotated[str, typer.Argument(help="A message.")], json: AsJson = False) -> None:
    """Show what the engine makes of a text, before any decision.

    Example: recul nlu parse "je peux payer en 3 fois ?"
    """
    with progress_bar("Model") as progress:
        _, engine = load_embedded(read_settings(), progress)
    u = engine.parse([text])
    found = {
        "language": u.language,
        "intents": [{"id": score.id, "confidence": round(score.confidence, 4)} for score in u.intents],
        "scope": round(u.scope, 4),
        "heat": u.heat.word,
        "urgent": u.urgent,
        "danger": u.danger.value if u.danger else None,
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
