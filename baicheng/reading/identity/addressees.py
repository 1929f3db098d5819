"""Whom a document is sent to (主送机关): the line below the title that ends in a colon."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baicheng.reading.identity.passages import Passages
from baicheng.reading.spans import Span

_NOTE = r"(?:\([^()]{1,30}\))?$"
_COMPLETE = re.compile(
    "(?:政府|办公厅|办公室|[委办局厅部署院会处社站所行司]|部门|单位|机构|企业|公司|集团|开发区|园区|新区|院校|学校|大学|医院|团体|组织|中心|"
    f"党组|党委|街道|支队|总队|同志|成员|群团|[县市区州省乡镇村旗盟]|社区){_NOTE}"
)
_PLACE = re.compile(f"(?:[县市区州省乡镇旗盟]|街道){_NOTE}")
_OF_A_PLACE = re.compile(
    "(?:政府|党委|工委|管委会|办事处|行署|公署|街道|[县市区州省乡镇旗盟])(?:\\([^()]{1,30}\\))?$"
)
_OTHER_GROUP = re.compile(
    "各|驻|有关|其[他它]|[省市县区州]直(?!辖)|[省市县区州](?:人民)?政府(?!$)|[省市县区州]委"
)
_SHARED_WORD = re.compile("(?:[委办局厅部会]|(?:人民)?政府)(?=[,;、:]|$)")
_NO_ADDRESSEES = re.compile(
    "如下|通知|现将|为了|根据|按照|意见|以下|下列|《|。|附件|组长|成员|[一二三四五六七八九十]、|\\d[.、]|[日年]$"
)
_DEPARTMENT = re.compile("各[^,;、]*(?:、[^,;、]*)*[局委厅办部]$")
_BARE_DEPARTMENT = re.compile("(?!各|省|市|县|区|国务院|中共)[^,;、:各]{2,14}[局委厅办部](?=[,;、:]|$)")
_LONGEST = 400
_LINES_LOOKED_AT = 4


@dataclass(frozen=True, slots=True)
class Addressees:
    """The addressees as written, one by one, and where the line stands."""

    names: tuple[str, ...]
    span: Span


def find_addressees(passages: Passages, start: int) -> Addressees | None:
    """The addressees on the first lines below ``start``, if they are given before the text begins.

    A group that shares a word (各县、区人民政府; 各省、自治区、直辖市人民政府; 各区教育局、财政局) is one
    addressee.
    """
    index = passages.index_at(start)
    while index < len(passages) and passages[index].end <= start:
        index += 1
    for below in range(index, min(index + _LINES_LOOKED_AT, len(passages))):
        passage = passages[below]
        found = _addressees(passages, Span(max(start, passage.start), passage.end))
        if found or "。" in passage.norm:
            return found
    return None


def _addressees(passages: Passages, line: Span) -> Addressees | None:
    """The addressees at the head of one line, up to its first colon."""
    colon = passages.content.norm.find(":", line.start, min(line.end, line.start + _LONGEST))
    if colon < 0:
        return None
    span = Span(line.start, colon)
    norm = span.of(passages.content.norm)
    pieces = _pieces(norm)
    if not pieces or _NO_ADDRESSEES.search(norm) or not all(_COMPLETE.search(norm[a:b]) for a, b in pieces):
        return None
    text = span.of(passages.content.text)
    return Addressees(tuple(text[a:b] for a, b in pieces), span)


def _pieces(norm: str) -> list[tuple[int, int]]:
    """The ranges of the single addressees: parted at commas, and at 、 where a name is complete."""
    pieces: list[tuple[int, int]] = []
    begin = depth = 0
    for position, character in enumerate(norm + ","):
        depth += (character == "(") - (character == ")")
        if depth > 0 or character not in ",;、":
            continue
        if character == "、" and not _parts(norm[begin:position], norm[position + 1 :]):
            continue
        if position > begin:
            pieces.append((begin, position))
        begin = position + 1
    return pieces


def _parts(left: str, right: str) -> bool:
    """Whether 、 parts two addressees, rather than two kinds of place that share what follows."""
    following = re.split("[,;]", right, maxsplit=1)[0]
    if _PLACE.search(left) and _OF_A_PLACE.search(following):
        return _OTHER_GROUP.match(following) is not None
    if _SHARED_WORD.match(following) or (_DEPARTMENT.match(left) and _BARE_DEPARTMENT.match(following)):
        return False
    return _COMPLETE.search(left) is not None
