"""Cases of rules: judged over what they give, together and one by one; each expectation can fail."""

from __future__ import annotations

import pytest

from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_files
from baicheng.packs.pack import Pack
from baicheng.packs.rule_files import read_rule
from baicheng.packs.testing.rule_rows import Rows, rows_of_one
from baicheng.packs.testing.runner import run_pack
from baicheng.rules.model.rule import Rule

DEEP = """
decision: deep_wells
title: {zh: 深井, en: Deep wells}
source: {document: 青石政办〔2021〕7号, article: 第二条}
for: {relation: subjects, where: "kind = 'unit'"}
hit: all
facts:
  depth: {title: {zh: 总深度, en: Depth in all}, sum: depth, of: wells, by: keeper, where: "use = 'drinking'", if_missing: zero}
rows:
  - {row: many, title: {zh: 多, en: Many}, when: depth > depth_limit, then: {measure: inspect}, clause: 一}
"""
SHEET = """
scorecard: keepers
title: {zh: 管护考核, en: Assessment of keepers}
source: {document: 青石政办〔2021〕7号, article: 第二条}
for: {relation: subjects, where: "kind = 'unit'"}
facts:
  deep: {title: {zh: 结果, en: Result}, count: results, result: deep_wells, stage: computed, by: subject, where: "item is null and met", if_missing: zero}
  keeps: {title: {zh: 管护数, en: Wells kept}, count: parties, by: subject, where: "role = 'keeper'", if_missing: zero}
  marks: {title: {zh: 打分, en: Mark}, sum: mark, of: marks, by: keeper, if_missing: undecided}
relations:
  marks: {columns: {id: text, keeper: {kind: reference, required: true}, mark: number}}
parts:
  - part: only
    title: {zh: 全部, en: All}
    items:
      - {item: mark, title: {zh: 打分, en: Mark}, clause: 一, points: 10, mark: marks}
      - {item: deep, title: {zh: 深井, en: Deep}, clause: 一, points: 5, tally: {deduct: [{each: 2.5, times: deep}]}, floor: 0}
grades: [{grade: 合格, at_least: 10}, {grade: 不合格, below: 10}]
ranking: {}
"""
COUNTED = """
decision: counted
title: {zh: 计数, en: Counted}
source: {document: 青石政办〔2021〕7号}
for: {relation: subjects}
hit: all
facts:
  wells: {title: {zh: 井, en: Wells}, count: wells, by: keeper, through: {relation: relations, member: of, of: subject}, if_missing: zero}
  marks: {title: {zh: 分, en: Marks}, count: marks, by: keeper, if_missing: zero}
rows: [{row: any, title: {zh: 有, en: Any}, when: wells > marks, clause: 一}]
"""
CASES = """
- name: a metre above the limit is deep, and costs points
  rule: keepers
  period: {from: 2021-06-01, until: 2021-07-01}
  values: {depth_limit: 30}
  given:
    subjects: [{id: 甲}, {id: 乙}, {id: 丙}, {id: 丁, kind: person}]
    wells:
      - {use: drinking, depth: 30.5, keeper: 甲}
      - {use: garden, depth: 99, parties: {keeper: 乙}}
      - {use: drinking, depth: 30, keeper: 乙}
    marks: [{keeper: 甲, mark: 7.5}, {keeper: 乙, mark: 4.9}]
  expect:
    results:
      甲: {total: 10, items: {mark: 7.5, deep: 2.5}, grade: 合格, place: undecided, undecided: [place]}
      乙: {total: 9.9, grade: 不合格, facts: {deep: 0, keeps: 2}}
      丙: {total: undecided, facts: {marks: undecided}, undecided: [mark, place]}
      丁: none
- name: what a computed result rests on has its own case
  rule: deep_wells
  period: {from: 2021-06-01, until: 2021-07-01}
  values: {depth_limit: 30}
  given: {subjects: [{id: 甲}], wells: [{use: drinking, depth: 30.5, keeper: 甲}]}
  expect: {results: {甲: {hits: [many], rows: {many: met}, outcome: met}}}
"""


def pack_with(files: dict[str, bytes], cases: str = CASES, sheet: str = SHEET) -> Pack:
    texts = {"rules/deep_wells": DEEP, "rules/keepers": sheet, "tests/rules": cases}
    loaded = load_files({**files, **{f"{name}.yaml": text.encode() for name, text in texts.items()}})
    assert loaded.pack is not None, loaded.problems
    return loaded.pack


def differences(pack: Pack) -> list[str]:
    return [
        one for result in run_pack(pack) if result.file == "tests/rules.yaml" for one in result.differences
    ]


