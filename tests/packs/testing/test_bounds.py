"""Bounds of rules: found in every form, read otherwise, and named where no case would notice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from baicheng.packs.loader import load_files
from baicheng.packs.pack import Pack
from baicheng.packs.testing.bounds import bounds_of
from baicheng.packs.testing.bounds_tried import Tried, bounds_tried
from baicheng.packs.testing.comparisons import comparisons
from baicheng.packs.testing.readings import otherwise
from baicheng.rules.model import benefit, forms, scorecard

RULE = """
grade: deep_wells
title: {zh: 深井, en: Deep wells}
source: {document: 青石政办〔2021〕7号, article: 第二条}
for: {relation: wells}
levels: [{level: 深}, {level: 中}]
measures:
  - measure: depth
    title: {zh: 深度, en: Depth}
    of: depth
    bands: [{level: none, below: 30}, {level: 中, at_least: 30, at_most: 50}, {level: 深, above: 50}]
    clause: 一
  - {measure: dear, title: {zh: 造价, en: Cost}, when: cost > 5000, level: 中, clause: 二}
"""
WELLS = {
    "浅": ("depth: 29.9, cost: 5000", "none"),
    "三十": ("depth: 30, cost: 0", "中"),
    "五十": ("depth: 50, cost: 0", "中"),
    "深": ("depth: 50.1, cost: 0", "深"),
    "贵": ("depth: 1, cost: 5000.01", "中"),
}


def case(*, without: str = "") -> str:
    """A case of wells on both sides of each bound, but for one of them."""
    kept = {name: one for name, one in WELLS.items() if name != without}
    rows = ", ".join(f"{{id: {name}, use: drinking, {fields}}}" for name, (fields, _) in kept.items())
    results = ", ".join(f"{name}: {{level: {level}}}" for name, (_, level) in kept.items())
    return f"""
- name: wells by depth and cost
  rule: deep_wells
  period: {{from: 2021-06-01, until: 2021-07-01}}
  given: {{wells: [{rows}]}}
  expect: {{results: {{{results}}}}}
"""


def pack_with(files: dict[str, bytes], cases: str) -> Pack:
    texts = {"rules/deep_wells": RULE, "tests/rules": cases}
    loaded = load_files({**files, **{f"{name}.yaml": text.encode() for name, text in texts.items()}})
    assert loaded.pack is not None, loaded.problems
    return loaded.pack


def of(name: str, pack: Pack) -> Tried:
    """What the cases say of one rule, or of the flow of one register."""
    return next(tried for tried in bounds_tried(pack) if tried.name == name)


def test_bounds_with_a_case_on_each_side_are_not_named(good_files: dict[str, bytes]) -> None:
    tried = of("deep_wells", pack_with(good_files, case()))

    assert (tried.name, tried.bounds, tried.problems) == ("deep_wells", 3, ())


@pytest.mark.parametrize(
    ("without", "place", "words"),
    [
        ("三十", "measures[1].bands[2]", "no case lies on the bound '30'"),
        ("浅", "measures[1].bands[2]", "no case lies on the other side of the bound '30'"),
        ("五十", "measures[1].bands[3]", "no case lies on the bound '50'"),
        ("深", "measures[1].bands[3]", "no case lies on the other side of the bound '50'"),
        ("贵", "measures[2].when", "no case lies on the other side of the bound 'cost > 5000'"),
    ],
)
def test_a_bound_that_lost_its_case_is_named_with_its_line(
    good_files: dict[str, bytes], without: str, place: str, words: str
) -> None:
    tried = of("deep_wells", pack_with(good_files, case(without=without)))

    found = {problem.path: problem for problem in tried.problems}
    assert words in found[place].en and found[place].warning
    assert found[place].file == "rules/deep_wells.yaml" and found[place].line > 0


def report(name: str, depth: str, more: str) -> str:
    return f"""
- name: {name}
  given: {{wells: [{{id: w1, use: garden, depth: {depth}, parties: {{keeper: 东村}}}}]}}
  do: [{{move: report, at: 2021-05-06T09:00, with: {{repair_by: 2021-05-20}}{more}}}]
  expect: {{state: {"sound" if more else "broken"}}}
