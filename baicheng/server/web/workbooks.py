"""Tables that people fill in with Excel (填表导入): what a sheet holds, faults by cell, an empty form."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import python_calamine
import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.archive import Archive
from baicheng.server.web.formats import in_english
from baicheng.server.web.shares import Share, shares_in

#: A file, a sheet and a cell hold no more than this.
MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 2_000
#: The line with the titles of the columns stands within the first lines of a sheet.
_TITLE_LINES = 10
#: How several names stand in one cell.
BETWEEN = re.compile(r"[、,，;；\n]+")
_DAY = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$")

Kind = Literal["text", "names", "day", "choice"]
#: A word in Chinese and in English.
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form: its title, what its cells hold, and for a choice the word of each value."""

    name: str
    title: Pair
    kind: Kind = "text"
    required: bool = False
    choices: Mapping[str, Pair] = field(default_factory=dict)
    help: Pair = ("", "")
    width: int = 16

    def value(self, raw: Any) -> Any:
        """What a cell says: text, a tuple of names, a day or None, the value of a choice.

        Raises:
            ValueError: the cell holds something else; the message says what to write.
        """
        if self.kind == "day":
            return day_in(raw)
        text = cell_text(raw)
        if len(text) > MOST_CHARACTERS:
            raise ValueError(_("too long; at most %(most)s characters") % {"most": MOST_CHARACTERS})
        if self.kind == "names":
            return tuple(dict.fromkeys(name for name in map(str.strip, BETWEEN.split(text)) if name))
        return self._choice(text) if self.kind == "choice" and text else text

    def _choice(self, text: str) -> str:
        for value, words in self.choices.items():
            if text in (value, *words):
                return value
        offered = "、".join(_said(words) for words in self.choices.values())
        raise ValueError(_("“%(text)s” is none of: %(offered)s") % {"text": text, "offered": offered})


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet that is to be filled in."""

    title: Pair
    columns: Sequence[Column]
    note: Pair


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell, such as 单位!C7."""

    sheet: str
    cell: str
    text: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}：{self.text}"


@dataclass(frozen=True, slots=True)
class Row:
    """A filled-in row: its values by column, and where each stands."""

    sheet: str
    line: int
    values: Mapping[str, Any]
    places: Mapping[str, str]

    def fault(self, name: str, text: str) -> Fault:
        """A fault in the cell of a column."""
        return Fault(self.sheet, self.places.get(name, f"{self.line}"), text)


