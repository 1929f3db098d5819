"""Properties of clocks, against a count minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baicheng.clock import Clock, Limit, LimitUnit, Pause, WorkCalendar
from tests.clock.counted import Counter
from tests.clock.instances import (
    UNTIMED,
    calendars,
    day_limits,
    ended_pauses,
    hour_limits,
    instants,
    limits,
    pauses,
)

SLOW = settings(max_examples=60, deadline=None)


def counter(limit: Limit, calendar: WorkCalendar) -> Counter:
    amount = round(limit.amount * 60) if limit.unit.is_hours else int(limit.amount)
    return Counter(limit.unit.value, amount, calendar.days, roll=limit.roll_to_working_day)


def stops(held: tuple[Pause, ...]) -> list[tuple[datetime, datetime | None]]:
    return [(pause.since, pause.until) for pause in held]


@SLOW
@given(limits, instants, pauses, calendars)
def test_a_limit_is_due_when_its_minutes_or_days_are_counted(
    limit: Limit, start: datetime, held: tuple[Pause, ...], calendar: WorkCalendar
) -> None:
    clock = Clock.start(limit, start, pauses=held)

    assert clock.due_at(calendar) == counter(limit, calendar).due(start, stops(held))


@SLOW
@given(hour_limits, instants, instants, pauses, calendars)
def test_hours_used_are_the_minutes_counted(
    limit: Limit, start: datetime, at: datetime, held: tuple[Pause, ...], calendar: WorkCalendar
) -> None:
    counted = counter(limit, calendar).used_minutes(start, at, stops(held))

    used = Clock.start(limit, start, pauses=held).used(calendar, at)

    assert round(used * 60, 9) == counted


@UNTIMED
@given(limits, instants, ended_pauses, calendars)
def test_at_the_due_moment_all_is_used_and_nothing_is_late(
    limit: Limit, start: datetime, held: tuple[Pause, ...], calendar: WorkCalendar
) -> None:
    clock = Clock.start(limit, start, pauses=held)
    due = clock.due_at(calendar)

    assert due is not None
    assert clock.used(calendar, due) == clock.budget
    assert clock.left(calendar, due) == 0
    assert not clock.is_late(calendar, due)
    assert clock.is_late(calendar, due + timedelta(microseconds=1))
    assert clock.left(calendar, due - timedelta(minutes=1)) > 0 or limit.roll_to_working_day


@UNTIMED
@given(instants, st.integers(-3000, 3000), calendars)
def test_working_minutes_added_are_the_minutes_measured(
    at: datetime, count: int, calendar: WorkCalendar
) -> None:
    then = calendar.add_working_minutes(at, count)

    assert calendar.working_minutes_between(at, then) == count


@UNTIMED
@given(instants, st.integers(-30, 30), calendars)
def test_working_days_added_are_the_days_measured(at: datetime, count: int, calendar: WorkCalendar) -> None:
    then = calendar.add_working_days(at.date(), count)

    assert calendar.working_days_between(at.date(), then) == count


@UNTIMED
@given(limits, instants, instants, instants, instants, calendars)
def test_a_pause_split_in_two_holds_up_the_same(
    limit: Limit, start: datetime, one: datetime, two: datetime, three: datetime, calendar: WorkCalendar
) -> None:
    since, middle, until = sorted([one, two, three])
    assume(since < middle < until)

    whole = Clock.start(limit, start, pauses=[Pause(since, until)])
    halves = Clock.start(limit, start, pauses=[Pause(since, middle), Pause(middle, until)])

    assert whole.due_at(calendar) == halves.due_at(calendar)


@UNTIMED
@given(limits, instants, instants, ended_pauses, calendars)
def test_a_later_start_is_never_due_earlier(
    limit: Limit, one: datetime, two: datetime, held: tuple[Pause, ...], calendar: WorkCalendar
) -> None:
    earlier, later = (Clock.start(limit, at, pauses=held).due_at(calendar) for at in sorted([one, two]))

    assert earlier is not None and later is not None
    assert earlier <= later


@UNTIMED
@given(limits, instants, ended_pauses, calendars)
def test_a_pause_never_makes_it_due_earlier(
    limit: Limit, start: datetime, held: tuple[Pause, ...], calendar: WorkCalendar
) -> None:
    free = Clock.start(limit, start).due_at(calendar)
    held_up = Clock.start(limit, start, pauses=held).due_at(calendar)

    assert free is not None and held_up is not None
    assert free <= held_up


@UNTIMED
@given(limits, instants, instants, instants, pauses, calendars)
def test_what_is_used_only_grows(
    limit: Limit,
    start: datetime,
    one: datetime,
    two: datetime,
    held: tuple[Pause, ...],
    calendar: WorkCalendar,
) -> None:
    clock = Clock.start(limit, start, pauses=held)

    assert clock.used(calendar, min(one, two)) <= clock.used(calendar, max(one, two))


@UNTIMED
@given(limits, instants, ended_pauses, st.integers(1, 5), calendars)
def test_an_extension_is_the_larger_limit_from_the_start(
    limit: Limit, start: datetime, held: tuple[Pause, ...], more: int, calendar: WorkCalendar
) -> None:
    larger = replace(limit, amount=limit.amount + more)

    extended = Clock.start(limit, start, pauses=held).extend(more)

    assert extended.due_at(calendar) == Clock.start(larger, start, pauses=held).due_at(calendar)


@UNTIMED
@given(hour_limits, instants, instants, instants, calendars)
def test_a_clock_that_came_back_has_what_it_had_left(
    limit: Limit, one: datetime, two: datetime, three: datetime, calendar: WorkCalendar
) -> None:
    start, sent, back = sorted([one, two, three])
    clock = Clock.start(limit, start).done(sent)
    left = clock.left(calendar, back)
    assume(left > 0)

    reopened = clock.reopened(back)

    assert reopened.left(calendar, back) == left
    due = reopened.due_at(calendar)
    rest = Limit(left, limit.unit)
    assert due == Clock.start(rest, back).due_at(calendar)


@UNTIMED
@given(day_limits, instants, instants, instants, calendars)
def test_days_left_over_are_counted_from_the_day_after_it_came_back(
    limit: Limit, one: datetime, two: datetime, three: datetime, calendar: WorkCalendar
) -> None:
    start, sent, back = sorted([one, two, three])
    clock = Clock.start(limit, start).done(sent)
    left = clock.left(calendar, back)
    assume(left > 0 and sent < back and back.date() > start.date() and (back.hour, back.minute) != (0, 0))

    due = clock.reopened(back).due_at(calendar)

    assert due == Clock.start(replace(limit, amount=left), back).due_at(calendar)


@UNTIMED
@given(limits, instants, pauses, calendars)
def test_an_unchanged_calendar_moves_nothing(
    limit: Limit, start: datetime, held: tuple[Pause, ...], calendar: WorkCalendar
) -> None:
    again = WorkCalendar(days=dict(calendar.days), announced=calendar.announced)
    clock = Clock.start(limit, start, pauses=held)

    assert clock.due_at(again) == clock.due_at(calendar)


@UNTIMED
@given(limits, instants, pauses, st.lists(st.integers(1, 3), max_size=2), st.booleans(), instants)
def test_a_clock_survives_being_written_down(
    limit: Limit,
    start: datetime,
    held: tuple[Pause, ...],
    extensions: list[int],
    is_closed: bool,
    end: datetime,
) -> None:
    import json

    clock = Clock.start(limit, start, pauses=held)
    for amount in extensions:
        clock = clock.extend(amount)
    clock = clock.ask_extension(end)
    if is_closed and end >= start:
        clock = clock.done(end).exclude(end.date(), "申诉成立")

    assert Clock.from_dict(json.loads(json.dumps(clock.to_dict()))) == clock


@UNTIMED
@given(instants, st.integers(1, 400), calendars)
def test_minutes_of_an_hour_are_exact(start: datetime, minutes: int, calendar: WorkCalendar) -> None:
    limit = Limit.parse(f"{minutes} minutes")
    clock = Clock.start(limit, start)

    assert clock.due_at(calendar) == start + timedelta(minutes=minutes)
    assert limit.unit is LimitUnit.URGENT_HOUR
    assert abs(limit.amount * 60 - minutes) < Decimal("1e-20")
