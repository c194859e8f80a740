"""The report as one HTML page that needs nothing else: no font, no network, no word of a customer."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.report.numbers import Numbers
from bot.report.pictures import Pictures
from bot.report.rows import row_lines
from charter.charter import Charter
from metrics import amounts
from metrics.digest import subject_title
from metrics.families import NOBODY
from metrics.reasons import Reason, Sign, signs
from metrics.report import Report
from metrics.returns import returns

WORDS = tomllib.loads((resources.files("bot") / "report" / "words.toml").read_text(encoding="utf-8"))
"""The page's own sentences, by language."""

STATES = (
    "answered_staff", "answered_bot", "pending", "waiting", "unanswered", "no_answer_needed", "withdrawn", "excluded",
)  # fmt: skip
"""What became of turns, those to which an answer was owed first."""

SUBJECTS = 12
"""Subjects of dissatisfaction that are shown."""

_environment = Environment(
    loader=PackageLoader("bot", "report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def page(report: Report, charter: Charter, language: str, desk_url: str) -> str:
    """The page in that language, English when it has no words for it. `desk_url` is where conversations are looked at."""
    language = language if language in WORDS else "en"
    words = page_words(charter, language)
    teams = team_names(report, charter, language)
    numbers = Numbers(report, words, language, teams)
    template = _environment.get_template("page.html.jinja")
    return template.render(
        language=language,
        w=words,
        report=report,
        title=words[f"title_{report.period.called}"].format(span=amounts.short_span(report.period, language)),
        brand=charter.brand.name,
        known=_known(report, words, language),
        numbers=numbers,
        pictures=Pictures(report, charter, words, language, teams),
        teams=teams,
        states=STATES,
        signs=tuple(Sign),
        subjects=_subjects(report, charter, numbers, words, language),
        lines=row_lines(report, charter, words, language, teams, desk_url),
    )


def page_words(charter: Charter, language: str) -> dict[str, str]:
    """The page's sentences, with what customers of this charter expect."""
    expected = amounts.delay(charter.expected_delay.total_seconds(), language)
    said: dict[str, str] = WORDS[language]
    return said | {name: said[name].format(delay=expected) for name in ("expected", "in_time", "distribution_note")}


def team_names(report: Report, charter: Charter, language: str) -> dict[str, str]:
    """The names of the departments of a report; of one that is no more, its id."""
    own = {department.id: department.label for department in charter.departments}
    named = {id: own[id].get(language) or next(iter(own[id].values())) for id in report.departments if id in own}
    nobody = {NOBODY: WORDS[language]["nobody_has"]}
    return {id: named.get(id) or nobody.get(id) or id for id in report.departments}


def _known(report: Report, words: Mapping[str, str], language: str) -> str:
    days = amounts.span(report.period, language)
    moment = amounts.moment(report.at, report.period.timezone, language)
    return words["known_day" if report.period.is_one_day else "known"].format(days=days[:1].upper() + days[1:], moment=moment)


def _subjects(
    report: Report, charter: Charter, numbers: Numbers, words: Mapping[str, str], language: str
) -> list[dict[str, Any]]:
    """The subjects of dissatisfaction in the order of their number, each leading to its turns, also those of each sign."""
    shows = signs(report.known, returns(report.known))

    def shown(reason: Reason) -> dict[str, Any]:
        title = subject_title(reason.about, charter, language)
        link = numbers.to_rows(f"reason/{reason.about}", reason.turns, str(len(reason.turns)), title)
        turns = {sign: tuple(turn for turn in reason.turns if sign in shows[turn]) for sign in Sign}
        of_signs = [
            numbers.to_rows(f"reason/{reason.about}/{sign}", ids, str(len(ids)), f"{title} · {words[f'sign_{sign}']}")
            for sign, ids in turns.items()
        ]
        return {"title": title, "link": link, "signs": of_signs, "reason": reason}

    return [shown(reason) for reason in report.reasons[:SUBJECTS]]
