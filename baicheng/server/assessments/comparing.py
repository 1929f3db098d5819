"""Two runs of one rule beside each other (比较): who moved, by how much, because of which item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from baicheng.server.assessments.models import Result, Run


@dataclass(frozen=True)
class MovedLine:
    """An item, row, measure or award that gives something else."""

    name: str
    title: Mapping[str, str]
    clause: str
    before: str | None
    after: str | None
    formula_before: str
    formula_after: str


@dataclass(frozen=True)
class Moved:
    """A subject whose result differs; nothing before: it was not judged then."""

    called: str
    before: Result | None
    after: Result | None
    lines: tuple[MovedLine, ...]

    @property
    def by(self) -> Decimal | None:
        """By how much the total changed; nothing where one of them is undecided or missing."""
        if self.before is None or self.after is None or self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total

    @property
    def place_before(self) -> int | None:
        return self.before.place if self.before else None

    @property
    def place_after(self) -> int | None:
        return self.after.place if self.after else None


def compare(before: Run, after: Run) -> tuple[Moved, ...]:
    """The subjects whose results differ between two runs, the greatest change first."""
    return moved(_results(before), _results(after))


def moved(before: Iterable[Result], after: Iterable[Result]) -> tuple[Moved, ...]:
    """The subjects whose results differ, the greatest change first; of those after, some may not be kept."""
    then = {one.subject: one for one in before}
    now = {one.subject: one for one in after}
    found = [each for name in {**then, **now} if (each := _moved(then.get(name), now.get(name))) is not None]
    return tuple(sorted(found, key=lambda one: (one.by is not None, -abs(one.by or Decimal(0)), one.called)))


def _results(run: Run) -> Iterator[Result]:
    yield from Result.objects.filter(run=run).select_related("about")


def _moved(before: Result | None, after: Result | None) -> Moved | None:
    lines = tuple(_lines(before.lines if before else [], after.lines if after else []))
    if _whole(before) == _whole(after) and not lines:
        return None
    shown = after or before
    return Moved(shown.called if shown else "", before, after, lines)


def _whole(one: Result | None) -> tuple[Any, ...]:
    return (one.total, one.grade, one.place, one.outcome) if one else ()


def _lines(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[MovedLine]:
    then = {one["name"]: one for one in before}
    now = {one["name"]: one for one in after}
    for name, shown in {**then, **now}.items():
        old, new = then.get(name), now.get(name)
        if _given(old) != _given(new):
            yield MovedLine(
                name,
                shown["title"],
                shown["clause"],
                _given(old),
                _given(new),
                old["formula"] if old else "",
                new["formula"] if new else "",
            )


def _given(line: Mapping[str, Any] | None) -> str | None:
    """What a line gives, in one word: its points, its level, or whether it is met."""
    if line is None:
        return None
    if line["outcome"] == "undecided":
        return "?"
    return line["points"] if line["points"] is not None else line.get("word") or str(line["outcome"])