class Workbook:
    """A filled-in workbook, read in memory and within limits. Formulas count as their last value.

    Raises:
        ValidationError: it is no .xlsx file, damaged, protected by a password, or enormous.
    """

    def __init__(self, name: str, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            raise ValidationError(
                _("%(name)s: larger than %(most)s MB. Split it.") % {"name": name, "most": MOST_BYTES >> 20}
            )
        try:
            self._archive = Archive(Path(name), content)
            if "xl/workbook.xml" not in self._archive:
                raise ValidationError(_not_excel(name))
            book = python_calamine.load_workbook(io.BytesIO(content))
            self._sheets = {title: book.get_sheet_by_name(title) for title in book.sheet_names}
        except (UnreadableFile, python_calamine.CalamineError, ValueError) as error:
            raise ValidationError(_not_excel(name)) from error
        self._name = name

    def rows(self, form: Form) -> tuple[list[Row], list[Fault]]:
        """The filled-in rows of a form's sheet, and what is wrong with single cells.

        A sheet that the workbook lacks has no rows; columns are found by their titles, in any order.

        Raises:
            ValidationError: a column that must be there is missing, or there are too many rows.
        """
        title = next((title for title in form.title if title in self._sheets), "")
        if not title:
            return [], []
        sheet = self._within_limits(title)
        lines = enumerate(sheet.to_python(skip_empty_area=False), start=1)
        found = _columns(lines, form, title)
        rows: list[Row] = []
        faults: list[Fault] = []
        for number, cells in lines:
            if any(cell_text(cell) for cell in cells):
                row, wrong = _row(title, number, cells, found)
                rows.append(row)
                faults += wrong
        return rows, faults

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of its sheets, in their order."""
        return tuple(self._sheets)

    def grid(self, title: str) -> list[list[Any]]:
        """All cells of a sheet, row by row: text, numbers, days; shares (``Share``) where Excel shows per cent.

        What is merged stands in each of its cells.

        Raises:
            ValidationError: the sheet has too many rows or columns, or cannot be read.
        """
        sheet = self._within_limits(title)
        try:
            rows = [list(cells) for cells in sheet.to_python(skip_empty_area=False)]
            for row, column in shares_in(self._archive, self.titles.index(title)):
                cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
                if isinstance(cell, float | int) and not isinstance(cell, bool):
                    rows[row][column] = Share(cell)
        except (UnreadableFile, python_calamine.CalamineError) as error:
            raise ValidationError(_not_excel(self._name)) from error
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
            _spread(rows, (top, left), (min(bottom, len(rows) - 1), right))
        return rows

    def _within_limits(self, title: str) -> python_calamine.CalamineSheet:
        sheet = self._sheets[title]
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
            raise ValidationError(
                _("Sheet %(sheet)s has more than %(rows)s rows or %(columns)s columns. Split it.")
                % {"sheet": title, "rows": MOST_ROWS, "columns": MOST_COLUMNS}
            )
        return sheet

    def __contains__(self, form: Form) -> bool:
        return any(title in self._sheets for title in form.title)


def empty_workbook(forms: Sequence[Form]) -> bytes:
    """An .xlsx file with the forms' titles, notes and lists to choose from, and no row."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    faint = book.add_format({"font_color": "#5b6675"})
    for form in forms:
        sheet = book.add_worksheet(_said(form.title))
        sheet.write_string(0, 0, _said(form.note), faint)
        for place, column in enumerate(form.columns):
            sheet.write_string(1, place, _said(column.title) + (" *" if column.required else ""), bold)
            sheet.set_column(place, place, column.width)
            if help_text := _said(column.help):
                sheet.write_comment(1, place, help_text, {"x_scale": 2})
            if column.choices:
                words = [_said(words) for words in column.choices.values()]
                sheet.data_validation(2, place, 2000, place, {"validate": "list", "source": words})
        sheet.freeze_panes(2, 2)
    book.close()
    return out.getvalue()


def _columns(lines: Iterator[tuple[int, list[Any]]], form: Form, sheet: str) -> list[tuple[int, Column]]:
    """Reads on to the line with the titles; returns the columns with their places."""
    by_title = {head_text(title): column for column in form.columns for title in column.title}
    needed = [column for column in form.columns if column.required]
    for number, cells in lines:
        found = [
            (place, by_title[head_text(cell)])
            for place, cell in enumerate(cells)
            if head_text(cell) in by_title
        ]
        there = [column for _place, column in found]
        if len(there) != len({column.name for column in there}):
            raise ValidationError(_("Sheet %(sheet)s: a column stands there twice.") % {"sheet": sheet})
        if there and all(column in there for column in needed):
            return found
        if number >= _TITLE_LINES:
            break
    titles = "、".join(_said(column.title) for column in needed)
    raise ValidationError(
        _("Sheet %(sheet)s: no line with the titles %(titles)s. Keep the titles of the empty form.")
        % {"sheet": sheet, "titles": titles}
    )


def _row(
    sheet: str, number: int, cells: Sequence[Any], columns: Sequence[tuple[int, Column]]
) -> tuple[Row, list[Fault]]:
    places = {column.name: f"{xl_col_to_name(place)}{number}" for place, column in columns}
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for place, column in columns:
        raw = cells[place] if place < len(cells) else ""
        try:
            values[column.name] = column.value(raw)
        except ValueError as error:
            faults.append(Fault(sheet, places[column.name], str(error)))
            continue
        if column.required and not values[column.name]:
            faults.append(Fault(sheet, places[column.name], _("Please fill this in.")))
    return Row(sheet, number, values, places), faults


def _spread(rows: list[list[Any]], first: tuple[int, int], last: tuple[int, int]) -> None:
    """Write what stands in the first cell of a merged range into all of its cells."""
    (top, left), (bottom, right) = first, last
    if top >= len(rows) or left >= len(rows[top]):
        return
    for cells in rows[top : bottom + 1]:
        for column in range(left, min(right + 1, len(cells))):
            cells[column] = rows[top][left]


def head_text(cell: Any) -> str:
    """A title of a column in the form in which titles are compared."""
    return re.sub(r"[\s*＊]", "", unicodedata.normalize("NFKC", cell_text(cell))).casefold()


def cell_text(raw: Any) -> str:
    """A cell as text: Excel keeps codes and years as numbers."""
    if isinstance(raw, Share):
        return f"{raw.percent}%"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime | date):
        return raw.isoformat()[:10]
    return str(raw).strip()


def day_in(raw: Any) -> date | None:
    """The day that a cell says, none where it is empty.

    Raises:
        ValueError: it says something else.
    """
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = cell_text(raw)
    if not text:
        return None
    if written := _DAY.match(text):
        try:
            return date(*map(int, written.groups()))
        except ValueError:
            pass
    raise ValueError(_("“%(text)s” is no date; write 2026-03-05") % {"text": text})


def _said(words: Pair) -> str:
    return words[1] if in_english() else words[0]


def _not_excel(name: str) -> str:
    return _("%(name)s is no Excel file that can be read. Save it as .xlsx without a password.") % {
        "name": name
    }
