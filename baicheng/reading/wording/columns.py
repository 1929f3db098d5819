"""The headings of task tables (任务分解表): what each column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from baicheng.reading.model import Role
from baicheng.reading.wording.labels import Label, heading_role


class Column(StrEnum):
    """What a column holds besides units and time limits."""

    NUMBER = "number"  # 序号
    CLASS = "class"  # 任务分类, 类别, 领域
    TITLE = "title"  # 重点任务, 项目名称
    CONTENT = "content"  # 工作内容, 具体措施
    TARGET = "target"  # 目标, 指标值
    NOTE = "note"  # 备注


_PATTERNS = (
    (Column.NUMBER, "序号|编号|项号|No\\.?"),
    (Column.NOTE, "备注|说明|进展情况|联系人|联系电话|联系方式|责任人"),
    (
        Column.TARGET,
        "(?:年度|工作|主要|预期|阶段性?|建设|具体|量化|任务)?(?:目标|指标)(?:值|要求|任务)?|预期成果|成果形式|工作成果",
    ),
    (
        Column.CONTENT,
        "(?:主要|重点|具体|年度|建设|工作|任务|整改|改革|实施|项目)*(?:内容|措施|举措|要求|要点|事项内容|规模)(?:[及和与](?:主要|建设|年度|工作)?(?:目标|要求|标准|规模|内容))?"
        "|(?:具体|细化)(?:任务|工作|事项)|任务(?:内容|描述)|工作任务及(?:目标|要求)",
    ),
    (Column.CLASS, "(?:任务|工作|项目|指标|事项)?(?:分类|类别|类型|领域|板块)|方面|大项|一级任务"),
    (
        Column.TITLE,
        "(?:主要|重点|工作|年度|目标|改革|整改|建设|实事|二级)*(?:任务|工作|事项|项目|问题|工程|清单)(?:名称|分解)?|名称|内容",
    ),
)


_LONGEST_HEADING = 40


@dataclass(slots=True)
class Columns:
    """Where a table keeps what, by column number: units by role, time limits, and the rest."""

    roles: dict[int, Role]
    limits: list[int]
    others: dict[Column, list[int]]

    def first(self, *kinds: Column) -> int | None:
        """The first column of the first of these kinds that the table has."""
        return next((numbers[0] for kind in kinds if (numbers := self.others.get(kind))), None)

    def is_task_table(self) -> bool:
        """Whether the columns say what is to be done, and by whom or when."""
        return self.first(Column.CONTENT, Column.TITLE) is not None and bool(self.roles or self.limits)


def column_kind(heading: str) -> Role | Label | Column | None:
    """What a column with this heading (half-width, no blanks) holds."""
    if len(heading) > _LONGEST_HEADING:
        return None
    words = re.sub(r"\(.*\)$", "", heading.replace("\n", ""))
    role = heading_role(words)
    if isinstance(role, Role) or role is Label.LIMIT:
        return role
    return next((kind for kind, pattern in _PATTERNS if re.fullmatch(pattern, words)), role)


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
        elif kind is None and len(heading) > 12:
            return None
    titles = columns.others.get(Column.TITLE, [])
    if len(titles) > 1 and Column.CONTENT not in columns.others:
        columns.others[Column.CONTENT] = [
            titles.pop()
        ]  # 项目名称, then 年度任务: the latter says what is to be done
    return columns if columns.is_task_table() else None
