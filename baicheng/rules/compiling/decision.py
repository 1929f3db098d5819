"""A decision table as one statement: each row met, not met or undecided, and what the hit policy makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from baicheng.rules.compiling.frame import Judged, in_scope, judged, relations_of
from baicheng.rules.dialects import OneStatement
from baicheng.rules.expression_types import exact, number_sql
from baicheng.rules.model.decision import Decision, Row
from baicheng.rules.setting import Faults, Setting


@dataclass(frozen=True)
class CompiledDecision(OneStatement):
    """A decision table as one statement; ``rows`` are those in force, with the names on which each rests."""

    rule: Decision
    setting: Setting
    select: exp.Select
    judged: Judged
    rows: tuple[tuple[Row, tuple[str, ...]], ...]


def compile_decision(rule: Decision, setting: Setting) -> CompiledDecision:
    """Check a decision table and make its statement.

    Raises:
        FaultyRule: with every fault that was found.
    """
    faults = Faults()
    setting = relations_of(rule, setting)
    found = judged(rule, setting, faults)
    rows, columns = _rows(rule, setting, found, faults)
    statement = found.statement
    statement.extend("hit", columns)
    statement.extend("decided", _decided(rule, [row for row, _ in rows]))
    faults.raise_any()
    return CompiledDecision(rule, setting, statement.finished(), found, tuple(rows))


def _rows(
    rule: Decision, setting: Setting, found: Judged, faults: Faults
) -> tuple[list[tuple[Row, tuple[str, ...]]], list[tuple[str, exp.Expr]]]:
    names, kept = found.names, []
    columns: list[tuple[str, exp.Expr]] = []
    before: list[exp.Expr] = []
    used_before: tuple[str, ...] = ()
    doubtful = in_scope(found)
    if doubtful is not None:
        before.append(exp.column("in_scope"))
    if rule.trigger is not None:
        trigger = faults.condition(rule.trigger, names, ("trigger",))
        before.append(exp.paren(trigger.sql))
        used_before = trigger.names
    seen: set[str] = set()
    for index, row in enumerate(rule.rows):
        if not row.in_force.holds(setting.period.last_day):
            continue
        if row.row in seen:
            faults.add(("rows", index, "row"), f"'{row.row}' stands twice; rename one")
        seen.add(row.row)
        when = faults.condition(row.when, names, ("rows", index, "when"))
        tests = [*(one.copy() for one in before), exp.paren(when.sql) if before else when.sql]
        columns.append((f"{row.row}.hit", exp.and_(*tests)))
        used = (*used_before, *when.names)
        if row.amount is not None:
            amount = faults.quantity(row.amount, names, ("rows", index, "amount"), rule.unit)
            columns.append((f"{row.row}.amount", exact(amount.sql)))
            used += amount.names
        kept.append((row, tuple(dict.fromkeys(used))))
    return kept, columns


def _hit(row: Row) -> exp.Expr:
    return exp.column(f"{row.row}.hit", quoted=True)


def _decided(rule: Decision, rows: Sequence[Row]) -> list[tuple[str, exp.Expr]]:
    """``row.number``: which row counts, 0 for none; ``amount``; each unknown if it hangs on an undecided row."""
    if rule.hit in ("first", "priority"):
        return [("row.number", _first(rule, rows))]
    if rule.hit == "collect":
        return [("amount", exact(_collected(str(rule.collect), rows)))]
    return []


def _first(rule: Decision, rows: Sequence[Row]) -> exp.Expr:
    numbered = list(enumerate(rows, start=1))
    if rule.hit == "priority":
        numbered.sort(key=lambda one: -(one[1].priority or 0))
    found = exp.Case()
    for number, row in numbered:
        found = found.when(_hit(row).is_(exp.Null()), exp.Null()).when(_hit(row), exp.Literal.number(number))
    return found.else_(exp.Literal.number(0)) if numbered else exp.Literal.number(0)


def _collected(how: str, rows: Sequence[Row]) -> exp.Expr:
    """Sum and count of nothing are 0; the most and least of nothing are unknown."""
    if how in ("sum", "count"):
        total: exp.Expr = number_sql(0)
        for row in rows:
            amount = number_sql(1) if how == "count" else exp.column(f"{row.row}.amount", quoted=True)
            counted = exp.Case().when(_hit(row), amount).when(exp.not_(_hit(row)), number_sql(0))
            total = exp.Add(this=total, expression=counted)
        return total
    unknown: list[exp.Expr] = []
    amounts: list[exp.Expr] = []
    for row in rows:
        amount = exp.column(f"{row.row}.amount", quoted=True)
        unknown.append(_hit(row).is_(exp.Null()))
        unknown.append(exp.and_(_hit(row), amount.copy().is_(exp.Null())))
        amounts.append(exp.Case().when(_hit(row), amount))
    function = exp.Greatest if how == "most" else exp.Least
    # Rows that are not hit are empty here on purpose, and skipped.
    best = (
        function(this=amounts[0], expressions=amounts[1:], ignore_nulls=True) if amounts[1:] else amounts[0]
    )
    return exp.Case().when(exp.or_(*unknown), exp.Null()).else_(best)
