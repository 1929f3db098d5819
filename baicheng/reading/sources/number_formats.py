"""Numbers in the forms that word processors give automatic numbers (自动编号)."""

from __future__ import annotations

from collections.abc import Callable

PLAIN_DIGITS = "〇一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
LEGAL_DIGITS_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"  # 天干
EARTHLY_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"  # 地支
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
LONGEST_ROMAN = 3999
LONGEST_LETTERS = 780  # thirty times through the alphabet


def format_number(value: int, number_format: str) -> str:
    """A list number in one of the formats of Office Open XML (ST_NumberFormat).

    Formats without a Chinese or Western meaning of their own, and values beyond what a format can
    write, come as plain digits; ``bullet`` and ``none`` come as nothing.

    >>> format_number(12, "chineseCounting"), format_number(3, "decimalEnclosedCircle")
    ('十二', '③')
    """
    if number_format in ("bullet", "none"):
        return ""
    write = _WRITERS.get(number_format, str)
    return write(value) if value >= 0 else str(value)


def _counting(value: int, digits: str, multipliers: str, *, omit_one: bool) -> str:
    """Positional numerals up to 9999, with 零 for a gap; ``omit_one`` writes 十一 for 一十一."""
    if not 0 < value <= 9999:
        return digits[0] if value == 0 else str(value)
    zero = "零"
    written = ""
    gap = False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += (zero if gap else "") + digits[digit] + (multipliers[power - 1] if power else "")
        gap = False
    if omit_one and 10 <= value <= 19:
        return written[1:]
    return written


def _chinese(value: int) -> str:
    return _counting(value, PLAIN_DIGITS, "十百千", omit_one=True)


def _chinese_to_99(value: int) -> str:
    """Counting up to 99, and digit by digit from 100 on."""
    return _chinese(value) if value < 100 else _digital(value)


def _japanese(value: int) -> str:
    """Counting that has no 零 and no 一 before 十, 百 and 千."""
    if not 0 < value <= 9999:
        return _chinese(value)
    pairs = ((value // 1000, "千"), (value // 100 % 10, "百"), (value // 10 % 10, "十"))
    high = "".join((PLAIN_DIGITS[digit] if digit > 1 else "") + unit for digit, unit in pairs if digit)
    return high + (PLAIN_DIGITS[value % 10] if value % 10 else "")


def _legal(value: int) -> str:
    return _counting(value, LEGAL_DIGITS, "拾佰仟", omit_one=False)


def _legal_traditional(value: int) -> str:
    return _counting(value, LEGAL_DIGITS_TRADITIONAL, "拾佰仟", omit_one=False)


def _digital(value: int) -> str:
    return "".join(PLAIN_DIGITS[int(digit)] for digit in str(value))


def _roman(value: int) -> str:
    if not 0 < value <= LONGEST_ROMAN:
        return str(value)
    written = ""
    for worth, letters in ROMAN:
        count, value = divmod(value, worth)
        written += letters * count
    return written


def _letters(value: int) -> str:
    """A, B, … Z, AA, BB, …: the letter is repeated once for each time through the alphabet."""
    if not 0 < value <= LONGEST_LETTERS:
        return str(value)
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(value))


def _circled(value: int) -> str:
    for first, code, last in ((1, 0x2460, 20), (21, 0x3251, 35), (36, 0x32B1, 50)):
        if first <= value <= last:
            return chr(code + value - first)
    return str(value)


def _from(characters: str) -> Callable[[int], str]:
    """One character for each number from 1 on."""

    def write(value: int) -> str:
        return characters[value - 1] if 0 < value <= len(characters) else str(value)

    return write


def _range(first: int, count: int) -> Callable[[int], str]:
    return _from("".join(chr(first + index) for index in range(count)))


_WRITERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese_to_99,
    "taiwaneseCounting": _chinese_to_99,
    "chineseCountingThousand": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _japanese,
    "koreanDigital2": _digital,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_traditional,
    "ideographTraditional": _from(HEAVENLY_STEMS),
    "ideographZodiac": _from(EARTHLY_BRANCHES),
    "ideographEnclosedCircle": _range(0x3280, 10),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _range(0x2474, 20),
    "decimalEnclosedFullstop": _range(0x2488, 20),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalZero": lambda value: f"{value:02d}",
    "numberInDash": lambda value: f"- {value} -",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
}
