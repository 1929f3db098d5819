"""A plan's own report calendar (报送要求) as it is read, corrected, and made into definitions of duties.

Nothing here knows the database. A plan says 各责任单位每月5日前将上月进展情况报市提质办: who reports is a
role in each of its tasks, when is a schedule, to whom is a unit or the programme's office.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from baicheng.clock import Cycle, CycleUnit, Schedule
from baicheng.clock.dates import find_dates
from baicheng.flows.duty import Duty, FulfilledBy
from baicheng.flows.keys import Title
from baicheng.flows.who import parse_who

#: Roles whose units can owe a report on a task; each unit reports for itself.
ReportingRole = Literal["lead", "responsible", "supporting"]
#: Everybody who has a task: 各单位, 各有关部门, 市政府各部门, 各县（市、区）人民政府，市政府各部门.
_EVERYBODY = re.compile(r"(?:^|[,，、])(?:各|有关|相关|责任|市直各|市政府各|牵头)[^,，]{0,12}(?:单位|部门)")
_LEADS_ONLY = re.compile("牵头")
_RESPONSIBLE_ONLY = re.compile("责任|配合|承办")
_SHORT = Annotated[str, Field(max_length=400)]
#: What a unit hands in once for all its tasks: names of contacts, summaries, schemes.
_ONCE_FOR_ALL = re.compile("名单|联络员|联系人|总结|方案|汇总")
#: How what no register holds is answered: by the bearer's own word, or the office's.
BY_HAND = FulfilledBy(move="by_hand")
#: The English name of what is reported, where the plan has Chinese words only.
_ENGLISH = "Progress report"


class PlanDuty(BaseModel):
    """A report duty as read or corrected.

    ``when`` is the schedule in the form of pack files, null while nobody could say when. ``roles`` are the
    roles in the plan's tasks that report on them, on ``each`` task or once as a ``unit``; ``units`` narrows
    that to some subjects or groups, by their ids in the directory; ``recipients`` are subjects, none means
    the programme's office.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    address: _SHORT = ""
    reporter: _SHORT = ""
    what: _SHORT = ""
    recipient: _SHORT = ""
    schedule: _SHORT = ""
    cycle: Annotated[str, Field(max_length=20)] = ""
    dates: list[date] = Field(default_factory=list, max_length=400)
    at: Annotated[str, Field(max_length=8)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    span: tuple[int, int] | None = None
    when: dict[str, Any] | None = None
    covers: Literal["", "previous", "this"] = ""
    roles: list[ReportingRole] = Field(default_factory=list)
    each: Literal["", "task", "unit"] = ""
    units: list[int] = Field(default_factory=list, max_length=200)
    recipients: list[int] = Field(default_factory=list, max_length=20)

    @property
    def names_everybody(self) -> bool:
        """Whether the reporter is no unit by name, but all units that have a task."""
        return not self.reporter or bool(_EVERYBODY.search(self.reporter))

    def stored(self) -> dict[str, Any]:
        """As JSON for the database."""
        return self.model_dump(mode="json")


class UnfitDuty(ValueError):
    """Values that cannot be a report duty: ``errors`` names each field and its fault."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__("; ".join(f"{field}: {fault}" for field, fault in errors.items()))


def plan_duty_from(values: Mapping[str, Any]) -> PlanDuty:
    """A report duty from what the reader found or a page sent.

    Raises:
        UnfitDuty: a field is unknown or of the wrong kind, or the schedule is not understood.
    """
    try:
        duty = PlanDuty.model_validate(dict(values))
    except ValidationError as error:
        raise UnfitDuty(
            {".".join(map(str, fault["loc"])): fault["msg"] for fault in error.errors()}
        ) from error
    if duty.when is not None:
        try:
            Schedule.from_dict(duty.when)
        except ValueError as error:
            raise UnfitDuty({"when": str(error)}) from error
    return duty


def completed(duty: PlanDuty, *, year: int | None, issued: date | None) -> PlanDuty:
    """The duty as it was read, with what follows from its words: its schedule, who reports, on what each."""
    return duty.model_copy(
        update={
            "when": duty.when or schedule_of(duty, year=year, issued=issued),
            "roles": duty.roles or roles_of(duty.reporter),
            "each": duty.each or ("unit" if _ONCE_FOR_ALL.search(duty.what or duty.text) else "task"),
        }
    )


def roles_of(reporter: str) -> list[ReportingRole]:
    """The roles that a wording means; of a unit named by itself, whichever it has.

    >>> roles_of("各牵头单位"), roles_of("各责任单位"), roles_of("各县（市、区）人民政府，市政府各部门")
    (['lead'], ['lead', 'responsible'], ['lead', 'responsible'])
    """
    if _LEADS_ONLY.search(reporter) and not _RESPONSIBLE_ONLY.search(reporter):
        return ["lead"]
    return ["lead", "responsible"]


def schedule_of(duty: PlanDuty, *, year: int | None, issued: date | None) -> dict[str, Any] | None:
    """The schedule that the wording of the time states; the days that it names, where it has no cycle.

    >>> schedule_of(PlanDuty(schedule="每月5日前", cycle="month"), year=2026, issued=None)
    {'every': 'month', 'by': 'day 5'}
    """
    cycles = _cycles(duty, year, issued)
    at = {"at": duty.at} if duty.at else {}
    if cycles and len({(cycle.unit, cycle.every) for cycle in cycles}) == 1:
        bare = tuple(
            Cycle(c.unit, None if c.day == -1 else c.day, c.month, c.weekday, None, c.every) for c in cycles
        )
        since = (issued or date(year or 2000, 1, 1)) if bare[0].every > 1 else None
        stated = Schedule(bare, since=since).to_dict()
        return {**{key: value for key, value in stated.items() if key != "by"}, **_by(stated), **at}
    if duty.dates:
        return {"on": [day.isoformat() for day in duty.dates], **at}
    return None


def _by(stated: Mapping[str, Any]) -> dict[str, Any]:
    return {"by": stated["by"]} if "by" in stated else {}


def _cycles(duty: PlanDuty, year: int | None, issued: date | None) -> list[Cycle]:
    with suppress(ValueError):
        found = [
            one.cycle for one in find_dates(duty.schedule, year=year or 2000, issued=issued) if one.cycle
        ]
        if found:
            return found
        if duty.cycle and not duty.dates:
            return [Cycle(CycleUnit(duty.cycle))]
    return []


def definition(
    duty: PlanDuty,
    *,
    name: str,
    bearer: str,
    for_each: Mapping[str, str] | None,
    fulfilled_by: FulfilledBy,
    document: str,
    recipients: list[str],
    issued_on: date,
    plan_year: int,
) -> Duty:
    """The duty in the form of pack files.

    Args:
        bearer: such as ``party(lead)``: each unit that has that role in a task reports on it.
        for_each: the register of the tasks and the condition on those still reported on; none: it is owed
            once for all tasks.
        recipients: names of units; none means the programme's office.
        issued_on: from that day on it is owed, to the end of the plan year; the last report of the year
            falls due after it.

    Raises:
        UnfitDuty: nothing says when it is due.
    """
    if duty.when is None:
        raise UnfitDuty({"when": "没有写明报送时间 / no time of reporting is stated"})
    when = {key: value for key, value in duty.when.items() if key not in ("covers", "cut_off")}
    stated: dict[str, Any] = {
        "duty": name,
        "title": Title(zh=duty.what or "进展报告", en=_ENGLISH),
        "bearer": parse_who(bearer),
        "to": [parse_who(f'unit("{unit}")') for unit in recipients] or [parse_who("office")],
        "when": when,
        "fulfilled_by": fulfilled_by,
        "in_force": {"from": issued_on, "until": _until(when, plan_year)},
        "source": {"document": document, **({"article": duty.address} if duty.address else {})},
    }
    if for_each is not None:
        stated["for_each"] = dict(for_each)
    if duty.covers:
        stated["covers"] = duty.covers
    try:
        return Duty.model_validate(stated)
    except ValidationError as error:
        raise UnfitDuty({str(fault["loc"][0]): fault["msg"] for fault in error.errors()}) from error


def _until(when: Mapping[str, Any], plan_year: int) -> date:
    """The first day on which it is no longer in force: after the plan year and the last day named.

    A period belongs to the rules of its first day, so that what is told of December in January is still owed.
    """
    ends = [date(plan_year + 1, 1, 1)]
    for day in when.get("on", ()):
        with suppress(ValueError):
            ends.append(date.fromisoformat(str(day)) + timedelta(days=1))
    return max(ends)
