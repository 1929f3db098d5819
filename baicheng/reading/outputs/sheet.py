"""One worksheet as an office prints it: title, header row, wrapped rows, A4 landscape."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from baicheng.reading.outputs.figures import printable

Cell = str | int | float | date | None
Row = TypeVar("Row")
ReadRow = TypeVar("ReadRow", contravariant=True)

HEADER_ROW = 2
LONGEST_CELL = 32_767
TALLEST_ROW = 409.0  # points, as Excel has it
FONT = "宋体"
_LINE = 14.0  # points a line of 10-point text takes
_SMALL_LINE = 11.0  # the same at 8 points
_HALF_WIDTH = 6.67 / 7  # of a 10-point half-width character, in the digits that widths count
_CUT = "……（以下从略，见原文）"
_A4 = 9
_RULE = "#9AA7B5"
_FORMULA_STARTS = ("=", "+", "-", "@")
_FIRST_DATE = date(1900, 3, 1)  # Excel counts the days before wrongly


@dataclass(frozen=True)
class Column(Generic[ReadRow]):
    """A column: heading, width in characters of half width, and what stands in it.

    ``centred`` columns hold short values. An ``optional`` column is hidden while it is empty. A
    column that is not ``printed`` serves work on the screen and must come after the printed ones.
    """

    heading: str
    width: float
    value: Callable[[ReadRow], Cell]
    centred: bool = False
    optional: bool = False
    printed: bool = True
    warns: bool = False

    @property
    def room(self) -> float:
        """The width that text can use, without borders and indent."""
        return self.width - (0.7 if self.centred else 1.7)


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """What a worksheet shows. ``frozen`` is the number of columns that stay in view."""

    name: str
    title: str
    subtitle: str
    columns: Sequence[Column[Row]]
    rows: Iterable[Row]
    frozen: int
    if_empty: str


def add_sheet(book: Any, sheet: Sheet[Row]) -> None:
    """Add a worksheet to an XlsxWriter workbook, row by row."""
    Writer(book, book.add_worksheet(sheet.name)).write(sheet)


class Writer:
    """Writes one worksheet of a workbook; rows must come in order (constant memory)."""

    def __init__(self, book: Any, page: Any) -> None:
        self._book = book
        self._page = page
        self._formats: dict[frozenset[tuple[str, object]], Any] = {}

    def write(self, sheet: Sheet[Row]) -> None:
        """Write title, header and rows, then what concerns the whole sheet."""
        columns = sheet.columns
        self._heading(sheet)
        last, filled = HEADER_ROW, set[int]()
        for last, row in enumerate(sheet.rows, HEADER_ROW + 1):
            values = [column.value(row) for column in columns]
            filled.update(index for index, value in enumerate(values) if value not in (None, ""))
            self._row(last, columns, values)
        if last == HEADER_ROW:
            self._page.write_string(last + 1, 0, sheet.if_empty, self._format(font_color="#5F6B7A"))
        for index, column in enumerate(columns):
            hidden = column.optional and index not in filled
            self._page.set_column(index, index, column.width, None, {"hidden": hidden})
        self._layout(sheet, last)

    def _heading(self, sheet: Sheet[Row]) -> None:
        """The title over the printed columns, the line under it, and the header row."""
        last = _last_printed(sheet.columns)
        width = sum(column.width for column in sheet.columns if column.printed and not column.optional)
        self._line(0, last, sheet.title, width / 1.5, 21, {"bold": True, "font_size": 15, "align": "center"})
        self._line(1, last, sheet.subtitle, width, 15, {"align": "left", "font_color": "#3D4A5C"})
        self._page.set_row(HEADER_ROW, 30)
        style = self._format(
            bold=True, align="center", text_wrap=True, border=1, border_color=_RULE, bg_color="#DCE7F2"
        )
        for index, column in enumerate(sheet.columns):
            self._page.write_string(HEADER_ROW, index, column.heading, style)

    def _line(
        self, row: int, last: int, text: str, width: float, height: float, style: dict[str, object]
    ) -> None:
        text = fitting(text)
        self._page.set_row(row, min(TALLEST_ROW, 4 + height * lines(text, width)))
        self._page.merge_range(row, 0, row, last, "", self._format(text_wrap=True, **style))
        self._page.write_string(row, 0, text, self._format(text_wrap=True, **style))

    def _row(self, row: int, columns: Sequence[Column[Row]], values: Sequence[Cell]) -> None:
        texts = [fitting(value) if isinstance(value, str) else "" for value in values]
        needed = max(lines(text, column.room) for text, column in zip(texts, columns, strict=True))
        small = needed * _LINE + 7 > TALLEST_ROW
        height = needed * (_SMALL_LINE if small else _LINE) + 7
        self._page.set_row(row, min(TALLEST_ROW, height))
        for index, (column, value, text) in enumerate(zip(columns, values, texts, strict=True)):
            tall = small and lines(text, column.room) * _LINE + 7 > TALLEST_ROW
            self._cell(row, index, column, text if isinstance(value, str) else value, tall)

    def _cell(self, row: int, index: int, column: Column[Row], value: Cell, small: bool) -> None:
        style: dict[str, object] = {"border": 1, "border_color": _RULE, "text_wrap": True}
        if column.centred:
            style["align"] = "center"
        elif isinstance(value, str):
            style["indent"] = 1
        if small:
            style["font_size"] = 8
        if column.warns and value:
            style["bg_color"] = "#FFF1D6"
        if isinstance(value, date) and value >= _FIRST_DATE:
            self._page.write_datetime(row, index, value, self._format(num_format="yyyy-mm-dd", **style))
        elif isinstance(value, date | str):
            text = value if isinstance(value, str) else value.isoformat()
            if text.startswith(_FORMULA_STARTS):
                style["quote_prefix"] = True
            self._text(row, index, text, self._format(**style))
        elif value is not None:
            self._page.write_number(row, index, value, self._format(**style))
        else:
            self._page.write_blank(row, index, None, self._format(**style))

    def _text(self, row: int, index: int, text: str, style: Any) -> None:
        if text:
            self._page.write_string(row, index, text, style)
        else:
            self._page.write_blank(row, index, None, style)

    def _layout(self, sheet: Sheet[Row], last: int) -> None:
        """Panes, filter and how it prints."""
        page, columns = self._page, sheet.columns
        page.freeze_panes(HEADER_ROW + 1, sheet.frozen)
        page.autofilter(HEADER_ROW, 0, max(last, HEADER_ROW + 1), len(columns) - 1)
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.repeat_rows(HEADER_ROW)
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, max(last, HEADER_ROW + 1), _last_printed(columns))
        page.center_horizontally()
        page.set_footer("&C第 &P 页，共 &N 页&R&A")
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def _format(self, **style: object) -> Any:
        key = frozenset(style.items())
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
            self._formats[key] = self._book.add_format(base | style)
        return self._formats[key]


def _last_printed(columns: Sequence[Column[Row]]) -> int:
    return max(index for index, column in enumerate(columns) if column.printed)


def fitting(text: str) -> str:
    """The text as a cell can hold it: printable, cut with a remark at 32,767 UTF-16 units.

    A text that looks like the XML of formatted text gets a blank before it, because XlsxWriter
    would write it as XML.
    """
    text = printable(text).replace("\r", "\n")
    if text.startswith("<r>") and text.endswith("</r>"):
        text = " " + text
    if len(text) * 2 <= LONGEST_CELL or _utf16_units(text) <= LONGEST_CELL:
        return text
    room = LONGEST_CELL - len(_CUT)
    return text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore") + _CUT


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def lines(text: str, width: float) -> int:
    """How many lines a 10-point text takes in a column's room, at least 1.

    Chinese characters count double; half a one is set aside in wrapped lines for what punctuation
    pushes down.
    """
    return sum(_lines_of(_half_widths(line), width) for line in text.split("\n"))


def _lines_of(length: float, width: float) -> int:
    return 1 if length <= width else math.ceil(length / max(width - 1, 2))


def _half_widths(line: str) -> float:
    return _HALF_WIDTH * (2 * len(line) - len(line.encode("ascii", "ignore")))
