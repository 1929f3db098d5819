"""A small installation: some units, their people, tasks with targets.

    python -m tests.faults.city 150
    python -m tests.faults.city 12 --worked

The settings say where it is built; the number is that of its tasks. Nothing is generated yet, unless some work
was done already: then reports are due, and one unit has reported. It prints the id of each unit.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

PROGRAMME = "quality_programme"
UNITS = ("市住房和城乡建设局", "市园林局", "市水利局", "市交通运输局")
OFFICE = ("tizhi", "tizhi2")
PASSWORD = "三潭印月之夜-Zq81"
SINCE = date(2020, 1, 1)


def liaison_of(unit: str) -> str:
    """The user name of a unit's liaison officer."""
    return f"liaison{UNITS.index(unit)}"


def soon() -> str:
    """A day so near that people are reminded of what is due on it."""
    return (datetime.now(UTC) + timedelta(days=10)).date().isoformat()


def main(tasks: int, worked: bool) -> None:
    """Build it through the services, as of half a year ago."""
    import django

    django.setup()
    from django.utils import timezone

    from baicheng.server.accounts.models import Role, User
    from baicheng.server.accounts.queries import actor_of
    from baicheng.server.accounts.services import (
        change_password,
        create_first_administrator,
        create_user,
        grant,
    )
    from baicheng.server.duties.services import sync_pack_duties
    from baicheng.server.editions.services import bind_office, install
    from baicheng.server.orgs.models import Subject, SubjectKind
    from baicheng.server.orgs.services import create_subject

    start = timezone.now() - timedelta(days=200)
    root = create_first_administrator(username="root", name="张三", password=PASSWORD, at=start)
    clerk = actor_of(root)

    def unit(name: str) -> Subject:
        return create_subject(kind=SubjectKind.UNIT, name=name, actor=clerk, at=start, since=SINCE)

    def person(username: str, role: Role, at: Subject | None = None, programme: str = "") -> User:
        made, _first = create_user(username=username, name=f"用户{username}", by=root, at=start)
        grant(made, role=role, since=SINCE, unit=at, programme=programme, by=root, at=start)
        change_password(made, password=PASSWORD, at=start)
        return made

    install(PROGRAMME, at=start, actor=clerk)
    bind_office(PROGRAMME, unit("市提质办"), since=SINCE, user=root, at=start, reason="市政府办公会")
    office = [person(name, Role.OFFICE, programme=PROGRAMME) for name in OFFICE]
    bearers = [unit(name) for name in UNITS]
    for name, subject in zip(UNITS, bearers, strict=True):
        person(liaison_of(name), Role.LIAISON, subject)
    sync_pack_duties(PROGRAMME, at=start)
    for number in range(tasks):
        place = number % len(bearers)
        _task(number, bearers[place], bearers[place - 1], office[0], start)
    if worked:
        _work(liaison_of(UNITS[0]), office[0])
    json.dump({subject.name: subject.pk for subject in bearers}, sys.stdout, ensure_ascii=False)


def _task(number: int, lead: object, other: object, office: object, at: datetime) -> None:
    from baicheng.server.indicators.models import Op
    from baicheng.server.indicators.services import indicator_of_plan, set_target
    from baicheng.server.registers.services import create_record

    task = create_record(
        register_id=f"{PROGRAMME}.tasks",
        title=f"打通断头路（第{number}批）",
        values={"content": "年底前打通20条。", "due_on": soon()},
        parties=[("lead", lead), ("responsible", other)],
        user=office,
        at=at,
    )
    set_target(
        indicator=indicator_of_plan(name="打通", unit="条"),
        op=Op.AT_LEAST,
        value=Decimal(20),
        unit="条",
        record=task,
        user=office,
        at=at,
        programme=PROGRAMME,
    )


def _work(username: str, office: object) -> None:
    """A unit accepts its tasks and reports on them; the office takes each second report."""
    from django.utils import timezone

    from baicheng.clock.instants import china_date
    from baicheng.server.accounts.models import User
    from baicheng.server.accounts.queries import units_of
    from baicheng.server.assignments.models import Assignment
    from baicheng.server.duties.services import keep_up, move_record, submit_report
    from baicheng.server.history.services import make_checkpoint
    from baicheng.server.indicators.models import Target
    from baicheng.server.registers.models import Record

    now, user = timezone.now(), User.objects.get(username=username)
    keep_up(now)
    asked = Assignment.objects.filter(
        name="quarterly_report", bearer__in=units_of(user, china_date(now)), due_at__lt=now
    )
    for place, row in enumerate(asked.order_by("pk")):
        task = Record.objects.get(pk=row.about_id)
        if task.state == "issued":
            move_record(task, "accept", user=user, at=now, revision=task.revision)
        targets = {one.pk: Decimal(place + 1) for one in Target.objects.filter(record=task)}
        report = submit_report(
            row, values={"progress": 30, "done": "已开工"}, targets=targets, user=user, at=now
        )
        if place % 2:
            record = report.record
            record.refresh_from_db()
            move_record(record, "accept", user=office, at=now, revision=record.revision)
    make_checkpoint(at=now)


if __name__ == "__main__":
    main(int(sys.argv[1]), "--worked" in sys.argv)
