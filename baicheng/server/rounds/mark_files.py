"""Marks in an Excel file (评分导入): a form with those who are marked, and what a filled-in one says, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.packs.problems import suggestion
from baicheng.packs.schema.rounds import MarkedItem
from baicheng.server.assessments.models import Mark
from baicheng.server.registers.books import said, spoken
from baicheng.server.rounds.bounds import out_of_bounds
from baicheng.server.rounds.models import Sheet
from baicheng.server.rounds.queries import marks_of, step_of
from baicheng.server.web.spreadsheets import Entry, SpreadsheetFile
from baicheng.server.web.workbooks import Column, Fault, Form, Row, Workbook

_SUBJECT, _DRAWN, _REMARK = "subject", "drawn", "remark"
_HEADS = {_SUBJECT: ("被考核单位", "Assessed"), _DRAWN: ("抽查对象", "Drawn"), _REMARK: ("说明", "Remark")}
#: What the columns of a form are wide.
_WIDE, _NARROW = 28, 14


@dataclass(frozen=True)
class ReadMark:
    """A mark that a cell gives."""

    mark: Mark
    value: Decimal
    remark: str
    place: str


@dataclass(frozen=True)
class ReadMarks:
    """What a file says: the marks that it gives, and what is wrong with cells; with faults nothing is taken."""

    given: Sequence[ReadMark]
    faults: Sequence[Fault]


def form_file(sheet: Sheet) -> IO[bytes]:
    """An Excel form with a row for each one that is marked, and what was given so far."""
    step, marks = step_of(sheet.round, sheet.step), list(marks_of(sheet))
    columns = _columns(step.items)
    file = SpreadsheetFile()
    page = file.sheet(spoken(step.title))
    page.write(
        0, [Entry(said("空格不导入；单位和列名不要改。", "Empty cells are not taken; keep names and heads."))]
    )
    page.write(1, [Entry(said(*column.title)) for column in columns], bold=True, bottom=1)
    line = 1
    for line, (subject, drawn) in enumerate(_rows(marks), start=2):
        of_row = {one.item: one for one in marks if (one.subject.name, _name(one)) == (subject, drawn)}
        cells = [Entry(subject), *([Entry(drawn)] if _DRAWN in [each.name for each in columns] else [])]
        for item in step.items:
            value = of_row[item.item].value if item.item in of_row else None
            cells.append(Entry("") if value is None else Entry(float(value), "General"))
        page.write(line, cells)
    page.arrange(1, line, [column.width for column in columns], frozen=1)
    return file.finish()


def read_marks(sheet: Sheet, name: str, content: bytes) -> ReadMarks:
    """What a filled-in file says; nothing is written.

    Raises:
        ValidationError: it is no Excel file that can be read, or its heads are not those of the form.
    """
    step, book = step_of(sheet.round, sheet.step), Workbook(name, content)
    if not book.titles:
        raise ValidationError(_("The file holds nothing."))
    title = book.titles[0]
    form = Form((title, title), _columns(step.items), ("", ""))
    rows, faults = book.rows(form)
    marks = list(marks_of(sheet))
    owed = {(one.item, one.subject.name, _name(one)): one for one in marks}
    alike = _alike(marks)
    found, wrong = [], list(faults)
    seen: set[tuple[str, str]] = set()
    for row in rows:
        whom = (str(row.values.get(_SUBJECT, "")), str(row.values.get(_DRAWN, "")))
        if not whom[0]:
            continue  # said already: the cell must be filled in
        if fault := _unknown(row, whom, owed, seen):
            wrong.append(fault)
            continue
        if whom in alike:
            said_of = {"name": whom[1] or whom[0]}
            wrong.append(
                row.fault(
                    _SUBJECT, _("“%(name)s” is the name of two: give their marks on the page.") % said_of
                )
            )
            continue
        seen.add(whom)
        for item in step.items:
            one = _read(row, item, owed.get((item.item, *whom)))
            if isinstance(one, Fault):
                wrong.append(one)
            elif one is not None:
                found.append(one)
    if not found and not wrong:
        raise ValidationError(_("The file gives no mark."))
    return ReadMarks(found, sorted(wrong, key=lambda fault: (len(fault.cell), fault.cell)))


def _columns(items: Sequence[MarkedItem]) -> list[Column]:
    drawn = [Column(_DRAWN, _HEADS[_DRAWN], width=_WIDE)] if any(item.each for item in items) else []
    of_items = [Column(item.item, (item.title.zh, item.title.en), width=_NARROW) for item in items]
    first = Column(_SUBJECT, _HEADS[_SUBJECT], required=True, width=_WIDE)
    return [first, *drawn, *of_items, Column(_REMARK, _HEADS[_REMARK], width=_WIDE)]


def _rows(marks: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    """Whom the form names, each once: who is assessed, then those drawn of it."""
    yield from sorted({(one.subject.name, _name(one)) for one in marks})


def _alike(marks: Sequence[Mark]) -> set[tuple[str, str]]:
    """Names that stand for two or more: a row of the file would not say whose marks it gives."""
    known: dict[tuple[str, str], set[tuple[int, int | None]]] = {}
    for one in marks:
        known.setdefault((one.subject.name, _name(one)), set()).add((one.subject_id, one.drawn_id))
    return {names for names, whom in known.items() if len(whom) > 1}


def _name(mark: Mark) -> str:
    return mark.drawn.name if mark.drawn else ""


def _unknown(
    row: Row,
    whom: tuple[str, str],
    owed: dict[tuple[str, str, str], Mark],
    seen: set[tuple[str, str]],
) -> Fault | None:
    """What is wrong with whom a row names."""
    subject, drawn = whom
    subjects = {one for _item, one, _drawn in owed}
    if subject not in subjects:
        remedy = said(*suggestion(subject, subjects))
        return row.fault(
            _SUBJECT, _("“%(name)s” is not assessed here; %(remedy)s") % {"name": subject, "remedy": remedy}
        )
    members = {other for _item, one, other in owed if one == subject}
    if drawn not in members:
        remedy = said(*suggestion(drawn, members - {""}))
        return row.fault(
            _DRAWN, _("“%(name)s” was not drawn here; %(remedy)s") % {"name": drawn, "remedy": remedy}
        )
    if whom in seen:
        return row.fault(
            _SUBJECT, _("“%(name)s” stands in two rows: leave out one.") % {"name": drawn or subject}
        )
    return None


def _read(row: Row, item: MarkedItem, mark: Mark | None) -> ReadMark | Fault | None:
    """What a cell says of an item; nothing where it is empty, or says what was given already."""
    text = str(row.values.get(item.item, "")).strip().removesuffix("%").strip()
    if not text:
        return None
    if mark is None:
        return row.fault(item.item, _("This row has no such mark: leave the cell empty."))
    try:
        value = Decimal(text)
    except InvalidOperation:
        return row.fault(item.item, _("“%(text)s” is no number.") % {"text": text})
    if fault := out_of_bounds(item, value):
        return row.fault(item.item, fault)
    if item.evidence and not mark.evidence.exists():
        return row.fault(item.item, _("This mark needs a file as evidence: give it on the page."))
    if mark.is_given and mark.value == value:
        return None
    return ReadMark(mark, value, str(row.values.get(_REMARK, "")), row.places[item.item])
