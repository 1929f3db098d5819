"""Masks over personal data (脱敏): enough to tell two people apart, not enough to know them."""

from __future__ import annotations

from typing import Any

#: How many characters of a long value (a telephone or identity number) are shown at its ends.
_FIRST, _LAST = 3, 4


def mask(value: Any) -> Any:
    """A personal value as it is shown to those who may not read it; other marks stay as they are.

    >>> mask("王小明"), mask("13812345678"), mask("李")
    ('王**', '138****5678', '*')
    """
    if not isinstance(value, str):
        return value
    if len(value) > _FIRST + _LAST:
        return value[:_FIRST] + "*" * (len(value) - _FIRST - _LAST) + value[-_LAST:]
    return value[:1] * (len(value) > 1) + "*" * (len(value) - (len(value) > 1))
