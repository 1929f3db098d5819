"""Every part of a pack, with the keys that lead to it, whatever model it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem
from baicheng.packs.yaml_text import Path

_FOLDERS = (
    *("values", "periods", "groups", "indicators", "registers", "duties", "rules", "rounds", "notices"),
)


class Found(NamedTuple):
    """One value of a pack and where it stands."""

    place: Place
    path: Path
    value: object

    def problem(self, zh: str, en: str, *, warning: bool = False) -> Problem:
        return self.place.problem(self.path, zh, en, warning=warning)


def parts_of(pack: Pack) -> Iterator[tuple[str, str, BaseModel]]:
    """Each named part: folder, name, model; ``("pack", "", manifest)`` first, cases last."""
    yield "pack", "", pack.manifest
    for folder in _FOLDERS:
        for name, part in getattr(pack, folder).items():
            yield folder, name, part
    for case in pack.cases:
        yield "tests", case.name, case


def everything(pack: Pack) -> Iterator[Found]:
    """Every model and scalar inside every part except the cases, each before what it holds."""
    for folder, name, part in parts_of(pack):
        if folder != "tests":
            yield from inside(pack.place(folder, name), (), part)


def inside(place: Place, path: Path, value: object) -> Iterator[Found]:
    """A value and everything inside it, by the keys of the file."""
    yield Found(place, path, value)
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from inside(place, (*path, field.alias or name), getattr(value, name))
        for name, extra in (value.model_extra or {}).items():
            yield from inside(place, (*path, name), extra)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from inside(place, (*path, str(key)), item)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from inside(place, (*path, index), item)
