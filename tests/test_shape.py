"""The shape of the project: folders, contracts and wheel agree, modules and functions stay small, the documents are true."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def test_folders_wheel_and_contracts_name_the_same_packages() -> None:
    with_code = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench"}
    assert with_code == set(PACKAGES) == set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_no_other_distribution_owns_our_names() -> None:
    owners = packages_distributions()
    assert {name: owners.get(name, ["recul"]) for name in PACKAGES} == {name: ["recul"] for name in PACKAGES}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 350
    long = [f"{node.name} ({_length(node)})" for node in _functions(ast.parse(text)) if _length(node) > 40]
    assert long == []


def test_half_of_the_modules_and_functions_are_very_small() -> None:
    modules = sorted(len(path.read_text("utf-8").splitlines()) for path in SOURCES)
    functions = sorted(_length(node) for path in SOURCES for node in _functions(ast.parse(path.read_text("utf-8"))))
    assert modules[len(modules) // 2] <= 100
    assert functions[len(functions) // 2] <= 8


def test_no_module_is_named_after_nothing() -> None:
    names = {part for path in SOURCES for part in re.split(r"[_.]", path.name)}
    assert names & {"utils", "helpers", "manager", "common", "misc"} == set()


def test_our_packages_are_imported_at_the_top_of_modules() -> None:
    inner = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for function in _functions(ast.parse(path.read_text("utf-8")))
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
    ]
    assert inner == []


def test_every_setting_is_documented_and_no_other() -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(RECUL_\w+)`", text, re.MULTILINE))
    assert documented == {f"RECUL_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_paths_in_the_documents_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    named = re.findall(r"`([a-z_]+(?:/[a-z_.\-]+)+/?)`", text) + re.findall(r"\]\(([^)#:]+)\)", text)
    assert [path for path in named if not (ROOT / path).exists() and not path.startswith("var/")] == []


def test_every_command_is_in_the_readme_and_its_help_holds_an_example() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    commands = dict(_commands(get_command(app), "recul"))
    assert [name for name in commands if f"`{name}`" not in text] == []
    assert [name for name, help in commands.items() if "Example: " not in help] == []


def _commands(command: object, name: str) -> Iterator[tuple[str, str]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, getattr(command, "help", "") or ""
        return
    for word, sub in inner.items():
        yield from _commands(sub, f"{name} {word}")


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
