"""Half-width forms: one spelling for each character, so that a pattern needs to know only one.

Every mapping is one character to one character; positions therefore never move.
"""

from __future__ import annotations

import re
import unicodedata

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

#: White space of all widths, soft hyphens and other characters that print nothing.
BLANK = "\\s\u3000\u00a0\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060\ufeff"

_EXTRA = {
    "．": ".",
    "﹒": ".",
    "–": "—",
    "―": "—",
    "─": "—",
    "－": "-",
    "−": "-",
    "～": "~",
    "〜": "~",
    "∼": "~",
    "[": "〔",
    "]": "〕",
    "［": "〔",
    "］": "〕",
    "﹝": "〔",
    "﹞": "〕",
    "【": "〔",
    "】": "〕",
    "〖": "〔",
    "〗": "〕",
    "{": "〔",
    "}": "〕",
    "｛": "〔",
    "｝": "〕",
    "〈": "《",
    "〉": "》",
    "<": "《",
    ">": "》",
    "＜": "《",
    "＞": "》",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    "〝": "“",
    "〞": "”",
    "‧": "·",
    "•": "·",
    "・": "·",
    "⋅": "·",
}


def _half_width_table() -> dict[int, str]:
    """Characters whose compatibility form is one other character, and brackets and dashes made one."""
    table = {}
    ranges = ((0x2E80, 0x2FE0), (0x3000, 0x3040), (0xF900, 0xFB00), (0xFE30, 0xFE70), (0xFF01, 0xFFEF))
    for first, beyond in ranges:
        for code in range(first, beyond):
            form = unicodedata.normalize("NFKC", chr(code))
            if len(form) == 1 and form != chr(code):
                table[code] = form
    table.update({ord(c): form for c, form in _EXTRA.items()})
    return table


_TABLE = _half_width_table()
_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")


def half_width(text: str) -> str:
    """``text`` in half-width forms, character by character.

    Full-width letters, digits and punctuation become half-width, Kangxi radicals (as PDF files hold
    them) become the characters they stand for, all square brackets become 〔〕, all angle brackets
    《》, long dashes —, short ones -. The result has the length of ``text``.

    >>> half_width("（２０１８）［28］：")
    '(2018)〔28〕:'
    """
    return text.translate(_TABLE)


def without_radicals(text: str) -> str:
    """``text`` with Kangxi radicals and compatibility ideographs replaced by ordinary characters."""
    return _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m[0])[0], text)
