"""Paragraphs behind the last clause that close the document rather than the clause (结尾)."""

from __future__ import annotations

import re
from itertools import takewhile

from baicheng.reading.sections import Section
from baicheng.reading.text import Paragraph, Text
from baicheng.reading.wording.labels import LABEL, introduces_words, opens_with_label
from baicheng.reading.wording.unit_names import is_line_of_units
from baicheng.reading.wording.units import says_role

#: The lines that end the clauses of a document: annexes, copies, when it takes effect, the day of issue.
CLOSING = re.compile(
    r"附件(?:\d{1,2}[.、:]|:)|抄送|主送|本(?:通知|意见|方案|办法|规定|细则|计划|制度)(?:自|从|由).{0,40}(?:施行|执行|实施|生效)"
    r"|\(?(?:\d{4}|[二一][〇○零0一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日\)?$"
)
_LAST_BRACKET = re.compile(r"[(〔]([^()〔〕]*(?:\([^()]*\)[^()〔〕]*){0,4})[)〕][。;]?$")
_ENOUGH_CLAUSES = 3


def free_tail(content: Text, root: Section) -> None:
    """Give the paragraphs behind the last clause to the document, where they are not the clause's own.

    They are not behind a line or bracket of units, which closes the clause; nor when at least three clauses
    stand beside the last, all of one and the same number of paragraphs, and the last alone has
    more, without units in them.
    """
    last = root
    while last.children and last.children[-1].marker is not None:
        last = last.children[-1]
    if last.parent is None or last.marker is None:
        return
    own = last.paragraphs
    lines = [n for n, paragraph in enumerate(own, 1) if _closes_clause(_norm(content, paragraph))]
    if lines and introduces_words(_norm(content, own[lines[-1] - 1])):
        return
    if lines:
        lines.append(lines[-1] + _lines_of_units(content, own[lines[-1] :]))
    beside = [len(s.paragraphs) for s in last.parent.children[:-1] if not s.children]
    alike = len(beside) >= _ENOUGH_CLAUSES and len(set(beside)) == 1
    keep = lines[-1] if lines else beside[0] if alike else len(own)
    tail = own[keep:]
    if not tail or any(p.cell or LABEL.search(_norm(content, p)) for p in tail):
        return
    del own[keep:]
    root.paragraphs.extend(tail)
    for section in (last, *last.chain()[:-1]):
        section.end = tail[0].start


def _lines_of_units(content: Text, paragraphs: list[Paragraph]) -> int:
    """How many lines below a label are units each, and not the names above the day of a signature."""
    below = list(takewhile(lambda p: is_line_of_units(_norm(content, p)), paragraphs))
    after = paragraphs[len(below) :]
    return 0 if after and CLOSING.match(_norm(content, after[0])) else len(below)


def _norm(content: Text, paragraph: Paragraph) -> str:
    return paragraph.span.of(content.norm)


def _closes_clause(norm: str) -> bool:
    """Whether a paragraph is a line of units or ends in a bracket of them."""
    if opens_with_label(norm):
        return True
    closing = _LAST_BRACKET.search(norm)
    return closing is not None and (LABEL.match(closing[1]) is not None or says_role(closing[1]))
