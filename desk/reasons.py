"""Why something was decided: rule names and figures turned into sentences."""

from conversations.events import Reason
from desk import time_words
from desk.reader import Reader


def sentence(reason: Reason, reader: Reader) -> str:
    """The sentence of the catalogue for that rule; a rule it does not know is shown by its name and figures.

    A sentence may want a figure that was not there to record (a second subject): then the one named `…_alone` is tried.
    """
    figures = {name: _figure(name, value, reader) for name, value in reason.figures.items()}
    for key in (f"reason.{reason.rule}", f"reason.{reason.rule}_alone"):
        if reader.words.has(key):
            try:
                return reader.words(key, **figures)
            except KeyError:
                continue
    listed = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    name = reason.rule.replace("_", " ").replace(".", " · ")
    return f"{name} ({listed})" if listed else name


def _figure(name: str, value: str | float | bool | None, reader: Reader) -> str:
    """A figure named `…hours` is opening time."""
    if name.endswith("hours") and isinstance(value, float):
        return time_words.open_hours(value, reader.words)
    return reader.figure(value)
