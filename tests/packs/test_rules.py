"""Rules of a pack: over its registers and values, resting on results that there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_files
from baicheng.packs.rule_relations import relations_of, setting_of
from baicheng.rules.setting import Period

RULE = """
decision: deep_wells
title: {zh: 深井, en: Deep wells}
source: {document: DOCUMENT}
for: {relation: subjects, where: "kind = 'unit'"}
hit: all
facts:
  wells: {title: {zh: 水井数, en: Wells}, count: wells, by: PARTY, if_missing: zero}
rows:
  - {row: many, title: {zh: 多, en: Many}, when: wells > 3, then: {measure: inspect}, clause: 一}
"""


@pytest.fixture
def rule(good_files: Mapping[str, bytes]) -> str:
    pack = load_files(good_files).pack
    assert pack is not None
    party = next(iter(pack.registers["wells"].parties))
    return RULE.replace("DOCUMENT", pack.manifest.documents[0].number).replace("PARTY", party)


def problems(files: Mapping[str, bytes], **rules: str) -> list[str]:
    loaded = load_files({**files, **{f"rules/{name}.yaml": text.encode() for name, text in rules.items()}})
    if loaded.pack is None:
        return [str(problem) for problem in loaded.problems]
    return [str(problem) for problem in check(loaded.pack) if not problem.warning]


def test_a_sound_rule_is_part_of_its_pack(good_files: Mapping[str, bytes], rule: str) -> None:
    assert problems(good_files, deep_wells=rule) == []
    loaded = load_files({**good_files, "rules/deep_wells.yaml": rule.encode()}).pack
    assert loaded is not None
    assert list(loaded.rules) == ["deep_wells"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("count: wells", "count: wels", "did you mean 'wells'?"),
        ("when: wells > 3", "when: wels > 3", "did you mean 'wells'?"),
        ("decision: deep_wells", "decision: other", "differs from the file's"),
        ("decision: deep_wells", "descision: deep_wells", "kind of rule is missing"),
        ("by: ", "result: other, stage: final, by: ", "unknown rule 'other'"),
        ("{document: ", "{document: 无此文号", "is not among the documents"),
    ],
)
def test_a_fault_is_named_with_file_and_line(
    good_files: Mapping[str, bytes], rule: str, old: str, new: str, words: str
) -> None:
    assert old in rule
    found = problems(good_files, deep_wells=rule.replace(old, new, 1))

    assert any(words in one and one.startswith("rules/deep_wells.yaml:") for one in found), found


def test_rules_that_use_each_others_results_are_a_circle(good_files: Mapping[str, bytes], rule: str) -> None:
    def using(name: str, other: str) -> str:
        fact = f"{{title: {{zh: 结果, en: Results}}, count: results, result: {other}, stage: computed, by: subject, if_missing: zero}}"
        return rule.replace("decision: deep_wells", f"decision: {name}").replace(
            "facts:\n", f"facts:\n  used: {fact}\n"
        )

    found = problems(good_files, one=using("one", "two"), two=using("two", "one"))

    assert any("in a circle: one → two → one" in each for each in found), found
    once = using("two", "one").replace("stage: computed", "stage: final")
    assert problems(good_files, one=using("one", "two"), two=once) == []


def test_an_item_of_other_days_is_checked_too(good_files: Mapping[str, bytes], rule: str) -> None:
    later = (
        rule
        + "  - {row: later, title: {zh: 后, en: Later}, when: nothing > 3, clause: 二, in_force: {from: 2031-01-01}}\n"
    )

    assert any("unknown name 'nothing'" in one for one in problems(good_files, deep_wells=later))


def test_rules_see_fields_with_their_units_and_values_as_they_hold_on_the_day(builtin: object) -> None:
    from baicheng.packs.pack import Pack

    assert isinstance(builtin, Pack)
    setting = setting_of(builtin, Period(date(2019, 1, 1), date(2020, 1, 1)))

    assert {*builtin.registers, "assignments", "observations", "subjects"} <= relations_of(builtin).keys()
    assert all(one.value is None or isinstance(one.value, Decimal) for one in setting.parameters.values())
    for name, register in builtin.registers.items():
        personal = {field for field, one in register.fields_.items() if one.kind == "personal"}
        assert not personal & setting.relations[name].columns.keys()
