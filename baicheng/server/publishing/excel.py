"""The tables of a paper as an Excel file (Excel 导出): one sheet each, numbers as numbers."""

from __future__ import annotations

import re
from typing import IO, Any

from baicheng.server.publishing.composing import annexes_of
from baicheng.server.publishing.models import Publication
from baicheng.server.publishing.queries import notice_of
from baicheng.server.web.spreadsheets import Entry, SpreadsheetFile, entry

_NUMBER = re.compile(r"(\d{1,9}|\d{1,3}(,\d{3})+)(\.\d{1,2})?")
_ABOVE, _NARROW, _WIDE, _LONG = 2, 12, 24, 8


def excel_file(publication: Publication) -> IO[bytes]:
    """The tables as .xlsx, each under the paper's number and title."""
    file = SpreadsheetFile()
    annexes = annexes_of(publication, notice_of(publication))
    for annex in annexes:
        sheet = file.sheet(annex.title)
        sheet.write(0, [Entry(f"{publication.number} {publication.title} {annex.called}")])
        sheet.write(_ABOVE, [Entry(head) for head in annex.heads], bold=True, bottom=1)
        last = _ABOVE
        for last, row in enumerate(annex.rows, start=_ABOVE + 1):
            sheet.write(last, [_entry(value) for value in row])
        widths = [_WIDE if _is_long(annex.rows, place) else _NARROW for place in range(len(annex.heads))]
        sheet.arrange(_ABOVE, last, widths)
    if not annexes:
        file.sheet(publication.title).write(0, [Entry(publication.title)])
    return file.finish()


def _is_long(rows: Any, place: int) -> bool:
    return any(len(str(row[place])) > _LONG for row in rows)


def _entry(value: Any) -> Entry:
    """Shares of a hundred and amounts are kept as they are read, and are numbers all the same."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Entry(float(value.replace(",", "")), "#,##0.##" if "," in value else "General")
    return entry(value)
