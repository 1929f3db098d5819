"""Tables typed in plain text get their cells, whatever parts the columns."""

from __future__ import annotations

import pytest

from baicheng.reading.cleaning.fields import Raw
from baicheng.reading.cleaning.typed_tables import typed_tables

HEAD = ["序号", "项目名称", "建设内容", "责任单位", "完成时限"]
LAKE = ["1", "东湖清淤", "清淤河道12公里", "市水利局、市财政局", "9月底"]
PLANT = ["2", "水厂扩建", "日供水能力达到5万吨", "市水利局", "12月底"]


def cells(*lines: str) -> list[tuple[int, int, int, str]]:
    """Table, row, column and words of each field that is not blank."""
    found = typed_tables(iter([Raw(0, line) for line in lines]), 0)
    return [
        (line.cell.table, line.cell.row, line.cell.column, line.text.strip())
        for line in found
        if line.cell and line.text.strip()
    ]


def expected(*rows: list[str]) -> list[tuple[int, int, int, str]]:
    return [
        (1, row, column, words)
        for row, fields in enumerate(rows, 1)
        for column, words in enumerate(fields, 1)
        if words
    ]


@pytest.mark.parametrize("separator", ["\t", "  ", "    ", "　", "|", " | ", "│"])
def test_columns_may_be_parted_by_tabs_strokes_or_wide_blanks(separator: str) -> None:
    lines = [separator.join(row) for row in (HEAD, LAKE, PLANT)]

    assert cells(*lines) == expected(HEAD, LAKE, PLANT)


def test_strokes_may_frame_the_rows_and_rules_part_them() -> None:
    lines = [f"| {' | '.join(row)} |" for row in (HEAD, LAKE, PLANT)]

    assert cells(lines[0], "|---|---|---|---|---|", *lines[1:]) == expected(HEAD, LAKE, PLANT)


def test_an_empty_cell_between_strokes_keeps_its_place() -> None:
    lines = [f"|{'|'.join(row)}|" for row in (HEAD, LAKE, ["2", "", *PLANT[2:]])]

    assert cells(*lines) == expected(HEAD, LAKE, ["2", "", *PLANT[2:]])


def test_a_line_between_the_rows_does_not_end_a_table() -> None:
    lines = ["  ".join(row) for row in (HEAD, LAKE, PLANT)]

    assert cells(lines[0], lines[1], "- 3 -", lines[2]) == expected(HEAD, LAKE, PLANT)


@pytest.mark.parametrize(
    "line",
    [
        "首页 | 政务公开 | 政策文件 | 市政府文件",
        "索引号： | 1134 | 信息分类： | 规范性文件 |",
        "牵头单位：市水利局    责任单位：市财政局    完成时限：9月底",
        "市  长    周  明  远",
        "关  于  印  发",
        "",
    ],
)
def test_strokes_and_blanks_elsewhere_make_no_table(line: str) -> None:
    assert cells(line, line) == []


def test_words_end_a_table() -> None:
    lines = ["  ".join(row) for row in (HEAD, LAKE)]

    assert cells(*lines, "一、总体要求", "坚持统筹。", "二、任务", "  ".join(PLANT)) == expected(HEAD, LAKE)


def test_a_row_of_tabs_goes_on_until_it_has_all_its_cells() -> None:
    lines = [
        "\t".join(HEAD),
        "1\t东湖清淤\t清淤河道12公里，",
        "新建泵站2座\t市水利局",
        "市财政局",
        "各区\t9月底",
    ]

    assert [row[1:3] for row in cells(*lines)[5:]] == [
        (2, 1),
        (2, 2),
        (2, 3),
        (2, 3),
        (2, 4),
        (2, 4),
        (2, 4),
        (2, 5),
    ]


def test_a_name_torn_twice_in_the_last_column_is_taken_on() -> None:
    head = ["序号", "工作内容", "责任单位"]
    lines = ["\t".join(head), "1\t清淤\t市水利局、国网", "青川供电公司、市", "自然资源和规划局", "附件2"]

    assert [words for _, row, column, words in cells(*lines) if (row, column) == (2, 3)] == [
        "市水利局、国网",
        "青川供电公司、市",
        "自然资源和规划局",
    ]


def test_a_category_stays_in_the_table_of_the_rows_around_it() -> None:
    lines = [
        "\t".join(HEAD),
        "一、治水",
        "\t".join(LAKE),
        "二、供水",
        "\t".join(PLANT),
        "三、保障措施",
        "加强领导。",
    ]

    assert [row[:3] for row in cells(*lines) if "、治" in row[3] or "、供" in row[3]] == [
        (1, 2, 1),
        (1, 4, 1),
    ]
