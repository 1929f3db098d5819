"""Each form of points on both sides of its boundaries, and with what it measures unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from baicheng.rules.results import ScorecardResult
from baicheng.rules.setting import FaultyRule
from tests.rules.conftest import card, judged

SHORTFALL = "points: 3, shortfall: {count: n, required: 3, each: 1}, floor: 0"
LEVELS = "points: 0, tally: {add: [{each: 3, times: n}, {each: 2, times: m}]}, cap: 10"
BANDS = """points: 10, bands: {of: n, bands: [
  {at_least: 90, points: 10}, {at_least: 75, below: 90, points: 6}, {below: 75, points: 0}]}"""
STEPS = "points: 10, tally: {deduct: [{each: 1, times: n, per: 10, steps: whole}]}, floor: 0"


def one(item: str, **columns: Any) -> ScorecardResult:
    return judged(card(item), {"units": [{"id": "甲", **columns}]})["甲"]


CASES = [
    ("points: 1, done: b", {"b": True}, "1"),
    ("points: 1, done: b", {"b": False}, "0"),
    ("points: 1, done: b", {}, None),
    ("points: 10, tally: {deduct: [{each: 2, times: n}]}, floor: 0", {"n": 4}, "2"),
    ("points: 10, tally: {deduct: [{each: 2, times: n}]}, floor: 0", {"n": 5}, "0"),
    ("points: 10, tally: {deduct: [{each: 2, times: n}]}, floor: 0", {"n": 6}, "0"),
    ("points: 10, tally: {deduct: [{each: 2, times: n}]}, floor: none", {"n": 6}, "-2"),
    ("points: 10, tally: {deduct: [{each: 2, times: n, at_most: 5}]}, floor: 0", {"n": 3}, "5"),
    ("points: 10, tally: {deduct: [{each: 2, times: n}]}, floor: 0", {}, None),
    (SHORTFALL, {"n": 2}, "2"),
    (SHORTFALL, {"n": 3}, "3"),
    (SHORTFALL, {"n": 4}, "3"),
    ("points: 15, proportional: {of: n, full_at: 10}", {"n": 10}, "15"),
    ("points: 15, proportional: {of: n, full_at: 10}", {"n": Decimal("9.99")}, "14.985"),
    ("points: 15, proportional: {of: n, full_at: 10}", {"n": 0}, "0"),
    (BANDS, {"n": 90}, "10"),
    (BANDS, {"n": Decimal("89.999999")}, "6"),
    (BANDS, {"n": 75}, "6"),
    (BANDS, {"n": Decimal("74.999999")}, "0"),
    (BANDS, {}, None),
    (LEVELS, {"n": 2, "m": 1}, "8"),
    (LEVELS, {"n": 2, "m": 3}, "10"),
    (LEVELS, {"n": 2}, None),
    ("points: 10, cap: none, by_rank: {place: n, points: [10, 5, 3]}", {"n": 3}, "3"),
    ("points: 10, cap: none, by_rank: {place: n, points: [10, 5, 3]}", {"n": 4}, "0"),
    ("points: 5, passed_through: {lost: n, of: 20}, floor: 0", {"n": 4}, "4"),
    ("points: 5, passed_through: {lost: n, of: 20}, floor: 0", {"n": 21}, "0"),
    ("points: 20, sampled: {marks: n, drawn: m, take: 2, if_fewer: scaled}", {"n": 9, "m": 1}, "18"),
    ("points: 20, sampled: {marks: n, drawn: m, take: 2, if_fewer: as_is}", {"n": 9, "m": 1}, "9"),
    ("points: 20, sampled: {marks: n, drawn: m, take: 2, if_fewer: undecided}", {"n": 9, "m": 1}, None),
    ("points: 20, sampled: {marks: n, drawn: m, take: 2, if_fewer: undecided}", {"n": 17, "m": 2}, "17"),
    ("points: 5, mark: n", {"n": Decimal("4.5")}, "4.5"),
    ("points: 5, mark: n, gate: m > 0", {"n": 4, "m": 0}, "0"),
    ("points: 5, mark: n, gate: m > 0", {"n": 4, "m": 1}, "4"),
    ("points: 5, mark: n, gate: m > 0", {"n": 4}, None),
    ("points: 5, mark: n / 3, decimals: 2", {"n": 5}, "1.67"),
    (STEPS, {"n": Decimal("9.999999")}, "10"),
    (STEPS, {"n": 10}, "9"),
    ("points: 10, tally: {deduct: [{each: 1, times: n, per: 10, steps: part}]}, floor: 0", {"n": 15}, "8.5"),
]


@pytest.mark.parametrize(("item", "columns", "points"), CASES)
def test_a_form_gives_its_points(item: str, columns: dict[str, Any], points: str | None) -> None:
    found = one(item, **columns)

    assert found.items[0].points == (None if points is None else Decimal(points))
    assert found.total == (None if points is None else found.sum)


def test_what_is_unknown_is_listed_with_its_reason_and_is_no_zero() -> None:
    found = one("points: 1, done: b")

    assert found.total is None
    assert [(entry.what, entry.names, entry.because.en) for entry in found.undecided] == [
        ("it", ("b",), "b is not filled in")
    ]


def test_relative_points_are_rounded_once_and_move_with_the_best_of_the_cohort() -> None:
    rule = card("points: 20, relative: {of: n, decimals: 2, if_best_not_positive: undecided}")

    before = judged(rule, {"units": [{"id": "甲", "n": 26}, {"id": "乙", "n": 20}]})
    after = judged(rule, {"units": [{"id": "甲", "n": 23}, {"id": "乙", "n": 20}]})

    assert (before["甲"].total, before["乙"].total) == (Decimal("20.00"), Decimal("15.38"))
    assert after["乙"].total == Decimal("17.39")


@pytest.mark.parametrize(
    ("stated", "points"), [("undecided", None), ("none", Decimal(0)), ("full", Decimal(20))]
)
def test_a_best_of_zero_means_what_the_file_says(stated: str, points: Decimal | None) -> None:
    rule = card(f"points: 20, relative: {{of: n, decimals: 2, if_best_not_positive: {stated}}}")

    found = judged(rule, {"units": [{"id": "甲", "n": 0}, {"id": "乙", "n": -1}]})

    assert {one.total for one in found.values()} == {points}


def test_one_unknown_value_leaves_the_whole_cohort_undecided_but_no_other_group() -> None:
    rule = card("points: 20, relative: {of: n, among: zone, decimals: 2, if_best_not_positive: none}")
    rows = [{"id": "甲", "n": 5, "zone": "x"}, {"id": "乙", "zone": "x"}, {"id": "丙", "n": 5, "zone": "y"}]

    found = judged(rule, {"units": rows})

    assert (found["甲"].total, found["丙"].total) == (None, Decimal(20))


VOIDED = """
effects:
  - {effect: void, title: {zh: 否决, en: Void}, when: b, void: true, clause: 三}
