"""What it costs to take lines for one cell: whether each goes on in the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from baicheng.reading.cleaning.fitting import ACTION, Kind, is_other, stands_for_itself
from baicheng.reading.cleaning.lines import Line
from baicheng.reading.model import Role
from baicheng.reading.wording.cells import (
    are_leaders,
    are_units,
    begin_units,
    end_a_name,
    is_category,
    tells_time,
    words_beside_time,
)
from baicheng.reading.wording.columns import Column
from baicheng.reading.wording.labels import Label

_TOLERANCE = 3  # in half characters: punctuation is set narrower at the end of a line
#: What it costs that a name does not follow the one above with a comma: a lead is mostly one unit.
_NEXT_NAME = {Role.LEAD: 1.5, Role.SUPPORTING: 0.6}
_NEXT_NAME_ELSE = 0.7
_OTHER_KIND = 2.0  # what it costs that a line reads as a cell of another kind
_SMOOTH, _SHORT, _NEXT_SENTENCE, _TORN_NAME = 0.1, 0.9, 1.0, 0.5
_MOST_OF_TORN_LIMIT = 4
_OPEN_END, _BEFORE_DIGITS = ",、;:(", "年月.-/"


@dataclass(frozen=True, slots=True)
class Seam:
    """Between two lines of a cell: what it costs, and whether the line above must be a full one."""

    cost: float
    full: bool = False


@dataclass(slots=True)
class Seams:
    """The seams of a cell that grows line by line.

    The lines of a cell are equally long, but for a shorter last one or a stop at a comma.
    """

    fixed: float = 0.0
    _full: list[int] = field(default_factory=list)

    def add(self, seam: Seam, line: Line) -> None:
        """Sew another line on, below ``line``."""
        self.fixed += seam.cost
        if seam.full:
            self._full.append(line.width)

    def cost(self, widest: int) -> float:
        """What all seams cost, where the longest line is so wide."""
        return self.fixed + _SHORT * sum(width < widest - _TOLERANCE for width in self._full)


def seam(line: Line, below: Line, kind: Kind) -> Seam:
    """The seam between two lines, if they are of a cell of this kind."""
    if is_category(below.norm):
        return Seam(_OTHER_KIND)
    if kind is not Column.NOTE and (line.norm.isdigit() or below.norm.isdigit()):
        torn_date = kind is Label.LIMIT and line.norm[-1] in _BEFORE_DIGITS
        return Seam(_SMOOTH if torn_date else 2 * _OTHER_KIND)
    if len(line.norm) == 1 and kind is not Column.NOTE:
        return Seam(_OTHER_KIND)  # a lone character ends the cell above
    if kind is Label.LIMIT:
        foreign = not tells_time(line.norm) and words_beside_time(line.norm) > 0
        parted = foreign or are_units(line.norm) or not _may_go_on_in_limit(line, below)
        return Seam(_OTHER_KIND if parted else _SMOOTH)
    if isinstance(kind, Role):
        return _between_names(line, below, kind)
    if stands_for_itself(below.norm):
        return Seam(_OTHER_KIND / 4 if line.norm[-1] in _OPEN_END else _OTHER_KIND)
    if line.norm[-1] in _OPEN_END:
        return Seam(_SMOOTH)
    other = _OTHER_KIND / 2 if is_other(line.norm) else 0.0
    if line.norm[-1] == "。":
        return Seam(_NEXT_SENTENCE + other)
    return Seam(_SMOOTH + other, full=True)


def _between_names(line: Line, below: Line, kind: Role) -> Seam:
    """In a list of names each may stand on a line of its own, though mostly a comma leads to the next."""
    if line.norm[-1] in _OPEN_END:
        return Seam(_SMOOTH)
    if kind is Role.SUPERVISOR:
        return Seam(_OTHER_KIND if are_units(line.norm) or are_units(below.norm) else _SMOOTH)
    if end_a_name(line.norm):
        if begin_units(below.norm):
            return Seam(_NEXT_NAME.get(kind, _NEXT_NAME_ELSE))
        return Seam(_OTHER_KIND if ACTION.match(below.norm) else _TORN_NAME)
    if are_leaders(line.norm) and begin_units(below.norm):
        return Seam(_TORN_NAME)  # more likely a person than the beginning of a name
    return Seam(_SMOOTH, full=True)


def _may_go_on_in_limit(line: Line, below: Line) -> bool:
    """Whether a line may be more of a time limit: after a comma, or as its torn end."""
    return not are_units(below.norm) and (
        line.norm[-1] in _OPEN_END
        or tells_time(below.norm)
        or words_beside_time(below.norm) <= _MOST_OF_TORN_LIMIT
    )
