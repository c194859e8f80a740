"""`recul db`: the database's schema."""

import typer

from bot.commands.output import out
from bot.settings import read_settings
from store.migrating import upgrade

app = typer.Typer(no_args_is_help=True, help="The database.")


@app.callback()
def _group() -> None:
    """The database."""


@app.command("upgrade")
def upgrade_command() -> None:
    """Bring the database's schema to this version. SQLite does it by itself at start; PostgreSQL only by this command.

    Example: RECUL_DATABASE_URL=postgresql://recul@localhost/recul recul db upgrade
    """
    upgrade(read_settings().database_url)
    out.print("The database has the schema of this version.", markup=False)
