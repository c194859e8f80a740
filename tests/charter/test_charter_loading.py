"""A charter with a fault is refused with a place and a sentence, whatever the fault; all faults are told at once."""

import re
import shutil
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from charter import document
from charter.load import LARGEST, check, load
from charter.problems import CharterProblems, Problem

EXAMPLE = Path("charter/example").resolve()


@cache
def intents() -> tuple[str, ...]:
    return tuple(sorted(load(EXAMPLE / "charter.yaml").examples))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example charter with one example for each intent, to be spoilt."""
    folder = tmp_path / "brand"
    (folder / "examples").mkdir(parents=True)
    shutil.copy(EXAMPLE / "charter.yaml", folder)
    items = [f"- intent: {id}\n  examples: |\n    - à propos de {id}\n" for id in intents()]
    (folder / "examples" / "all.yml").write_text("nlu:\n" + "".join(items), "utf-8")
    return folder


def spoilt(folder: Path, old: str, new: str) -> tuple[Problem, ...]:
    """What is found once the first `old` of the charter has become `new`."""
    file = folder / "charter.yaml"
    text = file.read_text("utf-8")
    assert old in text, f"the example has no {old!r} any more"
    file.write_text(text.replace(old, new, 1), "utf-8")
    return check(file)


def line_of(folder: Path, written: str) -> int:
    return next(n for n, line in enumerate((folder / "charter.yaml").read_text("utf-8").splitlines(), 1) if written in line)


MUTATIONS = [
    ("default_department: relation_client", "default_departement: relation_client", "unknown key", "default_department"),
    ("default_department: relation_client", "", "`default_department` is missing", "add `default_department:`"),
    ("default_department: relation_client", "default_department: relation_clients", "names no department", "relation_client"),
    ("danger_department: qualite", "danger_department: qualité", "`danger_department`", "lower-case"),
    ("danger_department: qualite", "danger_department: qualit", "names no department", "`qualite`"),
    ("  name: Maison Colibri", "  name: 12", "`brand.name` is 12", "write a text"),
    ("  address: vous", "  address: on", "`brand.address`: 'on' is not known", "tu, vous"),
    ("[maison colibri,", "[co,", "would be found everywhere", "3 characters"),
    ("languages: [fr, en]", "languages: [fr, en, de]", "`de`", "fr or en"),
    ("languages: [fr, en]", "languages: []", "no language", "at least one"),
    ("claude.aubry@maison-colibri.example", "claude.aubry", "no e-mail address", "name@"),
    ("on_call:\n  - name: Camille Rousseau", "on_calls:\n  - name: Camille Rousseau", "nobody is on call", "on_call"),
    ("timezone: Europe/Paris", "timezone: Europe/Nantes", "no time zone 'Europe/Nantes'", "Europe/Paris"),
    ("holidays: FR", "holidays: BE", "'BE' is not known", "FR, FR-alsace-moselle, none"),
    ("monday: [9:00-19:00]", "mondays: [9:00-19:00]", "'mondays' is not known", "`monday`"),
    ("monday: [9:00-19:00]", "monday: [9:00-29:00]", "'9:00-29:00' is not a range", "9:00-12:30"),
    ("monday: [9:00-19:00]", "monday: [9:00-19:00, 18:00-20:00]", "two ranges of monday overlap", "once"),
    ("closed_days: [2027-02-01]", "closed_days: [2027-02-31]", "2027-02-31", "write a date"),
    ("expected_delay: 2h", "expected_delay: 2", "2 is not a duration", "2h"),
    ("expected_delay: 2h", "expected_delay: 0m", "a delay of nothing", "2h"),
    ("expected_delay: 2h", "expected_delay: 99999h", "out of bounds", "at most a year"),
    ("  quiet: 4s", "  quiet: 40s", "longer than `settle.at_most`", "at_most"),
    ("id: livraison", "id: sav", "the id `sav` is used already", "another id"),
    ("id: livraison", "id: Livraison", "`departments[Livraison].id` is 'Livraison'", "lower-case"),
    ("- id: horaires", "- id: livraison", "the id `livraison` is used already", "another id"),
    ("- id: horaires", "- id: salutation", "kept for a rule of its own", "another id"),
    ("- id: livraison", "- id: all", "kept for the figures", "another id"),
    ("- id: horaires", "- id: heures", "`heures` has no example", "write sentences"),
    ("    escalates_to: relation_client", "    escalates_to: direction", "names no department: direction", "write one of"),
    ("    escalates_to: relation_client", "    escalates_to: livraison", "escalation runs in a circle", "escalate to nobody"),
    ("      en: our delivery team", "      de: unser Team", "says nothing in `en`", "add `en:`"),
    ("      en: our delivery team", "      en: ' '", "says nothing in `en`", "add `en:`"),
    ("delays: {public: 2h, private: 4h}", "delays: 2h", "`departments[livraison].delays` is '2h'", "indented"),
    ("delays: {public: 2h, private: 4h}", "delays: {public: 2h, privat: 4h}", "unknown key", "`private`"),
    ("    review_by: 2027-07-15", "    review_by: soon", "'soon'", "write a date"),
    (
        "    review_by: 2027-07-15",
        "    valid_from: 2027-01-01\n    valid_until: 2026-01-01",
        "before it begins",
        "one of the dates",
    ),
    ("Nos trois magasins ouvrent", "Nos trois magasins ouvrent " * 9, "characters; with the question", "`public_answer`"),
    (
        "Nos magasins de Nantes, Rennes",
        "Nos magasins de {{ town }}, Rennes",
        "would be sent as it stands",
        "write the answer out",
    ),
    ("Nos trois magasins ouvrent", "Immédiatement, nos magasins ouvrent", "`tone.forbidden`", "say it otherwise"),
    ('"Avec plaisir."', '"à écrire…"', "still says « À ÉCRIRE »", "write the text"),
    ("      en: opening hours", "      en: TO BE WRITTEN (hours)", "`faq[horaires].title.en` still says", "write the text"),
    (
        "      en: our delivery team",
        "      en: To be written.",
        "`departments[livraison].label.en` still says",
        "write the text",
    ),
    ("  acknowledgement:\n", "  acknowledgment:\n", "'acknowledgment' is not known", "`acknowledgement`"),
    ("  automatic:\n", "  automatik:\n", "must be told that the reply is automatic", "add `automatic:`"),
    ('        - "Avec plaisir."\n', "", "2 different variants in `fr`", "at least 3"),
    ('        - "Avec plaisir."\n', '        - "Merci à vous."\n', "2 different variants in `fr`", "at least 3"),
    ('"Avec plaisir."', '""', "an empty variant", "write a sentence"),
    ('"Avec plaisir."', '"Avec plaisir, {{ customer }}."', "no variable `customer`", "brand"),
    ("répond {{ promise }}", "répond {{ promesse }}", "no variable `promesse`", "`promise`"),
    ("répond {{ promise }}", "répond {{ promise }", "cannot be read", "{{ promise }}"),
    ("répond {{ promise }}", "répond {{ promise|uper }}", "no filter `uper`", "either"),
    ("répond {{ promise }}", "répond {{ promise.__class__ }}", "getattr, which is not allowed", "{{ variable }}"),
    ("répond {{ promise }}", "répond {{ ''['__class__'] }}", "getitem, which is not allowed", "{{ variable }}"),
    ("répond {{ promise }}", "répond {{ 'a' * 999999999 }}", "mul, which is not allowed", "{{ variable }}"),
    ("répond {{ promise }}", "{% for a in promise %}{% endfor %}", "for, which is not allowed", "{% if"),
    ("répond {{ promise }}", "{% include 'x' %}", "include, which is not allowed", "{% if"),
    ("répond {{ promise }}", "{% if closed %}", "cannot be read", "{% endif %}"),
    ("répond {{ promise }}", "répond {{ " + "(" * 900 + "promise" + ")" * 900 + " }}", "nested too deep", "plain"),
    ("Bonjour, merci de votre message.", "Bonjour " * 40, "characters in public with the mark", "shorten"),
    ('"Avec plaisir."', f'"{"é" * 1900} {{{{ brand }}}}"', "characters in public with the mark", "shorten"),
    ("    - id: atelier_automne", "    - id: cocotte_fonte", "two posts have the id", "another id"),
    ("  - mandoline\n", "  - mandoline\n  - Mandoline\n", "`Mandoline` stands there twice", "remove one"),
    ("  - mandoline\n", '  - "3000"\n', "`3000` has no letter", "write its name"),
]


@pytest.mark.parametrize(("old", "new", "found", "write"), MUTATIONS)
def test_a_spoilt_charter_is_refused_with_a_place_and_a_sentence(
    folder: Path, old: str, new: str, found: str, write: str
) -> None:
    problems = spoilt(folder, old, new)
    matching = [p for p in problems if found in p.found and write in p.write]
    assert matching, "\n".join(map(str, problems))
    assert re.fullmatch(r".*charter\.yaml:\d+: .+ — .+", str(matching[0]))
    with pytest.raises(CharterProblems):
        load(folder / "charter.yaml")


def test_a_problem_stands_on_the_line_where_it_is_written(folder: Path) -> None:
    problems = spoilt(folder, "expected_delay: 2h", "expected_delay: two hours")
    assert [p.line for p in problems] == [line_of(folder, "expected_delay:")]
    assert str(problems[0]) == (
        f"{folder}/charter.yaml:{problems[0].line}: `expected_delay`: 'two hours' is not a duration"
        " — write hours, minutes or seconds: 2h, 90m, 1h30, 4s"
    )


def test_all_problems_are_told_at_once(folder: Path) -> None:
    file = folder / "charter.yaml"
    text = file.read_text("utf-8")
    for old, new in (
        ("expected_delay: 2h", "expected_delay: 2"),
        ("default_department: relation_client", "default_department: nobody"),
        ("répond {{ promise }}", "répond {{ promesse }}"),
        ("      en: our delivery team\n", ""),
        ("timezone: Europe/Paris", "timezone: Mars"),
    ):
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")
    (folder / "examples" / "more.yml").write_text("nlu:\n- intent: livrason\n  examples: |\n    - où\n", "utf-8")
    problems = check(file)
    told = "\n".join(map(str, problems))
    for word in ("2 is not a duration", "nobody", "promesse", "departments[livraison].label", "Mars", "`livraison`?"):
        assert word in told
    assert list(problems) == sorted(problems)


NO_YAML: list[tuple[str, Callable[[Path], object], str]] = [
    ("missing", lambda file: file.unlink(), "cannot be read"),
    ("folder", lambda file: (file.unlink(), file.mkdir()), "this is no file"),
    ("empty", lambda file: file.write_text(""), "empty"),
    ("only a comment", lambda file: file.write_text("# nothing\n"), "empty"),
    ("a list", lambda file: file.write_text("- a\n- b\n"), "no charter"),
    ("a word", lambda file: file.write_text("bonjour"), "no charter"),
    ("latin-1", lambda file: file.write_bytes("brand:\n  name: Café".encode("latin-1")), "no UTF-8"),
    ("utf-16", lambda file: file.write_text("brand: x", "utf-16"), "no UTF-8"),
    ("binary", lambda file: file.write_bytes(bytes(range(256))), "no UTF-8"),
    ("control characters", lambda file: file.write_text("brand: \x07"), "no YAML"),
    ("too big", lambda file: file.write_text("#" * (LARGEST + 1)), "more than"),
    ("tabs", lambda file: file.write_text("brand:\n\tname: x"), "no YAML"),
    ("unclosed", lambda file: file.write_text("brand: {name: x"), "no YAML"),
    ("two documents", lambda file: file.write_text("a: 1\n---\nb: 2\n"), "no YAML"),
    ("unknown alias", lambda file: file.write_text("brand: *nobody"), "no YAML"),
    ("a tag", lambda file: file.write_text("brand: !!python/object:os.system x"), "means nothing here"),
    ("twice the same key", lambda file: file.write_text("brand: 1\nbrand: 2\n"), "written twice"),
    ("a merge", lambda file: file.write_text("a: &a {b: 1}\nc: {<<: *a}\n"), "no plain word"),
    ("a list as a key", lambda file: file.write_text("? [a, b]\n: c\n"), "no plain word"),
    ("deep", lambda file: file.write_text("[" * 20_000), "deeper than"),
    ("deep but closed", lambda file: file.write_text("[" * 60 + "]" * 60), "deeper than"),
    ("holds itself", lambda file: file.write_text("&a [*a]"), "deeper than"),
    ("a bomb", lambda file: file.write_text(bomb()), "values, aliases counted"),
    ("a huge number", lambda file: file.write_text("brand: " + "9" * 5000), "brand"),
    ("anchors twice", lambda file: file.write_text("a: &x 1\nb: &x 2\nc: *x\n"), "unknown key"),
]


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(("spoil", "found"), [case[1:] for case in NO_YAML], ids=[case[0] for case in NO_YAML])
def test_what_is_no_charter_at_all_is_refused_in_a_sentence(folder: Path, spoil: Callable[[Path], object], found: str) -> None:
    file = folder / "charter.yaml"
    spoil(file)
    began = time.process_time()
    problems = check(file)
    assert any(found in problem.found for problem in problems), problems
    assert all(problem.write and problem.line >= 1 for problem in problems)
    assert time.process_time() - began < 5


def test_hours_that_never_open_are_refused(folder: Path) -> None:
    text = (folder / "charter.yaml").read_text("utf-8")
    head, rest = text.split("  week:\n", 1)
    (folder / "charter.yaml").write_text(f"{head}  week: {{}}\n  holidays: FR\n" + rest[rest.index("  # Fermeture") :], "utf-8")
    assert any("`hours` is never open" in problem.found for problem in check(folder / "charter.yaml"))


def test_aliases_within_reason_are_read() -> None:
    read = document.read("a: &hours [9:00-12:00]\nb: *hours\n", "x")
    assert read.data == {"a": ["9:00-12:00"], "b": ["9:00-12:00"]}
    assert not read.problems


def test_scalars_are_read_as_yaml_1_2_means_them() -> None:
    read = document.read("a: no\nb: true\nc: 12\nd: 1.5\ne: ~\nf: 2026-01-31\ng: '12'\nh: 9:30\n", "x")
    assert read.data == {"a": "no", "b": True, "c": 12, "d": 1.5, "e": None, "f": "2026-01-31", "g": "12", "h": "9:30"}
