"""The seam between two lines says what it costs to take them for one cell."""

from __future__ import annotations

import pytest

from baicheng.reading.cleaning.fitting import Kind
from baicheng.reading.cleaning.lines import Line, printed_width
from baicheng.reading.cleaning.seams import Seams, seam
from baicheng.reading.model import Role
from baicheng.reading.wording.columns import Column
from baicheng.reading.wording.labels import Label


def line(words: str) -> Line:
    return Line(0, len(words), words, printed_width(words), 0, None, None)


@pytest.mark.parametrize(
    ("kind", "together", "apart"),
    [
        (Column.CONTENT, ("建设体育公园，", "并开放球场"), ("建设体育公园。", "市体育局")),
        (Column.CONTENT, ("新建管网", "12公里"), ("门", "建设体育公园")),
        (Column.CONTENT, ("新建管网", "并开放"), ("新建管网", "一、治水")),
        (Label.LIMIT, ("2022年", "6月底前"), ("市财政局", "6月底前")),
        (Label.LIMIT, ("2022年6月", "30"), ("建成投用", "6月底前")),
        (Role.LEAD, ("市财政局、", "市水利局"), ("市财政局", "推进治理")),
        (Role.SUPERVISOR, ("周明远", "王鹏"), ("周明远", "市水利局")),
    ],
)
def test_lines_that_go_on_cost_less_than_lines_of_two_cells(
    kind: Kind, together: tuple[str, str], apart: tuple[str, str]
) -> None:
    assert seam(*map(line, together), kind).cost < 1 <= seam(*map(line, apart), kind).cost


def test_a_short_line_above_another_costs_only_where_the_cell_is_wider() -> None:
    seams = Seams()
    seams.add(seam(line("新建"), line("污水管网"), Column.CONTENT), line("新建"))

    assert seams.cost(widest=4) < seams.cost(widest=40)
