"""docs/pack-reference.md explains every key of the language, each where it belongs, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from baicheng.packs.json_schema import json_schemas
from baicheng.packs.key_tables import tables, who_table

PAGE = (Path(__file__).parents[2] / "docs" / "pack-reference.md").read_text("utf-8")
REMEDY = "run: python tools/make_pack_reference.py"
KEY = re.compile(r"(?:^ |; )`([a-z_]+)`")


def block(name: str) -> str:
    found = re.search(rf"<!-- {name}: begin -->\n(.*?)\n<!-- {name}: end -->", PAGE, re.DOTALL)
    assert found is not None, f"the page has no block '{name}'"
    return found[1]


@pytest.mark.parametrize("name", sorted(tables()))
def test_a_table_of_keys_is_that_of_the_models(name: str) -> None:
    assert block(f"keys of {name}") == tables()[name], REMEDY


def test_the_forms_of_who_are_those_that_are_read() -> None:
    assert block("who") == who_table(), REMEDY


def keys_in(schema: Any) -> set[tuple[str, str]]:
    """Definition and key of everything that a JSON Schema lets one write."""
    definitions = {"": schema, **schema.get("$defs", {})}
    found = set()
    for name, definition in definitions.items():
        for form in [definition, *definition.get("anyOf", [])]:
            found |= {(name or form.get("title", ""), key) for key in form.get("properties", {})}
    return found


def test_every_key_that_an_editor_offers_is_on_the_page_and_no_other() -> None:
    offered = {pair for schema in json_schemas().values() for pair in keys_in(schema)}
    rows = [row.split("|", 2)[2] for name in tables() for row in block(f"keys of {name}").splitlines()[2:]]
    written = [key for row in rows for key in KEY.findall(row)]

    assert len(written) == len(offered) + repeated()
    assert {key for _, key in offered} == set(written)


def repeated() -> int:
    """Keys of definitions that stand in two kinds of files and so in two tables, beyond the first."""
    holders: dict[tuple[str, str], int] = {}
    everywhere = {"Title", "Sentence", "Source", "InForce", "Reading", "Event"}
    for schema in json_schemas().values():
        for pair in keys_in(schema):
            if pair[0] not in everywhere:
                holders[pair] = holders.get(pair, 0) + 1
    return sum(count - 1 for count in holders.values())
