"""The figures of a period in sentences: the weekly letter to who is in charge. Counts, names of teams and titles of entries; no
word of any customer. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from charter.charter import Charter
from conversations.figures import Standing, TurnRow
from conversations.turn import Clock
from metrics import amounts
from metrics.cohorts import State, state
from metrics.digest_words import Words
from metrics.reasons import Reason, rising, title
from metrics.report import Report, Scope, Unit

LONGEST = 5
"""Waits that are named."""
TOP = 5
"""Reasons that are named."""

_APART = (Scope.COMMENTS, Scope.PRIVATE)


class Letter(NamedTuple):
    """What is written to a person in charge."""

    subject: str
    text: str


def letter(report: Report, charter: Charter, language: str, desk_url: str, standing: Standing | None) -> Letter:
    """The letter on a period, with the name of the brand before its subject."""
    words = Words(language)
    subject = words(f"subject_{report.period.called}", span=amounts.short_span(report.period, words.language))
    return Letter(f"[{charter.brand.name}] {subject}", told(report, charter, language, desk_url, standing))


def told(report: Report, charter: Charter, language: str, desk_url: str, standing: Standing | None) -> str:
    """The period in sentences. `standing`: what waits now, of whatever period; None when nothing does."""
    words, called = Words(language), report.period.called
    moment = amounts.moment(report.at, report.period.timezone, words.language)
    intro = words(f"intro_{called}", span=amounts.span(report.period, words.language), moment=moment)
    if not report.known.rows:
        return "\n\n".join((intro, _empty(report, words), *_standing(report, standing, words)))
    sections = (
        *(_scope(report, scope, charter, words) for scope in Scope),
        _kept(report, words),
        _longest(report, charter, desk_url, standing, words),
        _dissatisfied(report, charter, words),
        _returned(report, words),
        _unknown(report, words),
    )
    command = f"recul report --from {report.period.first} --to {report.period.last} --html report.html"
    return "\n\n".join((f"{intro} {words(f'compared_{called}')}", *sections, words("rows", command=command)))


def subject_title(about: str, charter: Charter, language: str) -> str:
    """How the subject of a reason is called."""
    words, (kind, _, target) = Words(language), about.partition(":")
    named = title(about, charter, language)
    if named is not None:
        return named[:1].upper() + named[1:]
    if target:
        return words("gone", id=target)
    return words(f"subject_{kind}") if words.has(f"subject_{kind}") else words("no_subject")


def change(report: Report, scope: Scope, name: str, words: Words) -> str:
    """How a figure differs from the period before, in brackets; empty where that says nothing."""
    by, unit = report.change(scope, name), report.figure(scope, name).unit
    if by is None:
        return ""
    if unit is Unit.SECONDS:
        said, same = amounts.delay(abs(by), words.language), abs(by) < 30
    elif unit is Unit.SHARE:
        said, same = amounts.points(by), abs(by) < 0.005
    else:
        said, same = str(round(abs(by), 1)), not by
    return words("same") if same else words("more_time" if by > 0 else "less_time", by=said)


def longest_waits(report: Report) -> list[TurnRow]:
    """The turns of the period that still wait, the oldest first."""
    return [row for row in report.known.rows if state(row) is State.WAITING]


def _empty(report: Report, words: Words) -> str:
    before = sum(report.before[key].n for key in report.before if key.name == "opened" and _whole(key.scope, key.department))
    return words("empty", n=_days(report)) + (f" {words('empty_before', n=before)}" if before else "")


def _days(report: Report) -> int:
    return (report.period.last - report.period.first).days + 1


def _whole(scope: Scope, department: str) -> bool:
    return scope in _APART and department == "all"


def _scope(report: Report, scope: Scope, charter: Charter, words: Words) -> str:
    heading = words(scope.value, n=report.figure(scope, "owed").n)
    lines = _of_scope(report, scope, charter, words) if report.figure(scope, "owed").n else iter((words("none"),))
    return _section(heading, lines)


def _of_scope(report: Report, scope: Scope, charter: Charter, words: Words) -> Iterator[str]:
    yield _staff(report, scope, words)
    share, answered = report.figure(scope, "answered_share"), report.figure(scope, "answered")
    said = amounts.share(share.value or 0.0, words.language)
    yield words("share", n=answered.n, of=share.n, share=said, change=change(report, scope, "answered_share", words))
    met = report.figure(scope, f"met_{Clock.EXPECTED}").n
    due = met + report.figure(scope, f"missed_{Clock.EXPECTED}").n
    if due:
        expected = amounts.delay(charter.expected_delay.total_seconds(), words.language)
        yield words("expected", delay=expected, part=met, of=due)
    left = " ".join(_left(report, scope, words))
    if left:
        yield left


def _staff(report: Report, scope: Scope, words: Words) -> str:
    """How long the team takes; the mean never without the answers that it rests on."""
    median, p90, mean = (report.figure(scope, f"{name}_staff") for name in ("median", "p90", "mean"))
    if median.value is None or p90.value is None:
        return words("staff_none")
    first, last = (amounts.delay(value, words.language) for value in (median.value, p90.value))
    if median.over:
        said = words("staff_over", median=first)
    else:
        half = words("staff", median=first, change=change(report, scope, "median_staff", words))
        said = f"{half} {words('p90_over' if p90.over else 'p90', delay=last)}"
    if mean.value is None:
        return said
    average = amounts.delay(mean.value, words.language)
    return f"{said} {words('mean', mean=average, n=mean.n, change=change(report, scope, 'mean_staff', words))}"


def _left(report: Report, scope: Scope, words: Words) -> Iterator[str]:
    oldest = report.figure(scope, "oldest").value
    if oldest is not None:
        yield words("waiting", n=report.figure(scope, State.WAITING.value).n, delay=amounts.delay(oldest, words.language))
    for was in (State.PENDING, State.UNANSWERED):
        n = report.figure(scope, was.value).n
        if n:
            yield words(was.value, n=n)


def _kept(report: Report, words: Words) -> str:
    lines = []
    for scope, where in zip(_APART, ("public", "privately"), strict=True):
        share = report.figure(scope, f"met_share_{Clock.PROMISED}")
        if share.n:
            met = report.figure(scope, f"met_{Clock.PROMISED}").n
            differs = change(report, scope, f"met_share_{Clock.PROMISED}", words)
            lines.append(words("promises", where=words(where), n=met, of=share.n, change=differs))
    return _section(words("kept"), iter(lines or [words("promises_none")]))


def _longest(report: Report, charter: Charter, desk_url: str, standing: Standing | None, words: Words) -> str:
    waits = longest_waits(report)[:LONGEST]
    lines = [_wait(row, report, charter, desk_url, words) for row in waits] or [words("nobody_waits", n=_days(report))]
    return _section(words("longest"), iter((*lines, *_standing(report, standing, words))))


def _wait(row: TurnRow, report: Report, charter: Charter, desk_url: str, words: Words) -> str:
    labels = charter.department(charter.holder(row.department)).label
    return words(
        "wait",
        team=labels.get(words.language) or next(iter(labels.values())),
        where=words("public" if row.visibility.value == "public" else "privately").lower(),
        delay=amounts.delay((report.at - row.opened_at).total_seconds(), words.language),
        link=f"{desk_url}/desk/conversations/{row.conversation}",
    )


def _standing(report: Report, standing: Standing | None, words: Words) -> Iterator[str]:
    if standing is not None:
        waited = amounts.delay((report.at - standing.oldest).total_seconds(), words.language)
        yield words("standing", n=standing.count, delay=waited)


def _dissatisfied(report: Report, charter: Charter, words: Words) -> str:
    if not report.reasons:
        return _section(words("reasons"), iter((words("reasons_none"),)))
    lines = [_reason(reason, charter, words) for reason in report.reasons[:TOP]]
    more = [f"{subject_title(one.about, charter, words.language)} (+{one.rise})" for one in rising(report.reasons)[:TOP]]
    if more:
        lines.append(words("rising", titles=", ".join(more)))
    return _section(words("reasons"), iter((*lines, words("reasons_note"))))


def _reason(reason: Reason, charter: Charter, words: Words) -> str:
    named = subject_title(reason.about, charter, words.language)
    return words("reason", title=named, n=len(reason.turns), before=reason.before)


def _returned(report: Report, words: Words) -> str:
    n = {name: _both(report, name) for name in ("faq_helped", "faq_silent", "faq_refused", "calmed", "still_upset", "gone")}
    lines = [words("faq", helped=n["faq_helped"], silent=n["faq_silent"], refused=n["faq_refused"])]
    asked, score = report.figure(Scope.PRIVATE, "asked").n, report.figure(Scope.PRIVATE, "satisfaction")
    if score.value is not None:
        share = amounts.share(report.figure(Scope.PRIVATE, "rated_share").value or 0.0, words.language)
        mean = amounts.score(score.value, words.language)
        satisfied = words("satisfaction", mean=mean, rated=score.n, asked=asked, share=share)
    else:
        satisfied = words("satisfaction_none", asked=asked)
    lines.append(f"{satisfied} {words('satisfaction_note')}")
    angry = n["calmed"] + n["still_upset"] + n["gone"]
    if angry:
        lines.append(words("anger", of=angry, calmed=n["calmed"], upset=n["still_upset"], gone=n["gone"]))
    return _section(words("returns"), iter(lines))


def _unknown(report: Report, words: Words) -> str:
    unknown, refused = _both(report, "unrecognised"), _both(report, "faq_refused")
    if not unknown and not refused:
        return _section(words("unknown"), iter((words("unknown_none"),)))
    said = words("unknown_said", unrecognised=words("unrecognised", n=unknown), refused=words("refused", n=refused))
    return _section(words("unknown"), iter((said,)))


def _both(report: Report, name: str) -> int:
    """How many turns, public and private: they are counted together, never averaged."""
    return sum(report.figure(scope, name).n for scope in _APART)


def _section(heading: str, lines: Iterator[str]) -> str:
    return "\n".join((heading, *(f"- {line}" for line in lines)))