"""


ON, BEYOND = report("two metres", "2", ", refused: shallow"), report("deeper", "2.1", "")


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (ON + BEYOND, []),
        (BEYOND, ["no case lies on the bound 'depth > 2'; add one in tests/."]),
        (ON, ["no case lies on the other side of the bound 'depth > 2'; add one in tests/."]),
    ],
)
def test_guards_of_a_flow_are_tried_by_its_cases(
    good_files: dict[str, bytes], cases: str, words: list[str]
) -> None:
    tried = of("wells", pack_with(good_files, cases))

    assert tried.bounds == 2
    assert [problem.en for problem in tried.problems] == words
    assert {(one.path, one.file) for one in tried.problems} <= {
        ("flow.moves.report.when", "registers/wells.yaml")
    }


def test_a_limit_of_time_wants_a_case_that_says_when_it_ends(good_files: dict[str, bytes]) -> None:
    said = good_files["tests/wells.yaml"].decode()
    assert "due_at: 2021-05-07T10:00, " in said
    unsaid = good_files | {"tests/wells.yaml": said.replace("due_at: 2021-05-07T10:00, ", "").encode()}

    (found,) = of("wells", pack_with(unsaid, ON + BEYOND)).problems

    assert found.path == "flow.states.broken.opens.fence.within" and found.line > 0
    assert "no case lies on and on the other side of the bound '4 working_hour'" in found.en


@pytest.mark.parametrize(
    ("text", "flipped", "settled"),
    [
        ("a >= 3", ["a > 3"], ["TRUE"]),
        ("a > 3", ["a >= 3"], ["FALSE"]),
        (
            "a between 1 and 2",
            ["(a > 1 AND a <= 2)", "(a >= 1 AND a < 2)"],
            ["(TRUE AND a <= 2)", "(a >= 1 AND TRUE)"],
        ),
        (
            "case when a < 1 then 2 else 3 end",
            ["CASE WHEN a <= 1 THEN 2 ELSE 3 END"],
            ["CASE WHEN FALSE THEN 2 ELSE 3 END"],
        ),
        ("a = 3 and b <> 'x'", [], []),
    ],
)
def test_a_comparison_is_read_otherwise_and_left_out(
    text: str, flipped: list[str], settled: list[str]
) -> None:
    found = list(comparisons(text))

    assert ([one.flipped for one in found], [one.settled for one in found]) == (flipped, settled)


def bands(*bounds: dict[str, int]) -> tuple[forms.Band, ...]:
    return tuple(forms.Band.model_validate(one) for one in bounds)


def test_of_bands_the_bound_goes_to_the_other_one_and_then_to_its_far_end() -> None:
    upwards = bands({"below": 60}, {"at_least": 60, "below": 75}, {"at_least": 75})
    downwards = tuple(reversed(upwards))

    for found in (list(otherwise(upwards)), list(otherwise(downwards))[::-1]):
        assert [one.text for one in found] == ["60", "75"]
        assert set(found[0].on) == set(bands({"at_most": 60}, {"above": 60, "below": 75}, {"at_least": 75}))
        middle = next(band for band in found[1].beyond if band.at_least == 60)
        assert middle.below == Decimal("60.000001")


def test_caps_floors_and_requirements_are_moved() -> None:
    shortfall = forms.Shortfall.model_validate({"count": "done", "required": 3, "each": 1})
    cap = benefit.Rate.model_validate({"of": "cost", "percent": 10, "above": "bound"})
    total = scorecard.Total.model_validate({"cap": 100, "floor": 0})

    (required,), (above,) = otherwise(shortfall), otherwise(cap)

    assert (required.on.required, required.beyond.required) == (4, 2)
    assert (above.on.above, above.beyond) == ("(bound) + (1)", None)
    assert [(one.text, one.on.cap, one.on.floor) for one in otherwise(total)] == [
        ("cap: 100", 101, 0),
        ("floor: 0", 100, -1),
    ]


def test_the_days_of_application_are_moved_by_one() -> None:
    window = benefit.ApplicationWindow.model_validate(
        {"applied_on": "asked", "from": "03-31", "until": "01-01", "clause": "九"}
    )

    found = [(one.on.since, one.on.until, one.beyond.since, one.beyond.until) for one in otherwise(window)]

    assert found == [("04-01", "01-01", "03-30", "01-01"), ("03-31", "12-31", "03-31", "01-02")]


def test_a_bound_deep_in_a_rule_is_found_under_the_keys_of_the_file(good_files: dict[str, bytes]) -> None:
    rule = pack_with(good_files, case()).rules["deep_wells"]

    assert [bound.path for bound in bounds_of(rule)] == [
        ("measures", 0, "bands", 1),
        ("measures", 0, "bands", 2),
        ("measures", 1, "when"),
    ]
