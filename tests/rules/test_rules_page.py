"""docs/rules.md names every key of the language of rules, every kind and every function of its expressions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baicheng.packs.key_tables import keys_of, parts_of
from baicheng.rules.expressions import RULE_FUNCTIONS
from baicheng.rules.kinds import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")


def named(word: str) -> bool:
    return re.search(rf"(?<![a-z_]){re.escape(word)}(?![a-z_])", PAGE) is not None


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_key_of_a_kind_of_rule_is_named(kind: str) -> None:
    keys = {key.split("`")[1] for part in parts_of(KINDS[kind]) for key, _ in keys_of(part.model)}

    assert sorted(key for key in keys if not named(key)) == []


def test_every_function_is_named() -> None:
    assert [name for name in RULE_FUNCTIONS if not named(name.split()[0])] == []
