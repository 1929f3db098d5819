"""Which columns the sheets of the workbook have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Protocol

from baicheng.reading.model import Target
from baicheng.reading.outputs.figures import SIGNS, number
from baicheng.reading.outputs.rows import DetailRow, DutyRow, FindingRow, TaskRow
from baicheng.reading.outputs.sheet import Cell, Column
from baicheng.reading.outputs.unit_loads import UnitLoad
from baicheng.reading.outputs.wording import CYCLES, MEASURES, PORTIONS

_DAYS_SHOWN = 12


class _OfDocument(Protocol):
    @property
    def document_number(self) -> str: ...


def task_columns(several: bool) -> list[Column[TaskRow]]:
    """One row a task (任务台账); with the document number where there are ``several`` documents."""
    return [
        Column("序号", 6, lambda row: row.number, centred=True),
        *_document_number(several),
        Column("条款", 11, lambda row: row.task.address, centred=True),
        Column("任务", 18, lambda row: row.title),
        Column("任务内容（原文）", 50, lambda row: row.task.text),
        Column("牵头单位", 14, lambda row: _stacked(row.units.lead), centred=True),
        Column("责任单位", 15, lambda row: _stacked(row.units.responsible), centred=True),
        Column("配合单位", 13, lambda row: _stacked(row.units.supporting), centred=True, optional=True),
        Column("分管领导", 10, lambda row: _stacked(row.units.supervisor), centred=True, optional=True),
        Column("完成时限", 12, lambda row: _first(row.task.deadlines), centred=True),
        Column(
            "其余时限", 12, lambda row: _stacked_days(row.task.deadlines[1:]), centred=True, optional=True
        ),
        Column("目标", 30, lambda row: _goals(row.task.targets)),
        Column("提示", 24, lambda row: "\n".join(row.findings), optional=True, printed=False, warns=True),
        Column("所属部分", 26, lambda row: row.section, optional=True, printed=False),
        Column("原文位置", 12, lambda row: row.place, centred=True, optional=True, printed=False),
    ]


def detail_columns(several: bool) -> list[Column[DetailRow]]:
    """One row for each part, target and deadline of a task (目标明细)."""
    return [
        Column("任务序号", 6, lambda row: row.number, centred=True),
        Column("分项", 6, lambda row: row.part, centred=True),
        *_document_number(several),
        Column("条款", 11, lambda row: row.task.address, centred=True),
        Column("任务", 18, lambda row: row.title),
        Column("指标", 19, _of_target(lambda target: target.indicator)),
        Column("范围", 11, _of_target(lambda target: target.scope), optional=True),
        Column("构成", 6, _of_target(lambda target: PORTIONS[target.portion]), centred=True, optional=True),
        Column("性质", 6, _of_target(lambda target: MEASURES[target.measure]), centred=True),
        Column("比较", 6, _of_target(lambda target: SIGNS[target.op]), centred=True),
        Column("目标值", 10, _of_target(lambda target: number(target.value))),
        Column("上限", 8, _of_target(_upper), optional=True),
        Column("计量单位", 9, _of_target(lambda target: target.unit), centred=True),
        Column("完成时限", 12, lambda row: row.detail.due, centred=True),
        Column("时限原文", 12, _deadline_text, centred=True),
        Column("牵头单位", 14, lambda row: _stacked(row.units.lead), centred=True),
        Column("责任单位", 15, lambda row: _stacked(row.units.responsible), centred=True),
        Column("配合单位", 13, lambda row: _stacked(row.units.supporting), centred=True, optional=True),
        Column("原文", 36, lambda row: row.detail.text),
        Column("原文位置", 12, lambda row: row.place, centred=True, optional=True, printed=False),
    ]


def unit_columns() -> list[Column[UnitLoad]]:
    """One row a unit (单位汇总)."""
    return [
        Column("单位", 26, lambda load: load.name),
        Column("牵头", 7, lambda load: len(load.lead), centred=True),
        Column("责任", 7, lambda load: len(load.responsible), centred=True),
        Column("配合", 7, lambda load: len(load.supporting), centred=True),
        Column("任务合计", 7, lambda load: len(load.tasks), centred=True),
        Column("最早时限", 12, lambda load: _first(load.deadlines), centred=True),
        Column("最晚时限", 12, lambda load: max(load.deadlines, default=None), centred=True),
        Column("各时限任务数", 24, _days_with_counts),
        Column("牵头任务（序号）", 24, lambda load: _numbers(load.lead)),
        Column("责任任务（序号）", 30, lambda load: _numbers(load.responsible)),
        Column("配合任务（序号）", 20, lambda load: _numbers(load.supporting), optional=True),
    ]


def duty_columns(several: bool) -> list[Column[DutyRow]]:
    """One row a report duty (报送要求)."""
    return [
        Column("序号", 6, lambda row: row.number, centred=True),
        *_document_number(several),
        Column("条款", 11, lambda row: row.duty.address, centred=True),
        Column("报送单位", 18, lambda row: row.duty.reporter),
        Column("报送内容", 24, lambda row: row.duty.what),
        Column("报送对象", 18, lambda row: row.duty.recipient),
        Column("时间要求", 20, lambda row: row.duty.schedule),
        Column("周期", 8, lambda row: _cycle(row.duty.cycle), centred=True),
        Column("首次日期", 12, lambda row: _first(row.duty.dates), centred=True),
        Column("其余日期", 24, lambda row: _some_days(row.duty.dates[1:]), centred=True, optional=True),
        Column("时刻", 7, lambda row: row.duty.at, centred=True, optional=True),
        Column("原文", 40, lambda row: row.duty.text),
        Column("原文位置", 12, lambda row: row.place, centred=True, optional=True, printed=False),
    ]


def finding_columns(several: bool) -> list[Column[FindingRow]]:
    """One row a finding (提示)."""
    return [
        Column("序号", 6, lambda row: row.number, centred=True),
        *_document_number(several),
        Column("任务序号", 6, lambda row: row.task_number, centred=True),
        Column("条款", 12, lambda row: row.finding.address if row.finding else "", centred=True),
        Column("提示", 60, lambda row: row.message),
        Column("原文", 60, lambda row: row.excerpt),
        Column("原文位置", 14, lambda row: row.place, centred=True),
        Column("类别代码", 20, lambda row: row.code, centred=True, printed=False),
    ]


def _document_number(several: bool) -> list[Column[_OfDocument]]:
    return [Column("文号", 16, lambda row: row.document_number, centred=True)] if several else []


def _stacked(names: Iterable[str]) -> str:
    """Names one below the other, as such tables have them."""
    return "\n".join(names)


def _stacked_days(days: Iterable[date]) -> str:
    return "\n".join(day.isoformat() for day in days)


def _some_days(days: Sequence[date]) -> str:
    """The days in a row; of many, the first ones and their count."""
    shown = "、".join(day.isoformat() for day in days[:_DAYS_SHOWN])
    return shown if len(days) <= _DAYS_SHOWN else f"{shown} 等 {len(days)} 次"


def _first(days: Iterable[date]) -> date | None:
    return min(days, default=None)


def _goals(targets: tuple[Target, ...]) -> str:
    """The targets as numbered lines; a single one needs no number."""
    if len(targets) == 1:
        return targets[0].text
    return "\n".join(f"{index}. {target.text}" for index, target in enumerate(targets, 1))


def _of_target(value: Callable[[Target], Cell]) -> Callable[[DetailRow], Cell]:
    """What stands in a column about the target, empty in rows that have none."""
    return lambda row: value(row.detail.target) if row.detail.target else None


def _upper(target: Target) -> Cell:
    return None if target.upper is None else number(target.upper)


def _deadline_text(row: DetailRow) -> str:
    return row.detail.deadline.text if row.detail.deadline else ""


def _cycle(cycle: str) -> str:
    return CYCLES[cycle][0] if cycle in CYCLES else cycle


def _numbers(numbers: Iterable[int]) -> str:
    return "、".join(map(str, numbers))


def _days_with_counts(load: UnitLoad) -> str:
    return "\n".join(f"{day.isoformat()}：{count} 项" for day, count in sorted(load.deadlines.items()))
