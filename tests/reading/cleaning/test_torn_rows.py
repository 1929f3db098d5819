"""Rows that a page has torn are mended as the lines pass; a long text is never held as lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from baicheng.reading.cleaning.lines import Line
from baicheng.reading.cleaning.torn_rows import mended_rows
from baicheng.reading.spans import Cell


def line(norm: str, cell: Cell | None = None) -> Line:
    return Line(0, len(norm), norm, 2 * len(norm), 0, None, cell)


def test_lines_outside_tables_are_handed_on_one_by_one() -> None:
    taken = 0

    def lines() -> Iterator[Line]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield line("推进改造")

    assert len(list(islice(mended_rows(lines()), 10))) == 10
    assert taken <= 11


def test_a_row_that_the_words_behind_it_show_to_be_whole_comes_before_them() -> None:
    lines = [line("建成公园", Cell(1, 1, 1)), line("市园林局", Cell(1, 1, 2)), line("以上任务按月调度")]

    assert list(mended_rows(iter(lines))) == lines
