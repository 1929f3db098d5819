from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.plain import read
from baicheng.reading.spans import Source
from tests.reading.sources.shown import assert_sound, pages, texts

NAME = Path("计划.txt")
PLAN = "一、总体要求\n　　到2021年底，新建公园12个（责任单位：市园林中心）。\n"


def read_plain(content: bytes) -> Source:
    return read(NAME, content)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("gb18030", b""),
        ("gbk", b""),
    ],
    ids=repr,
)
def test_the_text_is_the_same_in_every_encoding_in_use(encoding: str, mark: bytes) -> None:
    assert read_plain(mark + PLAN.encode(encoding)).text == PLAN


def test_each_line_is_a_block_and_blank_lines_keep_their_number() -> None:
    source = read_plain("标题\n\n正文\n".encode())
    assert texts(source) == ["标题", "", "正文"]
    assert pages(source) == [None, None, None]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_endings_become_line_feeds(ending: str) -> None:
    source = read_plain(f"甲{ending}乙{ending}".encode())
    assert (source.text, texts(source)) == ("甲\n乙\n", ["甲", "乙"])


def test_form_feeds_part_pages_and_belong_to_no_block() -> None:
    source = read_plain("第一页\n\f第二页\n完\f第三页".encode())
    assert list(zip(texts(source), pages(source), strict=True)) == [
        ("第一页", 1),
        ("第二页", 2),
        ("完", 2),
        ("第三页", 3),
    ]
    assert source.text == "第一页\n\f第二页\n完\f第三页"


def test_one_damaged_character_does_not_change_the_encoding_of_the_rest() -> None:
    content = (PLAN * 20).encode()
    source = read_plain(content[:400] + b"\xff" + content[400:])
    assert "新建公园12个" in source.text
    assert source.text.count("新建公园12个") >= 19
    assert "无法识别" in source.notes[0]


def test_a_damaged_national_encoding_is_read_and_noted() -> None:
    content = (PLAN * 20).encode("gb18030")
    source = read_plain(content + b"\xff\xff\n")
    assert source.text.startswith(PLAN)
    assert "第 41 行" in source.notes[0]


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02\x03 abc", "标题\x07正文".encode(), b"plan\x1b[0m"], ids=repr
)
def test_control_characters_mean_that_a_file_is_no_text(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="不是文本文件"):
        read_plain(content)


def test_the_end_of_file_mark_of_old_editors_is_dropped() -> None:
    assert read_plain("标题\r\n\x1a".encode("gbk")).text == "标题\n"


def test_every_line_of_a_long_text_is_a_block() -> None:
    content = ("　　完成中心城区12条道路改造，牵头单位：市城管局。\n" * 20_000).encode()

    assert len(read_plain(content).blocks) == 20_000


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\r\f\t")))
def test_blocks_and_what_lies_between_them_make_up_the_text(text: str) -> None:
    source = read_plain(codecs.BOM_UTF8 + text.encode())
    assert source.text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert_sound(source)
    assert "".join(texts(source)) == source.text.replace("\n", "").replace("\f", "")
