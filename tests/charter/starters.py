"""Answers of made-up brands, as one would type them."""

from collections.abc import Mapping
from typing import Any

from charter.starter.answers import QUESTIONS, Answers, answers

ATELIER = {"brand": "Atelier Nord", "referent": "Lou Petit", "referent_email": "lou@nord.example"}
MEDIATOR = {"mediator": "Médiation du commerce", "mediator_url": "https://mediation.example"}

BRANDS: Mapping[str, Mapping[str, str]] = {
    "all defaults, with a mediator": MEDIATOR,
    "french alone": {**MEDIATOR, "languages": "fr"},
    "no consumers": {"consumers": "non"},
    "another country": {"consumers": "no", "country": "be", "timezone": "Europe/Brussels"},
    "another country, french alone": {"consumers": "no", "country": "CH", "languages": "fr"},
    "a shop that sells nothing online": {**MEDIATOR, "online": "non"},
    "with a saturday": {**MEDIATOR, "saturday": "10h-17h", "weekdays": "9:00-12:30, 13:30-18:30"},
    "at night": {**MEDIATOR, "weekdays": "20:00-24:00", "saturday": "22-6"},
    "customer relations alone": {**MEDIATOR, "teams": "aucune"},
    "one team beside": {
        **MEDIATOR,
        "products": "savons, Huiles d'olive",
        "teams": "sav",
        "languages": "fr",
        "email": "sav=a@b.example, relation_client=c@d.example",
    },
    "on call is somebody else": {**MEDIATOR, "on_call": "Sacha Roy", "on_call_email": "astreinte@nord.example"},
    "long names": {
        "brand": "Les Établissements Réunis du Faubourg et de la Vallée d'Oise",
        "keywords": "les établissements réunis, @etablissements",
        "referent": "Marie-Antoinette de Saint-Exupéry de la Rochefoucauld d'Été",
        "mediator": "Centre national de médiation des litiges de la consommation et du commerce électronique de France",
        "mediator_url": "https://www.mediateur-de-la-consommation.example/un-chemin/qui/est/long/comme/cela-arrive",
        "weekdays": "9:30-12:30, 13:30-18:30",
        "saturday": "9:30-12:30, 13:30-18:30",
        "public_delay": "1h30",
        "private_delay": "90 min",
    },
    "odd names": {
        "brand": 'Chez "Zoé" : l\'été # 2 {ici} \\o/',
        "keywords": 'zoé, "zoé", #zoe, @chez_zoe',
        "referent": "O'Neil: 'Jo'",
        **MEDIATOR,
    },
}


def made(said: Mapping[str, str]) -> Answers:
    """What Atelier Nord answers, with `said` in the place of its own; defaults for the rest."""
    given: dict[str, Any] = {}
    typed = {**ATELIER, **said}
    for question in QUESTIONS:
        if question.name in typed:
            given[question.name] = question.read(typed[question.name], given)
        elif question.applies(given):
            default = question.default(given)
            assert default is not None, f"{question.name} is not answered"
            given[question.name] = question.read(default, given)
        else:
            given[question.name] = question.skipped
    return answers(given)
