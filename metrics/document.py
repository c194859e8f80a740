"""docs/metrics.md, written from the families themselves: `python -m metrics.document` prints it."""

from collections.abc import Iterator

from metrics import families as f
from metrics.understanding import QUICK

_HEAD = """# Metrics

Every number on `/metrics`, with its exact definition. This page is written by `python -m metrics.document`; a test
holds it to the code. How the numbers come about, and that they cannot flatter, is in `metrics/turns.py`;
`recul metrics recount` counts every one of them anew from the events.

- Delays are in seconds. The histograms share one ladder of bucket edges: {edges}. No edit of a charter moves it.
  Understanding takes milliseconds: `recul_engine_seconds` has edges of its own, {quick}.
- A measure of a turn is counted once, when it is settled, and never corrected. What comes later is counted as a late fact.
- Silence approves the bot's answer only once customers were heard until the end of its refusal window: two minutes after it,
  or when Telegram can be reached again (after 24 hours it keeps nothing more for us). A miss waits for that an hour at most.
- `visibility` is `public` or `private`, `mention` is `yes` once a message of the turn names the brand, `department` is who
  holds the turn (`{nobody}`: nobody), as they are when a measure settles; `answered_by` is `bot` or `staff`, `clock` is
  `expected` (what customers expect, wall clock), `target` (the charter's delay over opening hours) or `promised` (what the
  customer was told).
- Every combination of known labels is present, at 0. When the database cannot be read the page answers 503, never zeros.
- Public and private are never to be averaged together; a mean says little without the number that still wait
  (`recul_turns_open`).
"""


def document() -> str:
    """The whole page, Markdown."""
    head = _HEAD.format(edges=", ".join(str(edge) for edge in f.LADDER), quick=", ".join(map(str, QUICK)), nobody=f.NOBODY)
    return head + "\n" + "\n".join(_sections()) + "\n"


def _sections() -> Iterator[str]:
    for title, families in (
        ("Delays", f.HISTOGRAMS),
        ("Counts", f.COUNTERS),
        ("The present", f.GAUGES),
        ("The charter", f.CHARTER),
        ("Understanding", f.ENGINE),
    ):
        yield f"## {title}\n"
        yield "| name | labels | definition |\n|---|---|---|"
        for family in families:
            labels = ", ".join(f"`{label}`" for label in family.labels) or "none"
            yield f"| `{family.name}` | {labels} | {family.help} |"
        yield ""


if __name__ == "__main__":
    print(document(), end="")
