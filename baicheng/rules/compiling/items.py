"""Items of a scorecard as columns: what they measure, their points before and after floor and cap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sqlglot import exp

from baicheng.flows.keys import nearest
from baicheng.rules.compiling.bands import check_bands
from baicheng.rules.compiling.frame import Judged, in_scope
from baicheng.rules.compiling.points import bounded, measures, raw
from baicheng.rules.expression_types import Names, exact, number_sql
from baicheng.rules.model.forms import Bands, Relative
from baicheng.rules.model.scorecard import Effect, Item
from baicheng.rules.setting import Faults, Path


@dataclass(frozen=True)
class Scored:
    """An item as columns.

    Attributes:
        measured: what it measures by its place in the form: a column, or a number as written.
        constants: the numbers as written among them.
        columns: the columns of the others.
        gate: the column of its gate, if it has one.
        void: the column of whether its subject's score is void, if that leaves the cohort.
        names: the names on which its points rest.
    """

    item: Item
    measured: dict[str, exp.Expr]
    constants: dict[str, Decimal]
    columns: dict[str, str]
    gate: str | None
    void: str | None
    names: tuple[str, ...]

    @cached_property
    def raw(self) -> str:
        return f"{self.item.item}.raw"

    @cached_property
    def points(self) -> str:
        return f"{self.item.item}.points"


def scored(
    items: Sequence[tuple[Item, Path]], effects: Sequence[Effect], judged: Judged, faults: Faults
) -> list[Scored]:
    """Adds the columns of items to the statement.

    Args:
        effects: those of the scorecard; of one that makes a score void the cohort of an item may ask.
    """
    found, columns = [], []
    for item, path in items:
        one, added = _measured(item, path, effects, judged, faults)
        found.append(one)
        columns += added
    statement = judged.statement
    statement.extend("measured", columns)
    doubtful = in_scope(judged)
    statement.extend("scored", [(one.raw, _raw(one, doubtful)) for one in found])
    statement.extend("points", [(one.points, _bounded(one)) for one in found])
    return found


def _measured(
    item: Item, path: Path, effects: Sequence[Effect], judged: Judged, faults: Faults
) -> tuple[Scored, list[tuple[str, exp.Expr]]]:
    names = judged.names
    measured: dict[str, exp.Expr] = {}
    at: dict[str, str] = {}
    columns: list[tuple[str, exp.Expr]] = []
    used: dict[str, None] = {}
    for place, value in measures(item).items():
        where: Path = (*path, item.form if place != "full" else "points", *_keys(place, item))
        if isinstance(value, str) and item.form == "done" and place == "of":
            found = faults.condition(value, names, (*path, "done"))
            sql = found.sql
        else:
            found = faults.quantity(value, names, where)
            sql = exact(found.sql)
        used |= dict.fromkeys(found.names)
        if not isinstance(value, str):
            measured[place] = found.sql
            continue
        # A fact is exact already and has a column.
        at[place] = value if value in judged.exact else f"{item.item}.{place}"
        measured[place] = exp.column(at[place], quoted=True)
        if value not in judged.exact:
            columns.append((at[place], sql))
    gate = None
    if item.gate is not None:
        checked = faults.condition(item.gate, names, (*path, "gate"))
        gate = f"{item.item}.gate"
        columns.append((gate, checked.sql))
        used |= dict.fromkeys(checked.names)
    _check(item, path, names, faults)
    void = None
    if isinstance(item.how, Relative) and item.how.voided == "leave":
        made_void, rests_on = _void(effects, (*path, "relative", "voided"), names, faults)
        void = f"{item.item}.void"
        columns.append((void, made_void))
        used |= dict.fromkeys(rests_on)
    constants = {place: value for place, value in measures(item).items() if isinstance(value, Decimal)}
    return Scored(item, measured, constants, at, gate, void, tuple(used)), columns


def _void(
    effects: Sequence[Effect], path: Path, names: Names, faults: Faults
) -> tuple[exp.Expr, tuple[str, ...]]:
    """Whether the score of one that is judged is void, before it is summed; and the names on which that rests."""
    found = [faults.condition(effect.when, names, path) for effect in effects if effect.void]
    if not found:
        faults.add(
            path, "no effect makes a score void here; leave out voided, or write an effect with void: true"
        )
        return exp.false(), ()
    return exp.or_(*(one.sql for one in found)), tuple(name for one in found for name in one.names)


def _keys(place: str, item: Item) -> Path:
    """The keys of the file under which a measure stands."""
    if place == "full" or item.form in ("done", "mark"):
        return ()
    word, _, rest = place.partition(".")
    if word == "band":
        return ("bands", int(rest) - 1, "points")
    if rest:
        index, _, key = rest.partition(".")
        return (word, int(index) - 1, key)
    return (word,)


def _check(item: Item, path: Path, names: Names, faults: Faults) -> None:
    how = item.how
    if isinstance(how, Bands):
        check_bands(how.bands, faults, (*path, "bands", "bands"))
    if isinstance(how, Relative) and how.among is not None and how.among not in names:
        faults.add((*path, "relative", "among"), f"unknown column '{how.among}'; {nearest(how.among, names)}")


def _raw(one: Scored, doubtful: exp.Expr | None) -> exp.Expr:
    void = None if one.void is None else exp.column(one.void, quoted=True)
    found = raw(one.item, one.measured, doubtful, void)
    if one.gate is not None:
        gate = exp.column(one.gate, quoted=True)
        found = exp.Case().when(gate, found).when(exp.not_(gate.copy()), exp.Literal.number(0))
    if one.item.decimals is not None:
        found = exp.Round(this=exact(found), decimals=exp.Literal.number(one.item.decimals))
    return exact(found)


def _bounded(one: Scored) -> exp.Expr:
    item = one.item
    floor = (
        number_sql(item.floor)
        if item.floor not in (None, "none") and not isinstance(item.floor, str)
        else None
    )
    if item.cap == "full":
        cap: exp.Expr | None = one.measured["full"]
    else:
        cap = None if isinstance(item.cap, str) else number_sql(item.cap)
    return exact(bounded(exp.column(one.raw, quoted=True), floor, cap))
