"""The points of an item before floor and cap, in each form, as SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from sqlglot import exp

from baicheng.rules.compiling.derived import any_unknown
from baicheng.rules.compiling.own_columns import own_column
from baicheng.rules.expression_reckoning import quotient
from baicheng.rules.expression_types import exact, number_sql
from baicheng.rules.model import forms
from baicheng.rules.model.scorecard import Item

#: What an item measures, by its place in the form: ``full``, ``deduct.1.times``.
Measures = Mapping[str, exp.Expr]

ZERO = number_sql(0)


def measures(item: Item) -> dict[str, Decimal | str]:
    """What must be known of an item, by its place in the form: numbers as written, and formulas."""
    found: dict[str, Decimal | str] = {"full": item.points}
    how = item.how
    if isinstance(how, str):
        found["of"] = how
    elif isinstance(how, forms.Tally):
        if how.start is not None:
            found["start"] = how.start
        for word, counts in (("add", how.add), ("deduct", how.deduct)):
            for index, count in enumerate(counts, start=1):
                found |= {f"{word}.{index}.each": count.each, f"{word}.{index}.times": count.times}
    elif isinstance(how, forms.ByRank):
        found["place"] = how.place
    elif isinstance(how, forms.Bands):
        found["of"] = how.of
        found |= {f"band.{index}": band.points for index, band in enumerate(how.bands, start=1)}
    else:
        keys = ("count", "required", "each", "of", "full_at", "lost", "marks", "drawn")
        found |= {key: getattr(how, key) for key in keys if hasattr(how, key)}
    return found


def raw(item: Item, of: Measures, doubtful: exp.Expr | None = None, void: exp.Expr | None = None) -> exp.Expr:
    """The points of an item before floor and cap.

    Args:
        doubtful: the condition that it is unknown whether the rule holds for somebody at all.
        void: whether somebody's score is void, where that one leaves the cohort.
    """
    how, form = item.how, item.form
    if form == "done":
        return _if(of["of"], of["full"], ZERO.copy())
    if form == "mark":
        return of["of"].copy()
    if isinstance(how, forms.Relative):
        return _relative(how, of, doubtful, void)
    return _RAW[type(how)](how, of)


def _if(condition: exp.Expr, met: exp.Expr, not_met: exp.Expr) -> exp.Expr:
    """Unknown where the condition is."""
    denied = exp.not_(exp.paren(condition.copy()))
    return exp.Case().when(condition.copy(), met.copy()).when(denied, not_met)


def _tally(how: forms.Tally, of: Measures) -> exp.Expr:
    start = of.get("start") or (of["full"] if how.deduct else ZERO)
    found = start.copy()
    for index, count in enumerate(how.add, start=1):
        found = exp.Add(this=found, expression=_counted(count, f"add.{index}", of))
    for index, count in enumerate(how.deduct, start=1):
        found = exp.Sub(this=found, expression=_counted(count, f"deduct.{index}", of))
    return found


def _counted(count: forms.Count, place: str, of: Measures) -> exp.Expr:
    times = of[f"{place}.times"].copy()
    if count.per is not None:
        if count.steps == "whole":
            # What is beyond whole steps goes before the division, which rounds.
            beyond = exp.Mod(this=times.copy(), expression=number_sql(count.per))
            times = exp.Sub(this=times, expression=beyond)
        times = quotient(times, number_sql(count.per))
    points = exact(exp.Mul(this=of[f"{place}.each"].copy(), expression=times))
    return _at_most(points, number_sql(count.at_most)) if count.at_most is not None else points


def _shortfall(_: forms.Shortfall, of: Measures) -> exp.Expr:
    missing = exp.Sub(this=of["required"].copy(), expression=of["count"].copy())
    lost = exact(exp.Mul(this=_at_least(missing, ZERO.copy()), expression=of["each"].copy()))
    return exp.Sub(this=of["full"].copy(), expression=lost)


def _proportional(_: forms.Proportional, of: Measures) -> exp.Expr:
    reached = exp.GTE(this=of["of"].copy(), expression=of["full_at"].copy())
    part = quotient(exp.Mul(this=of["full"].copy(), expression=of["of"].copy()), of["full_at"].copy())
    return _if(reached, of["full"], part)


def inside(band: forms.Band, value: exp.Expr) -> exp.Expr:
    """The condition that a value lies in a band."""
    tests: list[exp.Expr] = []
    if band.lower is not None:
        bound, included = band.lower
        tests.append((exp.GTE if included else exp.GT)(this=value.copy(), expression=number_sql(bound)))
    if band.upper is not None:
        bound, included = band.upper
        tests.append((exp.LTE if included else exp.LT)(this=value.copy(), expression=number_sql(bound)))
    return exp.and_(*tests)


def _bands(how: forms.Bands, of: Measures) -> exp.Expr:
    found = exp.Case()
    for index, band in enumerate(how.bands, start=1):
        found = found.when(inside(band, of["of"]), of[f"band.{index}"].copy())
    return found


def _by_rank(how: forms.ByRank, of: Measures) -> exp.Expr:
    found = exp.Case()
    for index, points in enumerate(how.points, start=1):
        found = found.when(of["place"].copy().eq(number_sql(index)), number_sql(points))
    return found.when(of["place"].copy().is_(exp.Null()).not_(), ZERO.copy())


def _relative(
    how: forms.Relative, of: Measures, doubtful: exp.Expr | None, void: exp.Expr | None
) -> exp.Expr:
    """Unknown for the whole cohort as long as it is for one of it, or whether that one's score is void and so leaves it."""
    value = of["of"]
    group = [own_column(how.among)] if how.among else []
    known, counted = value.copy(), value.copy()
    if void is not None:
        stands = exp.not_(exp.paren(void.copy()))
        known = exp.Case().when(void.copy(), ZERO.copy()).when(stands, value.copy())
        counted = exp.Case().when(stands.copy(), value.copy())
    best = exp.Window(this=exp.Max(this=counted), partition_by=group)
    if doubtful is not None:
        known = exp.Case().when(exp.not_(exp.paren(doubtful.copy())), known)
    unknown = any_unknown(known, how.among)
    none = {"undecided": exp.Null(), "none": ZERO.copy(), "full": of["full"].copy()}[how.if_best_not_positive]
    part = quotient(exp.Mul(this=value.copy(), expression=of["full"].copy()), best.copy(), how.decimals)
    found = exp.Case().when(unknown, exp.Null())
    if void is not None:
        found = found.when(void.copy(), ZERO.copy())
    return found.when(exp.LTE(this=best, expression=ZERO.copy()), none).else_(part)


