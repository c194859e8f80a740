"""A YAML text as plain values that remember on which line they stand. Anything that is no plain YAML is a problem."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from charter.problems import Problem

Path = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the top."""

MOST_VALUES = 60_000
"""More values than this are no charter but a bomb of aliases."""

DEEPEST = 20
"""No charter is nested deeper."""

_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True)
class Document:
    """What a file says. `lines` gives the line (from 1) of each path; `problems` what could not be read."""

    file: str
    data: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing above it that is written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, found: str, write: str) -> Problem:
        """A problem at `path`."""
        return Problem(self.file, self.line(path), found, write)

    def at(self, path: Path) -> object:
        """The value at `path`, None when there is none."""
        value = self.data
        for step in path:
            if isinstance(value, Mapping):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def mapping(self, *path: str | int) -> Mapping[str, object]:
        """The mapping at `path`; empty when something else stands there."""
        value = self.at(path)
        return value if isinstance(value, Mapping) else {}

    def items(self, *path: str | int) -> Iterator[tuple[Path, object]]:
        """The items of the list at `path` with their own paths; none when something else stands there."""
        value = self.at(path)
        for number, item in enumerate(value if isinstance(value, list) else ()):
            yield (*path, number), item

    def name(self, path: Path) -> str:
        """`path` for people: `departments[livraison].delays.public`."""
        said = ""
        for depth, step in enumerate(path):
            if isinstance(step, int):
                said += f"[{self.mapping(*path[: depth + 1]).get('id', step + 1)}]"
            else:
                said += f".{step}" if said else step
        return said


def read(text: str, file: str) -> Document:
    """The document that `text` holds; `file` is only the name that problems carry."""
    document = Document(file)
    try:
        node = _composed(text)
    except (MaxDepthExceededError, RecursionError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        document.problems.append(Problem(file, mark.line + 1 if mark else 1, _TOO_DEEP, _SHALLOWER))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context).split())
        document.problems.append(Problem(file, mark.line + 1 if mark else 1, f"this is no YAML: {what}", _MEND))
    except (YAMLError, ValueError, AttributeError, TypeError, IndexError) as error:
        # ruamel answers some broken texts with bare Python errors; its first line says enough
        document.problems.append(
            Problem(file, 1, f"this is no YAML: {str(error).splitlines()[0] if str(error) else error!r}", _MEND)
        )
    else:
        _Reader(document).read(node)
    return document


_TOO_DEEP, _SHALLOWER = f"this is nested deeper than {DEEPEST} levels", "nest less; an alias must not hold itself"
_MEND = "check indentation, colons and quotes here; a text with a colon goes between quotes"


def _composed(text: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    yaml.max_depth = DEEPEST + 1  # the scanner is slow in the depths: stop it there
    return yaml.compose(io.StringIO(text))  # type: ignore[no-any-return, unused-ignore]


class _Stop(Exception):
    """There is no sense in reading on."""


class _Reader:
    """Turns nodes into values, counting them: an alias that is used again counts again."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._values = 0

    def read(self, node: Node | None) -> None:
        if node is None:
            self._document.problems.append(Problem(self._document.file, 1, "the file is empty", "write the document"))
            return
        try:
            self._document.data = self._value(node, ())
        except _Stop:
            self._document.data = None

    def _value(self, node: Node, path: Path) -> object:
        self._count(node)
        if len(path) > DEEPEST:
            self._stop(node, _TOO_DEEP, _SHALLOWER)
        self._document.lines.setdefault(path, _line(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, number)) for number, item in enumerate(node.value)]
        return self._scalar(node)

    def _count(self, node: Node) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            self._stop(node, f"more than {MOST_VALUES} values, aliases counted", "write values out instead of using aliases")

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else None
            if name is None or str(key.tag) == f"{_TAG}merge":
                self._say(key, "a key that is no plain word", "write `key: value`, without `?`, `<<` or brackets in the key")
            elif name in found:
                self._say(key, f"the key `{name}` is written twice here", "keep one of them")
            else:
                self._document.lines[*path, name] = _line(key)
                found[name] = self._value(value, (*path, name))
        return found

    def _scalar(self, node: Node) -> object:
        tag, text = str(node.tag), node.value
        if not tag.startswith(_TAG) or tag.removeprefix(_TAG) not in _PLAIN:
            self._say(node, f"the tag {tag} means nothing here", "remove it")
        return _plain(tag.removeprefix(_TAG), text)

    def _say(self, node: Node, found: str, write: str) -> None:
        self._document.problems.append(Problem(self._document.file, _line(node), found, write))

    def _stop(self, node: Node, found: str, write: str) -> None:
        self._say(node, found, write)
        raise _Stop


_PLAIN = frozenset({"str", "null", "bool", "int", "float", "timestamp"})


def _plain(kind: str, text: str) -> object:
    """A scalar's value. Dates stay texts: the charter's types read them."""
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind in ("int", "float"):
        try:
            return int(text) if kind == "int" else float(text)
        except ValueError:
            return text
    return text


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
