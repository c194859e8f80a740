"""The command `recul`: every subcommand, and one place where errors become sentences."""

import os
import sys

import typer

from bot.channels.telegram.account import ConfigurationError
from bot.commands import charter, conversation, crisis, customers, database, metrics, nlu, users
from bot.commands.doctor import doctor_command
from bot.commands.dossier import dossier_command
from bot.commands.explain import explain_command
from bot.commands.output import err
from bot.commands.report import report_command
from bot.commands.sending import pause_command, resume_command
from bot.commands.serve import serve_command
from bot.commands.simulate import simulate_command
from bot.gate import GateRefused
from bot.logs import set_up
from bot.settings import Misconfigured
from charter.problems import CharterProblems
from conversations.ports import Refused, Unavailable
from nlu.datasets import DatasetError
from nlu.model import ModelError
from nlu.rasa_process import RasaError
from nlu.training import TrainingError

EXPECTED_ERRORS = (
    CharterProblems,
    ConfigurationError,
    DatasetError,
    GateRefused,
    Misconfigured,
    ModelError,
    RasaError,
    Refused,
    TrainingError,
    Unavailable,
)
"""Errors whose text is a sentence for people. Any other is a fault of ours, and its traceback helps to mend it."""

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="The first line of a brand's customer relations. Settings are environment variables RECUL_…; see docs/settings.md.",
)
app.command("serve")(serve_command)
app.command("explain")(explain_command)
app.command("doctor")(doctor_command)
app.command("dossier")(dossier_command)
app.command("report")(report_command)
app.command("pause")(pause_command)
app.command("resume")(resume_command)
app.command("simulate")(simulate_command)
app.add_typer(charter.app, name="charter")
app.add_typer(conversation.app, name="conversation")
app.add_typer(crisis.app, name="crisis")
app.add_typer(nlu.app, name="nlu")
app.add_typer(users.app, name="user")
app.add_typer(customers.app, name="customers")
app.add_typer(metrics.app, name="metrics")
app.add_typer(database.app, name="db")


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 a found problem or a failure said in a sentence, 2 wrong use of the command."""
    set_up("warning", "text")  # results alone go to standard output; `recul serve` logs as its settings say
    try:
        app()
    except EXPECTED_ERRORS as error:
        err.print(str(error), markup=False)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has gone (`recul … | head`): nothing to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
