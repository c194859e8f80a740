"""The charter's JSON Schema, for editors: completion, and faults underlined while they are typed.

It is generated from the models; what only `recul charter check` can know (references, lengths, templates) is not in it.
"""

import json
from typing import Any

from charter.charter import Charter

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema of a charter file."""
    found = Charter.model_json_schema()
    return {
        "$schema": DIALECT,
        "title": "The customer-relations charter of a brand (Recul)",
        **{key: value for key, value in found.items() if key != "title"},
    }


def text() -> str:
    """The schema as it stands in a file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
