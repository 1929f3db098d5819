"""coverage.md of a pack that ships: every rule has its place or a reason, and every place is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baicheng.packs.loader import FOLDERS
from baicheng.packs.pack import Pack
from baicheng.packs.shelf import builtin_folders
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.decision import Decision
from baicheng.rules.model.grade import GradeRule
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Scorecard

TABLES = {folder.name: folder / "coverage.md" for folder in builtin_folders()}
COLUMNS = 4


def rows(path: Path) -> list[list[str]]:
    found = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    return [row for row in found if row[0] != "clause"]


def places(path: Path) -> set[str]:
    return {place for row in rows(path) for place in re.findall(r"`([a-z_.0-9]+\.[a-z_.0-9]+)`", row[2])}


def parts(pack: Pack) -> set[str]:
    """Registers, duties, values, groups, indicators and rules; fields and roles of registers, items of rules."""
    kinds = [kind for kind in FOLDERS if kind not in ("tests", "periods")] + ["rules"]
    found = {f"{kind}.{name}" for kind in kinds for name in getattr(pack, kind)}
    for name, register in pack.registers.items():
        found |= {f"registers.{name}.{part}" for part in (*register.fields_, *register.parties)}
    for name, rule in pack.rules.items():
        found |= {f"rules.{name}.{part}" for part in items(rule)}
    return found


def items(rule: Rule) -> list[str]:
    """What a rule has that a document asks for one by one."""
    if isinstance(rule, Scorecard):
        return [one.item for one in rule.items()] + [one.effect for one in rule.effects]
    if isinstance(rule, Decision):
        return [one.row for one in rule.rows]
    if isinstance(rule, GradeRule):
        return [one.measure for one in rule.measures]
    assert isinstance(rule, Benefit)
    named = [one.award for one in rule.awards] + [one.cap for one in rule.caps]
    return named + [one.ground for one in (*rule.eligible, *rule.excluded)]


def test_every_rule_has_its_place_in_the_pack_or_a_reason(builtin: Pack) -> None:
    for row in rows(TABLES[builtin.name]):
        assert len(row) == COLUMNS, row
        assert row[2] or row[3], f"{row[0]} {row[1]}: neither a place nor a reason"


def test_every_place_that_is_named_is_there(builtin: Pack) -> None:
    assert places(TABLES[builtin.name]) - parts(builtin) == set()


@pytest.mark.parametrize("kind", ["registers", "duties", "values", "groups", "indicators", "rules"])
def test_nothing_in_the_pack_is_without_a_rule_that_asks_for_it(builtin: Pack, kind: str) -> None:
    named = {".".join(place.split(".")[:2]) for place in places(TABLES[builtin.name])}

    assert {f"{kind}.{name}" for name in getattr(builtin, kind)} - named == set()


def test_every_document_of_the_pack_has_its_table(builtin: Pack) -> None:
    text = TABLES[builtin.name].read_text("utf-8")

    for document in builtin.manifest.documents:
        assert f"## {document.number}\n" in text
