"""When a duty falls due, whoever owes it (履职时点): its schedules, through every change of its rules.

Each period belongs to one version of the duty: to the one in force on its first day. So none is missed and none
is owed twice when a rule changes. What becomes of a running period whose length changes, ``on_change`` says.
What is told of a past period (``covers: previous``) is owed from the period on in which the duty came
into force; what is to be done within a period begins with the first whole one, to which the days before belong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from baicheng.clock.cycles import Cycle, CycleUnit
from baicheng.clock.instants import end_of, start_of
from baicheng.clock.period_changes import OnChange, owed_periods
from baicheng.clock.periods import Period, period_of
from baicheng.clock.schedule_terms import Covers, Due, Occurrence, Roll
from baicheng.clock.schedules import Schedule, covers_by_position
from baicheng.clock.work_calendar import WorkCalendar
from baicheng.flows.duty import Duty, Terms
from baicheng.flows.limit_rules import AmountUnit
from baicheng.flows.provenance import InForce

#: So far from its period can something be due, in lengths of the period.
_REACH = 3
_LONGEST = {CycleUnit.DAY: 1, CycleUnit.WEEK: 7, CycleUnit.TEN_DAY: 11, CycleUnit.HALF_MONTH: 16}
_LONGEST |= {CycleUnit.MONTH: 31, CycleUnit.TWO_MONTHS: 62, CycleUnit.QUARTER: 92}
_LONGEST |= {CycleUnit.HALF_YEAR: 184, CycleUnit.YEAR: 366}
_FURTHEST_MOVE = timedelta(days=60)


@dataclass(frozen=True)
class Falls:
    """One time that a duty falls due.

    ``id`` tells it from the others of the duty and stays the same when the calendar changes: the label of the
    period, or the day that the schedule names. ``named_on`` is that day, before it is moved off a rest day; what has
    no stated time has neither that nor a due moment.
    """

    id: str
    terms: Terms
    named_on: date | None
    due: Due | None
    period: Period | None
    opens_at: datetime | None
    cut_off: date | None


@dataclass(frozen=True)
class _Stretch:
    """A version of the duty with its schedule, as if no day were moved."""

    terms: Terms
    schedule: Schedule

    @property
    def in_force(self) -> InForce:
        return self.terms.in_force

    @property
    def cycle(self) -> Cycle | None:
        """Its cycle, where each period has one due day and is told of once."""
        form = self.schedule.form
        if not isinstance(form, tuple) or len(form) != 1 or self.schedule.covers_unit is not None:
            return None
        return form[0] if isinstance(form[0], Cycle) and form[0].every == 1 else None

    @property
    def covers(self) -> Covers | None:
        return self.schedule.covers or (covers_by_position(self.cycle) if self.cycle else None)


def occurrences(duty: Duty, calendar: WorkCalendar, since: date, until: date) -> list[Falls]:
    """The times that a duty's schedules name from ``since`` up to but without ``until``."""
    stretches = [
        _Stretch(terms, replace(terms.schedule(), roll=Roll.NONE))
        for terms in duty.terms()
        if terms.when.is_schedule
    ]
    found = [*_by_period(duty, [one for one in stretches if one.cycle], calendar, since, until)]
    for stretch in stretches:
        if stretch.cycle is None:
            found += _by_day(stretch, calendar, since, until)
    return found


def _by_day(stretch: _Stretch, calendar: WorkCalendar, since: date, until: date) -> Iterator[Falls]:
    """Named days: the version in force on the day decides."""
    for one in stretch.schedule.occurrences(since, until, calendar):
        if stretch.in_force.holds(one.due.on):
            opens_at = opens_before(stretch.terms, one.due.on, one.opens_at, calendar)
            due = _moved(stretch, one.due.on, one.due, calendar)
            yield Falls(
                one.due.on.isoformat(), stretch.terms, one.due.on, due, one.period, opens_at, one.cut_off
            )


