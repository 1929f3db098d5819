"""Half-width forms give every character one spelling and move none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.wording.forms import BLANK, CJK, half_width, without_radicals


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("（２０１８）", "(2018)"),
        ("：，；！？", ":,;!?"),
        ("ＡＢｃ％", "ABc%"),
        ("［28］【28】[28]﹝28﹞", "〔28〕〔28〕〔28〕〔28〕"),
        ("〈办法〉<办法>＜办法＞", "《办法》《办法》《办法》"),
        ("2018–2020―2021─2022", "2018—2020—2021—2022"),
        ("3～5〜6∼7", "3~5~6~7"),
        ("「重点」『重点』", "“重点”“重点”"),
        ("1．2", "1.2"),
        ("买买提•艾山・江‧汗", "买买提·艾山·江·汗"),
        ("⼀⼆⽔", "一二水"),
        ("﹙一﹚﹕", "(一):"),
    ],
)
def test_a_character_has_one_spelling(written: str, form: str) -> None:
    assert half_width(written) == form


def test_punctuation_of_sentences_and_lists_keeps_its_chinese_form() -> None:
    assert half_width("甲、乙。《丙》“丁”") == "甲、乙。《丙》“丁”"


def test_a_full_width_blank_becomes_an_ordinary_one() -> None:
    assert half_width("王\u3000鹏") == "王 鹏"


@given(st.text())
def test_no_character_moves(text: str) -> None:
    assert len(half_width(text)) == len(text)
    assert len(without_radicals(text)) == len(text)


@given(st.text())
def test_a_second_time_changes_nothing(text: str) -> None:
    once = half_width(text)

    assert half_width(once) == once


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_chinese_characters_stay_as_they_are(text: str) -> None:
    assert half_width(text) == text == without_radicals(text)


def test_radicals_and_compatibility_ideographs_become_ordinary_characters() -> None:
    assert without_radicals("⼈⼝（⾦）") == "人口（金）"
    assert without_radicals("\uf9fd") == "什"


def test_width_is_left_alone_where_only_radicals_are_replaced() -> None:
    assert without_radicals("（１）％") == "（１）％"


@pytest.mark.parametrize("blank", list(" \t\n\r\u3000\u00a0\u00ad\u200b\u200e\u2060\ufeff"))
def test_every_invisible_character_counts_as_blank(blank: str) -> None:
    assert re.fullmatch(f"[{BLANK}]", blank)


def test_the_range_of_chinese_characters_holds_no_punctuation() -> None:
    assert re.fullmatch(f"[{CJK}]+", "百城提质") and not re.search(f"[{CJK}]", "，。（）、《》12aZ")
