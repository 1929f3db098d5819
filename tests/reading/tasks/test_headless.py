"""The columns of a table without a head are known by their cells."""

from __future__ import annotations

import pytest

from baicheng.reading.model import Role
from baicheng.reading.tasks.headless import guessed_columns
from baicheng.reading.wording.columns import Column, Columns

ROWS = [
    ["1", "水利", "东湖清淤", "清淤河道12公里,新建泵站2座", "市水利局", "市财政局、各区", "9月底"],
    ["2", "", "水厂扩建", "日供水能力达到5万吨", "市水利局", "市住建局", "2021年12月"],
    ["3", "交通", "道路打通", "打通断头路6条", "市交通局", "各区政府", "持续推进"],
]


def columns_of(rows: list[list[str]]) -> Columns | None:
    return guessed_columns([{n: words for n, words in enumerate(row, 1) if words} for row in rows])


def test_units_limits_and_work_are_told_apart() -> None:
    columns = columns_of(ROWS)

    assert columns is not None
    assert columns.roles == {5: Role.RESPONSIBLE, 6: Role.RESPONSIBLE}
    assert columns.limits == [7]
    assert {kind: numbers[0] for kind, numbers in columns.others.items()} == {
        Column.NUMBER: 1,
        Column.CLASS: 2,
        Column.TITLE: 3,
        Column.CONTENT: 4,
    }


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[:1],
        [row[1:] for row in ROWS],
        [["1", "周明远", "市长"], ["2", "陈立新", "副市长"]],
        [["1", "东湖清淤工程", "2300"], ["2", "水厂扩建工程", "1200"]],
        [["2", *row[1:]] for row in ROWS],
        [],
    ],
)
def test_other_tables_are_left_alone(rows: list[list[str]]) -> None:
    assert columns_of(rows) is None
