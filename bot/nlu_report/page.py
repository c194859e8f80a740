"""The report as one HTML page that needs nothing else: no script, no font, no network."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.nlu_report import pictures
from bot.nlu_report.drafts import Draft
from nlu import assessment
from nlu.assessment import Read

WORDS = tomllib.loads((resources.files("bot") / "nlu_report" / "words.toml").read_text(encoding="utf-8"))
"""The page's own sentences, by language."""

WORST = 12
COLLISIONS = 8

_environment = Environment(
    loader=PackageLoader("bot", "nlu_report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class Report:
    """What the page says: the sentences as they were read, the ids of the FAQ entries, drafts for what was not answered;
    `rasa` when customers are understood by Rasa, which is not what was judged."""

    brand: str
    on: date
    reads: Sequence[Read]
    faq: Sequence[str]
    drafts: Sequence[Draft]
    rasa: bool = False


def page(report: Report, language: str) -> str:
    """The page in that language, English when it has no words for it."""
    words = WORDS.get(language, WORDS["en"])
    steps = assessment.calibration(report.reads)
    intents = sorted({name for read in report.reads for name in (read.meant, read.taken) if name})
    return _environment.get_template("page.html.jinja").render(
        language=language if language in WORDS else "en",
        w=words,
        brand=report.brand,
        date=report.on.isoformat(),
        percent=lambda share: f"{share * 100:.1f}\N{NO-BREAK SPACE}%".replace(".", "," if language == "fr" else "."),
        share=assessment.share_right(report.reads),
        reads=len(report.reads),
        error=assessment.calibration_error(steps),
        asked=sum(len(draft.questions) for draft in report.drafts),
        drafts=report.drafts,
        rasa=report.rasa,
        worst=assessment.worst(report.reads, WORST),
        collisions=assessment.collisions(report.reads, report.faq, COLLISIONS),
        matrix=Markup(pictures.matrix(assessment.counts(report.reads), intents, words["matrix"])),  # noqa: S704
        curve=Markup(pictures.curve(steps, words["curve"], words["sure"], words["was_right"])),  # noqa: S704
    )
