"""A small year of the quality programme: some tasks with targets, reports that are due, an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.services import generate, move_record, sync_pack_duties
from baicheng.server.editions.services import bind_office, install
from baicheng.server.indicators.models import Op
from baicheng.server.indicators.services import indicator_of_plan, set_target
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record
from tests.server.cast import AT, PROGRAMME, SETUP, make_unit
from tests.server.packs_once import once

TASKS = (
    (
        "打通断头路",
        "逐条核定尚未贯通的道路，先通后畅、分批完工，年底前打通20条。",
        "congestion",
        "打通",
        20,
        "条",
    ),
    (
        "补齐污水管网",
        "新建和改造污水管网，年底前完成65公里，消除直排口。",
        "pollution",
        "污水管网",
        65,
        "公里",
    ),
    ("改造老旧小区", "改造老旧小区120个，同步改造水、电、气、暖管线。", "old_areas", "老旧小区", 120, "个"),
    (
        "增加停车供给",
        "新增公共停车泊位8000个，其中医院、学校周边不少于2000个。",
        "congestion",
        "公共停车泊位",
        8000,
        "个",
    ),
)


@dataclass
class PlanYear:
    """The tasks, of which the bureau leads all, and the reports that are asked of it."""

    tasks: list[Record]
    reports: list[Assignment]
    order: Record


def build(office: User, liaison: User, bureau: Subject, other: Subject, administrator: User) -> PlanYear:
    """Install the pack, issue the tasks half a year ago, let the bureau accept them, ask for reports."""
    now = timezone.now()
    start = now - timedelta(days=200)
    install(once("quality_programme"), at=AT, actor=SETUP)
    unit = make_unit("市提质办")
    bind_office(PROGRAMME, unit, since=date(2020, 1, 1), user=administrator, at=AT, reason="市政府办公会")
    sync_pack_duties(PROGRAMME, at=start)
    tasks = [_task(office, liaison, bureau, other, start, *task) for task in TASKS]
    generate(china_date(now + timedelta(days=60)), now)
    order = create_record(
        register_id=f"{PROGRAMME}.orders",
        title="关于加快“打通断头路”的督办单",
        values={
            "task": tasks[0].pk,
            "finding": "两处工地停工超过一个月，未见整改。",
            "required_action": "查明原因，恢复施工，书面反馈。",
            "reply_by": china_date(now + timedelta(days=2)).isoformat(),
        },
        parties=[("responsible", bureau)],
        parent=tasks[0],
        user=office,
        at=now - timedelta(days=3),
    )
    asked = Assignment.objects.filter(name="quarterly_report", bearer=bureau).order_by("due_at", "pk")
    return PlanYear(tasks, list(asked), order)


def _task(
    office: User,
    liaison: User,
    bureau: Subject,
    other: Subject,
    at: datetime,
    title: str,
    content: str,
    part: str,
    indicator: str,
    value: int,
    unit: str,
) -> Record:
    task = create_record(
        register_id=f"{PROGRAMME}.tasks",
        title=title,
        values={"content": content, "part": part, "due_on": date(at.year + 1, 3, 31).isoformat()},
        parties=[("lead", bureau), ("responsible", other)],
        user=office,
        at=at,
    )
    set_target(
        indicator=indicator_of_plan(name=indicator, unit=unit),
        op=Op.AT_LEAST,
        value=Decimal(value),
        unit=unit,
        record=task,
        user=office,
        at=at,
        programme=PROGRAMME,
    )
    move_record(task, "accept", user=liaison, at=at + timedelta(days=1), revision=task.revision)
    task.refresh_from_db()
    return task
