"""Dated expositions become one text that Prometheus takes as if it had scraped them."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from metrics.openmetrics import openmetrics
from tests.metrics.history import T0

HEAD = """# HELP recul_turns_opened_total Turns opened.
# TYPE recul_turns_opened_total counter
"""
DELAY = """# HELP recul_delay_seconds A delay, "quoted".
# TYPE recul_delay_seconds histogram
recul_delay_seconds_bucket{{channel="web",le="60"}} {0}
recul_delay_seconds_bucket{{channel="web",le="+Inf"}} {0}
recul_delay_seconds_sum{{channel="web"}} {1}
recul_delay_seconds_count{{channel="web"}} {0}
"""
OLDEST = """# HELP recul_oldest When.
# TYPE recul_oldest gauge
"""


def opened(web: int, telegram: int = 0) -> str:
    lines = (f'recul_turns_opened_total{{channel="{c}"}} {n}' for c, n in (("web", web), ("telegram", telegram)))
    return HEAD + "\n".join(lines) + "\n"


MOMENTS = [
    (T0, opened(0) + DELAY.format(0, 0.0) + OLDEST),
    (T0 + timedelta(hours=1), opened(3) + DELAY.format(2, 61.5) + OLDEST + "recul_oldest 7.0\n"),
    (T0 + timedelta(hours=2), opened(3) + DELAY.format(2, 61.5) + OLDEST),
    (T0 + timedelta(hours=3), opened(4) + DELAY.format(3, 99.5) + OLDEST + "recul_oldest 7.0\n"),
]


def written(zeros: bool = True) -> list[str]:
    return "".join(openmetrics(MOMENTS, zeros)).splitlines()


def at(hour: int) -> int:
    return int(T0.timestamp()) + 3600 * hour


def test_each_series_has_its_value_at_each_moment_in_order() -> None:
    found = [line for line in written() if line.startswith('recul_turns_opened_total{channel="web"}')]
    assert found == [f'recul_turns_opened_total{{channel="web"}} {n} {at(hour)}' for hour, n in enumerate((0, 3, 3, 4))]


def test_where_a_gauge_was_absent_nothing_is_written() -> None:
    assert [line for line in written() if line.startswith("recul_oldest")] == [
        f"recul_oldest 7.0 {at(1)}",
        f"recul_oldest 7.0 {at(3)}",
    ]


def test_what_was_never_counted_may_be_left_out() -> None:
    assert sum('channel="telegram"' in line for line in written()) == len(MOMENTS)
    assert not any('channel="telegram"' in line for line in written(zeros=False))
    assert [line for line in written(zeros=False) if 'channel="web"' in line] == [
        line for line in written() if 'channel="web"' in line
    ]


def test_families_come_whole_and_the_end_is_said() -> None:
    lines = written()
    assert [line for line in lines if line.startswith("# TYPE")] == [
        "# TYPE recul_turns_opened counter",
        "# TYPE recul_delay_seconds histogram",
        "# TYPE recul_oldest gauge",
    ]
    assert lines[-1] == "# EOF"


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_prometheus_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "history.txt"
    file.write_text("".join(openmetrics(MOMENTS)))
    made = promtool("create-blocks-from", "openmetrics", str(file), str(tmp_path / "data"))
    assert made.returncode == 0, made.stderr
    (tmp_path / "data" / "wal").mkdir()  # without which `dump` reads nothing
    dumped = promtool("dump", str(tmp_path / "data")).stdout.splitlines()
    web = [line for line in dumped if '__name__="recul_turns_opened_total", channel="web"' in line]
    assert [line.split()[-2:] for line in web] == [[str(n), str(1000 * at(h))] for h, n in enumerate((0, 3, 3, 4))]


def promtool(*args: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which("promtool")
    assert found is not None
    return subprocess.run([found, "tsdb", *args], capture_output=True, text=True, check=False)
