"""A statement asked for some of its columns (取部分列): tables that add nothing to those are left out.

A database finds that out itself, but looks at every column of every table first, which takes longer than to reckon a
hundred thousand rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

#: The table with those judged, of which every column that is not asked for can be left out.
_FIRST = "judged"
_EXTENSION = frozenset({"kind", "expressions", "from_"})


def narrowed(select: exp.Select, columns: Sequence[str]) -> exp.Select:
    """These columns only, in no order; ``select`` is the statement of a rule (``WITH a AS (…), … SELECT * FROM z``)."""
    needed = set(columns)
    instead: dict[str, str] = {}
    kept: list[tuple[str, exp.Select]] = []
    for table in reversed(select.args["with_"].expressions):
        body = table.this
        if _extends(body):
            added = [one for one in body.expressions[1:] if one.alias in needed]
            if not added:
                instead[table.alias] = _origin(body)
                continue
            body = exp.select(exp.Star(), *added).from_(_origin(body))
        else:
            body = body.copy()
        if table.alias == _FIRST:
            body.set("expressions", [one for one in body.expressions if one.alias_or_name in needed])
        needed |= {column.name for column in body.find_all(exp.Column)}
        kept.append((table.alias, body))
    found = exp.select(*(exp.column(name, quoted=True) for name in columns)).from_(_origin(select))
    for name, body in reversed(kept):
        found = found.with_(name, as_=body, copy=False)
    for read in found.find_all(exp.Table):
        while read.name in instead:
            read.set("this", exp.to_identifier(instead[read.name]))
    return found


def _extends(body: exp.Expr) -> bool:
    """``SELECT *, … FROM a``, and nothing else."""
    used = {name for name, value in body.args.items() if value}
    return used <= _EXTENSION and bool(body.expressions) and isinstance(body.expressions[0], exp.Star)


def _origin(body: exp.Expr) -> str:
    return str(body.args["from_"].this.name)
