"""Grades by bounds, and what overrides points and grades (等次、降等、一票否决)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from baicheng.flows.keys import nearest
from baicheng.rules.compiling.frame import Statement
from baicheng.rules.compiling.points import inside
from baicheng.rules.expression_types import Names, number_sql
from baicheng.rules.model.scorecard import Effect, Grade, Scorecard
from baicheng.rules.setting import Faults


def add_effects(
    rule: Scorecard, statement: Statement, names: Names, faults: Faults
) -> dict[str, tuple[str, ...]]:
    """Adds a column for each effect, ``grade.by_total``, ``total`` and ``grade``.

    A grade is a column with its number, 1 the best. It is reckoned twice, with undecided effects left out
    (``grade.best``) and with all of them (``grade.worst``): where both agree, it is decided.

    Returns:
        Effect → the names on which it rests.
    """
    found, columns = {}, []
    for index, effect in enumerate(rule.effects):
        checked = faults.condition(effect.when, names, ("effects", index, "when"))
        found[effect.effect] = checked.names
        columns.append((f"effect.{effect.effect}", checked.sql))
        _check(effect, index, rule, faults)
    grades = rule.grades
    if grades:
        columns.append(("grade.by_total", _by_total(grades)))
    statement.extend("effected", columns)
    statement.extend("totalled", [("total", _total(rule.effects))])
    if grades:
        both = [("grade.best", _grade(rule, undecided=False)), ("grade.worst", _grade(rule, undecided=True))]
        statement.extend("lowered", both)
        best, worst = (exp.column(name, quoted=True) for name, _ in both)
        statement.extend("graded", [("grade", exp.Case().when(best.eq(worst), best.copy()))])
    return found


def _check(effect: Effect, index: int, rule: Scorecard, faults: Faults) -> None:
    known = [grade.grade for grade in rule.grades]
    if effect.cap_grade is not None and effect.cap_grade not in known:
        faults.add(
            ("effects", index, "cap_grade"),
            f"unknown grade '{effect.cap_grade}'; {nearest(effect.cap_grade, known)}",
        )
    if effect.downgrade is not None and not known:
        faults.add(("effects", index, "downgrade"), "there are no grades to go down; write grades")


def _by_total(grades: Sequence[Grade]) -> exp.Expr:
    found = exp.Case()
    for number, grade in enumerate(grades, start=1):
        found = found.when(inside(grade, exp.column("sum")), exp.Literal.number(number))
    return found


def _column(effect: Effect) -> exp.Expr:
    return exp.column(f"effect.{effect.effect}", quoted=True)


def _total(effects: Sequence[Effect]) -> exp.Expr:
    """0 if the score is void; unknown if that is, and would change it."""
    void = [_column(effect) for effect in effects if effect.void]
    total = exp.column("sum")
    if not void:
        return total
    found = exp.Case().when(exp.or_(*void), number_sql(0))
    stands = exp.or_(exp.not_(exp.paren(exp.or_(*void).copy())), total.copy().eq(number_sql(0)))
    return found.when(stands, total)


def _grade(rule: Scorecard, *, undecided: bool) -> exp.Expr:
    """The number of the grade if undecided effects apply, or if they do not."""
    names = [grade.grade for grade in rule.grades]
    last = exp.Literal.number(len(names))
    found: exp.Expr = exp.column("grade.by_total", quoted=True)
    for effect in rule.effects:
        if effect.downgrade is not None:
            step = exp.Case().when(_applies(effect, undecided), exp.Literal.number(effect.downgrade))
            found = exp.Add(this=found, expression=step.else_(exp.Literal.number(0)))
    if any(effect.downgrade is not None for effect in rule.effects):
        found = exp.Least(this=found, expressions=[last.copy()], ignore_nulls=False)
    bounds = [_bound(effect, names, undecided) for effect in rule.effects if effect.cap_grade in names]
    if bounds:
        cap = (
            exp.Greatest(this=bounds[0], expressions=bounds[1:], ignore_nulls=True)
            if bounds[1:]
            else bounds[0]
        )
        found = exp.Case().when(exp.LT(this=found, expression=cap), cap.copy()).else_(found.copy())
    void = [_applies(effect, undecided) for effect in rule.effects if effect.void]
    return exp.Case().when(exp.or_(*void), last.copy()).else_(found) if void else found


def _applies(effect: Effect, undecided: bool) -> exp.Expr:
    return exp.func("COALESCE", _column(effect), exp.true() if undecided else exp.false())


def _bound(effect: Effect, names: Sequence[str], undecided: bool) -> exp.Expr:
    """The best grade that an effect leaves, as a number; 1 where it does not apply."""
    number = exp.Literal.number(names.index(str(effect.cap_grade)) + 1)
    return exp.Case().when(_applies(effect, undecided), number).else_(exp.Literal.number(1))
