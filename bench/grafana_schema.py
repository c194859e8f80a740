"""Whether the boards are what Grafana's own types say a board is: `python -m bench.grafana_schema`.

Each board is written as a TypeScript literal of the types of `@grafana/schema` and given to `tsc`: a missing, misspelt or
superfluous key is an error. Needs npm, which fetches both packages; the boards are those of docker/grafana.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from metrics.writing import ROOT

PACKAGES = ("@grafana/schema@13.2.3", "typescript@5.9.3")
_CONFIGS = "@grafana/schema/dist/esm/raw/composable"
_HEAD = f"""
import type * as dashboard from '@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen';
import type * as stat from '{_CONFIGS}/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as table from '{_CONFIGS}/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '{_CONFIGS}/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

// JSON has the values of enums, not their names.
type Json<T> = T extends string ? `${{T}}` : T extends number ? T
  : T extends (infer U)[] ? Json<U>[] : T extends object ? {{ [K in keyof T]: Json<T[K]> }} : T;
"""
_OF_PROMETHEUS = {"expr", "step", "titleFormat"}
"""Keys of an annotation that belong to its data source: the types know those of every annotation."""
_CUSTOM = {"timeseries": "timeseries.FieldConfig", "table": "table.FieldConfig"}


def main() -> None:
    """Print what `tsc` says; exit 1 when it says anything."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed: nothing was checked.")
    with tempfile.TemporaryDirectory(prefix="recul-grafana-") as name:
        folder = Path(name)
        _run(npm, "install", "--no-audit", "--no-fund", "--silent", *PACKAGES, folder=folder)
        boards = sorted((ROOT / "docker" / "grafana" / "dashboards").glob("*.json"))
        for board in boards:
            (folder / f"{board.stem}.ts").write_text(_typed(json.loads(board.read_text("utf-8"))), "utf-8")
        files = [f"{board.stem}.ts" for board in boards]
        tsc = str(folder / "node_modules" / ".bin" / "tsc")
        _run(
            tsc,
            "--noEmit",
            "--strict",
            "--skipLibCheck",
            "--module",
            "esnext",
            "--moduleResolution",
            "bundler",
            *files,
            folder=folder,
        )
    print(f"{len(boards)} boards are what {PACKAGES[0]} says: {', '.join(board.stem for board in boards)}.")


def _typed(board: dict[str, Any]) -> str:
    for annotation in board["annotations"]["list"]:
        for key in _OF_PROMETHEUS & annotation.keys():
            del annotation[key]
    return _HEAD + "\n".join((_constant("board", "dashboard.Dashboard", board), *_panels(board)))


def _panels(board: dict[str, Any]) -> Iterator[str]:
    for panel in board["panels"]:
        kind, name = panel["type"], f"panel{panel['id']}"
        if kind == "row":
            yield _constant(name, "dashboard.RowPanel", panel)
            continue
        yield _constant(name, "dashboard.Panel", panel)
        yield _constant(f"{name}options", f"{kind}.Options", panel["options"])
        if kind in _CUSTOM:
            yield _constant(f"{name}custom", _CUSTOM[kind], panel["fieldConfig"]["defaults"]["custom"])


def _constant(name: str, type_: str, value: Any) -> str:
    return f"export const {name}: Json<{type_}> = {json.dumps(value, ensure_ascii=False)};"


def _run(*command: str, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)


if __name__ == "__main__":
    main()
