"""Who is entitled: grounds that must be met, grounds that exclude, the window of application, the papers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from baicheng.rules.compiling.frame import Judged
from baicheng.rules.expression_types import Names
from baicheng.rules.model.benefit import ApplicationWindow, Benefit
from baicheng.rules.relations import Kind
from baicheng.rules.setting import Faults

#: Eligible, and excluded by no ground at all: what most awards ask.
UNEXCLUDED = "eligible.unexcluded"


@dataclass(frozen=True)
class Entitlement:
    """What awards ask before they give anything.

    Attributes:
        names: ground, window or paper → the names on which it rests.
        certain: the grounds of exclusion that are met or not met for everybody, and ``eligible`` if that is.
    """

    names: dict[str, tuple[str, ...]]
    certain: frozenset[str]


def add_entitlement(rule: Benefit, judged: Judged, faults: Faults) -> Entitlement:
    """Adds ``ground.NAME`` for each ground, ``window``, ``paper.NAME``, and ``eligible`` and ``complete`` over them."""
    found: dict[str, tuple[str, ...]] = {}
    columns: list[tuple[str, exp.Expr]] = []
    doubtful = {"eligible"} if judged.doubtful or rule.window is not None else set()
    names = judged.names
    for key, grounds in (("eligible", rule.eligible), ("excluded", rule.excluded)):
        for index, ground in enumerate(grounds):
            checked = faults.condition(ground.when, names, (key, index, "when"))
            if ground.ground in found:
                faults.add((key, index, "ground"), f"'{ground.ground}' stands twice; rename one")
            found[ground.ground] = checked.names
            if checked.type.nullable:
                doubtful.add(ground.ground if key == "excluded" else "eligible")
            columns.append((f"ground.{ground.ground}", checked.sql))
    if rule.window is not None:
        sql, used = _window(rule.window, names, faults)
        found["window"] = used
        columns.append(("ground.window", sql))
    for index, paper in enumerate(rule.papers):
        given = faults.condition(paper.given, names, ("papers", index, "given"))
        sql, used = exp.paren(given.sql), given.names
        if paper.needed is not None:
            needed = faults.condition(paper.needed, names, ("papers", index, "needed"))
            sql, used = exp.or_(exp.not_(exp.paren(needed.sql)), sql), (*used, *needed.names)
        found[paper.paper] = used
        columns.append((f"paper.{paper.paper}", sql))
    judged.statement.extend("checked", columns)
    eligible = _eligible(rule, judged)
    unexcluded = [exp.column(f"ground.{ground.ground}", quoted=True) for ground in rule.excluded]
    tests = [eligible.copy(), *(exp.not_(ground) for ground in unexcluded)]
    entitled = [("eligible", eligible), (UNEXCLUDED, exp.and_(*tests)), ("complete", _complete(rule))]
    judged.statement.extend("entitled", entitled)
    asked = {"eligible", *(ground.ground for ground in rule.excluded)}
    return Entitlement(found, frozenset(asked - doubtful))


def _window(window: ApplicationWindow, names: Names, faults: Faults) -> tuple[exp.Expr, tuple[str, ...]]:
    """Whether the day of the application lies in the window of its year, compared as months and days."""
    applied = faults.expression(window.applied_on, names, ("window", "applied_on"))
    if applied.type.kind not in (Kind.DATE, Kind.MOMENT) and not isinstance(applied.sql, exp.Null):
        faults.add(
            ("window", "applied_on"), f"a day is wanted; '{window.applied_on}' is a {applied.type.kind}"
        )
    month, day = exp.Month(this=applied.sql.copy()), exp.Day(this=applied.sql.copy())
    number = exp.paren(exp.Add(this=exp.Mul(this=month, expression=exp.Literal.number(100)), expression=day))
    since, until = (exp.Literal.number(int(one.replace("-", ""))) for one in (window.since, window.until))
    after, before = exp.GTE(this=number, expression=since), exp.LT(this=number.copy(), expression=until)
    return (exp.and_ if window.since < window.until else exp.or_)(after, before), applied.names


def _all(columns: list[str]) -> exp.Expr:
    return exp.and_(*(exp.column(name, quoted=True) for name in columns)) if columns else exp.true()


def _eligible(rule: Benefit, judged: Judged) -> exp.Expr:
    """Every ground, the window, and that the rule holds at all."""
    columns = [f"ground.{ground.ground}" for ground in rule.eligible]
    columns += ["ground.window"] if rule.window is not None else []
    found = _all(columns)
    return exp.and_(found, exp.column("in_scope")) if judged.doubtful else found


def _complete(rule: Benefit) -> exp.Expr:
    return _all([f"paper.{paper.paper}" for paper in rule.papers])
