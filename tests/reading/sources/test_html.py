from __future__ import annotations

import pytest

from tests.reading.sources.conftest import ReadBytes
from tests.reading.sources.shown import cells, texts

HEAD = "<!DOCTYPE html><html><head><meta charset='utf-8'><title>云川市人民政府</title></head>"


def page(body: str) -> bytes:
    return f"{HEAD}<body>{body}</body></html>".encode()


def test_block_elements_are_paragraphs_and_inline_ones_are_not(read_bytes: ReadBytes) -> None:
    source = read_bytes(page("<h1>通知</h1><div>一、<b>总体</b>要求<p>到2021年底\n完成。</p>其他</div>"))
    assert (texts(source), source.format) == (["通知", "一、总体要求", "到2021年底 完成。", "其他"], "html")


def test_line_breaks_are_kept_and_white_space_is_squeezed(read_bytes: ReadBytes) -> None:
    body = "<p>　　甲 \n <br> 乙&nbsp;丙</p><pre>丁\n  戊</pre>"
    assert texts(read_bytes(page(body))) == ["　　甲\n乙\xa0丙", "丁\n  戊"]


def test_scripts_menus_comments_and_hidden_parts_are_left_out(read_bytes: ReadBytes) -> None:
    body = (
        "<nav>首页</nav><script>if (a < b) alert('x')</script><style>p{}</style><!-- 旧 -->"
        "<p style='display: none'>隐</p><p hidden>藏</p><select><option>选</option></select><p>正文</p>"
    )
    assert texts(read_bytes(page(body))) == ["正文"]


def test_tables_have_their_merged_cells(read_bytes: ReadBytes) -> None:
    rows = (
        "<tr><th rowspan=2>序号</th><th colspan=2>任务</th></tr><tr><td>甲</td><td>乙</td></tr>"
        "<tr><td>1</td><td><p>丙</p><p>丁</p></td><td></td></tr>"
    )
    assert cells(read_bytes(page(f"<table><thead>{rows}</thead></table>"))) == [
        ("1.1.1+2+1", "序号"),
        ("1.1.2+1+2", "任务"),
        ("1.2.2", "甲"),
        ("1.2.3", "乙"),
        ("1.3.1", "1"),
        ("1.3.2", "丙"),
        ("1.3.2", "丁"),
    ]


@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td>左</td><td><p>一、总体要求</p>{}</td></tr></table>",
        "<table><tr><td>标题</td></tr><tr><td>一、总体要求{}</td></tr></table>",
        "<table role=presentation><tr><td>左</td><td>一、总体要求{}</td></tr></table>",
    ],
)
def test_tables_that_only_arrange_the_page_are_no_tables(read_bytes: ReadBytes, layout: str) -> None:
    inner = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    source = read_bytes(page(layout.format(inner)))
    assert cells(source) == [("1.1.1", "甲"), ("1.1.2", "乙")]
    assert "一、总体要求" in texts(source)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gbk"),
        ("GBK", "gb18030"),
        ("utf-8", "utf-8"),
        ("utf-8", "gbk"),
        ("", "gbk"),
        ("no-such", "utf-8"),
    ],
)
def test_the_encoding_is_found_even_when_the_declaration_is_wrong(
    read_bytes: ReadBytes, declared: str, encoding: str
) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    content = f"<html><head>{meta}</head><body><p>云川市镕金路改造</p></body></html>".encode(encoding)
    assert texts(read_bytes(content)) == ["云川市镕金路改造"]


def test_utf_16_with_a_mark_is_read(read_bytes: ReadBytes) -> None:
    assert texts(read_bytes("<html><body><p>正文</p></body></html>".encode("utf-16"))) == ["正文"]


def test_deep_nesting_does_no_harm(read_bytes: ReadBytes) -> None:
    assert "正文" in texts(read_bytes(page("<p>正文</p>" + "<div>" * 5000 + "深")))


def test_enormous_spans_do_no_harm(read_bytes: ReadBytes) -> None:
    row = "<tr><td rowspan=99999999 colspan=99999999>甲</td><td>乙</td></tr>"
    assert [text for _, text in cells(read_bytes(page(f"<table>{row * 3}</table>")))] == ["甲", "乙"] * 3
