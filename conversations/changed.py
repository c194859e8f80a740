"""A frozen value with some of its fields changed: `dataclasses.replace`, faster on values of many fields.

A conversation has forty fields, a turn too, and folding is nothing but this: a history of a million turns has some fifteen
million events.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from itertools import repeat
from operator import attrgetter, call
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")
Read = Callable[[Any], tuple[Any, ...]]
Write = Callable[[Any, Any], None]

_new = object.__new__
_run = deque[None](maxlen=0).extend

if TYPE_CHECKING:
    from dataclasses import replace

    changed = replace
else:

    def changed(value: T, **changes: Any) -> T:
        """A copy of `value`, a frozen dataclass with slots and without `__post_init__`, with `changes` as its fields of these
        names. Raises KeyError on a name that is none of a field."""
        kind = type(value)
        read, write, named = _slots(kind)
        copy = _new(kind)
        _run(map(call, write, repeat(copy), read(value)))
        for name, new in changes.items():
            named[name](copy, new)
        return copy


@cache
def _slots(kind: type[Any]) -> tuple[Read, Sequence[Write], Mapping[str, Write]]:
    """How all fields of a class are read at once, and how each is written."""
    named = {field.name: vars(kind)[field.name].__set__ for field in fields(kind)}
    return attrgetter(*named), tuple(named.values()), named
