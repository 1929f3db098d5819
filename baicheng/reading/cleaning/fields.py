"""A line of a typed table taken apart into its fields, and the columns in which they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baicheng.reading.spans import Cell
from baicheng.reading.wording.columns import column_kind, read_columns
from baicheng.reading.wording.forms import BLANK, half_width

_STROKE = re.compile(r"[|│┃｜]")
_WIDE_BLANK = re.compile("[ \u00a0]{2,}|\u3000+")
_BLANKS = re.compile(f"[{BLANK}]+")
_HEAD_WORDS = re.compile("单\\s*位|部\\s*门|时\\s*限|时\\s*间|主\\s*体|期\\s*限|牵\\s*头|领\\s*导")
_FEWEST_COLUMNS, _LONGEST_HEAD = 3, 1000
_FARTHEST = 6  # half characters by which a field may begin beside its column


@dataclass(frozen=True, slots=True)
class Raw:
    """A line of a file, or a field of one: where it stands in the source, and its cell if it has one."""

    start: int
    text: str
    page: int | None = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a line: from where to where, and its left edge in half characters."""

    start: int
    end: int
    left: int


def between(raw: str, separator: re.Pattern[str]) -> list[Field]:
    """The stretches between separators."""
    fields, start = [], 0
    for found in separator.finditer(raw):
        fields.append(Field(start, found.start(), 0))
        start = found.end()
    return [*fields, Field(start, len(raw), 0)]


def fields_of(raw: str, separator: re.Pattern[str]) -> list[Field]:
    """The fields of a line, without the empty ones that frame it, with their left edges."""
    fields = between(raw, separator)
    if fields and not raw[fields[0].start : fields[0].end].strip():
        fields = fields[1:]
    if fields and not raw[fields[-1].start : fields[-1].end].strip():
        fields = fields[:-1]
    placed, left, done = [], 0, 0
    for field in fields:
        left += sum(2 if ord(c) > 0x2E7F else 1 for c in raw[done : field.start])
        done = field.start
        placed.append(Field(field.start, field.end, left))
    return placed


def whole_of(raw: str) -> Field:
    """A line as one field."""
    return Field(0, len(raw), 0)


def norm_of(raw: str, field: Field) -> str:
    """The words of a field in half-width forms, without blanks."""
    return half_width(_BLANKS.sub("", raw[field.start : field.end]))


def separator_of_head(raw: str) -> re.Pattern[str] | None:
    """What parts the columns of a line that is the head of a task table, other than tabs."""
    if len(raw) > _LONGEST_HEAD or not _HEAD_WORDS.search(raw):
        return None
    for separator in (_STROKE, _WIDE_BLANK):
        fields = fields_of(raw, separator)
        if len(fields) < _FEWEST_COLUMNS:
            continue
        headings = [norm_of(raw, field) for field in fields]
        known = sum(column_kind(heading) is not None for heading in headings)
        if known >= len(headings) - 1:
            return separator if read_columns(dict(enumerate(headings, 1))) else None
    return None


def columns_of(fields: list[Field], starts: list[int]) -> list[int] | None:
    """The columns, from 1, below which the fields of a short line begin, or ``None`` if it is no row."""
    columns: list[int] = []
    for field in fields:
        nearest = min(range(len(starts)), key=lambda n: abs(starts[n] - field.left))
        if abs(starts[nearest] - field.left) > _FARTHEST or (columns and nearest + 1 <= columns[-1]):
            return None
        columns.append(nearest + 1)
    return columns or None
