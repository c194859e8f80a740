"""What is generated and committed is what the code says."""

from pathlib import Path

import pytest

from metrics.writing import ROOT, files, write

WRITTEN = files()


@pytest.mark.parametrize("path", WRITTEN)
def test_the_file_is_what_the_code_says(path: str) -> None:
    assert (ROOT / path).read_text("utf-8") == WRITTEN[path], "write it anew: python -m metrics.writing"


@pytest.mark.parametrize("folder", ["docker/prometheus", "docker/grafana"])
def test_there_is_no_file_that_nobody_writes(folder: str) -> None:
    found = {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert found == {path for path in WRITTEN if path.startswith(folder)}


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    assert set(write(tmp_path)) == set(WRITTEN)
    assert write(tmp_path) == ()
    one = next(iter(WRITTEN))
    (tmp_path / one).write_text("something else")
    assert write(tmp_path) == (one,)
