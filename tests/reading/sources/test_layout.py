from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.sources.layout.columns import in_reading_order
from baicheng.reading.sources.layout.furniture import Margin, furniture
from baicheng.reading.sources.layout.grid import find_grids
from baicheng.reading.sources.layout.lines import Line, group_lines
from baicheng.reading.sources.layout.page import Glyph, Rule, path_rules

coordinates = st.floats(0, 800, allow_nan=False)


def written(x: float, y: float, text: str, size: float = 12) -> list[Glyph]:
    return [Glyph(c, x + i * size, x + (i + 1) * size, y, size) for i, c in enumerate(text)]


def frame(xs: list[float], ys: list[float]) -> list[Rule]:
    return [Rule(xs[0], y, xs[-1], y) for y in ys] + [Rule(x, ys[0], x, ys[-1]) for x in xs]


def test_raised_characters_stay_on_their_line() -> None:
    lines = group_lines([*written(0, 100, "面积5"), Glyph("m", 36, 42, 100, 12), Glyph("2", 42, 46, 95.5, 7)])
    assert [line.text() for line in lines] == ["面积5m2"]


def test_words_in_letters_are_parted_by_narrow_gaps() -> None:
    glyphs = [Glyph(c, x, x + 6, 100, 12) for c, x in zip("PM25ug", [0, 6, 15, 21, 27, 33], strict=True)]
    assert group_lines(glyphs)[0].text() == "PM 25ug"


def test_a_grid_has_the_cells_that_its_rules_enclose() -> None:
    (grid,) = find_grids(frame([0, 50, 100], [0, 20, 40]))
    assert [(c.row, c.column, c.rows, c.columns) for c in grid.cells] == [
        (0, 0, 1, 1),
        (0, 1, 1, 1),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
    ]
    assert grid.at(75, 30) == 3
    assert grid.at(101, 30) is None


def test_dashed_and_double_rules_count_as_one() -> None:
    dashes = [Rule(x, 20, x + 3, 20) for x in range(0, 100, 5)]
    (grid,) = find_grids([*frame([0, 50, 100], [0, 40]), *dashes, Rule(0, 1.5, 100, 1.5)])
    assert len(grid.cells) == 4


def test_missing_outer_rules_are_made_up_for() -> None:
    rules = [Rule(0, y, 100, y) for y in (0, 20, 40)] + [Rule(50, 0, 50, 40)]
    (grid,) = find_grids(rules)
    assert (grid.xs, len(grid.cells)) == ([0, 50, 100], 4)


def test_a_single_frame_lone_lines_and_shading_are_no_grid() -> None:
    assert find_grids(frame([0, 100], [0, 40])) == []
    assert find_grids([Rule(0, 0, 100, 0), Rule(0, 20, 100, 20)]) == []
    assert path_rules([(0, 0), (50, 0), (50, 20), (0, 20)], closed=True, stroked=False) == []


def test_tables_apart_on_the_page_are_grids_apart() -> None:
    grids = find_grids(frame([0, 50, 100], [200, 220, 240]) + frame([0, 30, 100], [0, 20, 40]))
    assert [grid.ys[0] for grid in grids] == [0, 200]


@given(st.lists(st.tuples(coordinates, coordinates, coordinates), max_size=40))
def test_every_place_of_a_grid_belongs_to_exactly_one_cell(drawn: list[tuple[float, float, float]]) -> None:
    rules = []
    for index, (a, b, c) in enumerate(drawn):
        low, high = min(a, b), max(a, b)
        rules.append(Rule(low, c, high, c) if index % 2 else Rule(c, low, c, high))
    for grid in find_grids(rules):
        area = sum(cell.rows * cell.columns for cell in grid.cells)
        assert area == (len(grid.xs) - 1) * (len(grid.ys) - 1)
        for row, owners in enumerate(grid.owners):
            for column, owner in enumerate(owners):
                cell = grid.cells[owner]
                assert cell.row <= row < cell.row + cell.rows
                assert cell.column <= column < cell.column + cell.columns


@given(st.lists(st.tuples(coordinates, coordinates, st.floats(4, 40)), max_size=60))
def test_reading_order_neither_loses_nor_doubles_a_character(
    places: list[tuple[float, float, float]],
) -> None:
    glyphs = [Glyph(chr(0x4E00 + i), x, x + size, y, size) for i, (x, y, size) in enumerate(places)]
    stretches = in_reading_order(list(group_lines(glyphs)))
    read = [
        g.text
        for stretch in stretches
        for item in stretch.items
        if isinstance(item, Line)
        for g in item.glyphs
    ]
    assert sorted(read) == sorted(glyph.text for glyph in glyphs)


def margin(page: int, text: str, top: float, rank: int = 0) -> Margin:
    return Margin(page, text, top, top + 12, 842, rank)


def test_heads_of_even_and_odd_pages_are_both_known() -> None:
    margins = [margin(p, "市政府公报" if p % 2 else "政府文件", 40) for p in range(1, 9)]
    assert furniture(margins, 8) == set(range(8))


def test_a_title_at_the_top_of_one_page_is_no_head() -> None:
    margins = [margin(1, "关于印发方案的通知", 60)] + [
        margin(p, f"第{c}条正文", 60) for p, c in ((2, "甲"), (3, "乙"))
    ]
    assert furniture(margins, 3) == set()


def test_page_numbers_in_every_usual_form_are_furniture() -> None:
    for form in ("— 1 —", "-1-", "第 1 页", "第1页 共20页", "1/20", "· 1 ·", "第一页", "-ii-"):
        assert furniture([margin(1, form, 800)], 1) == {0}, form


def test_a_year_or_an_item_number_at_the_foot_is_text() -> None:
    for form in ("2021", "一、", "十二", "12个"):
        assert furniture([margin(3, form, 800)], 9) == set(), form
