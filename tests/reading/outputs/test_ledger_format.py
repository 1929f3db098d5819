from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from baicheng.reading.outputs.as_json import SCHEMA, SCHEMA_PATH

PAGE = (Path(__file__).parents[3] / "docs" / "ledger-format.md").read_text("utf-8")
DESCRIBED: dict[str, Any] = json.loads(SCHEMA_PATH.read_text("utf-8"))
OBJECTS = {"ledger": DESCRIBED} | {n: d for n, d in DESCRIBED["$defs"].items() if d["type"] == "object"}


def section(name: str) -> str:
    """The part of the page under a heading."""
    return PAGE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", OBJECTS)
def test_the_page_lists_the_fields_of_the_schema_in_their_order(name: str) -> None:
    listed = re.findall(r"^\| `(\w+)` \|", section(name), re.MULTILINE)
    assert listed == list(OBJECTS[name]["properties"])


def test_the_page_describes_no_object_that_the_schema_does_not_know() -> None:
    headings = set(re.findall(r"^## (\w+)$", PAGE, re.MULTILINE))
    assert headings == OBJECTS.keys()


def test_the_page_names_the_version_and_every_enumerated_word() -> None:
    assert f"`{SCHEMA}`" in PAGE
    for name, described in OBJECTS.items():
        for field in described["properties"].values():
            for word in field.get("enum", []):
                assert not word or f"`{word}`" in section(name)


def test_the_example_on_the_page_meets_the_schema() -> None:
    example = json.loads(PAGE.partition("```json\n")[2].partition("```")[0])
    validator = Draft202012Validator({"$ref": "#/$defs/task", "$defs": DESCRIBED["$defs"]})
    validator.validate(example)


def test_the_page_says_how_a_block_is_written() -> None:
    items = DESCRIBED["$defs"]["block"]["prefixItems"]
    names = re.search(r"`\[([a-z, ]+)\]`", section("source"))
    assert names is not None
    assert len(names[1].split(", ")) == len(items) == DESCRIBED["$defs"]["block"]["minItems"]
