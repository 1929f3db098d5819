"""JSON Schema of every kind of pack file, for editors that complete and check while one writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from baicheng.packs.loader import FOLDERS
from baicheng.packs.schema.manifest import Manifest
from baicheng.rules.kinds import KINDS
from baicheng.rules.relations import Kind

#: Where the schemas lie that ship with the package.
SHIPPED = Path(__file__).parent / "schemas"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: Definitions that may also be written as one word, which the models turn into the long form.
_SHORT_FORMS: dict[str, dict[str, Any]] = {
    "When": {"const": "not_stated"},
    "DueField": {"const": "not_stated"},
    "StepDue": {"const": "not_stated"},
    "EditRight": {"type": "string"},
    "ColumnType": {"enum": [kind.value for kind in Kind]},
}
#: Keys that may hold one text instead of a list of them: definition, key.
_SINGLE_TEXTS = (("WaitsFor", "outcome"), ("Reading", "or"))


def json_schemas() -> dict[str, dict[str, Any]]:
    """File name → schema: one for pack.yaml, one for each folder, one for each kind of rule."""
    schemas = {"pack.schema.json": Manifest.model_json_schema()}
    for folder, kind in FOLDERS.items():
        one = kind.model.model_json_schema()
        schemas[f"{folder}.schema.json"] = _one_or_several(one) if kind.several else one
    schemas |= {f"{kind}.schema.json": model.model_json_schema() for kind, model in KINDS.items()}
    return {name: {"$schema": _DIALECT, **_with_short_forms(schema)} for name, schema in schemas.items()}


def as_text(schema: dict[str, Any]) -> str:
    """A schema as it is written to a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _with_short_forms(schema: dict[str, Any]) -> dict[str, Any]:
    definitions = schema.get("$defs", {})
    for name, key in _SINGLE_TEXTS:
        if name in definitions:
            keys = definitions[name]["properties"]
            keys[key] = {"anyOf": [{"type": "string"}, keys[key]]}
    for name in _SHORT_FORMS.keys() & definitions.keys():
        definitions[name] = {"anyOf": [_SHORT_FORMS[name], definitions[name]]}
    return schema


def _one_or_several(one: dict[str, Any]) -> dict[str, Any]:
    definitions = one.pop("$defs", {})
    name = str(one["title"])
    definitions[name] = one
    reference = {"$ref": f"#/$defs/{name}"}
    return {
        "$defs": definitions,
        "title": name,
        "anyOf": [reference, {"type": "array", "items": reference}],
    }
