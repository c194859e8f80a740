"""Logs follow what was set last: first a command's own setting, then that of the settings."""

import pytest
import structlog

from bot.logs import set_up


def test_a_logger_used_before_the_settings_are_read_follows_them(capsys: pytest.CaptureFixture[str]) -> None:
    log = structlog.get_logger("early")
    set_up("warning", "text")
    log.warning("heard")
    log.info("too_much")
    set_up("info", "json")
    log.info("wanted")
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert "heard" in told[0]
    assert '"event": "wanted"' in told[1]