def _by_period(
    duty: Duty, stretches: Sequence[_Stretch], calendar: WorkCalendar, since: date, until: date
) -> Iterator[Falls]:
    """Periods: each belongs to the version in force on its first day."""
    if not stretches:
        return
    units = [stretch.cycle.unit for stretch in stretches if stretch.cycle]
    reach = timedelta(days=_REACH * max(_LONGEST[unit] for unit in units))
    first, last = _shifted(since, -reach), _shifted(until, reach)
    named = [_by_label(stretch, _shifted(first, -reach), _shifted(last, reach)) for stretch in stretches]
    on_change = OnChange(duty.on_change or OnChange.FINISH)
    labels: set[str] = set()
    for period in owed_periods(_changes(stretches, first), first, last, on_change):
        number = _owner(stretches, period)
        natural = named[number].get(period.label)
        if natural is not None:
            # A period can be cut and begun anew: then its second part needs a name of its own.
            name = f"{period.label}~{period.since}" if period.label in labels else period.label
            labels.add(period.label)
            falls = _of_period(name, stretches[number], period, natural, calendar)
            if falls.named_on is not None and since <= falls.named_on < until:
                yield falls


def _by_label(stretch: _Stretch, first: date, last: date) -> Mapping[str, Occurrence]:
    """What the schedule names, by the period that it covers."""
    found = stretch.schedule.occurrences(first, last)
    return {one.period.label: one for one in found if one.period is not None}


def _changes(stretches: Sequence[_Stretch], first: date) -> list[tuple[date, CycleUnit | None]]:
    """From which day on there are periods of which length; ``None`` where no version is in force."""
    changes: list[tuple[date, CycleUnit | None]] = []
    ended: date | None = None
    for stretch in stretches:
        cycle, span = stretch.cycle, stretch.in_force
        assert cycle is not None, "only versions with a cycle have periods"
        begins = span.since or period_of(cycle.unit, min(first, span.until or first)).previous().since
        begins_anew = ended is None or ended < begins
        if begins_anew and stretch.covers is Covers.PREVIOUS:
            begins = max(period_of(cycle.unit, begins).since, ended or date.min)
        if ended is not None and ended < begins:
            changes.append((ended, None))
        changes.append((begins, cycle.unit))
        ended = span.until
    return changes if ended is None else [*changes, (ended, None)]


def _owner(stretches: Sequence[_Stretch], period: Period) -> int:
    """Which version a period belongs to."""
    fitting = [
        number
        for number, stretch in enumerate(stretches)
        if stretch.cycle and stretch.cycle.unit is period.unit
        if stretch.in_force.overlaps(period.since, period.until)
    ]
    return next((number for number in fitting if stretches[number].in_force.holds(period.since)), fitting[0])


def _of_period(
    name: str, stretch: _Stretch, period: Period, natural: Occurrence, calendar: WorkCalendar
) -> Falls:
    """What the schedule names for a whole period, fitted to one that is cut, longer or begun late."""
    assert natural.period is not None, "found by its period"
    held = replace(period, since=max(period.since, stretch.in_force.since or period.since))
    named_on, cut_off = natural.due.on, min(natural.cut_off, held.last)
    if held.until < natural.period.until and named_on in natural.period:
        named_on = min(named_on, held.last)
    is_within = natural.opens_at == start_of(natural.period.since)
    opens_at = start_of(held.since) if is_within else end_of(cut_off)
    opens_at = opens_before(stretch.terms, named_on, opens_at, calendar) or opens_at
    due = _moved(stretch, named_on, natural.due, calendar)
    return Falls(name, stretch.terms, named_on, due, held, opens_at, cut_off)


def _moved(stretch: _Stretch, named_on: date, natural: Due, calendar: WorkCalendar) -> Due:
    """The due moment on the day that is named, moved off a rest day if the rule says so."""
    if stretch.terms.when.roll is Roll.NONE and named_on == natural.on:
        return natural
    day = Schedule((named_on,), at=stretch.schedule.at, roll=stretch.terms.when.roll)
    (found,) = day.occurrences(
        _shifted(named_on, -_FURTHEST_MOVE), _shifted(named_on, _FURTHEST_MOVE), calendar
    )
    return found.due


def opens_before(
    terms: Terms, named_on: date, otherwise: datetime | None, calendar: WorkCalendar
) -> datetime | None:
    """From when on it can be filed: so many days before it is due, if the duty says so."""
    if terms.may is None:
        return otherwise
    days = int(terms.may.since.amount)
    if terms.may.since.unit is AmountUnit.WORKING_DAY:
        return start_of(calendar.add_working_days(named_on, -days))
    return start_of(_shifted(named_on, timedelta(days=-days)))


def _shifted(day: date, span: timedelta) -> date:
    """A day moved, no further than dates go."""
    ordinal = day.toordinal() + span.days
    return date.fromordinal(min(max(ordinal, date.min.toordinal() + 400), date.max.toordinal() - 400))
