"""Numbers and characters in the form that files can hold."""

from __future__ import annotations

import re
from decimal import Decimal

from baicheng.reading.model import Op, Target

#: The largest number that Excel can hold.
LARGEST = 9.99e307
_MOST_EXACT_DIGITS = 15
_NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

#: Comparison signs that a spreadsheet does not take for the beginning of a formula.
SIGNS = {Op.AT_LEAST: "≥", Op.AT_MOST: "≤", Op.EQUAL: "＝", Op.ABOVE: "＞", Op.BELOW: "＜"}


def number(value: Decimal) -> int | float:
    """A decimal number as JSON and Excel know it: whole where it is whole.

    Beyond 15 digits it is the nearest floating-point number, at most ±9.99e307.

    >>> number(Decimal("12.0")), number(Decimal("0.35"))
    (12, 0.35)
    """
    if value.adjusted() < _MOST_EXACT_DIGITS and value == value.to_integral_value():
        return int(value)
    return max(-LARGEST, min(LARGEST, float(value)))


def shown(value: Decimal) -> str:
    """A decimal number for people: no exponent, no trailing zeros.

    >>> shown(Decimal("1E+3")), shown(Decimal("2.50"))
    ('1000', '2.5')
    """
    if abs(value.adjusted()) > _MOST_EXACT_DIGITS:
        return f"{value:.6g}"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measure_of(target: Target) -> str:
    """What a target demands, in short: ≥ 30%, ≥ 3–5 个.

    A blank stands between number and unit except before signs such as % and ‰.
    """
    amount = shown(target.value)
    if target.upper is not None:
        amount += f"–{shown(target.upper)}"
    gap = "" if not target.unit or target.unit[0] in "%‰℃" else " "
    return f"{SIGNS[target.op]} {amount}{gap}{target.unit}"


def printable(text: str) -> str:
    """The text without the characters that XML, and so Excel and HTML, cannot hold."""
    return _NOT_PRINTABLE.sub("", text)
