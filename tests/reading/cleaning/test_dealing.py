"""Lines below a head are dealt to the rows and columns that they suit."""

from __future__ import annotations

import pytest

from baicheng.reading.cleaning.dealing import BETWEEN_ROWS, STRAY, Deal, deal
from baicheng.reading.cleaning.fitting import Kind
from baicheng.reading.model import Role
from baicheng.reading.wording.columns import Column
from baicheng.reading.wording.labels import Label
from tests.reading.texts import line_of

KINDS: list[Kind] = [Column.NUMBER, Column.CONTENT, Role.LEAD, Role.RESPONSIBLE, Label.LIMIT]
PARK = ["1", "建成体育公园12个。", "市体育局", "市财政局", "9月底"]
RIVER = ["2", "整治河道30公里。", "市水利局", "各区政府", "长期坚持"]


def dealt(*norms: str, kinds: list[Kind] | None = None) -> Deal:
    return deal([line_of(norm) for norm in norms], kinds or KINDS)


def columns(found: Deal) -> list[int]:
    return [place.column for place in found.places]


def test_each_row_has_its_cells_in_order() -> None:
    found = dealt(*PARK, *RIVER)

    assert columns(found) == [1, 2, 3, 4, 5] * 2
    assert [place.row for place in found.places] == [1] * 5 + [2] * 5
    assert found.rows == 2


@pytest.mark.parametrize("order", [[0, 2, 3, 4, 1], [0, 4, 1, 2, 3], [0, 2, 4, 3, 1]])
def test_the_columns_may_stand_in_any_order(order: list[int]) -> None:
    lines = [row[n] for row in (PARK, RIVER) for n in order]

    assert columns(dealt(*lines, kinds=[KINDS[n] for n in order])) == [1, 2, 3, 4, 5] * 2


def test_several_units_a_line_each_belong_to_those_who_support_the_lead() -> None:
    found = dealt("1", "建成公园。", "市体育局", "市财政局", "市公安局", "各区政府", "9月底")

    assert columns(found) == [1, 2, 3, 4, 4, 4, 5]


def test_units_are_no_end_of_a_sentence_above_them() -> None:
    found = dealt("1", "建立欠款台账,", "逐笔明确还款计划。", "市工信局", "市财政局", "市国资委", "9月底")

    assert columns(found) == [1, 2, 2, 3, 4, 4, 5]


def test_a_category_stands_between_rows() -> None:
    found = dealt("一、惠民", *PARK, "治水方面", *RIVER)

    assert columns(found) == [BETWEEN_ROWS, 1, 2, 3, 4, 5] * 2


def test_numbers_begin_anew_below_a_category() -> None:
    assert columns(dealt(*PARK, "二、治水", "1", *RIVER[1:])) == [1, 2, 3, 4, 5, BETWEEN_ROWS, 1, 2, 3, 4, 5]


def test_a_row_with_a_wrong_number_is_a_row_without_one() -> None:
    assert columns(dealt(*PARK, "1", *RIVER[1:])) == [1, 2, 3, 4, 5, STRAY, 2, 3, 4, 5]


def test_a_lone_number_between_lines_is_left_out() -> None:
    found = dealt(*PARK, "7", *RIVER)

    assert columns(found) == [1, 2, 3, 4, 5, STRAY, 1, 2, 3, 4, 5]


def test_a_number_in_a_cell_of_amounts_begins_no_row() -> None:
    kinds: list[Kind] = [Column.NUMBER, Column.TITLE, Column.NOTE, Role.RESPONSIBLE]
    found = dealt("1", "东湖清淤", "2", "市水利局", "2", "水厂扩建", "3", "市水务局", kinds=kinds)

    assert columns(found) == [1, 2, 3, 4] * 2


def test_the_table_ends_where_the_lines_no_longer_suit_it() -> None:
    found = dealt(*PARK, *RIVER, "各单位要加强领导,按月报送进展,确保各项任务落到实处。", "青川市")

    assert len(found.places) == 10


def test_nothing_is_dealt_where_nothing_suits() -> None:
    assert dealt("坚持问题导向。", "加强组织领导。", "市水利局").rows == 0
    assert dealt().places == ()
