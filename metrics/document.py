"""docs/metrics.md, written from the families themselves: `python -m metrics.document` prints it."""

from collections.abc import Iterator

from metrics import families as f

_HEAD = """# Metrics

Every number on `/metrics`, with its exact definition. This page is written by `python -m metrics.document`; a test
holds it to the code. When a measure becomes a fact is in `metrics/turns.py`, what each fact adds to which number in
`metrics/counting.py`; `recul metrics recount` counts every one of them anew from the events. The gauges of those who
arrived in a window too, as the events told it at the moment of their computation: exactly, but for what was recorded
within two minutes of it, which may have been seen or not. A gauge on which that bears is held to lie between what it is
without and with it; the command says how many were compared and how many of them so. What happened
earlier and was noted later than that, as a delivery during an outage of the database, is named as a difference until the
gauges are computed anew.

- Delays are in seconds. The histograms share one ladder of bucket edges: {edges}. No edit of a charter moves it.
  {others}
- A measure of a turn is counted once, when it is settled, and never corrected. What comes later is counted as a late fact.
- Silence approves the bot's answer only once customers were heard until the end of its refusal window: two minutes after it,
  or when Telegram can be reached again (after 24 hours it keeps nothing more for us). A miss waits for that an hour at most.
- `visibility` is `public` or `private`, `mention` is `yes` once a message of the turn names the brand, `department` is who
  holds the turn (`{nobody}`: nobody), as they are when a measure settles; `answered_by` is `bot` or `staff`, `clock` is
  `expected` (what customers expect, wall clock), `target` (the charter's delay over opening hours) or `promised` (the first
  time that the customer was told).
- `channel` is {customers} where customers write, and `email` too where something is sent; `{bridge}` is every
  network that comes through the API. Its own name is no label, so that one which nobody has named yet shows at 0, and its
  first fact is an increase.
- Every combination of known labels is present, at 0. When the database cannot be read the page answers 503, never zeros.
- The counts and what stands at this moment come from the database: every process shows the same, so never add them up over
  instances. What is "of this process" is each one's own.
- Opening hours are those of the release in force when a measure settles: hours or closing days written afterwards count for
  answers that had not settled by then. What the charter says of the delays that customers expect and of how long they may
  refuse the bot's answer moves these figures too; `recul charter check` advises against values that flatter.
- Public and private are never to be averaged together; a mean says little without the number that still wait
  (`recul_turns_open`).
"""

_SECTIONS = (
    ("Delays", f.HISTOGRAMS),
    ("Counts", f.COUNTERS),
    ("The present", f.GAUGES),
    ("Those who arrived in a window", f.COHORTS),
    ("The charter", f.CHARTER),
    ("The process", f.PROCESS),
)


def document() -> str:
    """The whole page, Markdown."""
    head = _HEAD.format(
        edges=_edges(f.LADDER),
        others="\n  ".join(_ladders()),
        nobody=f.NOBODY,
        customers=", ".join(f"`{name}`" for name in f.CUSTOMERS),
        bridge=f.BRIDGE,
    )
    return head + "\n" + "\n".join(_sections()) + "\n"


def _ladders() -> Iterator[str]:
    for family in f.FAMILIES:
        if family.kind == "histogram" and family.edges != f.LADDER:
            yield f"`{family.name}` has edges of its own: {_edges(family.edges)}."


def _edges(edges: tuple[float, ...]) -> str:
    return ", ".join(map(str, edges))


def _sections() -> Iterator[str]:
    for title, families in _SECTIONS:
        yield f"## {title}\n"
        yield "| name | labels | definition |\n|---|---|---|"
        for family in families:
            yield f"| `{family.name}` | {_labels(family) or 'none'} | {family.help} |"
        yield ""


def _labels(family: f.Family) -> str:
    """Its labels, with the values of those that other families do not have."""
    return ", ".join(_label(label) for label in family.by)


def _label(label: f.Label) -> str:
    shared = label.values is None or any(label.name == known.name for known in (*f.CELL, f.ANSWERED_BY))
    return f"`{label.name}`" if shared else f"`{label.name}` ({' '.join(label.values or ())})"


if __name__ == "__main__":
    print(document(), end="")
