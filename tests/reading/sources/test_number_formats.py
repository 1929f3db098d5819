from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock.numerals import chinese_number
from baicheng.reading.sources.number_formats import format_number


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {10: "１０"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九"}),
        ("chineseCountingThousand", {100: "一百", 101: "一百零一", 110: "一百一十", 1001: "一千零一"}),
        ("taiwaneseCountingThousand", {15: "十五", 115: "一百一十五"}),
        ("japaneseCounting", {3: "三", 10: "十", 12: "十二", 100: "百", 101: "百一", 200: "二百"}),
        ("chineseLegalSimplified", {1: "壹", 2: "贰", 10: "壹拾", 12: "壹拾贰"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("ideographDigital", {1: "一", 10: "一〇", 21: "二一"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 50: "㊿", 51: "51"}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("decimalEnclosedParen", {1: "⑴"}),
        ("decimalEnclosedFullstop", {1: "⒈"}),
        ("upperRoman", {4: "IV", 1994: "MCMXCIV", 4000: "4000"}),
        ("lowerRoman", {9: "ix"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 53: "AAA"}),
        ("lowerLetter", {3: "c"}),
        ("numberInDash", {5: "- 5 -"}),
        ("bullet", {1: ""}),
        ("none", {1: ""}),
        ("unheardOf", {7: "7"}),
    ],
)
def test_each_format_writes_numbers_as_the_word_processor_does(
    number_format: str, shown: dict[int, str]
) -> None:
    assert {value: format_number(value, number_format) for value in shown} == shown


@given(
    st.integers(1, 9999), st.sampled_from(["chineseCounting", "chineseCountingThousand", "ideographDigital"])
)
def test_chinese_numerals_read_back_as_the_same_number(value: int, number_format: str) -> None:
    written = format_number(value, number_format)
    assert chinese_number(written) == value


@given(
    st.integers(-10, 10**7),
    st.sampled_from(["chineseCounting", "japaneseCounting", "upperRoman", "lowerLetter", "ideographZodiac"]),
)
def test_no_number_is_too_large_or_too_small_to_be_shown(value: int, number_format: str) -> None:
    assert format_number(value, number_format)
