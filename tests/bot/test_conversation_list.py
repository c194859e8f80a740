"""`recul conversation list` in a narrow window: what is needed to go on is never cut."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.commands.conversation import table
from conversations.message import Visibility
from conversations.views import QueueRow
from desk.reader import Reader
from desk.words import Words
from tests.fakes.small_charter import small_charter

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_an_id_and_its_promise_are_whole_in_eighty_columns_and_a_conversation_takes_one_line() -> None:
    promised = NOW + timedelta(hours=29)
    said = "mon colis est perdu " * 9
    row = QueueRow(
        "1f0c2a9be4d87a63", "telegram", "Zoé", "relation_client", Visibility.PUBLIC, NOW, promised, "angry", False, said, "c"
    )
    out = io.StringIO()
    Console(file=out, width=80).print(table([row], Reader(Words("en"), small_charter(), {}, NOW, ZoneInfo("Europe/Paris"))))
    lines = [line for line in out.getvalue().splitlines() if "1f0c2a9be4d87a63" in line]
    assert len(lines) == 1
    assert "1 d 5 h left" in lines[0]
    assert "perdu mon" not in out.getvalue().replace(lines[0], "")
