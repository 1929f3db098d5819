"""Chinese numerals (中文数字) as official documents write them: 十二, 二〇一九, 两百, 1.2 万 has none."""

from __future__ import annotations

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "廿": 20, "卅": 30}
MULTIPLIERS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}

#: Characters that may stand in a Chinese numeral, for use in patterns.
NUMERAL_CHARACTERS = "零一二三四五六七八九〇○两十百千"


def chinese_number(numeral: str) -> int:
    """The whole number that a Chinese numeral states.

    Args:
        numeral: positional (``一百二十三``, ``两万``) or digit by digit (``二〇一九``);
            plain digits are accepted too.

    Raises:
        ValueError: a character is no part of a numeral, or the text is empty.

    >>> chinese_number("十二"), chinese_number("二〇一九"), chinese_number("三千零五十")
    (12, 2019, 3050)
    """
    if not numeral:
        raise ValueError("an empty text is no number")
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    unknown = set(numeral) - DIGITS.keys() - MULTIPLIERS.keys() - MYRIADS.keys()
    if unknown:
        raise ValueError(f"{numeral!r} is no Chinese number: {''.join(sorted(unknown))}")
    if len(numeral) > 1 and all(c in DIGITS for c in numeral) and not set(numeral) & {"廿", "卅"}:
        return int("".join(str(DIGITS[c]) for c in numeral))
    billions = myriads = section = digit = 0
    for c in numeral:
        if c == "亿":
            billions = ((billions + myriads + section + digit) or 1) * MYRIADS[c]
            myriads = section = digit = 0
        elif c == "万":
            myriads = ((section + digit) or 1) * MYRIADS[c]
            section = digit = 0
        elif c in MULTIPLIERS:
            section += (digit or 1) * MULTIPLIERS[c]
            digit = 0
        else:
            digit += DIGITS[c]
    return billions + myriads + section + digit
