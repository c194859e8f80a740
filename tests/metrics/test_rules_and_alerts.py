"""The recording rules and the alerts: what they read exists, and promtool agrees with every trial."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from metrics import families as f
from metrics.alerts import ALERTS, Alert
from metrics.rules import Rule, groups
from metrics.trials.machine import MACHINE
from metrics.trials.people import PEOPLE
from metrics.trials.trial import NAMES
from metrics.writing import ROOT
from tests.metrics.promql_reading import labels_of, ql, read_twice, recorded, unknown

FOLDER = ROOT / "docker" / "prometheus"
RULES = [rule for group in groups() for rule in group.rules]
TRIALS = {trial.alert: trial for trial in (*PEOPLE, *MACHINE)}
OF_A_PROCESS = [family.name for family in f.PROCESS]
with_promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")


def by_name(value: Rule | Alert | Path) -> str:
    return value.record if isinstance(value, Rule) else value.name


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_a_rule_reads_what_there_is_and_each_fact_once(rule: Rule) -> None:
    assert unknown(rule.expr) == []
    assert read_twice(rule.expr, OF_A_PROCESS) == []


@pytest.mark.parametrize("alert", ALERTS, ids=by_name)
def test_an_alert_reads_what_there_is_and_each_fact_once(alert: Alert) -> None:
    assert unknown(alert.expr) == []
    assert read_twice(alert.expr, OF_A_PROCESS) == []


def test_the_reading_sees_what_is_wrong() -> None:
    assert unknown('recul_turns_du_total{a="b"}') == ["recul_turns_du_total"]
    assert unknown('recul_turns_due_total{clok="target"}') == ["recul_turns_due_total{clok}"]
    assert unknown('recul_turns_due_total{result=~"met|mised"}') == ["recul_turns_due_total{result=mised}"]
    assert unknown('recul:mentions_met:ratio_1d{answered_by="staff"}') == ["recul:mentions_met:ratio_1d{answered_by}"]
    assert read_twice("sum(recul_turns_open)") == ["recul_turns_open"]
    assert read_twice("sum(max without(instance, job)(recul_turns_open))") == []
    assert read_twice("sum without(instance, job)(recul_turns_open)", ("recul_turns_open",)) == []


def test_no_name_is_recorded_twice_and_each_says_what_it_is() -> None:
    assert len({rule.record for rule in RULES}) == len(RULES)
    assert [rule.record for rule in RULES if not rule.says.endswith(".")] == []


def test_what_is_recorded_has_the_labels_that_are_agreed() -> None:
    for window in ("1d", "7d", "28d"):
        for name in ("mention", "comment", "private"):
            for what in ("mean", "n"):
                assert recorded()[f"recul:{name}_answer_delay_seconds:{what}_{window}"] == {"answered_by", "department"}
        for what in ("p50", "p90"):
            found = recorded()[f"recul:mention_answer_delay_seconds:{what}_{window}"]
            assert found == {"answered_by", "department", "reached"}
        assert recorded()[f"recul:mentions_answered:ratio_{window}"] == {"answered_by", "department"}
        assert recorded()[f"recul:mentions_met:ratio_{window}"] == {"department"}
        assert recorded()[f"recul:promises_kept:ratio_{window}"] == {"department", "visibility"}
        assert recorded()[f"recul:faq_share:ratio_{window}"] == {"visibility"}
    for window in ("6h", "1d", "7d"):
        assert recorded()[f"recul:turns_missed:ratio_{window}"] == {"clock", "department", "visibility"}


@pytest.mark.parametrize("alert", ALERTS, ids=by_name)
def test_an_alert_is_tried_on_every_case(alert: Alert) -> None:
    names = [case.name for case in TRIALS[alert.name].cases]
    assert set(NAMES) <= set(names)
    assert len(set(names)) == len(names)
    assert any(case.fired for case in TRIALS[alert.name].cases)


@pytest.mark.parametrize("alert", ALERTS, ids=by_name)
def test_an_alert_says_what_is_and_what_to_do_in_both_languages(alert: Alert) -> None:
    texts = (alert.says, alert.todo, alert.says_en, alert.todo_en)
    assert [text for text in texts if not text.endswith(".") or len(re.sub(r"{{.*?}}", "", text)) > 200] == []
    assert "privé" not in alert.says_en + alert.todo_en
    labels = labels_of(ql.parse(alert.expr), recorded()) - {"instance", "job"} | {"instance"}
    assert {label for text in texts for label in re.findall(r"\$labels\.(\w+)", text)} <= labels


def test_every_alert_has_its_section_in_the_runbook_and_no_other() -> None:
    sections = re.findall(r"^### (Recul\w+)$", (ROOT / "docs" / "boards.md").read_text("utf-8"), re.MULTILINE)
    assert sections == [alert.name for alert in ALERTS]


@with_promtool
def test_promtool_reads_the_configuration_and_the_rules() -> None:
    _promtool("check", "config", "prometheus.yml")
    _promtool("check", "rules", "recording.yml", "alerts.yml")


@with_promtool
@pytest.mark.parametrize("path", sorted((FOLDER / "tests").glob("*.yml")), ids=lambda path: path.stem)
def test_promtool_agrees_with_the_trials(path: Path) -> None:
    _promtool("test", "rules", str(path))


MUTANTS = {
    "each process adds what all export": ("max without(instance, job)", "sum without(instance, job)"),
    "who was never answered is dropped": ("|unanswered", ""),
    "what can still be refused is dropped": ("|pending", ""),
    "private messages among the mentions": ('mention="yes",visibility="public"', 'visibility=~"public|private"'),
    "comments are private": ('{visibility="public"}', '{visibility="private"}'),
    "a mean of means": ("sum by()", "avg by()"),
    "a promise is kept when it is broken": ('result="kept"', 'result="broken"'),
}


@with_promtool
@pytest.mark.parametrize("name", MUTANTS)
def test_the_trials_see_a_rule_that_flatters(name: str, tmp_path: Path) -> None:
    right, wrong = MUTANTS[name]
    shutil.copytree(FOLDER, tmp_path / "prometheus")
    recording = tmp_path / "prometheus" / "recording.yml"
    text = recording.read_text("utf-8")
    assert right in text
    recording.write_text(text.replace(right, wrong), "utf-8")
    done = _run("test", "rules", str(tmp_path / "prometheus" / "tests" / "recording.yml"))
    assert done.returncode == 1
    assert "got:" in done.stdout + done.stderr


def _promtool(*arguments: str) -> None:
    done = _run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    promtool = shutil.which("promtool")
    assert promtool is not None
    return subprocess.run([promtool, *arguments], cwd=FOLDER, text=True, capture_output=True, check=False)
