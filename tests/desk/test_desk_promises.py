"""The desk says why a promise is so late, and who stands in for whom."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from charter.hours import OpeningHours
from charter.keeping_word import Promising
from conversations import events as e
from conversations.workload import Workload
from desk.happened import happened
from desk.reader import Reader
from desk.reasons import sentence
from desk.words import Words
from routing.promising import Policy, promise
from tests.fakes.desk_shop import NOW, charter

READER = Reader(Words("fr"), charter(), {}, NOW, ZoneInfo("Europe/Paris"))
HOURS = OpeningHours.model_validate({"week": {"monday": ["9:00-12:00"], "tuesday": ["9:00-18:00"]}})
POLICY = Policy(timedelta(minutes=90), HOURS, Promising(cap=4, per_half_hour=1))
USUAL = Workload(p90=timedelta(hours=2, minutes=30), answers=31)
BACKLOG = Workload(waiting=12, per_hour=4.0)
FIRST = promise(NOW, POLICY, Workload()).by


@pytest.mark.parametrize(
    ("load", "said"),
    [
        (Workload(), ["Le délai de la charte : 1 h 30 d’ouverture."]),
        (USUAL, ["Le délai habituel de l’équipe : 9 réponses sur 10 en 2 h 30 d’ouverture (31 réponses en 28 jours)."]),
        (BACKLOG, ["Demandes qui attendaient déjà : 12, soit 3 h d’ouverture au rythme habituel de l’équipe."]),
        (
            Workload(promised=(FIRST,)),
            [
                "Le délai de la charte : 1 h 30 d’ouverture.",
                "Plus tard, car des demi-heures étaient déjà pleines de promesses : 1.",
            ],
        ),
        (
            Workload(waiting=32, per_hour=4.0),
            [
                "Demandes qui attendaient déjà : 32, soit 8 h d’ouverture au rythme habituel de l’équipe.",
                "Plafonnée par la charte à 6 h d’ouverture ; il en faudrait 8 h. Le référent est prévenu.",
            ],
        ),
    ],
)
def test_why_a_promise_is_so_late(load: Workload, said: list[str]) -> None:
    made = e.Promised(NOW, "t1", NOW, promise(NOW, POLICY, load).reasons)
    kept = e.EVENT.validate_json(e.EVENT.dump_json(made))
    assert isinstance(kept, e.Promised)
    sentences = [sentence(reason, READER) for reason in kept.reasons]
    assert [one.replace("\u00a0", " ") for one in sentences] == said


def test_who_stands_in_for_an_absent_department() -> None:
    first, second = (department.id for department in charter().departments[:2])
    event = e.HandedOver(NOW, "t1", first, NOW + timedelta(hours=2), instead_of=second)
    said = happened(event, READER) or ""
    assert READER.department(first) in said
    assert f"personne n’est présent pour {READER.department(second)}" in said
