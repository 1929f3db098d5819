"""The headings of task tables (任务分解表): what each column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from baicheng.reading.model import Role
from baicheng.reading.wording.labels import Label, heading_role


class Column(StrEnum):
    """What a column holds besides units and time limits."""

    NUMBER = "number"  # 序号
    CLASS = "class"  # 任务分类, 类别, 领域
    TITLE = "title"  # 重点任务, 项目名称
    PROBLEM = "problem"  # 反馈问题, 问题表述: what was found, not what is to be done
    CONTENT = "content"  # 工作内容, 具体措施
    TARGET = "target"  # 目标, 指标值
    NOTE = "note"  # 备注


_KIND_OF_WORK = (
    "(?:主要|重点|具体|年度|本年|全年|当年|阶段|建设|工作|任务|整改|治理|改革|实施|项目|工程|推进|落实|创建|整治|提升|改造|服务|"
    "攻坚|目标|计划|分解|细化|责任|配套|保障|民生|实事|活动|督查|考核|政策|支持|事项|行动|专项|解决|防治|对应|拟|采取|的)"
)
_FOUND_BY = "(?:反馈|存在|突出|具体|主要|整改|督察|督查|巡察|巡视|审计|检查|排查|涉及|需|待|解决|发现|梳理|查摆|工作|群众|反映|的)"
_PERIOD = "第?(?:[一二三四1-4]季度|(?:[1-9]|1[0-2])月份?|[上下]半年)"
_PATTERNS = (
    (Column.NUMBER, "序号?|编号|项号|条目|No\\.?"),
    (
        Column.NOTE,
        "备注|说明|(?:目前|当前|工作|整改|任务|项目|落实)?(?:进展|完成|落实|整改|销号|验收)(?:情况|状态)?|责任人|联系.*|(?:联系)?电话"
        "|.*(?:投资|资金|经费)(?:额|来源|估算|概算|规模)?"
        "|(?:建设|项目|实施|具体)?(?:地点|地址|位置|性质|年限|周期|起止年限)|所在地|计量单位|数量|依据|(?:任务|问题)?来源",
    ),
    (
        Column.TARGET,
        "(?:年度|工作|主要|预期|阶段性?|建设|具体|量化|任务|总体|治理|整改|绩效|攻坚|行动|创建)*(?:目标|指标)(?:值|要求|任务)?"
        "|(?:预期|工作|标志性|年度|主要|整改)*(?:成果|成效|效果)(?:形式)?|成果形式|达到标准"
        f"|{_PERIOD}(?:工作|推进|阶段)?(?:目标|任务|计划|进度|节点|安排)?(?:任务|目标|要求|安排)?",
    ),
    (
        Column.CONTENT,
        f"{_KIND_OF_WORK}*(?:内容|措施|举措|要求|要点|规模|做法|标准|办法|步骤|路径)"
        f"|{_KIND_OF_WORK}*(?:内容|措施|举措|要求|规模)(?:目标|要求|标准|规模|内容|措施|任务|时限)"
        "|(?:具体|细化|分解|年度|本年度?)(?:任务|工作|事项)|(?:任务|工作)(?:内容|描述|分解|细化)"
        "|(?:年度)?形象进度|(?:年度|工作)计划",
    ),
    (
        Column.CLASS,
        "(?:任务|工作|项目|指标|事项|工程|问题|实事|责任)?(?:分类|类别|类型|领域|板块|专项)|方面|大项|一级任务|所属(?:领域|行业|专项)",
    ),
    (
        Column.PROBLEM,
        f"{_FOUND_BY}*(?:问题|不足|短板|差距|隐患|薄弱环节)(?:表述|描述|清单|表现|情况|摘要|内容)?"
        f"|{_FOUND_BY}+意见(?:内容)?",
    ),
    (
        Column.TITLE,
        f"(?:二级|三级|{_KIND_OF_WORK})*(?:任务|工作|事项|项目|工程|清单|实事|行动)(?:名称|分解|事项)?|名称|内容",
    ),
)
#: Parts of a heading that alone would say too little: 牵头 beside 配合 below 责任分工.
_BARE_ROLES = {
    "牵头": Role.LEAD,
    "主办": Role.LEAD,
    "配合": Role.SUPPORTING,
    "协办": Role.SUPPORTING,
    "部门": Role.RESPONSIBLE,
}
_LIMIT = re.compile(
    "(?:整改|完成|办理|落实|工作|任务|推进|实施|计划|预计|起止|办结|建成|解决|销号|要求)*"
    "(?:时限|期限|时间|日期|时间节点|时间表|时间进度|节点)(?:要求|安排|节点)?"
)
_AND = re.compile("以及|[及和与、/]")


_LONGEST_HEADING = 40
#: The year before the name of a column: 2023年建设内容.
_YEAR = re.compile("^(?:(?:19|20)\\d\\d年度?|今年)(?=.)")


@dataclass(slots=True)
class Columns:
    """Where a table keeps what, by column number: units by role, time limits, and the rest.

    ``periods`` are the columns whose heading says until when their cells hold: 三季度目标.
    """

    roles: dict[int, Role]
    limits: list[int]
    others: dict[Column, list[int]]
    periods: list[int] = field(default_factory=list)

    def first(self, *kinds: Column) -> int | None:
        """The first column of the first of these kinds that the table has."""
        return next((numbers[0] for kind in kinds if (numbers := self.others.get(kind))), None)

    def is_task_table(self) -> bool:
        """Whether the columns say what is to be done, and by whom or when."""
        work = self.first(Column.CONTENT, Column.TITLE, Column.PROBLEM)
        return work is not None and bool(self.roles or self.limits)


@lru_cache(maxsize=4096)
def column_kind(heading: str) -> Role | Label | Column | None:
    """What a column with this heading (half-width, no blanks) holds.

    A heading that joins two (整改任务及措施, 工作任务和目标) heads what is to be done, if both say what
    work it is; else the first of them tells.
    """
    if len(heading) > _LONGEST_HEADING:
        return None
    whole = re.sub(r"\(.*\)$", "", heading.replace("\n", ""))
    words = _YEAR.sub("", whole)
    kind = _kind_of(words)
    if kind is None and len(joined := _AND.split(words)) > 1:
        kinds = [_kind_of(part) for part in joined]
        kind = None if None in kinds else _joint(kinds)
    return Column.CONTENT if kind is Column.TITLE and words != whole else kind  # 2023年建设任务


def _kind_of(words: str) -> Role | Label | Column | None:
    role = heading_role(words) or _BARE_ROLES.get(words)
    if isinstance(role, Role) or role is Label.LIMIT:
        return role
    if _LIMIT.fullmatch(words):
        return Label.LIMIT
    return next((kind for kind, pattern in _PATTERNS if re.fullmatch(pattern, words)), role)


def _joint(kinds: Sequence[Role | Label | Column | None]) -> Role | Label | Column | None:
    work = {Column.TITLE, Column.CONTENT, Column.TARGET, Column.PROBLEM}
    return Column.CONTENT if set(kinds) <= work and set(kinds) != {Column.PROBLEM} else kinds[0]


def read_columns(headings: dict[int, str]) -> Columns | None:
    """The columns of a table from a row that may be its head; ``None`` if it heads no task table."""
    columns = Columns({}, [], {})
    for number, heading in headings.items():
        kind = column_kind(heading)
        if isinstance(kind, Role):
            columns.roles[number] = kind
        elif kind is Label.LIMIT:
            columns.limits.append(number)
        elif isinstance(kind, Column):
            columns.others.setdefault(kind, []).append(number)
            if kind is Column.TARGET and re.match(_PERIOD, heading):
                columns.periods.append(number)
        elif kind is None and len(heading) > 12:
            return None
    _find_content(columns.others)
    return columns if columns.is_task_table() else None


def _find_content(others: dict[Column, list[int]]) -> None:
    """Let a second title (项目名称, then 年度任务), else the goal beside a title, say what is to be done."""
    if Column.CONTENT in others:
        return
    titles = others.get(Column.TITLE, [])
    if len(titles) > 1:
        others[Column.CONTENT] = [titles.pop()]
    elif (titles or Column.PROBLEM in others) and Column.TARGET in others:
        others[Column.CONTENT] = others.pop(Column.TARGET)