def test_rules_are_judged_over_what_a_case_gives(good_files: dict[str, bytes]) -> None:
    pack = pack_with(good_files)

    assert [str(problem) for problem in check(pack)] == []
    assert differences(pack) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("total: 10,", "total: 10.01,", "甲: total: expected 10.01, found 10"),
        ("deep: 2.5}", "deep: 5}", "甲: items.deep: expected 5, found 2.5"),
        ("facts: {deep: 0,", "facts: {deep: 1,", "乙: facts.deep: expected 1, found 0"),
        ("keeps: 2}", "keeps: 1}", "乙: facts.keeps: expected 1, found 2"),
        ("undecided: [mark, place]", "undecided: []", "expected [], found [mark, place]"),
        ("place: undecided", "place: 1", "place: expected 1, found undecided"),
        ("丁: none", "丁: {total: 0}", "丁: is not judged"),
        ("{id: 丁, kind: person}", "{id: 丁}", "丁: expected not to be judged"),
        ("hits: [many]", "hits: []", "hits: expected [], found [many]"),
        ("depth_limit: 30", "depth_limit: 31", "items.deep: expected 2.5, found 5"),
        ("depth: 30.5, keeper", "depth: deep, keeper", "cannot be entered: depth"),
        ("mark: 7.5}", "mark: much}", "cannot be judged: column 'mark'"),
    ],
)
def test_what_came_out_otherwise_is_told(
    good_files: dict[str, bytes], old: str, new: str, words: str
) -> None:
    assert CASES.count(old) >= 1
    found = differences(pack_with(good_files, CASES.replace(old, new, 1)))

    assert any(words in one for one in found), found


def test_only_the_rows_that_a_rule_counts_for_somebody_are_its_own() -> None:
    rule = read_rule(COUNTED.encode(), "counted.yaml").rule
    assert rule is not None
    rows: Rows = {
        "subjects": [{"id": "甲"}, {"id": "乙"}],
        "relations": [{"of": "甲县", "subject": "甲"}, {"of": "乙县", "subject": "乙"}],
        "wells": [{"id": 1, "keeper": "甲县"}, {"id": 2, "keeper": "乙县"}, {"id": 3, "keeper": None}],
        "marks": [{"keeper": "甲", "id": 4}, {"keeper": "乙", "id": 5}],
    }

    assert rows_of_one(rule, rows, "甲") == {
        "subjects": [{"id": "甲"}],
        "relations": [{"of": "甲县", "subject": "甲"}],
        "wells": [{"id": 1, "keeper": "甲县"}],
        "marks": [{"keeper": "甲", "id": 4}],
    }


def test_one_who_gets_something_else_by_itself_is_named(
    good_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_marks(rule: Rule, rows: Rows, subject: str) -> Rows:
        return rows_of_one(rule, {**rows, "marks": []}, subject)

    monkeypatch.setattr("baicheng.packs.testing.rule_cases.rows_of_one", without_marks)

    assert "甲: total is 10.000000 together with all, and undecided by itself" in differences(
        pack_with(good_files)
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("rule: keepers", "rule: keeper", "did you mean 'keepers'?"),
        ("marks: [{keeper", "mark: [{keeper", "unknown relation 'mark'"),
        ("{keeper: 甲, mark", "{keper: 甲, mark", "unknown column 'keper'"),
        ("{keeper: 甲, mark: 7.5}", "{mark: 7.5}", "'keeper' is missing"),
        ("use: garden", "use: gardn", "unknown choice 'gardn'"),
        ("depth_limit: 30", "depth_limits: 30", "unknown value table 'depth_limits'"),
        ("depth_limit: 30", "fewest: {none: 3}", "unknown option 'none'"),
        ("depth_limit: 30", "fewest: 30", "is broken down by"),
        ("total: 10,", "amount: 10,", "unknown result of this rule 'amount'"),
        ("items: {mark", "items: {marks", "unknown name in this rule 'marks'"),
        ("grade: 合格", "grade: 良好", "unknown name in this rule '良好'"),
        ("until: 2021-07-01", "until: 2021-06-01", "from before until"),
        ("  expect:\n", "  expect:\n    records: {wells: 3}\n", "expects results only"),
        ("  rule: keepers\n", "", "results goes with rule"),
    ],
)
def test_a_fault_in_a_case_of_a_rule_is_named_before_it_runs(
    good_files: dict[str, bytes], old: str, new: str, words: str
) -> None:
    assert CASES.count(old) >= 1
    found = [str(problem) for problem in check(pack_with(good_files, CASES.replace(old, new, 1)))]

    assert any(words in one and one.startswith("tests/rules.yaml:") for one in found), found


def test_a_rule_without_a_case_is_pointed_out(good_files: dict[str, bytes]) -> None:
    found = check(pack_with(good_files, "[]"))

    assert {problem.file for problem in found} == {"rules/deep_wells.yaml", "rules/keepers.yaml"}
    assert all(problem.warning and "no case in tests judges" in problem.en for problem in found)
