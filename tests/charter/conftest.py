"""A small charter that can be used, as data to be spoilt."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from charter.charter import LIGHT, SPECIAL
from charter.wording import VARIABLES, Situation

Data = dict[str, Any]


def small_document() -> Data:
    """Two departments, two questions, and three short variants of every sentence, as a YAML file would say it."""
    texts = {"fr": "un texte", "en": "a text"}
    delays = {"public": "2h", "private": "4h"}
    week = {day: ["9:00-12:30", "13:30-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
    person = {"name": "Claude Aubry", "email": "claude@example.org"}
    return {
        "brand": {"name": "Maison Test", "keywords": ["maison test"], "official_accounts": ["@test"], "country": "FR"},
        "languages": ["fr", "en"],
        "referent": person,
        "deputy": dict(person),
        "on_call": [dict(person)],
        "hours": {"timezone": "Europe/Paris", "week": week, "holidays": "FR", "closed_days": ["2027-02-01"]},
        "expected_delay": "2h",
        "refusal_window": "24h",
        "clarify_after": "10m",
        "settle": {"quiet": "4s", "at_most": "20s"},
        "confidence": {"answer": 0.5, "gap": 0.1},
        "promising": {"cap": 2.0, "remind_before": "1h", "per_half_hour": 6},
        "courtesy": {"start": "08:00", "end": "20:00"},
        "second_look": {"undo": "10s", "cooling_off": "2m"},
        "loyalty": {"praises": 2, "within_days": 365},
        "triggers": [{"kind": "danger", "phrases": ["odeur de gaz"], "department": "accueil"}],
        "crisis": {"statement": dict(texts), "window": "1h", "floor": 8, "share": 0.6, "decide_within": "20m"},
        "mediator": {"name": "Le médiateur", "url": "https://mediateur.example"},
        "dated_acts": {"withdrawal": {"department": "accueil", "days": 14}},
        "retention": {"texts_days": 1095, "contacts_days": 365},
        "tone": {"description": "calme", "forbidden": ["dans les plus brefs délais"]},
        "default_department": "accueil",
        "danger_department": "livraison",
        "departments": [
            {
                "id": "livraison",
                "label": dict(texts),
                "handles": dict(texts),
                "delays": dict(delays),
                "needs": dict(texts),
                "needs_kind": "order",
                "lead": dict(person),
                "email": "livraison@example.org",
                "escalates_to": "accueil",
            },
            {"id": "accueil", "label": dict(texts), "handles": dict(texts), "delays": dict(delays)},
        ],
        "faq": [
            {"id": "horaires", "title": dict(texts), "variants": ["c'est ouvert quand"], "answer": dict(texts)},
            {
                "id": "retour",
                "title": dict(texts),
                "answer": dict(texts),
                "public_answer": dict(texts),
                "owner": "Claude",
                "department": "livraison",
                "review_by": "2027-01-15",
                "valid_from": "2026-01-01",
                "valid_until": "2028-01-01",
            },
        ],
        "wordings": {situation.value: {"private": _variants(situation)} for situation in Situation},
        "web_page": {"welcome": dict(texts), "posts": [{"id": "nouvelle", "title": dict(texts), "text": dict(texts)}]},
    }


def _variants(situation: Situation) -> dict[str, list[str]]:
    named = "".join(f" {{{{ {name} }}}}" for name in sorted(VARIABLES[situation] - {"closed", "choices"}))
    named += " {{ choices|either('ou') }}" if "choices" in VARIABLES[situation] else ""
    automatic = {"fr": "Réponse automatique, une personne sur demande", "en": "Automatic reply, a person on demand"}
    said = automatic if situation is Situation.AUTOMATIC else {"fr": "Bonjour", "en": "Hello"}
    return {language: [f"{text} {number}{named}." for number in (1, 2, 3)] for language, text in said.items()}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Data | str | bytes], Path]:
    """Writes a charter, as data or as it is, with an example for each intent of the small one beside it; gives its path."""

    def written(charter: Data | str | bytes) -> Path:
        (tmp_path / "examples").mkdir(exist_ok=True)
        intents = [*LIGHT, *SPECIAL, "livraison", "accueil", "horaires", "retour"]
        items = [f"- intent: {id}\n  examples: |\n    - à propos de {id}\n" for id in intents]
        (tmp_path / "examples" / "all.yml").write_text("nlu:\n" + "".join(items), "utf-8")
        file = tmp_path / "charter.yaml"
        if isinstance(charter, bytes):
            file.write_bytes(charter)
        else:  # JSON is YAML
            file.write_text(charter if isinstance(charter, str) else json.dumps(charter, ensure_ascii=False, indent=1), "utf-8")
        return file

    return written
