"""Lines below the head of a table that has lost its grid, dealt to rows and columns.

Of all ways to take the lines one after the other as cells, from left to right and row by row, the one
is found in which each cell suits its column best. A row may lack cells, a cell may run over several
lines, and a category may stand between two rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from baicheng.reading.cleaning.fitting import Kind, cost_of_empty, fit, longest
from baicheng.reading.cleaning.lines import Line
from baicheng.reading.cleaning.seams import Seam, Seams, seam
from baicheng.reading.model import Role
from baicheng.reading.wording.cells import are_units, is_category, ordinal, tells_time
from baicheng.reading.wording.columns import Column

#: The column of a category between two rows, and of the place before the first row.
BETWEEN_ROWS = 0
STRAY = -1
_MOST_LINES_A_CELL = 40
_MARKED_CATEGORY, _PLAIN_CATEGORY, _LONGEST_PLAIN_CATEGORY = 0.5, -0.8, 24
_COST_OF_STRAY = 2.5
#: Lines that suit the table so much worse than it stood lie below its end; the rest of the text is not tried.
_BEYOND_THE_END = 25.0
_LISTS = ",、;"
_HOPELESS = 8.0  # lines that suit each other so little are not one cell
_COST_OF_ROW = 3.0  # without a number that would say where it begins
_GAIN_OF_LINE = 0.8  # a line that suits the table belongs to it rather than to the text below


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line belongs: row and column from 1, ``BETWEEN_ROWS`` for a category; column ``STRAY`` for what is left out."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Deal:
    """The places of the first lines of a text, as many as the table has; and how well they suit it."""

    places: tuple[Place, ...]
    rows: int
    score: float


@dataclass(frozen=True, slots=True)
class _Step:
    """The best way to deal the first ``count`` lines so that the last cell is of ``column``.

    ``number`` is that of the row, ``anew`` says that the next may be 1, as below a category.
    """

    count: int
    column: int
    row: int
    number: int
    anew: bool
    score: float
    before: _Step | None
    stray: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to come to a cell: from a step, into a row, at a score."""

    step: _Step
    row: int
    score: float


@dataclass(slots=True)
class _Growing:
    """A cell of a column that takes one line after the other."""

    column: int
    way: _Way
    seams: Seams = field(default_factory=Seams)


def deal(lines: Sequence[Line], kinds: Sequence[Kind]) -> Deal:
    """The best deal of lines to columns of these kinds; how far the table goes is part of the choice."""
    return _Dealer(lines, kinds).deal()


