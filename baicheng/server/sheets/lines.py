"""Targets and parts of tasks as lines of a cell (目标、分项逐条): how they are written, and what a line says.

The words are those of the documents, so that a sheet says the same in whatever language it is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from baicheng.server.indicators.models import Op
from baicheng.server.sheets.cells import parted, plain
from baicheng.server.web.workbooks import day_in

#: Between what a line says one after the other.
BAR = "｜"
_SIGNS = {Op.AT_LEAST: "≥", Op.AT_MOST: "≤", Op.EQUAL: "=", Op.ABOVE: ">", Op.BELOW: "<"}
_OPS = {sign: op for op, sign in _SIGNS.items()} | {op.value: op for op in Op}
_AMOUNT = re.compile(r"(>=|<=|==|[≥≤=><])\s*(-?[\d,]+(?:\.\d+)?)\s*(\D.*)?")
#: What stands before a share of the target above it, and before one that is never added up.
_SHARE, _SUBSET = "分解：", "其中："
_UNTIL = "～"
#: What a target holds: digits before and behind the point, characters of unit and scope.
_DIGITS, _FINEST, _LONGEST_UNIT, _LONGEST_SCOPE = 14, Decimal("0.000001"), 40, 400


class TargetLine(NamedTuple):
    """A target; ``whose`` is a subject's name or a kind in words, ``period`` ``[since, until)``.

    With ``is_share`` it is a part of the last whole above it, with ``is_subset`` one that is never added up.
    """

    indicator: str
    op: Op
    value: Decimal
    unit: str = ""
    whose: str = ""
    period: tuple[date, date] | None = None
    due_on: date | None = None
    is_share: bool = False
    is_subset: bool = False


class PartLine(NamedTuple):
    """A part: what is to be done, by whom, until when."""

    text: str
    bearers: tuple[str, ...] = ()
    due_on: date | None = None


def target_said(line: TargetLine) -> str:
    """The line that says a target.

    >>> target_said(TargetLine("断头路", Op.AT_LEAST, Decimal(3), "条", due_on=date(2026, 6, 30)))
    '断头路｜≥ 3 条｜｜｜2026-06-30'
    """
    amount = f"{_SIGNS[line.op]} {line.value.normalize():f} {line.unit}".strip()
    period = ""
    if line.period is not None:
        since, until = line.period
        period = f"{since}{_UNTIL}{until - timedelta(days=1)}"
    before = _SUBSET if line.is_subset else _SHARE if line.is_share else ""
    return before + _joined(line.indicator, amount, line.whose, period, str(line.due_on or ""))


def part_said(line: PartLine) -> str:
    """The line that says a part.

    >>> part_said(PartLine("完成征迁", ("市城建局", "中原区"), date(2026, 3, 31)))
    '完成征迁｜市城建局、中原区｜2026-03-31'
    """
    return _joined(line.text, "、".join(line.bearers), str(line.due_on or ""))


def _joined(*said: str) -> str:
    return BAR.join(" ".join(one.replace(BAR, "／").split()) for one in said).rstrip(BAR)


def targets_in(text: str) -> list[TargetLine]:
    """The targets that a cell says, a share behind its whole.

    Raises:
        ValueError: a line says something else; the message names it and shows how to write it.
    """
    found: list[TargetLine] = []
    for number, line in _lines(text):
        target = _target_in(number, line)
        if (target.is_share or target.is_subset) and not found:
            raise ValueError(
                _("Line %(number)s is a share, and no target stands above it.") % {"number": number}
            )
        found.append(target)
    return found


def parts_in(text: str) -> list[PartLine]:
    """The parts that a cell says.

    Raises:
        ValueError: as ``targets_in``.
    """
    found = []
    for number, line in _lines(text):
        said = _said_between(line, 3)
        if said is None or not said[0]:
            raise _unclear(number, line, "完成征迁｜市城建局、中原区｜2026-03-31")
        found.append(PartLine(said[0], tuple(parted(said[1])), _day(number, said[2])))
    return found


def names_in(text: str) -> Iterator[str]:
    """What may be names of subjects in lines of targets or parts."""
    for _number, line in _lines(text):
        for said in line.split(BAR)[1:3]:
            yield from {said.strip(), *parted(said)} - {""}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    lines = plain(text).replace("|", BAR).split("\n")
    return ((number, line.strip()) for number, line in enumerate(lines, 1) if line.strip())


def _said_between(line: str, most: int) -> list[str] | None:
    said = [one.strip() for one in line.split(BAR)]
    return said + [""] * (most - len(said)) if len(said) <= most else None


def _target_in(number: int, line: str) -> TargetLine:
    is_share, is_subset = line.startswith(_SHARE), line.startswith(_SUBSET)
    bare = line.removeprefix(_SHARE).removeprefix(_SUBSET)
    said = _said_between(bare, 5)
    amount = _AMOUNT.fullmatch(said[1]) if said is not None else None
    if said is None or amount is None or not said[0]:
        raise _unclear(number, line, "断头路｜≥ 3 条｜市城建局｜2026-01-01～2026-12-31｜2026-06-30")
    value, unit = Decimal(amount[2].replace(",", "")), (amount[3] or "").strip()
    if not _is_held(value) or len(unit) > _LONGEST_UNIT or len(said[2]) > _LONGEST_SCOPE:
        raise ValueError(_("Line %(number)s is too long, or its number is.") % {"number": number})
    return TargetLine(
        said[0],
        _OPS[amount[1]],
        value,
        unit,
        said[2],
        _period(number, said[3]),
        _day(number, said[4]),
        is_share,
        is_subset,
    )


def _is_held(value: Decimal) -> bool:
    """Whether a target can hold all digits of a number."""
    return abs(value) < 10**_DIGITS and value == value.quantize(_FINEST)


def _period(number: int, text: str) -> tuple[date, date] | None:
    if not text:
        return None
    since, between, last = text.replace("~", _UNTIL).partition(_UNTIL)
    first, end = (_day(number, since), _day(number, last)) if between else (None, None)
    if first is None or end is None or end < first:
        raise _unclear(number, text, "2026-01-01～2026-12-31")
    return first, end + timedelta(days=1)


def _day(number: int, text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return day_in(text.strip())
    except ValueError as error:
        raise _unclear(number, text, "2026-06-30") from error


def _unclear(number: int, line: str, example: str) -> ValueError:
    told = _("Line %(number)s, “%(line)s”, is not clear; write it like this: %(example)s")
    return ValueError(told % {"number": number, "line": line[:80], "example": example})
