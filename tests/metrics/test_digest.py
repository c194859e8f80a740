"""The sentences of the weekly letter: whole letters as they are read, and what is said when there is little to say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest

from charter.faq import FaqEntry
from conversations import events as e
from conversations.events import Reason
from conversations.figures import Standing, TurnRow
from conversations.message import Visibility
from conversations.outcomes import Outcome
from conversations.turn import AnsweredBy, Reply
from metrics.digest import letter, subject_title, told
from metrics.digest_words import SENTENCES, Words
from metrics.periods import Period
from metrics.report import Read, Report, report
from tests.fakes.small_charter import small_charter

CHARTER = small_charter()
WEEK = Period(date(2026, 3, 9), date(2026, 3, 15), "Europe/Paris", "week")
NOW = datetime(2026, 3, 16, 7, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
STAFF, BOT = AnsweredBy.STAFF, AnsweredBy.BOT


def answered(
    id: str, minutes: float | None, public: bool = False, kept: bool | None = None, **more: object
) -> tuple[TurnRow, list[Outcome]]:
    """A turn of Monday that the team answered after so many minutes (None: not), and whether its promise was kept."""
    plain: dict[str, object] = {
        "channel": "web",
        "visibility": Visibility.PUBLIC if public else Visibility.PRIVATE,
        "mention": public,
        "opened_at": MONDAY,
        "expected_by": MONDAY + timedelta(hours=2),
        "department": "livraison",
        "handed_over_at": MONDAY,
        "acknowledged_at": MONDAY,
    }
    if minutes is not None:
        plain |= {"answered_at": MONDAY + timedelta(minutes=minutes), "answered_by": STAFF, "final": True}
    row = TurnRow(id, f"c-{id}", **(plain | more))  # type: ignore[arg-type]
    side = row.visibility, row.mention, "web", "livraison"
    facts: list[Outcome] = []
    if minutes is not None:
        facts.append(e.Settled(MONDAY + timedelta(minutes=minutes), id, "answered", *side, answered_by=row.answered_by))
    met = minutes is not None and minutes <= 120
    facts.append(e.Settled(MONDAY + timedelta(hours=2), id, "expected", *side, result="met" if met else "missed"))
    if kept is not None:
        facts.append(e.Settled(MONDAY + timedelta(hours=5), id, "promised", *side, result="met" if kept else "missed"))
    return row, facts


def of(turns: Sequence[tuple[TurnRow, list[Outcome]]], before: Sequence[tuple[TurnRow, list[Outcome]]] = ()) -> Report:
    """The report on these turns, and on these a week earlier."""
    now = Read([row for row, _ in turns], {row.conversation: facts for row, facts in turns})
    moved = [(_earlier(row), [replace(fact, at=fact.at - timedelta(days=7)) for fact in facts]) for row, facts in before]
    then = Read([row for row, _ in moved], {row.conversation: facts for row, facts in moved})
    return report(WEEK, NOW, now, then, [department.id for department in CHARTER.departments])


def _earlier(row: TurnRow) -> TurnRow:
    times = ("opened_at", "expected_by", "handed_over_at", "acknowledged_at", "answered_at", "refused_at")
    moved = {name: getattr(row, name) - timedelta(days=7) for name in times if getattr(row, name) is not None}
    return replace(row, **moved)


def a_week() -> Report:
    """Ten private requests and six comments that name us, against a slower week."""
    private = [answered(f"p{n}", 30 + 10 * n, kept=n != 7) for n in range(8)]
    private += [answered("waits", None), answered("closed", None, closed_at=MONDAY + timedelta(hours=3))]
    upset = answered("upset", 300, public=True, kept=False, heat="angry", about="faq:retour")
    upset[1].append(e.Decided(MONDAY, (), "faq:retour", "fr", "angry", "r1", "x", (Reason("nothing_recognised"),), "upset"))
    public = [answered(f"m{n}", 20 + n, public=True, kept=True) for n in range(5)]
    faq = answered("faq", 1, answered_by=BOT, handed_over_at=None, department=None)
    question = e.Delivered(MONDAY + timedelta(hours=6), "o1", Reply.SATISFACTION, BOT)
    private[0][1].extend((question, e.Rated(MONDAY + timedelta(hours=7), 4)))
    slower = [answered(f"q{n}", 60 + 10 * n, kept=n < 4) for n in range(8)]
    slower += [answered(f"r{n}", 80 + n, public=True, kept=True) for n in range(6)]
    return of([*private, *public, upset, faq], slower)


def plain(said: str) -> str:
    return said.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_whole_letter_as_it_is_read(language: str) -> None:
    written = letter(a_week(), CHARTER, language, "https://desk", Standing(2, MONDAY - timedelta(days=9)))
    expected = (Path(__file__).parent / f"letter.{language}.txt").read_text("utf-8")
    assert f"{written.subject}\n\n{plain(written.text)}\n" == expected


def lines(report: Report, standing: Standing | None = None, language: str = "fr") -> list[str]:
    return plain(told(report, CHARTER, language, "https://desk", standing)).splitlines()


def test_a_week_without_messages_says_so_and_what_to_look_at() -> None:
    assert lines(of([])) == [
        "Voici la semaine du lundi 9 au dimanche 15 mars 2026, telle qu'on la connaît le lundi 16 mars 2026 à 8 h.",
        "",
        "Personne n'a rien demandé pendant ces jours : il n'y a rien à mesurer.",
    ]
    (_, _, empty, _, waits) = lines(of([], [answered("q", 5)]), Standing(1, NOW - timedelta(days=8)))
    assert empty.endswith("Auparavant, sur la même durée : 1 demande. Si vous en attendiez, vérifiez les canaux : recul doctor")
    assert waits == "En tout, 1 demande attend une réponse en ce moment, depuis 8 j."


def test_who_waits_for_longer_than_the_answered_is_in_the_median_and_never_in_the_mean() -> None:
    few = [answered("a", 10, public=True)] + [answered(f"w{n}", None, public=True) for n in range(2)]
    said = lines(of(few))
    half = "- L'équipe n'a pas répondu à la moitié : il y faut plus de 6 j 22 h."
    assert f"{half} En moyenne 10 min sur la seule réponse qu'elle a donnée." in said
    assert "- 2 attendent encore, le plus ancien depuis 6 j 22 h." in said


def test_with_too_few_on_either_side_no_change_is_told() -> None:
    said = "\n".join(lines(of([answered(f"a{n}", 10) for n in range(9)], [answered(f"b{n}", 60) for n in range(4)])))
    assert "de moins" not in said
    assert "de plus" not in said


def test_where_nothing_wanted_an_answer_or_was_promised_it_says_so() -> None:
    said = lines(of([answered("a", 10)]))
    assert said.count("- Rien n'y attendait de réponse.") == 2
    assert "- Aucune promesse n'est arrivée à son terme." in said
    assert "- De ces jours-là, plus personne n'attend." in said
    assert "- Aucun signe de mécontentement." in said
    note = "La note n'est demandée qu'en privé, après une conversation calme et close : les autres n'y sont pas."
    assert f"- Satisfaction : aucune réponse. Questions posées : 0. {note}" in said
    assert "- Rien : chaque question a trouvé son entrée." in said


def test_what_only_the_bot_answered_gives_the_team_nothing_to_boast_of() -> None:
    row, _ = answered("faq", 1, answered_by=BOT, handed_over_at=None)
    said = lines(of([(row, [])]))
    assert "- L'équipe n'a eu aucune réponse à donner." in said
    assert "- 0 sur 1 a eu une réponse, de l'équipe ou du robot : 0 %." in said
    assert "- 1 réponse du robot peut encore être refusée." in said


def test_rising_subjects_are_named_with_by_how_much() -> None:
    upset = [answered(f"u{n}", 10, heat="angry", about="faq:retour") for n in range(4)]
    assert "- En hausse : Question retour (+4)." in lines(of(upset))


def test_titles_of_subjects_in_both_languages() -> None:
    abouts = ("faq:retour", "route:livraison", "humain", "none", "whatever", "faq:gone")
    assert [subject_title(about, CHARTER, "en") for about in abouts] == [
        "Question retour", "Livraison team", "Requests for a person", "No subject recognised", "No subject recognised",
        "gone (no longer in the charter)",
    ]  # fmt: skip


def test_the_charters_titles_alone_are_named_never_what_people_wrote() -> None:
    titled = small_charter(faq=(FaqEntry(id="retour", title={"fr": "Les retours"}, answer={"fr": "…"}),))
    assert subject_title("faq:retour", titled, "en") == "Les retours"


def test_both_languages_have_all_sentences_and_the_same_figures_in_them() -> None:
    assert SENTENCES["fr"].keys() == SENTENCES["en"].keys()
    for name, french in SENTENCES["fr"].items():
        english = SENTENCES["en"][name]
        assert isinstance(french, str) == isinstance(english, str)
        assert _fields(french) == _fields(english), name
    assert Words("de").language == "en"


def _fields(said: str | tuple[str, str]) -> set[str | None]:
    return {field for one in ((said,) if isinstance(said, str) else said) for _, field, _, _ in Formatter().parse(one) if field}


@pytest.mark.parametrize(
    ("language", "answer", "promise"),
    [
        ("fr", "- 1 sur 1 a eu une réponse, de l'équipe ou du robot : 100 %.", "- En privé : 1 promesse tenue sur 1."),
        ("en", "- 1 of 1 was answered, by the team or the bot: 100%.", "- In private: 1 promise kept out of 1."),
    ],
)
def test_one_is_said_in_the_singular(language: str, answer: str, promise: str) -> None:
    said = lines(of([answered("a", 10, kept=True)]), language=language)
    assert answer in said
    assert promise in said


@pytest.mark.parametrize(
    ("language", "subject", "intro", "nobody_waits"),
    [
        (
            "fr",
            "le 9 mars",
            "Voici ce qui a été reçu le lundi 9 mars 2026, tel qu'on le connaît le lundi 16 mars 2026 à 8 h. "
            "Les évolutions sont par rapport au jour d'avant, vu au même âge.",
            "- De ce jour-là, plus personne n'attend.",
        ),
        (
            "en",
            "9 March",
            "This is what came in on Monday 9 March 2026, as it is known on Monday 16 March 2026 at 8 am. "
            "Changes are against the day before, seen at the same age.",
            "- Of that day, nobody waits any more.",
        ),
    ],
)
def test_a_single_day_is_told_as_one(language: str, subject: str, intro: str, nobody_waits: str) -> None:
    day = replace(of([answered("a", 10)]), period=replace(WEEK, last=WEEK.first, kind="days"))
    assert letter(day, CHARTER, language, "https://desk", None).subject == f"[Colibri] {subject}"
    said = lines(day, language=language)
    assert said[0] == intro
    assert nobody_waits in said


def test_where_all_were_closed_without_an_answer_nobody_is_said_to_wait() -> None:
    closed = [answered(f"c{n}", None, closed_at=MONDAY + timedelta(hours=3)) for n in range(2)]
    said = lines(of(closed))
    assert "- De ces jours-là, plus personne n'attend." in said
    assert not [line for line in said if "attendent depuis" in line]


@pytest.mark.parametrize(("kind", "subject"), [("month", "Le mois : mars 2026"), ("days", "du 9 au 15 mars")])
def test_other_periods_are_called_otherwise(kind: str, subject: str) -> None:
    shown = replace(of([answered("a", 10)]), period=replace(WEEK, kind=kind))  # type: ignore[arg-type]
    assert letter(shown, CHARTER, "fr", "https://desk", None).subject == f"[Colibri] {subject}"
