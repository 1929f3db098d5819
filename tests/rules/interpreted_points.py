"""The points of items reckoned plainly, form by form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from baicheng.rules.formulas import holds
from baicheng.rules.model.scorecard import Item
from tests.rules.interpreted_expressions import Row, evaluate, fixed, quotient


def points_of(item: Item, row: Row, cohort: Sequence[Row]) -> Decimal | None:
    gate = True if item.gate is None else evaluate(item.gate, row)
    if gate is None:
        return None
    value = raw(item, row, cohort) if gate else Decimal(0)
    if value is None:
        return None
    value = fixed(value, item.decimals if item.decimals is not None else 6)
    if isinstance(item.floor, Decimal) and value < item.floor:
        return item.floor
    cap = evaluate(item.points, row) if item.cap == "full" else None if item.cap == "none" else item.cap
    if cap is None:
        return None if item.cap == "full" else value
    return min(value, cap)


def raw(item: Item, row: Row, cohort: Sequence[Row]) -> Decimal | None:
    full = evaluate(item.points, row)
    if full is None:
        return None
    if item.form == "relative":
        return relative(item.how, full, row, cohort)
    return RAW[item.form](item.how, full, lambda text: evaluate(text, row))


Of = Callable[[Any], Any]


def done(how: Any, full: Decimal, of: Of) -> Decimal | None:
    met = of(how)
    return None if met is None else full if met else Decimal(0)


def shortfall(how: Any, full: Decimal, of: Of) -> Decimal | None:
    count, required, each = of(how.count), of(how.required), of(how.each)
    if None in (count, required, each):
        return None
    return full - fixed(max(required - count, Decimal(0)) * each)


def proportional(how: Any, full: Decimal, of: Of) -> Decimal | None:
    reached, wanted = of(how.of), of(how.full_at)
    if None in (reached, wanted):
        return None
    return full if reached >= wanted else quotient(full * reached, wanted)


def banded(how: Any, full: Decimal, of: Of) -> Decimal | None:
    value = of(how.of)
    return None if value is None else next(of(band.points) for band in how.bands if holds(band, value))


def by_rank(how: Any, full: Decimal, of: Of) -> Decimal | None:
    place = of(how.place)
    if place is None:
        return None
    return next((points for number, points in enumerate(how.points, 1) if number == place), Decimal(0))


def passed_through(how: Any, full: Decimal, of: Of) -> Decimal | None:
    lost = quotient(full * of(how.lost), of(how.of)) if of(how.lost) is not None else None
    return None if lost is None else full - lost


def sampled(how: Any, full: Decimal, of: Of) -> Decimal | None:
    marks, drawn = of(how.marks), of(how.drawn)
    if how.if_fewer == "as_is":
        return marks
    if drawn is None or drawn >= how.take:
        return None if drawn is None else marks
    scaled = None if marks is None else quotient(marks * how.take, drawn)
    return None if how.if_fewer == "undecided" else scaled


def tally(how: Any, full: Decimal, of: Of) -> Decimal | None:
    start = of(how.start) if how.start is not None else full if how.deduct else Decimal(0)
    lines = [(1, line) for line in how.add] + [(-1, line) for line in how.deduct]
    counted = [counted_line(line, of) for _, line in lines]
    if None in counted or start is None:
        return None
    return start + sum(
        sign * points for (sign, _), points in zip(lines, counted, strict=True) if points is not None
    )


def counted_line(line: Any, of: Of) -> Decimal | None:
    times, each = of(line.times), of(line.each)
    if None in (times, each):
        return None
    if line.per is not None:
        times = Decimal(int(times / line.per)) if line.steps == "whole" else quotient(times, line.per)
    points = fixed(each * times)
    return points if line.at_most is None else min(points, line.at_most)


RAW: dict[str, Callable[[Any, Decimal, Of], Decimal | None]] = {
    "done": done,
    "mark": lambda how, _, of: of(how),
    "tally": tally,
    "shortfall": shortfall,
    "proportional": proportional,
    "bands": banded,
    "by_rank": by_rank,
    "passed_through": passed_through,
    "sampled": sampled,
}


def relative(how: Any, full: Decimal, row: Row, cohort: Sequence[Row]) -> Decimal | None:
    group = [other for other in cohort if how.among is None or other[how.among] == row[how.among]]
    leaves = how.voided == "leave"
    values = [
        evaluate(how.of, other) if other["in_scope"] and not (leaves and other["void"] is None) else None
        for other in group
        if not (leaves and other["in_scope"] and other["void"])
    ]
    if None in values:
        return None
    if leaves and row["void"]:
        return Decimal(0)
    best = max(values)
    if best <= 0:
        return {"undecided": None, "none": Decimal(0), "full": full}[how.if_best_not_positive]
    return quotient(evaluate(how.of, row) * full, best, how.decimals)
