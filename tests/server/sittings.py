"""A made-up dispatch meeting for tests: a body that meets every two weeks, its office, members and strangers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from baicheng.clock.instants import start_of
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.duties.services import enter_record, install_pack, move_record
from baicheng.server.editions.services import bind_office
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.models import Record
from tests.server.packs_once import once
from tests.server.people import CLERK, subject, user

PROGRAMME = "meetings"
#: Monday, two weeks before the meeting that is to come.
LAST, NEXT = date(2026, 3, 2), date(2026, 3, 16)


def at(day: date, hour: int = 9) -> datetime:
    """An hour of a day in the city."""
    return start_of(day) + timedelta(hours=hour)


@dataclass
class Sitting:
    """The body, its last and next meeting, and who has to do with them."""

    office: User
    units: dict[str, Subject]
    people: dict[str, User]
    series: Record
    last: Record
    next: Record
    more: dict[str, Any] = field(default_factory=dict)

    def meeting(self, day: date, *, series: Record | None = None, entered: datetime | None = None) -> Record:
        return enter_record(
            register_id=f"{PROGRAMME}.meetings",
            values={"series": (series or self.series).pk, "held_on": day.isoformat()},
            parties=[
                ("chair", self.units["市政府"]),
                ("present", self.units["市城建局"]),
                ("present", self.units["市水利局"]),
            ],
            title=f"{day.month}月{day.day}日调度会",
            user=self.office,
            unit=self.units["督查室"],
            at=entered or at(day, 8),
        )

    def item(self, title: str, lead: str, due_on: date | None, *, entered: datetime, **values: Any) -> Record:
        """An item that the last meeting decided."""
        due: Any = due_on.isoformat() if due_on else {"not_stated": True}
        given = {
            "origin": "dispatch",
            "reports": "biweekly",
            "content": title,
            "due_on": due,
            "meeting": self.last.pk,
            "series": self.series.pk,
            **values,
        }
        return enter_record(
            register_id=f"{PROGRAMME}.items",
            values=given,
            parties=[("lead", self.units[lead])],
            title=title,
            user=self.office,
            unit=self.units["督查室"],
            at=entered,
            parent=self.last,
        )


def make_sitting(office: User | None = None, *, last: date = LAST, coming: date = NEXT) -> Sitting:
    """A body with two meetings, the first of them held; units 市城建局 and 市水利局 are members.

    Args:
        office: who is of the office, where there is somebody already.
        last: the day of the meeting that was held; the next one, on ``coming``, was called a week later.
    """
    early = at(date(2026, 1, 5))
    install_pack(once(PROGRAMME), at=early, actor=CLERK)
    units = {name: subject(name) for name in ("市政府", "市城建局", "市水利局", "市体育局")}
    units["督查室"] = subject("市政府督查室", short="督查室")
    administrator = user(Role.ADMINISTRATOR)
    bound = {"since": early.date(), "user": administrator, "at": early, "reason": "议定"}
    bind_office(PROGRAMME, units["督查室"], **bound)
    if office is None:
        office = user(Role.OFFICE, programme=PROGRAMME)
    else:
        Grant.objects.create(user=office, role=Role.OFFICE, programme=PROGRAMME, since=early.date())
        office = User.objects.get(pk=office.pk)
    people = {
        "member": user(Role.LIAISON, unit=units["市城建局"]),
        "other": user(Role.LIAISON, unit=units["市水利局"]),
        "stranger": user(Role.LIAISON, unit=units["市体育局"]),
        "viewer": user(Role.VIEWER),
    }
    units["领导小组"] = subject("市城建工作领导小组", SubjectKind.BODY)
    series = enter_record(
        register_id=f"{PROGRAMME}.series",
        values={"origin": "dispatch", "rhythm": "biweekly", "reports": "biweekly"},
        parties=[
            ("body", units["领导小组"]),
            ("chair", units["市政府"]),
            ("secretariat", units["督查室"]),
            ("member", units["市城建局"]),
            ("member", units["市水利局"]),
        ],
        title="城市建设双周调度会",
        user=office,
        unit=units["督查室"],
        at=early,
    )
    made = Sitting(office, units, people, series, series, series)
    made.last = made.meeting(last)
    move_record(made.last, "hold", user=office, at=at(last, 18), revision=made.last.revision)
    made.last.refresh_from_db()
    made.next = made.meeting(coming, entered=at(last + timedelta(days=7)))
    return made
