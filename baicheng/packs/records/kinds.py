"""Each kind of field: from what a form, a program or a case gives to the value, and from it to storage.

A reader takes the field and the raw value and returns the Python value, or raises :class:`Refused`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, TypeAlias

from pydantic import StringConstraints, TypeAdapter, ValidationError
from pydantic_core import SchemaError

from baicheng.packs.problems import suggestion
from baicheng.packs.records.places import read_place
from baicheng.packs.records.refusals import Refused
from baicheng.packs.schema.fields import Field


@dataclass(frozen=True)
class NotStated:
    """The mark of a field that the document leaves open (未写明); stored as ``{"not_stated": true}``."""


NOT_STATED = NotStated()

#: What a field holds in Python; several values are a tuple.
Value: TypeAlias = (
    "str | int | Decimal | date | bool | dict[str, object] | tuple[Value, ...] | NotStated | None"
)
#: What is stored as JSON: Decimal and date as text, everything else as it is.
Stored: TypeAlias = "str | int | bool | dict[str, object] | list[Stored] | None"

DEFAULT_MAX_LENGTH = 10_000
MAX_MANY = 500
_MAX_ID = 100
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?\d{1,24}(?:\.\d{1,12})?")


def read_value(field: Field, raw: object) -> Value:
    """The value of a field that is given; several of them where the field has ``many``.

    Raises:
        Refused: the value is not of the kind or breaks a limit of the field.
    """
    reader = _READERS[field.kind]
    if not field.many:
        return reader(field, raw)
    if not isinstance(raw, list | tuple):
        raise Refused("这里可有多个值，请给出列表。", "several values are possible here; give a list.")
    if len(raw) > MAX_MANY:
        raise Refused(f"最多 {MAX_MANY} 个值。", f"at most {MAX_MANY} values.")
    values = tuple(reader(field, item) for item in raw)
    return tuple(value for index, value in enumerate(values) if value not in values[:index])


def to_stored(value: Value) -> Stored:
    """The JSON form of a value: exact numbers and days as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_stored(item) for item in value]
    if isinstance(value, NotStated):
        return {"not_stated": True}
    return value


def _text(field: Field, raw: object) -> str:
    if not isinstance(raw, str):
        raise Refused("这里要填文字。", "text is wanted here.")
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    longest = field.max_length or DEFAULT_MAX_LENGTH
    if len(text) > longest:
        raise Refused(
            f"文字有 {len(text)} 个字，最多 {longest} 个。", f"{len(text)} characters, at most {longest}."
        )
    if _CONTROL.search(text):
        raise Refused("文字里有看不见的控制字符，请删去。", "the text has control characters; remove them.")
    if field.pattern is not None and not matches(field.pattern, text):
        raise Refused(f"格式不符：{field.pattern}。", f"it does not match {field.pattern}.")
    return text


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches; in time linear in its length, whatever the pattern."""
    try:
        _whole(pattern).validate_python(text)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=256)
def _whole(pattern: str) -> TypeAdapter[str]:
    """Checks with the regular expressions of Rust, which never backtrack."""
    return TypeAdapter(Annotated[str, StringConstraints(pattern=rf"\A(?:{pattern})\z")])


def is_pattern(pattern: str) -> bool:
    """Whether it is a regular expression that :func:`matches` understands."""
    try:
        TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
    except SchemaError:
        return False
    return True


def _number(field: Field, raw: object) -> Decimal:
    number = _decimal(raw)
    decimals = field.decimals if field.decimals is not None else (2 if field.kind == "money" else None)
    exponent = number.as_tuple().exponent
    if decimals is not None and isinstance(exponent, int) and -exponent > decimals:
        if number != round(number, decimals):
            raise Refused(f"最多 {decimals} 位小数。", f"at most {decimals} decimals.")
        number = round(number, decimals)
    _within(field, number)
    return number


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal | float):
        raise Refused("这里要填数字。", "a number is wanted here.")
    text = (
        unicodedata.normalize("NFKC", str(raw)).strip() if not isinstance(raw, Decimal) else format(raw, "f")
    )
    text = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", text)
    if not _NUMBER.fullmatch(text):
        raise Refused(
            "这里要填数字，例如 12.5，不带单位和文字。",
            "a number is wanted, such as 12.5, without unit or words.",
        )
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Refused("这里要填数字。", "a number is wanted here.") from error


def _day(field: Field, raw: object) -> date:
    day = raw
    if isinstance(raw, str) and _DAY.fullmatch(raw.strip()):
        try:
            day = date.fromisoformat(raw.strip())
        except ValueError as error:
            raise Refused(f"没有 {raw} 这一天。", f"there is no day {raw}.") from error
    if type(day) is not date:
        raise Refused("这里要填日期，例如 2019-03-08。", "a day is wanted, such as 2019-03-08.")
    _within(field, day)
    return day


def _within(field: Field, value: Decimal | date) -> None:
    low, high = field.min, field.max
    if low is not None and value < low:  # type: ignore[operator]  # the schema gives limits the field's type
        raise Refused(f"不能小于 {low}。", f"at least {low}.")
    if high is not None and value > high:  # type: ignore[operator]
        raise Refused(f"不能大于 {high}。", f"at most {high}.")


def _choice(field: Field, raw: object) -> str:
    options = field.of or {}
    if not isinstance(raw, str) or raw not in options:
        zh, en = suggestion(str(raw)[:_MAX_ID], options)
        raise Refused(f"没有这个选项，{zh}", f"there is no such option; {en}")
    return raw


def _identity(_: Field, raw: object) -> str | int:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise Refused("请选择一项。", "choose one.")
    if isinstance(raw, int) and raw > 0:
        return raw
    if isinstance(raw, str) and 0 < len(raw) <= _MAX_ID and not _CONTROL.search(raw) and raw == raw.strip():
        return raw
    raise Refused("请选择一项。", "choose one.")


def _place(field: Field, raw: object) -> dict[str, object]:
    return read_place(field.shape or "point", raw)


_READERS: dict[str, Callable[[Field, object], Value]] = {
    "text": _text,
    "personal": _text,
    "number": _number,
    "money": _number,
    "percent": _number,
    "date": _day,
    "choice": _choice,
    "subject": _identity,
    "link": _identity,
    "attachment": _identity,
    "place": _place,
}