"""


def test_whose_score_is_void_leaves_the_cohort_only_where_the_file_says_so() -> None:
    form = "points: 20, relative: {of: n, decimals: 2, if_best_not_positive: none%s}"
    rows = [{"id": "甲", "n": 26, "b": True}, {"id": "乙", "n": 20, "b": False}]

    stays = judged(card(form % "", more=VOIDED), {"units": rows})
    leaves = judged(card(form % ", voided: leave", more=VOIDED), {"units": rows})
    unknown = judged(
        card(form % ", voided: leave", more=VOIDED), {"units": [{**rows[0], "b": None}, rows[1]]}
    )

    assert [stays[name].total for name in "甲乙"] == [0, Decimal("15.38")]
    assert [leaves[name].total for name in "甲乙"] == [0, 20]
    assert [unknown[name].total for name in "甲乙"] == [None, None]
    (item,) = leaves["乙"].items
    assert item.measures == {"full": 20, "of": 20}
    assert item.formula == "20 × 20 ÷ best of the cohort without void scores, 2 decimals"
    with pytest.raises(FaultyRule, match="no effect makes a score void"):
        judged(card(form % ", voided: leave"), {"units": rows})


GRADES = """
grades:
  - {grade: 优秀, at_least: 90}
  - {grade: 良好, at_least: 75, below: 90}
  - {grade: 合格, at_least: 60, below: 75}
  - {grade: 不合格, below: 60}
effects:
  - {effect: cap, title: {zh: 降等, en: Cap}, when: m > 0, cap_grade: 合格, clause: 二}
  - {effect: void, title: {zh: 否决, en: Void}, when: b, void: true, clause: 三}
  - {effect: down, title: {zh: 降一等, en: Down}, when: zone = 'down', downgrade: 1, clause: 四}
