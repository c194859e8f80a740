"""PromQL read by a parser that is not ours, and what there is to be read: every exported and every recorded series."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import product

import promql_parser as ql
from prometheus_client.parser import text_string_to_metric_families

from conversations.figures import Kept, Open, Snapshot, Standing, TurnRow, Waiting
from conversations.message import Visibility
from metrics import families as f
from metrics.cohort_gauges import gauges
from metrics.exposition import exposition
from metrics.rules import groups
from tests.metrics.figures import board
from tests.metrics.history import T0

SCRAPED = {"instance", "job"}
"""The labels that Prometheus adds."""
PROMETHEUS = "up"
"""What Prometheus itself says of a process."""


@dataclass(frozen=True)
class Selector:
    """A selector of an expression: its series' name, its matchers, and the aggregations around it, the innermost first."""

    name: str
    matchers: tuple[tuple[str, str, str], ...]
    around: tuple[tuple[str, frozenset[str] | None], ...]


def busy() -> Snapshot:
    """A moment at which there is something of everything."""
    standing = Standing(1, T0)
    places = list(product(Visibility, (True, False)))
    waiting = Waiting(
        tuple(Open(visibility, mention, "web", "", 3, T0) for visibility, mention in places),
        (("web", 2, T0), ("telegram", 1, T0)),
        dangers={Visibility.PUBLIC: standing},
        undecided=standing,
    )
    then = T0 - timedelta(hours=9)
    rows = [TurnRow("t", "c", "web", *place, then, T0, "sav", handed_over_at=T0) for place in places]
    return Snapshot((), waiting, Kept(T0, gauges(rows, T0)))


@cache
def exported() -> dict[str, dict[str, set[str]]]:
    """By name, the labels of every series of an exposition in which there is one of each, with their values."""
    found: dict[str, dict[str, set[str]]] = {"ALERTS": {"alertname": set(), "alertstate": set(), "severity": set()}}
    for family in text_string_to_metric_families(exposition(busy(), board())):
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    for family in f.FAMILIES:
        if family.kind == "gauge":
            found.setdefault(family.name, {label: set() for label in family.labels})
    return found


@cache
def recorded() -> dict[str, frozenset[str]]:
    """By name, the labels that each rule leaves."""
    found: dict[str, frozenset[str]] = {}
    for rule in (rule for group in groups() for rule in group.rules):
        found[rule.record] = labels_of(ql.parse(rule.expr), found)
    return found


def labels_of(node: ql.Expr, records: dict[str, frozenset[str]]) -> frozenset[str]:
    """The labels of what an expression gives, as far as its form tells."""
    match node:
        case ql.AggregateExpr():
            inside = labels_of(node.expr, records)
            if node.modifier is None:
                return frozenset()
            named = set(node.modifier.labels)
            return frozenset(inside - named if node.modifier.type == ql.AggModifierType.Without else named)
        case ql.Call() if node.func.name == "label_replace":
            return labels_of(node.args[0], records) | {node.args[1].val}
        case ql.Call():
            return frozenset().union(*(labels_of(arg, records) for arg in node.args)) if node.args else frozenset()
        case ql.VectorSelector():
            return records[node.name] if node.name in records else frozenset(exported().get(node.name, ())) | SCRAPED
        case _:
            return frozenset().union(*(labels_of(child, records) for child in _children(node)))


def selectors(expression: str) -> list[Selector]:
    """Every selector of an expression."""
    return list(_selectors(ql.parse(expression), ()))


def numbers(expression: str) -> list[float]:
    """Every number that is written in an expression; durations in brackets are none."""
    found: list[float] = []
    ql.walk(ql.parse(expression), lambda node: found.append(node.val) if isinstance(node, ql.NumberLiteral) else None)
    return found


def _selectors(node: ql.Expr, around: tuple[tuple[str, frozenset[str] | None], ...]) -> Iterator[Selector]:
    if isinstance(node, ql.VectorSelector):
        yield Selector(node.name, tuple((str(m.op), m.name, m.value) for m in node.matchers.matchers), around)
    if isinstance(node, ql.AggregateExpr):
        without = node.modifier is not None and node.modifier.type == ql.AggModifierType.Without
        around = ((str(node.op), frozenset(node.modifier.labels) if without and node.modifier else None), *around)
    if isinstance(node, ql.Call) and node.func.name == "absent":
        around = (("absent", None), *around)
    for child in _children(node):
        yield from _selectors(child, around)


def _children(node: ql.Expr) -> Iterable[ql.Expr]:
    match node:
        case ql.BinaryExpr():
            return (node.lhs, node.rhs)
        case ql.AggregateExpr() | ql.ParenExpr() | ql.UnaryExpr() | ql.SubqueryExpr():
            return (node.expr,)
        case ql.MatrixSelector():
            return (node.vector_selector,)
        case ql.Call():
            return tuple(node.args)
        case _:
            return ()


def unknown(expression: str) -> list[str]:
    """What an expression reads that nobody exports or records: names, labels, and values of labels that are closed sets."""
    found: list[str] = []
    for selector in selectors(expression):
        labels = exported().get(selector.name, {})
        names = recorded().get(selector.name, frozenset(labels) | SCRAPED)
        if selector.name not in exported() and selector.name not in recorded() and selector.name != PROMETHEUS:
            found.append(selector.name)
            continue
        for op, label, value in selector.matchers:
            if label not in names:
                found.append(f"{selector.name}{{{label}}}")
            found.extend(_strange(selector.name, label, value, op, labels.get(label, set())))
    return found


def _strange(name: str, label: str, value: str, op: str, known: set[str]) -> list[str]:
    if "Not" in op or label in ("department", "channel", "instance", "job") or not known:
        return []
    return [f"{name}{{{label}={one}}}" for one in value.split("|") if one not in known]


def read_twice(expression: str, of_a_process: Iterable[str] = ()) -> list[str]:
    """The exported names that the expression adds up over the processes, each of which exports the same facts.

    What is nearest around a selector must be a maximum; a sum over the processes for what a process knows of itself alone."""
    mine = set(of_a_process)
    found = []
    for selector in selectors(expression):
        op, without = selector.around[0] if selector.around else ("", None)
        added_up = op == "sum" and without == SCRAPED and selector.name in mine
        if selector.name in exported() and not (op in ("max", "absent") or added_up):
            found.append(selector.name)
    return found
