"""The smallest clauses of a section, and the general sections that hold no work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baicheng.reading.sections import Section
from baicheng.reading.text import Text
from baicheng.reading.wording.markers import Style

_GENERAL = re.compile(
    "总体要求|指导思想|总体思路|基本思路|工作思路|基本原则|工作原则|主要原则|总体目标|工作目标|主要目标|发展目标|目标要求|目标任务$|行动目标|整治目标"
    "|保障措施|组织保障|工作保障|政策保障|组织领导|组织实施|工作要求|有关要求|相关要求|工作机制|推进机制|保障机制|推进措施|实施保障|保障机制|附则"
    "|适用范围|重要意义|重要性|必要性|充分认识|基本情况|背景|存在问题|现状|工作基础|发展基础|形势|总则|实施范围|职责分工|组织机构"
    "|考核(?:评价|办法|奖惩)?$|督(?:导|查)考核|其他事项|监督检查|奖惩|施行|名词解释|统一思想"
)
_LONGEST_MEMBER = 80


def is_general(section: Section) -> bool:
    """Whether the heading of a section says that it holds aims, reasons or safeguards rather than work."""
    return bool(_GENERAL.search(section.title))


def leaves(content: Text, section: Section) -> Iterator[Section]:
    """The smallest clauses of a section; an enumeration inside a sentence stays with its clause."""
    if not section.children or _enumerates(content, section):
        yield section
        return
    for child in section.children:
        if not (child.style is Style.HAN and is_general(child)):
            yield from leaves(content, child)


def _enumerates(content: Text, section: Section) -> bool:
    """Whether the clauses under a section are members of its sentence: 对下列市场…：（1）…的；（2）…的。"""
    own = [p for p in section.paragraphs if p.cell is None and p.end <= section.children[0].start]
    if section.marker is None or not own or content.norm[own[-1].end - 1] != ":":
        return False
    members = [child.span.of(content.norm).rstrip() for child in section.children]
    return all(_is_member(words) for words in members[:-1]) and "\n" not in members[0]


def _is_member(words: str) -> bool:
    return len(words) <= _LONGEST_MEMBER and words[-1] in ";,、的" and "。" not in words
