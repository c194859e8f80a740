"""A small charter whose sentences name their situation, so that a test can see which one was said."""

from datetime import timedelta
from typing import Any

from charter.charter import Brand, Charter, WebPage
from charter.departments import Delays, Department
from charter.faq import FaqEntry
from charter.hours import OpeningHours
from charter.people import Person
from charter.tone import Tone
from charter.wording import VARIABLES, Situation, Wording

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")
HOURS: dict[str, Any] = {
    "timezone": "Europe/Paris",
    "week": {day: [{"start": "09:00", "end": "12:30"}, {"start": "13:30", "end": "18:00"}] for day in WEEK},
}


def small_charter(**changes: Any) -> Charter:
    """Departments `livraison`, `qualite` and the default `relation_client`; FAQ `horaires` and `retour`."""
    values: dict[str, Any] = {
        "brand": Brand(name="Colibri", keywords=("colibri",)),
        "referent": Person(name="Ana", email="ana@colibri.example"),
        "on_call": (Person(name="Bo", email="bo@colibri.example"),),
        "hours": OpeningHours.model_validate(HOURS),
        "tone": Tone(description="calme"),
        "default_department": "relation_client",
        "danger_department": "qualite",
        "departments": tuple(_department(id) for id in ("livraison", "qualite", "relation_client")),
        "faq": (_entry("horaires", "relation_client"), _entry("retour", "livraison")),
        "wordings": {situation: _wording(situation) for situation in Situation},
        "web_page": WebPage(welcome={"fr": "Bonjour", "en": "Hello"}),
    }
    return Charter.model_validate(values | changes)


def _department(id: str) -> Department:
    delays = Delays(public=timedelta(hours=2), private=timedelta(hours=4))
    return Department(id=id, label={"fr": f"service {id}", "en": f"{id} team"}, handles={"fr": id, "en": id}, delays=delays)


def _entry(id: str, department: str) -> FaqEntry:
    return FaqEntry(
        id=id,
        title={"fr": f"Question {id}", "en": f"Question {id}"},
        answer={"fr": f"Réponse {id}", "en": f"Answer {id}"},
        public_answer={"fr": f"Réponse publique {id}", "en": f"Public answer {id}"},
        department=department,
    )


def _wording(situation: Situation) -> Wording:
    named = "".join(f" {{{{ {name} }}}}" for name in sorted(VARIABLES[situation]))
    variants = tuple(f"[{situation.value} {number}]{named}" for number in (1, 2, 3))
    return Wording.model_validate({"private": {"fr": variants, "en": variants}})
