"""Chinese numerals are whole numbers, whichever way they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock.numerals import DIGITS, NUMERAL_CHARACTERS, chinese_number

_WORDS = "零一二三四五六七八九"


def positional(number: int) -> str:
    """A number below 100,000,000 as it is read aloud, 一十二 for 12."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return positional(high) + "万" + (_gap(low, 1000) + positional(low) if low else "")
    for size, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            high, low = divmod(number, size)
            return _WORDS[high] + name + (_gap(low, size // 10) + positional(low) if low else "")
    return _WORDS[number]


def _gap(low: int, size: int) -> str:
    return "零" if low < size else ""


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("零", 0),
        ("九", 9),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二十三", 123),
        ("三千零五十", 3050),
        ("两百", 200),
        ("两万", 20_000),
        ("一万二千", 12_000),
        ("三亿", 300_000_000),
        ("一亿二千万", 120_000_000),
        ("廿", 20),
        ("廿五", 25),
        ("卅一", 31),
        ("二〇一九", 2019),
        ("二○二○", 2020),
        ("二零零八", 2008),
        ("28", 28),
    ],
)
def test_a_numeral_is_the_number_it_states(numeral: str, number: int) -> None:
    assert chinese_number(numeral) == number


@given(st.integers(0, 99_999_999))
def test_every_number_read_aloud_is_understood(number: int) -> None:
    assert chinese_number(positional(number)) == number


@given(st.integers(10, 19))
def test_ten_to_nineteen_need_no_one_before_the_ten(number: int) -> None:
    assert chinese_number(positional(number).removeprefix("一")) == number


@given(st.integers(10, 99_999))
def test_digit_by_digit_numerals_are_understood(number: int) -> None:
    assert chinese_number("".join(_WORDS[int(digit)] for digit in str(number))) == number


@pytest.mark.parametrize(
    ("text", "named"), [("第三", "第"), ("三个", "个"), ("1.5", "."), ("一二x", "x"), (" 三", " ")]
)
def test_other_characters_are_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(ValueError, match="is no Chinese number") as refusal:
        chinese_number(text)

    assert named in str(refusal.value).split(":")[-1]


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        chinese_number("")


def test_every_character_offered_for_patterns_is_one_of_a_numeral() -> None:
    assert set(NUMERAL_CHARACTERS) <= {*DIGITS, *"十百千"}
    for character in NUMERAL_CHARACTERS:
        assert chinese_number(character) >= 0
