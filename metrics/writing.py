"""Writes what is generated and committed, from the definitions in this package: `python -m metrics.writing`.

The configuration of Prometheus, its rules, its alerts and their trials; Grafana's boards. A test holds the files to the code.
"""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from metrics.alerts import ALERTS, Alert
from metrics.dashboards.boards import BOARDS
from metrics.dashboards.drawing import drawn
from metrics.dashboards.provisioning import DATASOURCES, PROVIDERS
from metrics.rules import groups
from metrics.trials.machine import MACHINE
from metrics.trials.people import PEOPLE
from metrics.trials.records import RECORDS
from metrics.trials.trial import EVERY_DAY, Case, Fired, Recorded, Trial

ROOT = Path(__file__).resolve().parent.parent
_HEAD = "# Written by `python -m metrics.writing`, from metrics/{source}. Not to be edited here: a test compares.\n"
_LONG = 4096
_ALERTS = "recul-alerts"
_ORDER = [*(group.name for group in groups()), _ALERTS]
_VALUE = re.compile(r"\{\{ \$value[^}]*\}\}")
_LABEL = re.compile(r"\{\{ \$labels\.(\w+) \}\}")
_CHOICE = re.compile(r'\{\{ if eq \$labels\.(\w+) "(\w+)" \}\}(.*?)\{\{ else \}\}(.*?)\{\{ end \}\}')

Node = dict[str, Any]


def files() -> dict[str, str]:
    """Every generated file: its path in the project, its text."""
    return dict(_files())


def write(root: Path = ROOT) -> tuple[str, ...]:
    """Write those that differ under `root`; returns their paths."""
    changed = [(root / path, text) for path, text in files().items() if _text(root / path) != text]
    for path, text in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tuple(str(path.relative_to(root)) for path, _ in changed)


def _files() -> Iterator[tuple[str, str]]:
    folder = "docker/prometheus"
    yield f"{folder}/prometheus.yml", _yaml("writing.py", _prometheus())
    yield f"{folder}/recording.yml", _yaml("rules.py", _recording())
    yield f"{folder}/alerts.yml", _yaml("alerts.py", _alerts())
    yield f"{folder}/tests/recording.yml", _yaml("trials/records.py", _records(RECORDS))
    for trial in (*PEOPLE, *MACHINE):
        yield f"{folder}/tests/{_snake(trial.alert)}.yml", _yaml("trials/", _trial(trial))
    yield "docker/grafana/provisioning/datasources/recul.yml", _yaml("dashboards/provisioning.py", DATASOURCES)
    yield "docker/grafana/provisioning/dashboards/recul.yml", _yaml("dashboards/provisioning.py", PROVIDERS)
    for board in BOARDS:
        yield f"docker/grafana/dashboards/{board.uid}.json", drawn(board)


def _prometheus() -> Node:
    return {
        "global": {"scrape_interval": "1m", "evaluation_interval": "1m"},
        "rule_files": ["recording.yml", "alerts.yml"],
        "scrape_configs": [{"job_name": "recul", "static_configs": [{"targets": ["recul:8080"]}]}],
    }


def _recording() -> Node:
    return {
        "groups": [
            {
                "name": group.name,
                "interval": group.interval,
                "rules": [{"record": rule.record, "expr": _block(rule.expr)} for rule in group.rules],
            }
            for group in groups()
        ]
    }


def _alerts() -> Node:
    return {"groups": [{"name": _ALERTS, "interval": "1m", "rules": [_alert(alert) for alert in ALERTS]}]}


def _alert(alert: Alert) -> Node:
    return {
        "alert": alert.name,
        "expr": alert.expr,
        "for": alert.hold,
        "labels": {"severity": alert.severity},
        "annotations": _annotations(alert),
    }


def _annotations(alert: Alert) -> dict[str, str]:
    return {
        "summary": alert.says,
        "description": alert.todo,
        "summary_en": alert.says_en,
        "description_en": alert.todo_en,
        "runbook": alert.runbook,
    }


def _trial(trial: Trial) -> Node:
    alert = next(alert for alert in ALERTS if alert.name == trial.alert)
    return {
        "rule_files": ["../recording.yml", "../alerts.yml"] if "recul:" in alert.expr else ["../alerts.yml"],
        "evaluation_interval": trial.every,
        "group_eval_order": _ORDER,
        "tests": [_case(alert, trial.step, case) for case in trial.cases],
    }


def _case(alert: Alert, step: str, case: Case) -> Node:
    return {
        "name": case.name,
        "interval": step,
        "input_series": _series(case.scraped()),
        "alert_rule_test": [
            {"eval_time": case.at, "alertname": alert.name, "exp_alerts": [_fired(alert, fired) for fired in case.fired]}
        ],
    }


def _fired(alert: Alert, fired: Fired) -> Node:
    return {
        "exp_labels": {**fired.labels, "severity": alert.severity},
        "exp_annotations": {name: _told(text, fired) for name, text in _annotations(alert).items()},
    }


def _told(text: str, fired: Fired) -> str:
    """The text as Prometheus fills it in."""
    text = _CHOICE.sub(lambda found: found[3] if fired.labels.get(found[1]) == found[2] else found[4], text)
    return _LABEL.sub(lambda found: fired.labels.get(found[1], ""), _VALUE.sub(fired.value, text))


def _records(records: tuple[Recorded, ...]) -> Node:
    return {
        "rule_files": ["../recording.yml"],
        "evaluation_interval": EVERY_DAY,
        "tests": [
            {
                "name": record.name,
                "interval": record.step,
                "input_series": _series(record.scraped()),
                "promql_expr_test": [
                    {
                        "expr": record.expr,
                        "eval_time": record.at,
                        "exp_samples": [{"labels": labels, "value": value} for labels, value in record.samples.items()],
                    }
                ],
            }
            for record in records
        ],
    }


def _series(values: dict[str, str]) -> list[Node]:
    return [{"series": series, "values": value} for series, value in values.items()]


def _block(text: str) -> str:
    return LiteralScalarString(text) if "\n" in text else text


def _yaml(source: str, node: Node) -> str:
    yaml, out = YAML(), StringIO()
    yaml.width = _LONG
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(node, out)
    return _HEAD.format(source=source) + out.getvalue()


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.removeprefix("Recul")).lower()


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


if __name__ == "__main__":
    print("\n".join(write()) or "Nothing has changed.")