def _passed_through(_: forms.PassedThrough, of: Measures) -> exp.Expr:
    lost = quotient(exp.Mul(this=of["full"].copy(), expression=of["lost"].copy()), of["of"].copy())
    return exp.Sub(this=of["full"].copy(), expression=lost)


def _sampled(how: forms.Sampled, of: Measures) -> exp.Expr:
    marks, drawn, take = of["marks"], of["drawn"], number_sql(how.take)
    enough = exp.GTE(this=drawn.copy(), expression=take.copy())
    if how.if_fewer == "as_is":
        return marks.copy()
    scaled = quotient(exp.Mul(this=marks.copy(), expression=take.copy()), drawn.copy())
    return _if(enough, marks, exp.Null() if how.if_fewer == "undecided" else scaled)


def _at_most(value: exp.Expr, bound: exp.Expr) -> exp.Expr:
    return exp.Case().when(exp.GT(this=value.copy(), expression=bound), bound.copy()).else_(value)


def _at_least(value: exp.Expr, bound: exp.Expr) -> exp.Expr:
    return exp.Case().when(exp.LT(this=value.copy(), expression=bound), bound.copy()).else_(value)


def bounded(value: exp.Expr, floor: exp.Expr | None, cap: exp.Expr | None) -> exp.Expr:
    """A value within floor and cap; unknown stays unknown."""
    found = exp.Case()
    if floor is not None:
        found = found.when(exp.LT(this=value.copy(), expression=floor.copy()), floor.copy())
    if cap is not None:
        found = found.when(exp.GT(this=value.copy(), expression=cap.copy()), cap.copy())
    return found.else_(value.copy()) if found.args.get("ifs") else value.copy()


_RAW: Mapping[type, Callable[..., exp.Expr]] = {
    forms.Tally: _tally,
    forms.Shortfall: _shortfall,
    forms.Proportional: _proportional,
    forms.Bands: _bands,
    forms.ByRank: _by_rank,
    forms.PassedThrough: _passed_through,
    forms.Sampled: _sampled,
}