"""
NONE = {"m": 0, "b": False, "zone": "x"}


@pytest.mark.parametrize(
    ("columns", "total", "grade"),
    [
        ({"n": 90}, 90, "优秀"),
        ({"n": Decimal("89.99")}, Decimal("89.99"), "良好"),
        ({"n": 75}, 75, "良好"),
        ({"n": 60}, 60, "合格"),
        ({"n": Decimal("59.99")}, Decimal("59.99"), "不合格"),
        ({"n": 95, "m": 1}, 95, "合格"),
        ({"n": 50, "m": 1}, 50, "不合格"),
        ({"n": 95, "b": True}, 0, "不合格"),
        ({"n": 95, "zone": "down"}, 95, "良好"),
        ({"n": 50, "zone": "down"}, 50, "不合格"),
        ({"n": 95, "zone": "down", "m": 1}, 95, "合格"),
        # An undecided effect leaves open only what it would change.
        ({"n": 95, "m": None}, 95, None),
        ({"n": 65, "m": None}, 65, "合格"),
        ({"n": 95, "b": None}, None, None),
        ({"n": None, "b": True}, 0, "不合格"),
        ({"n": 95, "m": 1, "zone": None}, 95, "合格"),
    ],
)
def test_grades_and_what_overrides_them(columns: dict[str, Any], total: Any, grade: str | None) -> None:
    rule = card("points: 100, mark: n", more=GRADES)

    found = judged(rule, {"units": [{"id": "甲", **NONE, **columns}]})["甲"]

    assert (found.total, found.grade) == (total, grade)


def test_places_within_groups_share_ties_and_leave_out_small_samples_and_the_exempted() -> None:
    more = "ranking: {among: zone, ties: share, minimum: {of: m, at_least: 5}, exempt: b}"
    rows = [
        {"id": name, "zone": "x", "n": n, "m": m, "b": b}
        for name, n, m, b in [
            ("甲", 90, 5, False),
            ("乙", 90, 9, False),
            ("丙", 80, 9, False),
            ("丁", 99, 4, False),
            ("戊", 99, 9, True),
        ]
    ]

    found = judged(card("points: 100, mark: n", more=more), {"units": rows})

    assert {name: one.place for name, one in found.items()} == {
        "甲": 1,
        "乙": 1,
        "丙": 3,
        "丁": None,
        "戊": None,
    }
    assert found["丁"].ranked == found["戊"].ranked == "not_met"
    assert found["丁"].undecided == ()


def test_a_dense_place_follows_a_tie_and_another_figure_breaks_it() -> None:
    rows = [{"id": "甲", "n": 9, "m": 1}, {"id": "乙", "n": 9, "m": 2}, {"id": "丙", "n": 8, "m": 3}]

    dense = judged(card("points: 9, mark: n", more="ranking: {ties: dense}"), {"units": rows})
    broken = judged(card("points: 9, mark: n", more="ranking: {then_by: [m]}"), {"units": rows})

    assert [dense[name].place for name in "甲乙丙"] == [1, 1, 2]
    assert [broken[name].place for name in "甲乙丙"] == [2, 1, 3]


def test_weights_caps_bonus_and_total_come_in_their_order() -> None:
    rule = card(
        "points: 100, cap: none, mark: n",
        more="""
  - {part: second, title: {zh: 二, en: Two}, weight: 0.1, cap: 50, items: [{item: other, title: {zh: 二, en: Two}, clause: 二, points: 80, mark: m}]}
bonus: {cap: 3, items: [{item: plus, title: {zh: 加, en: Plus}, clause: 三, points: 5, done: b}]}
total: {decimals: 1, cap: 100}
""",
    )

    found = judged(
        rule,
        {
            "units": [
                {"id": "甲", "n": Decimal("70.25"), "m": 80, "b": True},
                {"id": "乙", "n": 99, "m": 0, "b": True},
            ]
        },
    )

    assert (found["甲"].parts, found["甲"].total) == (
        {"only": Decimal("70.25"), "second": Decimal(5), "bonus": Decimal(3)},
        Decimal("78.3"),
    )
    assert found["乙"].total == Decimal(100)


def test_an_item_counts_on_the_days_of_its_force_only() -> None:
    rule = card(
        "points: 10, mark: n, in_force: {until: 2019-07-01}",
        more="      - {item: it, title: {zh: 新, en: New}, clause: 一, points: 5, mark: n, in_force: {from: 2019-07-01}}",
    )

    found = judged(rule, {"units": [{"id": "甲", "n": 9}]})["甲"]

    assert [(item.title.en, item.points) for item in found.items] == [("New", Decimal(5))]
