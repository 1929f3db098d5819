"""Task tables (任务分解表): rows of a table in an annex as tasks.

The columns are found by their headings. Cells merged over several rows hold for each of them, a
head row repeated on the next page is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from baicheng.reading.deadlines.deadlines import find_deadlines
from baicheng.reading.model import Party, Target, Task
from baicheng.reading.sections import Section
from baicheng.reading.spans import Span
from baicheng.reading.targets.targets import find_targets
from baicheng.reading.tasks.headless import guessed_columns
from baicheng.reading.tasks.labelled import parties_of_cell
from baicheng.reading.tasks.parts import Bearers
from baicheng.reading.tasks.rows import Categories, Row, find_head, rows_of, without_repeated_heads
from baicheng.reading.tasks.tasks import Frame, build_task, limits_in
from baicheng.reading.text import Paragraph, Text
from baicheng.reading.wording.columns import Column, Columns

_MOST_BETWEEN = 40
_CLOSING_ROW = re.compile("(?:合计|总计|小计)|(?:注|备注|说明)(?:\\d|[:：]|$)")
_TIME = re.compile("个?(?:工作日|自然日|日|天|月|年|周|季度|小时)")


@dataclass(slots=True)
class Heads:
    """The head of the last table: its columns hold for what goes on below without a head of its own.

    ``row`` is the row of headings, empty where the columns are guessed.
    """

    columns: Columns | None = None
    row: Row = field(default_factory=Row)


@dataclass(frozen=True, slots=True)
class TableTask:
    """A row that is a task, before its fields are read; ``body`` are its words."""

    table: _Table
    row: Row
    body: Span
    address: str
    categories: tuple[str, ...]
    parties: tuple[Party, ...]

    def read(self) -> Task:
        """The task. Its number is given when the whole file is read."""
        return self.table.read(self.row, self.body, self.address, self.categories, self.parties)


def tables_under(content: Text, root: Section, frame: Frame) -> Iterator[TableTask]:
    """The tasks in all tables of a document.

    A category on a line of its own (二、大气方面) cuts a table in two; the second part has the
    columns of the first.
    """
    heads = Heads()
    for section in root.walk():
        if section.marker is None:
            heads = Heads()
        yield from table_tasks(content, section, frame, heads)


def table_tasks(
    content: Text, section: Section, frame: Frame, known: Heads | None = None
) -> Iterator[TableTask]:
    """The tasks in the tables of a section (its own, not those of the clauses under it).

    Args:
        known: the head of the table before; it is set to the last one of this section.
    """
    known = known or Heads()
    tables: dict[int, list[Paragraph]] = {}
    for paragraph in section.paragraphs:
        if paragraph.cell is not None:
            tables.setdefault(paragraph.cell.table, []).append(paragraph)
    for number, paragraphs in enumerate(tables.values(), 1):
        rows = rows_of(paragraphs)
        if (head := find_head(content, rows)) is not None:
            known.columns, known.row = head.columns, head.row
            rows = without_repeated_heads(content, rows, head)
        elif known.columns is None:
            known.columns = guessed_columns([row.words(content) for row in rows])
        if known.columns is not None:
            yield from _Table(content, section, frame, known.columns, known.row, number).tasks(rows)


@dataclass(frozen=True, slots=True)
class _Table:
    """A task table whose columns are known.

    ``heads`` is the row of their headings, empty where there is none; ``number`` counts the tables of
    the section from 1.
    """

    content: Text
    section: Section
    frame: Frame
    columns: Columns
    heads: Row
    number: int

    def tasks(self, rows: list[Row]) -> Iterator[TableTask]:
        """A task for each row but those that only name a category or sum up."""
        category, label, below = "", "", 0
        categories = Categories(self.content, self.columns)
        parties: tuple[Party, ...] = ()
        for count, row in enumerate(rows, 1):
            closes = _CLOSING_ROW.match(next(iter(row.words(self.content).values())))
            if closes or categories.take(row):
                category = ""
                continue
            # A category printed once holds for the rows below whose cell is left empty.
            category = self._text(row, self.columns.first(Column.CLASS)) or category
            body = _body(row, self.columns)
            if body is None or row.is_single() or _CLOSING_ROW.match(body.of(self.content.norm)):
                continue
            own = self._text(row, self.columns.first(Column.NUMBER))
            label, below = (own, 0) if own else (label, below + 1)
            shown = label if own else f"{label}-{below + 1}" if label else str(count)
            name = f"表{self.number}({shown})" if self.number > 1 else f"表({shown})"
            address = f"{self.section.address} {name}".strip()
            parties = self._parties(row) or (parties if below else ())
            above = (*categories.names(), *([category] if category else []))
            yield TableTask(self, row, body, address, above, parties)

    def read(
        self, row: Row, body: Span, address: str, categories: tuple[str, ...], parties: tuple[Party, ...]
    ) -> Task:
        """The task that a row is."""
        periods = [n for n in self.columns.periods if row.span(n) is not None]
        dated = [*self._spans(row, self.columns.limits), *self._spans(self.heads, periods)]
        limits = tuple(limits_in(self.content, dated, self.frame))
        goals = [*self._goals(row, body), *self._spans(row, self.columns.others.get(Column.TARGET, ()))]
        block = Bearers(_extent(row, self.columns, body), parties, limits, True)
        above = tuple(part.heading.of(self.content.text) for part in self.section.chain())
        limits_too = [
            target for span in self._spans(row, self.columns.limits) for target in self._counts(span)
        ]
        title = (
            self.columns.first(Column.TITLE, Column.PROBLEM) if self.columns.first(Column.CONTENT) else None
        )
        frame = self.frame
        return build_task(
            self.content,
            frame,
            address=address,
            path=(*above, *categories),
            heading=self._text(row, title),
            body=body,
            bearers=[block] if parties or limits else [],
            deadlines=[
                deadline
                for span in goals
                for deadline in find_deadlines(self.content, span, year=frame.year, issued=frame.issued)
            ],
            targets=[*(t for span in goals for t in find_targets(self.content, span)), *limits_too],
        )

    def _counts(self, limit: Span) -> Iterator[Target]:
        """What a cell of time limits says is to be done by then: 9月1日前投用14所."""
        for target in find_targets(self.content, limit):
            if not _TIME.fullmatch(target.unit):
                yield target

    def _goals(self, row: Row, body: Span) -> list[Span]:
        """The words of the task that may state goals: not the problem found, nor the place between."""
        columns = [self.columns.first(Column.TITLE), *self.columns.others.get(Column.CONTENT, ())]
        return [span for column in columns if column and (span := row.span(column)) and body.covers(span)]

    def _parties(self, row: Row) -> tuple[Party, ...]:
        parties = tuple(
            party
            for column, role in self.columns.roles.items()
            for paragraph in row.cells.get(column, ())
            for party in parties_of_cell(self.content, paragraph.span, role)
        )
        return self.frame.roles_settled(parties)

    def _spans(self, row: Row, columns: Iterable[int]) -> list[Span]:
        return [span for column in columns if (span := row.span(column)) is not None]

    def _text(self, row: Row, column: int | None) -> str:
        span = row.span(column)
        return span.of(self.content.text).replace("\n", "") if span is not None else ""


def _body(row: Row, columns: Columns) -> Span | None:
    """What is to be done: the cells of content, led by the name of the work before them.

    A problem found heads its row, and what is done about it is the text, if the table says so.
    A name that is merged over several rows heads them and is no part of any one's text. Short cells
    (the place of a work) may stand between name and content.
    """
    work = [span for column in columns.others.get(Column.CONTENT, []) if (span := row.span(column))]
    title = columns.first(Column.TITLE)
    name = row.span(title)
    if not work:
        return name or row.span(columns.first(Column.PROBLEM))
    body = work[0]
    for span in work[1:]:
        body = Span(body.start, span.end) if span.start == body.end + 1 else body
    if name is None:
        return body
    cell = row.cells[title or 0][0].cell
    leads = 0 < body.start - name.end <= _MOST_BETWEEN and cell is not None and cell.rows == 1
    return Span(name.start, body.end) if leads else body


def _extent(row: Row, columns: Columns, body: Span) -> Span:
    """Where the cells with units and time limits stand; behind the body, as pairing expects it."""
    spans = [span for column in [*columns.roles, *columns.limits] if (span := row.span(column)) is not None]
    start = min((span.start for span in spans), default=body.end)
    return Span(max(start, body.end), max([body.end, *(span.end for span in spans)]))
