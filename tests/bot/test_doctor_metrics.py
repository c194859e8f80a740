"""What `recul doctor` says of the page of figures."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app


@pytest.mark.parametrize(
    ("public_url", "token", "state", "says"),
    [
        (None, None, "open", "this machine alone"),
        ("https://recul.example", None, "trouble", "set RECUL_METRICS_TOKEN"),
        ("https://recul.example", "0123456789abcdef", "ok", "asks for the token"),
    ],
)
def test_a_page_of_figures_that_everybody_can_read_is_trouble(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, public_url: str | None, token: str | None, state: str, says: str
) -> None:
    monkeypatch.setenv("RECUL_DATABASE_URL", sqlite_url)
    for name, value in (("RECUL_PUBLIC_URL", public_url), ("RECUL_METRICS_TOKEN", token)):
        if value is not None:
            monkeypatch.setenv(name, value)
    found = json.loads(CliRunner().invoke(app, ["doctor", "--json"], catch_exceptions=False).stdout)
    [line] = [one for one in found if one["part"] == "metrics"]
    assert line["state"] == state
    assert says in line["says"]
