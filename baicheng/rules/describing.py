"""A rule, or a part of it, in words beside the document: title, clause, how it is reckoned, how it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from baicheng.rules.formulas import shown
from baicheng.rules.model.rule import Rule

#: Keys by which the parts of rules are called.
_NAMES = ("item", "effect", "row", "measure", "ground", "award", "exclusive", "paper", "cap", "part")
_APART = {"title", "clause", "readings", *_NAMES}


def parts_of(rule: Rule) -> dict[str, BaseModel]:
    """Everything in a rule that has a name: facts, items, rows, awards."""
    found: dict[str, BaseModel] = dict(rule.facts)
    for part in _inside(rule):
        for key in _NAMES:
            name = getattr(part, key, None)
            if isinstance(name, str):
                found.setdefault(name, part)
    return found


def _inside(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _inside(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _inside(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _inside(one)


def described(rule: Rule, name: str) -> list[str] | None:
    """A part of a rule, line by line; ``None`` where there is none of that name."""
    part = parts_of(rule).get(name)
    if part is None:
        return None
    title = getattr(part, "title", None)
    lines = [f"{name}  {title.zh} / {title.en}" if title is not None else name]
    document = " ".join(
        str(one) for one in (rule.source.document, rule.source.part, getattr(part, "clause", None)) if one
    )
    lines.append(f"出处 / clause: {document}")
    for key in type(part).model_fields:
        if key in part.model_fields_set and key not in _APART:
            lines.append(f"{key.rstrip('_')}: {_written(getattr(part, key))}")
    for reading in getattr(part, "readings", ()):
        others = "; ".join(one.zh for one in reading.alternatives)
        lines.append(
            f"解读 / reading: {reading.on.zh} → {reading.we_read.zh}" + (f" ({others})" if others else "")
        )
    return lines


def _written(value: Any) -> str:
    """A value as it stands in the file."""
    if isinstance(value, BaseModel):
        pairs = (
            (key, getattr(value, key)) for key in type(value).model_fields if key in value.model_fields_set
        )
        return "{" + ", ".join(f"{key.rstrip('_')}: {_written(one)}" for key, one in pairs) + "}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_written, value)) + "]"
    return shown(value) if isinstance(value, Decimal | bool) else str(value)
