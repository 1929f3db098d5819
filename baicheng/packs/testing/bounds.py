"""The bounds of a rule or a flow (界限): where it turns from one answer to another, and the whole read otherwise there.

A bound is tried where one case lies on it and another on its other side. Both show in the same way: the whole is read
otherwise, and a case that passed must fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from baicheng.packs.testing.readings import Otherwise, otherwise
from baicheng.packs.yaml_text import Path
from baicheng.rules.model.forms import Band

#: A rule or a flow.
Whole = TypeVar("Whole", bound=BaseModel)
#: What people read, and what holds no bound of the rule or flow itself.
_PASSED_OVER = frozenset(
    {"title", "clause", "readings", "source", "in_force", "relations", "then", "text", "remind"}
)


@dataclass(frozen=True)
class Bound(Generic[Whole]):
    """One place where a rule or a flow turns.

    Attributes:
        path: the keys under which it stands in the file.
        text: as the author wrote it.
        on: the whole with the bound itself on its other side; a case on the bound tells them apart.
        beyond: the whole without the bound; a case on the other side tells them apart. ``None``: there is none.
    """

    path: Path
    text: str
    on: Whole
    beyond: Whole | None


def bounds_of(whole: Whole) -> Iterator[Bound[Whole]]:
    """Every bound of a rule or a flow, in the order of its file.

    Of a rule those are comparisons, bands, caps and floors, days of application; of a flow comparisons and limits of
    time.
    """
    for names, keys, part in _parts(whole, (), ()):
        for one in otherwise(part):
            yield _bound(whole, names, keys, one)


def _bound(whole: Whole, names: Path, keys: Path, one: Otherwise) -> Bound[Whole]:
    beyond = None if one.beyond is None else _with(whole, names, one.beyond)
    return Bound((*keys, *one.path), one.text, _with(whole, names, one.on), beyond)


def _parts(part: object, names: Path, keys: Path) -> Iterator[tuple[Path, Path, object]]:
    """All parts of a rule or a flow, with the names that lead to each in the model and its keys in the file."""
    if isinstance(part, BaseModel):
        yield names, keys, part
        for name, field in type(part).model_fields.items():
            if name not in _PASSED_OVER:
                yield from _parts(getattr(part, name), (*names, name), (*keys, field.alias or name))
    elif isinstance(part, Mapping):
        for key, one in part.items():
            yield from _parts(one, (*names, key), (*keys, key))
    elif isinstance(part, tuple):
        if part and isinstance(part[0], Band):
            yield names, keys, part
        for index, one in enumerate(part):
            yield from _parts(one, (*names, index), (*keys, index))
    elif isinstance(part, str):
        yield names, keys, part


def _with(part: Any, names: Path, value: object) -> Any:
    """A part with another value somewhere inside it."""
    if not names:
        return value
    first, rest = names[0], names[1:]
    if isinstance(part, BaseModel):
        return part.model_copy(update={str(first): _with(getattr(part, str(first)), rest, value)})
    if isinstance(part, Mapping):
        return {**part, first: _with(part[first], rest, value)}
    return tuple(_with(one, rest, value) if index == first else one for index, one in enumerate(part))
