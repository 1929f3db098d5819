"""The fields that government web pages print above a document: 发文字号, 发文机关, 成文日期."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from baicheng.reading.identity.passages import Passages
from baicheng.reading.spans import Span


class Field(StrEnum):
    """What a field of such a form states."""

    NUMBER = "number"  # 发文字号
    ISSUER = "issuer"  # 发文机关
    TITLE = "title"  # 标题
    SIGNED = "signed"  # 成文日期
    PUBLISHED = "published"  # 发布日期, 发文日期: the web page may be later than the document
    OTHER = "other"  # 索引号, 主题分类: bounds the value before it


_LABELS = {
    Field.NUMBER: "(?:发文|公文|文件)?(?:字号|文号|编号)",
    Field.ISSUER: "(?:发文|发布|制发|制定|公开|信息公开|公文制发)(?:机关|机构|单位|部门)",
    Field.TITLE: "标题|文件名称|信息名称|名称",
    Field.SIGNED: "(?:成文|签发|制发)(?:日期|时间)",
    Field.PUBLISHED: "(?:发文|印发|发布|公开|公布|生成)(?:日期|时间)",
    Field.OTHER: "索引号|索取号|主题分类|体裁分类|组配分类|分类|主题词|来源|有效性|效力状态|实施日期|废止日期|内容概述|关键词|文种|服务对象|浏览次?量|公开方式|时间|日期|字号|作者",
}
_LABEL = re.compile(
    "[〔(·]?(?:" + "|".join(f"(?P<{field.value}>{words})" for field, words in _LABELS.items()) + ")[)〕]?:"
)
_MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Value:
    """What a field holds, in half-width forms, and where it stands."""

    norm: str
    span: Span


def web_fields(passages: Passages) -> dict[Field, Value]:
    """The fields among the first lines; of several with one label the first that is not empty."""
    values: dict[Field, Value] = {}
    for index in range(min(len(passages), _MOST_LINES)):
        passage = passages[index]
        if len(passage.norm) > 600:
            continue
        labels = list(_LABEL.finditer(passage.norm))
        if not labels:
            continue
        ends = [label.start() for label in labels[1:]] + [len(passage.norm)]
        for label, end in zip(labels, ends, strict=True):
            span = Span(passage.start + label.end(), passage.start + end)
            if not len(span) and index + 1 < len(passages):
                below = passages[index + 1]
                span = Span(below.start, below.start if _LABEL.match(below.norm) else below.end)
            field = Field(label.lastgroup or Field.OTHER)
            if len(span) and field not in values:
                values[field] = Value(span.of(passages.content.norm), span)
    return values
