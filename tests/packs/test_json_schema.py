"""The JSON Schemas for editors are current, valid, and of one mind with the loader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from baicheng.packs.json_schema import SHIPPED, as_text, json_schemas
from baicheng.packs.shelf import BUILTIN
from baicheng.packs.yaml_text import read_yaml
from baicheng.rules.kinds import kind_of

PACKS = [
    *BUILTIN.glob("*"),
    *(path for path in Path(__file__).parent.glob("*") if (path / "pack.yaml").exists()),
]
FILES = sorted(path for folder in PACKS for path in folder.rglob("*.yaml"))
SCHEMAS = json_schemas()


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_schema_that_ships_is_current(name: str) -> None:
    remedy = "run: baicheng pack schema --output baicheng/packs/schemas"

    assert (SHIPPED / name).read_text("utf-8") == as_text(SCHEMAS[name]), remedy


def test_no_other_schema_ships() -> None:
    assert {path.name for path in SHIPPED.iterdir()} == set(SCHEMAS)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_a_valid_one_with_a_description_on_every_key(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)

    for title, definition in schema.get("$defs", {}).items():
        for key, said in definition.get("properties", {}).items():
            one = said.get("anyOf", [said])
            assert said.get("description") or any(form.get("description") for form in one), f"{title}.{key}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_what_the_loader_takes_an_editor_does_not_mark_as_wrong(path: Path) -> None:
    said = read_yaml(path.read_bytes(), path.name).value
    content = as_json(said)
    kind = "pack" if path.name == "pack.yaml" else path.parent.name
    kind = str(kind_of(said)) if kind == "rules" else kind

    errors = Draft202012Validator(SCHEMAS[f"{kind}.schema.json"]).iter_errors(content)

    assert [error.message for error in errors] == []
