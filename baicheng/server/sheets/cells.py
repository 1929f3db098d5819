"""What a cell says of a value, and what a value says in a cell (单元格): the two fit each other exactly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from baicheng.clock.dates import find_dates
from baicheng.packs.problems import suggestion
from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.server.registers.books import said, spoken
from baicheng.server.registers.masks import mask
from baicheng.server.registers.places import geometry, typed
from baicheng.server.sheets.columns import Target
from baicheng.server.web.shares import Share
from baicheng.server.web.spreadsheets import DAY, Entry, fitting, holds
from baicheng.server.web.workbooks import BETWEEN, cell_text, day_in

#: What stands in a cell where the document leaves the value open.
NOT_STATED = ("文件未写明", "not stated in the document")
_MARK = {"not_stated": True}
_YEAR = re.compile(r"((?:19|20)\d\d)年")


def entry_of(target: Target, value: Any, called: Mapping[str, Mapping[int, str]]) -> Entry:
    """A stored value as it stands in a cell; several below one another.

    Args:
        called: names of subjects and numbers and titles of records by id, under ``subject`` and ``link``.
    """
    field = target.field
    assert field is not None, "roles and shared columns are written elsewhere"
    if value is None or value == "" or value == []:
        return Entry("")
    if value == _MARK:
        return Entry(said(*NOT_STATED))
    if field.kind in NUMERIC:
        return _number(value)
    if field.kind == "date":
        return day_entry(str(value))
    if field.kind == "place":
        return Entry(typed(value))
    if field.kind == "personal":
        return Entry(str(mask(value)))
    each = value if isinstance(value, list) else [value]
    if field.kind == "choice":
        options = field.of or {}
        return stacked([spoken(options[one]) if one in options else str(one) for one in each])
    if field.kind in called:
        return stacked([called[field.kind].get(int(one), str(one)) for one in each])
    return Entry(str(value))


def stacked(words: Sequence[str]) -> Entry:
    """Several values in one cell."""
    return Entry("\n".join(words))


def _number(stored: object) -> Entry:
    try:
        number = Decimal(str(stored))
    except InvalidOperation:
        return Entry(str(stored))
    return Entry(float(number), "General") if holds(number) else Entry(str(stored))


def day_entry(stored: str) -> Entry:
    """A stored day as a cell holds it."""
    try:
        day = date.fromisoformat(stored)
    except ValueError:
        return Entry(stored)
    return Entry(day, DAY) if day.year >= 1901 else Entry(stored)  # Excel counts the days before wrongly


def says_the_same(entry: Entry, raw: Any) -> bool:
    """Whether a cell of a file holds what was written there."""
    value = entry.value
    if isinstance(value, str):
        return plain(fitting(value)) == plain(cell_text(raw))
    if isinstance(value, date):
        return (raw.date() if isinstance(raw, datetime) else raw) == value
    return isinstance(raw, int | float) and not isinstance(raw, Share | bool) and float(raw) == value


def plain(text: str) -> str:
    """A text without what a file may change of it: ends of lines, the form of letters, blanks around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def value_in(field: Field, raw: Any) -> Any:
    """What a cell says of a field that names nobody, as services take it; ``None`` where it is empty.

    Raises:
        ValueError: it says something else; the message says what to write.
    """
    text = plain(cell_text(raw))
    if not text:
        return None
    if field.not_stated and text in NOT_STATED:
        return dict(_MARK)
    if field.kind in NUMERIC:
        return _number_in(field, raw, text)
    if field.kind == "date":
        return _day_in(raw, text)
    if field.kind == "choice":
        return _choices_in(field, text)
    if field.kind == "place":
        return geometry(text, field.shape or "point")
    return text


def _number_in(field: Field, raw: Any, text: str) -> Any:
    """A number, of a share its per cent; what is none is left to the services, which say what is wanted."""
    if isinstance(raw, Share):
        return raw.percent if field.kind == "percent" else Decimal(repr(float(raw)))
    if isinstance(raw, bool | date):
        raise ValueError(_("“%(text)s” is no number") % {"text": text})
    if isinstance(raw, int | float):
        return Decimal(repr(raw))
    return text.removesuffix("%").removesuffix("％").strip() if field.kind == "percent" else text


def _day_in(raw: Any, text: str) -> date | None:
    """A day, or the last one of what ledgers write with a year: 2026年6月底前."""
    try:
        return day_in(raw)
    except ValueError:
        year = _YEAR.match(text)
        found = find_dates(text, year=int(year[1])) if year else []
        if len(found) == 1 and found[0].text == text and found[0].last is not None:
            return found[0].last
        raise


def _choices_in(field: Field, text: str) -> Any:
    if not field.many:
        return _choice_in(field, text)
    if (whole := _option(field, text)) is not None:
        return [whole]
    return list(dict.fromkeys(_choice_in(field, part) for part in parted(text)))


def _choice_in(field: Field, text: str) -> str:
    found = _option(field, text)
    if found is not None:
        return found
    offered = {spoken(title): key for key, title in (field.of or {}).items()}
    near = said(*suggestion(text[:100], offered)).rstrip("。.")
    raise ValueError(_("“%(text)s” is no option; %(near)s") % {"text": text[:100], "near": near})


def _option(field: Field, text: str) -> str | None:
    for key, title in (field.of or {}).items():
        if text.casefold() in (key, title.zh.casefold(), title.en.casefold()):
            return key
    return None


def parted(text: str) -> list[str]:
    """The names in a cell: one a line, or with separators between them."""
    return [part for part in map(str.strip, BETWEEN.split(text)) if part]
