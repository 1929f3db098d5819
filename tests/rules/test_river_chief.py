"""The assessment of counties by the river-chief scheme of 2019, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from baicheng.rules.compiling.scorecard import compile_scorecard
from baicheng.rules.evidence import evidence, unplaced
from baicheng.rules.model.scorecard import Scorecard
from tests.rules.conftest import YEAR_2019, judged, sources_of


def marks(county: str, **sheets: list[Any]) -> list[dict[str, Any]]:
    return [
        {"id": f"{county}{sheet}{number}", "county": county, "sheet": sheet, "points": points}
        for sheet, given in sheets.items()
        for number, points in enumerate(given)
    ]


def event(id_: str, county: str, kind: str, level: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "county": county,
        "kind": kind,
        "level": level,
        "happened_on": date(2019, 5, 1),
        **more,
    }


ROWS: dict[str, list[dict[str, Any]]] = {
    "counties": [
        {"id": "甲", "name": "甲县", "chief_negated": False},
        {"id": "乙", "name": "乙县", "chief_negated": False},
    ],
    "marks": marks("甲", own=[28], chiefs=[9, 8], townships=[5, 4], member_units=[5, Decimal("4.5")])
    + marks("乙", own=[27], chiefs=[8], townships=[4, 4], member_units=[5, 5]),
    "survey": [
        {"id": "1", "county": "甲", "known": 95, "satisfied": 90, "took_part": 85, "frauds": 0},
        {"id": "2", "county": "乙", "known": 100, "satisfied": 100, "took_part": 100, "frauds": 99},
    ],
    "patrols": [{"id": "1", "county": "乙", "outcome": "missed"}],
    "events": [
        event("1", "甲", "task", "national"),
        event("2", "甲", "experience", "provincial"),
        event("3", "甲", "wechat", "city"),
        event("4", "甲", "covert", "national", appeal="granted"),
        event("5", "乙", "criticism", "city"),
        event("6", "乙", "task", "city", happened_on=date(2020, 1, 1)),
    ],
}


def test_the_total_follows_from_three_parts(river_chief: Scorecard) -> None:
    found = judged(river_chief, ROWS)

    # 28 + 17 + 9 + 9.5; ten points below full cost one; 20 + 3 + 2 + 0.1 is the best
    assert found["甲"].parts == {
        "on_site": Decimal("63.5"),
        "social": Decimal(9),
        "comprehensive": Decimal(20),
    }
    # 27 + 16 (one chief of two, scaled) + 8 + 10; 99 false votes are no full hundred; 19 / 25.1 * 20
    assert found["乙"].parts == {
        "on_site": Decimal(61),
        "social": Decimal(10),
        "comprehensive": Decimal("15.14"),
    }
    assert (found["甲"].total, found["乙"].total) == (Decimal("92.50"), Decimal("86.14"))


def test_a_patrol_missed_caps_the_grade_and_a_negated_chief_voids_the_score(river_chief: Scorecard) -> None:
    negated = [*ROWS["counties"][:1], {**ROWS["counties"][1], "chief_negated": True}]

    found, void = judged(river_chief, ROWS), judged(river_chief, {**ROWS, "counties": negated})

    assert (found["乙"].grade_by_total, found["乙"].grade, found["乙"].effects["patrol_gap"]) == (
        "良好",
        "合格",
        "met",
    )
    assert (void["乙"].total, void["乙"].grade, void["甲"].grade) == (0, "不合格", "优秀")


def test_a_granted_appeal_is_not_counted_and_stays_on_record(river_chief: Scorecard) -> None:
    compiled = compile_scorecard(river_chief, YEAR_2019)

    rows = evidence(compiled.judged, compiled.relations, sources_of(river_chief, ROWS), "甲")

    assert [(one.key, one.counts, one.exempt) for one in rows["malus"]] == [("4", "not_met", True)]
    assert [(one.key, one.counts, one.exempt) for one in rows["bonus"]] == [
        ("1", "met", False),
        ("2", "met", False),
    ]


def test_a_row_that_names_no_county_is_listed_and_not_lost(river_chief: Scorecard) -> None:
    compiled = compile_scorecard(river_chief, YEAR_2019)
    lost = {"id": "3", "known": 1, "satisfied": 1, "took_part": 1, "frauds": 900}

    found = unplaced(
        compiled.judged,
        compiled.relations,
        sources_of(river_chief, {**ROWS, "survey": [*ROWS["survey"], lost]}),
    )

    assert {fact: [row.key for row in rows] for fact, rows in found.items()} == {
        "reach": ["3"],
        "frauds": ["3"],
    }


def test_each_point_is_explained_with_its_numbers(river_chief: Scorecard) -> None:
    items = {item.item: item for item in judged(river_chief, ROWS)["乙"].items}

    assert items["survey"].formula == "10 − 1 × ⌊0 ÷ 10⌋ − 5 × ⌊99 ÷ 100⌋"
    assert items["comprehensive"].formula == "20 × 19 ÷ best of the cohort, 2 decimals"
    assert items["chiefs"].clause == "六(一)"
    assert items["chiefs"].facts == ("chief_marks", "chiefs_drawn")


def test_without_a_survey_one_county_is_undecided_and_the_other_is_not(river_chief: Scorecard) -> None:
    found = judged(river_chief, {**ROWS, "survey": ROWS["survey"][:1]})

    assert (found["乙"].total, found["甲"].total) == (None, Decimal("92.50"))
    assert found["乙"].undecided[0].names == ("reach",)
    assert found["甲"].place is found["乙"].place is None


@pytest.mark.parametrize(("frauds", "points"), [(99, 10), (100, 5), (199, 5), (200, 0), (300, 0)])
def test_false_votes_cost_five_points_for_each_full_hundred(
    river_chief: Scorecard, frauds: int, points: int
) -> None:
    survey = [{"id": "1", "county": "甲", "known": 100, "satisfied": 100, "took_part": 100, "frauds": frauds}]

    found = judged(river_chief, {**ROWS, "survey": survey})["甲"]

    assert found.parts["social"] == points
