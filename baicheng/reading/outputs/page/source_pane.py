"""The left half of the page: the text with everything that was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from baicheng.reading.model import Ledger
from baicheng.reading.outputs.page.marks import COLOURED, Cutter, Mark, Marks, Segment
from baicheng.reading.outputs.page.markup import Markup, element, joined
from baicheng.reading.spans import Cell
from baicheng.reading.text import Paragraph

_WIDEST_TABLE = 100
_MAX_SPAN = 1000


class SourcePane:
    """Writes the text of one ledger; ``added`` is what its task numbers are raised by on the page."""

    def __init__(self, ledger: Ledger, marks: Marks, added: int) -> None:
        self._text = ledger.text
        self._paragraphs = ledger.content.paragraphs
        self._cutter = Cutter(((t.number + added, t.span) for t in ledger.tasks), marks)
        self._begun: set[int] = set()
        self._doubtful = {f.task + added for f in ledger.findings if f.task is not None}

    def pieces(self) -> Iterator[Markup]:
        """The paragraphs and tables in order."""
        for table, paragraphs in groupby(self._paragraphs, lambda p: p.cell.table if p.cell else None):
            if table is None:
                for paragraph in paragraphs:
                    yield self._paragraph(list(self._cutter.cut(paragraph.start, paragraph.end)))
            else:
                yield self._table([(p.cell, self._inner(p)) for p in paragraphs if p.cell])

    def _inner(self, paragraph: Paragraph) -> Markup:
        segments = list(self._cutter.cut(paragraph.start, paragraph.end))
        return element("div", *self._segments(segments), class_=_within(segments))

    def _paragraph(self, segments: Sequence[Segment]) -> Markup:
        kinds = {mark.kind for segment in segments[:1] for mark in segment.marks}
        classes = sorted(kind for kind in kinds if kind.startswith("head") or kind in ("title", "number"))
        within = _within(segments)
        return element(
            "p", *self._segments(segments), class_=" ".join(filter(None, [*classes, within])) or None
        )

    def _segments(self, segments: Iterable[Segment]) -> Iterator[Markup | str]:
        for segment in segments:
            for task in segment.tasks:
                if task not in self._begun:
                    self._begun.add(task)
                    yield self._badge(task)
            words = segment.span.of(self._text)
            yield _marked(words, segment) if segment.tasks or segment.marks else words

    def _badge(self, task: int) -> Markup:
        """The number of a task at its first word."""
        kind = "no doubtful" if task in self._doubtful else "no"
        return element("button", str(task), class_=kind, type="button", tabindex="-1", data_t=task)

    def _table(self, cells: Sequence[tuple[Cell, Markup]]) -> Markup:
        """A table as the file has it, or its cells one by one where they make no clear grid."""
        grid: dict[tuple[int, int], tuple[Cell, Markup]] = {}
        for cell, content in cells:
            _, before = grid.get((cell.row, cell.column), (cell, Markup()))
            grid[cell.row, cell.column] = (cell, Markup(before + content))
        rows = _rows(grid)
        if rows is None:
            return joined(element("p", content) for _, content in cells)
        body = joined(element("tr", *row) for row in rows)
        return element("div", element("table", body), class_="grid")


def _within(segments: Iterable[Segment]) -> str | None:
    return "in" if any(segment.tasks for segment in segments) else None


def _marked(words: str, segment: Segment) -> Markup:
    colours = [mark.kind for mark in segment.marks if mark.kind in COLOURED]
    classes = colours[:1]
    if any(mark.kind == "finding" for mark in segment.marks):
        classes.append("finding")
    heads = [mark.kind for mark in segment.marks if mark.kind.startswith("head")]
    return element(
        "span",
        words,
        class_=" ".join([*classes, *(["head"] if heads else [])]) or None,
        data_t=" ".join(map(str, segment.tasks)) or None,
        data_m=_ids(segment.marks),
    )


def _ids(marks: Iterable[Mark]) -> str | None:
    linked = [mark for mark in marks if mark.kind in COLOURED or mark.kind == "finding"]
    return " ".join(str(mark.id) for mark in linked) or None


def _rows(grid: dict[tuple[int, int], tuple[Cell, Markup]]) -> list[list[Markup]] | None:
    """The cells of each row with their merging, or ``None`` where they overlap or lie far apart."""
    top, bottom = min(row for row, _ in grid), max(row for row, _ in grid)
    width = max(cell.column + cell.columns - 1 for cell, _ in grid.values())
    if width > _WIDEST_TABLE or bottom - top > 10 * len(grid):
        return None
    covered: set[tuple[int, int]] = set()
    rows: list[list[Markup]] = []
    for row in range(top, bottom + 1):
        rows.append([])
        for column in range(1, width + 1):
            if (row, column) in covered:
                if (row, column) in grid:
                    return None
                continue
            cell, content = grid.get((row, column), (Cell(0, row, column), Markup()))
            height = min(max(cell.rows, 1), bottom - row + 1, _MAX_SPAN)
            across = min(max(cell.columns, 1), width - column + 1)
            covered.update((row + down, column + right) for down in range(height) for right in range(across))
            rows[-1].append(_cell(content, height, across))
    return rows


def _cell(content: Markup, height: int, across: int) -> Markup:
    return element(
        "td", content, rowspan=height if height > 1 else None, colspan=across if across > 1 else None
    )
