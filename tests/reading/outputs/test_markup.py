"""Text in a page is escaped, whatever its characters."""

from __future__ import annotations

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.outputs.figures import printable
from baicheng.reading.outputs.page.markup import element, text


@given(st.text() | st.text("<>&\"' \n\x00\x85甲“。\ufffe"))
def test_text_is_escaped_and_freed_of_what_html_cannot_hold(words: str) -> None:
    assert text(words) == escape(printable(words))


def test_each_of_the_first_characters_is_escaped_where_it_must_be() -> None:
    characters = [chr(code) for code in range(0x3100)]

    assert [text(c) for c in characters] == [escape(printable(c)) for c in characters]


def test_markup_is_taken_as_it_is() -> None:
    assert element("p", element("b", "1 < 2")) == "<p><b>1 &lt; 2</b></p>"
