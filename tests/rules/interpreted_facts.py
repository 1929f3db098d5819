"""Facts reckoned plainly, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlglot
from sqlglot import exp

from baicheng.rules.compiling.windows import days_of
from baicheng.rules.model.facts import Fact
from baicheng.rules.model.rule import Rule
from baicheng.rules.setting import Setting
from tests.rules.interpreted_expressions import Row, Tables, conjoined, denied, evaluate, fixed, quotient


def facts_of(rule: Rule, setting: Setting, tables: Tables) -> list[dict[str, Any]]:
    """One row for each subject: its columns, and every fact."""
    everywhere: dict[str, Any] = {name: one.value for name, one in setting.parameters.items()}
    everywhere |= {"period_from": setting.period.since, "period_until": setting.period.until}
    subjects = []
    for row in tables[rule.judges.relation]:
        scope = True if rule.judges.where is None else evaluate(rule.judges.where, everywhere | dict(row))
        if scope is not False:
            subjects.append(everywhere | dict(row) | {"subject": row[rule.judges.key], "in_scope": scope})
    for name, fact in rule.facts.items():
        if fact.from_rows:
            for subject in subjects:
                subject[name] = fact_of(fact, subject["subject"], setting, tables, everywhere)
    if rule.judges.having is not None:
        for subject in subjects:
            subject["in_scope"] = conjoined([subject["in_scope"], evaluate(rule.judges.having, subject)])
        subjects = [subject for subject in subjects if subject["in_scope"] is not False]
    waiting = [name for name, fact in rule.facts.items() if not fact.from_rows]
    while waiting:
        for name in list(waiting):
            derived(name, rule.facts[name], waiting, subjects)
    return subjects


def derived(name: str, fact: Fact, waiting: list[str], subjects: list[dict[str, Any]]) -> None:
    needed = {column.name for column in sqlglot.parse_one(str(fact.formula)).find_all(exp.Column)}
    if needed & set(waiting):
        return
    waiting.remove(name)
    values = [evaluate(str(fact.formula), subject) for subject in subjects]
    if fact.form == "value":
        for subject, value in zip(subjects, values, strict=True):
            subject[name] = fixed(value) if isinstance(value, Decimal) else value
        return
    for subject, value in zip(subjects, values, strict=True):
        group = [
            other
            for one, other in zip(subjects, values, strict=True)
            if fact.among is None or one[fact.among] == subject[fact.among]
        ]
        subject[name] = None
        if None not in group:
            better = [
                other for other in group if (other > value if fact.order == "descending" else other < value)
            ]
            subject[name] = Decimal(len(better) + 1)


def fact_of(fact: Fact, subject: Any, setting: Setting, tables: Tables, everywhere: Row) -> Any:
    rows = rows_of(fact, subject, tables)
    if fact.form == "longest":
        return longest(fact, [everywhere | dict(row) for row in rows], setting)
    if fact.per is None:
        return absent(fact, aggregated(fact, rows, setting, everywhere))
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[fact.per.column], []).append(row)
    values = [aggregated(fact, group, setting, everywhere) for group in groups.values()]
    return None if "unknown" in values else absent(fact, over_subordinates(fact, values))


def rows_of(fact: Fact, subject: Any, tables: Tables) -> list[Row]:
    rows = tables[str(fact.relation)]
    if fact.through is None:
        return [row for row in rows if row[fact.by] == subject]
    links = [link for link in tables[fact.through.relation] if link[fact.through.of] == subject]
    return [row for row in rows for link in links if link[fact.through.member] == row[fact.by]]


def over_subordinates(fact: Fact, values: Sequence[Any]) -> Decimal | None:
    per = fact.per
    assert per is not None
    known = [value for value in values if value is not None]
    if fact.form == "count" and fact.weights is None:
        known = [value for value in known if value != 0]
    if per.each_at_most is not None:
        known = [min(value, per.each_at_most) for value in known]
    if per.then == "count":
        return Decimal(sum(value > 0 for value in known)) if known else None
    if not known:
        return None
    if per.then == "mean":
        return quotient(sum(known, Decimal(0)), Decimal(len(known)))
    return {"sum": sum, "most": max, "least": min}[per.then](known)


def absent(fact: Fact, value: Any) -> Any:
    if value == "unknown":
        return None
    if fact.if_missing == "zero":
        return Decimal(0) if value is None else value
    counts = fact.form in ("count", "distinct") and fact.weights is None and fact.per is None
    return None if counts and value == 0 else value


def counts(fact: Fact, row: Row, setting: Setting) -> bool | None:
    tests: list[Any] = []
    if fact.on is not None:
        since, until = days_of(fact, setting.period)
        day = row.get(fact.on)
        tests.append(None if day is None else (since is None or day >= since) and day < until)
    if fact.where is not None:
        tests.append(evaluate(fact.where, row))
    if fact.exempt is not None:
        tests.append(denied(evaluate(fact.exempt, row)))
    if fact.result is not None:
        tests.append(row["rule"] == fact.result and row["stage"] == fact.stage)
    return conjoined(tests)


def aggregated(fact: Fact, rows: Sequence[Row], setting: Setting, everywhere: Row) -> Any:
    values = []
    for row in rows:
        row = everywhere | dict(row)
        counted = counts(fact, row, setting)
        if counted is None:
            return "unknown"
        if not counted:
            continue
        value = Decimal(1) if fact.formula is None else evaluate(fact.formula, row)
        if fact.weights is not None:
            text = fact.weights.of.get(str(row.get(fact.weights.by)))
            weight = None if text is None else evaluate(text, row)
            value = None if weight is None or value is None else fixed(value * weight)
        if value is None:
            return "unknown"
        values.append(value)
    if fact.form == "distinct":
        return Decimal(len(set(values)))
    if fact.form == "count" and fact.weights is None:
        return Decimal(len(values))
    if not values:
        return None
    if fact.form == "mean":
        return quotient(sum(values, Decimal(0)), Decimal(len(values)))
    return {"count": sum, "sum": sum, "most": max, "least": min}[fact.form](values)


def longest(fact: Fact, rows: list[Row], setting: Setting) -> Any:
    since, until = days_of(fact, setting.period)
    hours: dict[Any, list[bool | None]] = {}
    for row in rows:
        moment = row[str(fact.on)]
        if (since is None or moment.date() >= since) and moment.date() < until:
            tests = [evaluate(str(fact.longest), row)]
            tests += [evaluate(fact.where, row)] if fact.where else []
            if len(tests) == 1 or tests[1] is not False:
                hours.setdefault(moment, []).append(conjoined(tests))
    if not hours:
        return Decimal(0) if fact.if_missing == "zero" else None
    low = run([moment for moment, held in hours.items() if True in held])
    high = run([moment for moment, held in hours.items() if held != [False] * len(held)])
    return Decimal(low) if low == high else None


def run(moments: list[Any]) -> int:
    best = 0
    for moment in moments:
        length = 1
        while moment + timedelta(hours=length) in moments:
            length += 1
        best = max(best, length)
    return best
