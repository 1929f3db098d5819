"""Columns of those judged, as the statement calls them: what a result has of its own keeps its name (自身字段)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from sqlglot import exp

from baicheng.rules.expression_types import Codes, Known
from baicheng.rules.model.rule import Rule
from baicheng.rules.relations import Relation
from baicheng.rules.setting import Stored, code_column, column_names

#: The column of every statement that names the one judged.
SUBJECT = "subject"
#: Columns of every result; a column of those judged that is called so stands in the statement as ``column.NAME``.
OF_RESULTS = frozenset({SUBJECT, "in_scope", "total", "grade", "place", "level", "outcome", "amount"})
#: What every expression means by these words; a column that is called so cannot be read.
_OF_PERIOD = frozenset({"period_from", "period_until"})
RESERVED = OF_RESULTS | _OF_PERIOD
_WORD = re.compile(r"[a-z][a-z0-9_]*")


def own_column(name: str) -> exp.Expr:
    """A column of those judged, behind the first table of the statement."""
    return exp.column(f"column.{name}", quoted=True) if name in OF_RESULTS else exp.column(name)


def own_names(rule: Rule, relation: Relation, stored: Mapping[str, Stored]) -> dict[str, Known]:
    """The columns of those judged as expressions know them behind the first table."""
    found = {}
    for name, known in column_names(relation).items():
        if name in _OF_PERIOD:
            continue
        sql = exp.column(SUBJECT) if name == rule.judges.key else own_column(name)
        how = stored.get(name, Stored())
        codes = (
            Codes(code_column(name), {word: code for code, word in enumerate(how.words)})
            if how.words
            else None
        )
        found[name] = Known(replace(known.type, bits=how.bits), sql, codes)
    return found


def selected(rule: Rule, relation: Relation, stored: Mapping[str, Stored]) -> list[exp.Expr]:
    """The columns of those judged that the rule speaks of, for the first table; a long row costs in every later one."""
    key, words = rule.judges.key, set(_WORD.findall(rule.model_dump_json()))
    found: list[exp.Expr] = [exp.alias_(exp.column(key), SUBJECT)]
    for name in relation.columns:
        if name not in words:
            continue
        if name in stored and stored[name].words:
            found.append(exp.column(code_column(name), quoted=True))
        if name in OF_RESULTS and name != key:
            found.append(exp.alias_(exp.column(name), f"column.{name}", quoted=True))
        elif name not in (key, *RESERVED):
            found.append(exp.column(name))
    return found