class _Dealer:
    """Keeps, for each count of lines and each column, the best way to end a cell of it there."""

    def __init__(self, lines: Sequence[Line], kinds: Sequence[Kind]) -> None:
        self._lines = lines
        self._kinds = [None, *kinds]
        self._numbered = Column.NUMBER in kinds
        self._skipped = [0.0]  # what it costs to leave the first n columns empty
        for kind in kinds:
            self._skipped.append(self._skipped[-1] + cost_of_empty(kind))
        self._best: list[dict[int, _Step]] = [{} for _ in range(len(lines) + 1)]
        self._seams: dict[tuple[int, Kind], Seam] = {}
        self._best[0][BETWEEN_ROWS] = _Step(0, BETWEEN_ROWS, 0, 0, True, 0.0, None)

    def deal(self) -> Deal:
        """The best deal of all."""
        last = self._best[0][BETWEEN_ROWS]
        for count, steps in enumerate(self._best):
            if not steps:
                continue
            closed = max((self._closed(step) for step in steps.values()), key=lambda step: step.score)
            if closed.score > last.score:
                last = closed
            if closed.score < last.score - _BEYOND_THE_END:
                break
            if count < len(self._lines):
                self._go_on(count, closed)
            self._best[count] = {}
        return Deal(_places(last), last.row, last.score)

    def _closed(self, step: _Step) -> _Step:
        """A step as the end of its row."""
        if step.column == BETWEEN_ROWS:
            return step
        return replace(step, score=step.score - self._skipped[-1] + self._skipped[step.column])

    def _go_on(self, count: int, closed: _Step) -> None:
        """Take the next lines as a cell of each column that may follow, as a category, or as a stray."""
        if (gain := self._gain_of_category(count, closed)) is not None:
            score = closed.score + gain + _GAIN_OF_LINE
            self._keep(_Step(count + 1, BETWEEN_ROWS, closed.row, closed.number, True, score, closed))
        if self._lines[count].norm.isdigit():
            for step in self._best[count].values():
                self._keep(
                    replace(step, count=count + 1, score=step.score - _COST_OF_STRAY, before=step, stray=True)
                )
        cells = [
            _Growing(column, way)
            for column in range(1, len(self._kinds))
            if (way := self._way(count, column, closed)) is not None
        ]
        words, leaders, widest = "", "", 0
        for index in range(count, min(count + _MOST_LINES_A_CELL, len(self._lines))):
            line = self._lines[index]
            words += line.norm
            leaders += line.norm if not leaders or leaders[-1] in _LISTS else f"、{line.norm}"
            widest = max(widest, line.width)
            if index > count:
                for cell in cells:
                    cell.seams.add(self._seam(index, self._kinds[cell.column]), self._lines[index - 1])
            cells = [cell for cell in cells if self._may_hold(cell, words, index + 1 - count)]
            if not cells:
                return
            for cell in cells:
                named = leaders if self._kinds[cell.column] is Role.SUPERVISOR else words
                self._take_cell(cell, index + 1, named, widest)

    def _seam(self, index: int, kind: Kind) -> Seam:
        """The seam above a line in a cell of a kind, found once."""
        known = self._seams.get((index, kind))
        if known is None:
            known = self._seams[index, kind] = seam(self._lines[index - 1], self._lines[index], kind)
        return known

    def _may_hold(self, cell: _Growing, words: str, lines: int) -> bool:
        """Whether a cell may still hold so much, and its lines do not belong to many other cells."""
        fits = len(words) <= longest(self._kinds[cell.column])
        return fits and cell.seams.fixed - _GAIN_OF_LINE * lines <= _HOPELESS

    def _way(self, count: int, column: int, closed: _Step) -> _Way | None:
        """The best way to come to a cell of a column: in the same row, or as the first of the next."""
        skipped = self._skipped[column - 1]
        ways = [
            _Way(step, step.row, step.score - skipped + self._skipped[step.column])
            for step in self._best[count].values()
            if BETWEEN_ROWS < step.column < column
        ]
        numbers = self._kinds.index(Column.NUMBER) if self._numbered else len(self._kinds)
        if column <= numbers or closed.number:
            begun = closed.score - skipped - (0.0 if self._numbered else _COST_OF_ROW)
            ways.append(_Way(closed, closed.row + 1, begun))
        return max(ways, key=lambda way: way.score, default=None)

    def _take_cell(self, cell: _Growing, end: int, words: str, widest: int) -> None:
        """Take the lines up to ``end`` as one cell."""
        kind, way = self._kinds[cell.column], cell.way
        number, anew = way.step.number, way.step.anew
        if kind is Column.NUMBER:
            counted = ordinal(words)
            if counted is None or not (counted == number + 1 or number == 0 or (anew and counted == 1)):
                return
            number, anew = counted, False
        gain = fit(words, kind) + _GAIN_OF_LINE * (end - way.step.count)
        score = way.score + gain - cell.seams.cost(widest)
        self._keep(_Step(end, cell.column, way.row, number, anew, score, way.step))

    def _keep(self, step: _Step) -> None:
        known = self._best[step.count].get(step.column)
        if known is None or step.score > known.score:
            self._best[step.count][step.column] = step

    def _gain_of_category(self, count: int, closed: _Step) -> float | None:
        """What it gains to take a line as a category between two rows; ``None`` where it can be none."""
        norm = self._lines[count].norm
        below = ordinal(self._lines[count + 1].norm) if count + 1 < len(self._lines) else None
        follows = below in (1, closed.number + 1)
        if is_category(norm) and (follows or not self._numbered):
            return _MARKED_CATEGORY
        return _PLAIN_CATEGORY if self._numbered and follows and _can_head(norm) else None


def _places(last: _Step) -> tuple[Place, ...]:
    """The place of each line on the way to the last step."""
    places: list[Place] = []
    step: _Step | None = last
    while step is not None and step.before is not None:
        place = Place(step.row, STRAY) if step.stray else Place(step.row, step.column)
        places.extend([place] * (step.count - step.before.count))
        step = step.before
    return tuple(reversed(places))


def _can_head(norm: str) -> bool:
    """Whether a line without a number of its own can name a category: a short name of no unit and no date."""
    plain = len(norm) <= _LONGEST_PLAIN_CATEGORY and not set(norm) & set(",。;:、")
    return plain and not are_units(norm) and not tells_time(norm) and not norm.isdigit()
