"""Schedules as rules write them (规则中的写法): mappings of YAML or JSON, read and written.

{every: month, by: day 5}, {every: week, by: friday, at: "17:00"}, {every: quarter, by: month 1 day 10},
{every: quarter, by: last}, {every: ten_day}, {every: week, of: 2, from: 2019-01-07}, {every: working_day},
{every: working_day, of: 7, from: 2019-01-07}, {on: [03-15, 09-15]}, {on: [2019-04-10, 2020-01-10]},
{before: 2019-03-22T17:00}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from baicheng.clock.cycles import MONTHS_OF, Cycle, CycleUnit
from baicheng.clock.instants import in_china
from baicheng.clock.schedule_terms import Covers, EveryWorkingDays, EveryYearOn, Form, Roll

if TYPE_CHECKING:
    from baicheng.clock.schedules import Schedule

_FORMS = ("every", "on", "before")
_KEYS = (*_FORMS, "of", "by", "at", "from", "until", "covers", "cut_off", "inclusive", "roll")
_WORKING_DAY = "working_day"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_BY = re.compile(r"(?:month (?P<month>\d{1,2}|last) ?)?(?:day (?P<day>\d{1,2})|(?P<last>last(?: day)?))?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def read_schedule(stated: Mapping[Any, Any]) -> dict[str, Any]:
    """The fields of the schedule that a mapping states.

    Raises:
        ValueError: an unknown key or value; the message names it and what would be understood.
    """
    # YAML 1.1 reads the bare word "on" as true.
    stated = {"on" if key is True else key: value for key, value in stated.items()}
    unknown = [key for key in stated if key not in _KEYS]
    if unknown:
        raise ValueError(f"a schedule has no {unknown[0]!r}; it has {', '.join(_KEYS)}")
    forms = [key for key in _FORMS if key in stated]
    if len(forms) != 1:
        raise ValueError(f"a schedule has one of {', '.join(_FORMS)}, not {', '.join(forms) or 'none'}")
    only_every = [key for key in ("of", "by") if key in stated and forms != ["every"]]
    if only_every:
        raise ValueError(f"{only_every[0]!r} belongs to 'every', not to {forms[0]!r}")
    at = _time(stated["at"]) if stated.get("at") is not None else None
    form, named_at = _READERS[forms[0]](stated)
    if at and named_at:
        raise ValueError("the time of day stands in 'before' and in 'at': leave out one")
    covers, unit, cut_off = _covers(stated)
    return {
        "form": form,
        "at": at or named_at,
        "since": _day(stated["from"]) if stated.get("from") is not None else None,
        "until": _day(stated["until"]) if stated.get("until") is not None else None,
        "covers": covers,
        "covers_unit": unit,
        "cut_off": _cut_off(stated, cut_off, unit),
        "inclusive": stated.get("inclusive", True),
        "roll": _one_of(Roll, stated.get("roll", Roll.NONE), "roll"),
    }


def write_schedule(schedule: Schedule) -> dict[str, Any]:
    """The mapping of a schedule; what has its default is left out."""
    stated = _write_form(schedule)
    if schedule.at is not None:
        stated["at"] = schedule.at.isoformat("auto" if schedule.at.second else "minutes")
    for key, day in (("from", schedule.since), ("until", schedule.until)):
        if day is not None:
            stated[key] = day.isoformat()
    if schedule.covers_unit is not None:
        stated["covers"] = {"period": schedule.covers_unit.value}
        stated["covers"] |= {"which": schedule.covers.value} if schedule.covers else {}
    elif schedule.covers is not None:
        stated["covers"] = schedule.covers.value
    if schedule.cut_off is not None:
        stated["cut_off"] = _write_by(schedule.cut_off)
    if not schedule.inclusive:
        stated["inclusive"] = False
    if schedule.roll is not Roll.NONE:
        stated["roll"] = schedule.roll.value
    return stated


def _every(stated: Mapping[str, Any]) -> tuple[Form, None]:
    count = int(stated.get("of", 1))
    if stated["every"] == _WORKING_DAY:
        if "by" in stated:
            raise ValueError("every working_day has no 'by': each working day is due itself")
        return EveryWorkingDays(count), None
    unit = _one_of(CycleUnit, stated["every"], "every")
    wanted = stated.get("by", "last")
    wordings = wanted if isinstance(wanted, list | tuple) else [wanted]
    return tuple(_by(wording, unit, count) for wording in wordings), None


def _on(stated: Mapping[str, Any]) -> tuple[Form, None]:
    days = stated["on"] if isinstance(stated["on"], list | tuple) else [stated["on"]]
    yearly = [found for day in days if (found := _MONTH_DAY.fullmatch(str(day)))]
    if not yearly:
        return tuple(_day(day) for day in days), None
    if len(yearly) < len(days):
        raise ValueError("'on' lists days of every year (03-15) or dates (2019-03-15), not both")
    return EveryYearOn(tuple((int(found[1]), int(found[2])) for found in yearly)), None


def _before(stated: Mapping[str, Any]) -> tuple[Form, time | None]:
    stated_end = stated["before"]
    if isinstance(stated_end, str) and len(stated_end) > len("2019-03-22"):
        stated_end = datetime.fromisoformat(stated_end)
    if not isinstance(stated_end, datetime):
        return (_day(stated_end),), None
    # Rules are written for China: an instant without a zone is one there.
    local = in_china(stated_end).replace(tzinfo=None) if stated_end.tzinfo else stated_end
    return (local.date(),), local.time()


_READERS: dict[str, Callable[[Mapping[str, Any]], tuple[Form, time | None]]] = {
    "every": _every,
    "on": _on,
    "before": _before,
}


def _by(wording: Any, unit: CycleUnit, every: int = 1) -> Cycle:
    """The day within a period: day 5, last, friday, month 1 day 10, 03-15."""
    text = f"day {wording}" if isinstance(wording, int) else str(wording).strip().lower()
    if text in _WEEKDAYS and unit is CycleUnit.WEEK:
        return Cycle(unit, weekday=_WEEKDAYS.index(text), every=every)
    if text in ("last", "last day"):
        return Cycle(unit, every=every)
    yearly = _MONTH_DAY.fullmatch(text) if unit is CycleUnit.YEAR else None
    if yearly:
        return Cycle(unit, month=int(yearly[1]), day=int(yearly[2]), every=every)
    found = _BY.fullmatch(text)
    if not text or not found or unit in (CycleUnit.DAY, CycleUnit.WEEK):
        raise ValueError(
            f"by {wording!r} is no day of a {unit}: write a weekday for a week, otherwise day 5, last,"
            " month 1 day 10 or, for a year, 03-15"
        )
    month = None
    if found["month"]:
        month = MONTHS_OF.get(unit, 1) if found["month"] == "last" else int(found["month"])
    return Cycle(unit, day=int(found["day"]) if found["day"] else None, month=month, every=every)


def _cut_off(stated: Mapping[str, Any], wording: Any, covers_unit: CycleUnit | None) -> Cycle | None:
    if wording is None:
        return None
    if stated.get("every") == _WORKING_DAY and covers_unit is None:
        raise ValueError("every working_day covers days: they have no cut_off")
    unit = covers_unit or (_one_of(CycleUnit, stated["every"], "every") if "every" in stated else None)
    if unit is None:
        raise ValueError("cut_off is a day of the period covered: say which, such as covers: previous month")
    return _by(wording, unit)


def _covers(stated: Mapping[str, Any]) -> tuple[Covers | None, CycleUnit | None, Any]:
    """What is covered, in which unit, up to which day.

    previous, this, previous quarter, or {which: previous, period: quarter, cut_off: day 25}.
    """
    wording, cut_off = stated.get("covers"), stated.get("cut_off")
    if isinstance(wording, Mapping):
        unknown = [key for key in wording if key not in ("which", "period", "cut_off")]
        if unknown:
            raise ValueError(f"covers has no {unknown[0]!r}; it has which, period, cut_off")
        side, unit, cut_off = wording.get("which"), wording.get("period"), wording.get("cut_off", cut_off)
    else:
        side, _, unit = str(wording or "").partition(" ")
    covers = _one_of(Covers, side, "covers") if side else None
    return covers, _one_of(CycleUnit, unit, "covers") if unit else None, cut_off


def _one_of(kind: Any, value: Any, key: str) -> Any:
    try:
        return kind(str(value))
    except ValueError:
        also = f", {_WORKING_DAY}" if key == "every" else ""
        known = ", ".join(member.value for member in kind)
        raise ValueError(f"{key} {value!r} is none of {known}{also}") from None


def _day(stated: Any) -> date:
    """A date; the first of a month (2019-04) or year (2019)."""
    if isinstance(stated, date):
        return stated
    text = str(stated)
    try:
        return date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text)
    except ValueError:
        raise ValueError(f"{stated!r} is no date; write it like 2019-03-15, 2019-03 or 2019") from None


def _time(stated: Any) -> time | None:
    """A time of day; 24:00 is the end of the day, which is meant without one too."""
    if isinstance(stated, int):
        # YAML reads an unquoted 17:00 as 17 * 60 + 0.
        stated = f"{stated // 60}:{stated % 60:02}"
    if isinstance(stated, time):
        return stated
    found = _TIME.fullmatch(str(stated))
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        raise ValueError(f"at {stated!r} is no time of day; write it like 17:00")
    if int(found[1]) == 24:
        return None
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def _write_form(schedule: Schedule) -> dict[str, Any]:
    form = schedule.form
    if isinstance(form, EveryWorkingDays):
        return {"every": _WORKING_DAY} | ({"of": form.count} if form.count > 1 else {})
    if isinstance(form, EveryYearOn):
        return {"on": [f"{month:02}-{day:02}" for month, day in form.days]}
    cycles = [member for member in form if isinstance(member, Cycle)]
    if not cycles:
        return {"on": [str(member) for member in form]}
    first = cycles[0]
    stated: dict[str, Any] = {"every": first.unit.value}
    if first.every > 1:
        stated["of"] = first.every
    days = [_write_by(cycle) for cycle in cycles]
    if days != ["last"]:
        stated["by"] = days if len(days) > 1 else days[0]
    return stated


def _write_by(cycle: Cycle) -> str:
    if cycle.weekday is not None:
        return _WEEKDAYS[cycle.weekday]
    day = "last" if cycle.day in (None, -1) else f"day {cycle.day}"
    return day if cycle.month is None else f"month {cycle.month} {day}"
