"""Random calendars, instants and pauses for the properties of clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from baicheng.clock import CHINA, Limit, LimitUnit, Pause, WorkCalendar

#: No test measures time.
UNTIMED = settings(deadline=None)

FIRST = date(2020, 9, 21)
#: Enough years for the calendars of these tests: no fixed rest days are mixed in.
YEARS = frozenset(range(2015, 2031))

#: Some days of two months differ from the ordinary week.
calendars = st.dictionaries(
    st.integers(0, 60).map(lambda number: FIRST + timedelta(days=number)), st.booleans(), max_size=20
).map(lambda days: WorkCalendar(days=days, announced=YEARS))

#: Minutes of four weeks, often at or near the edges of office hours.
_minutes = st.one_of(
    st.integers(0, 28 * 1440 - 1),
    st.builds(
        lambda day, edge, shift: max(day * 1440 + edge + shift, 0),
        st.integers(0, 27),
        st.sampled_from([0, 480, 720, 840, 1080]),
        st.integers(-1, 1),
    ),
)


def instant(minute: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=CHINA) + timedelta(minutes=minute)


instants = _minutes.map(instant)


def _pauses(edges: list[int], *, is_open: bool) -> tuple[Pause, ...]:
    times = [instant(edge) for edge in sorted(edges)]
    found = [Pause(since, until) for since, until in zip(times[::2], times[1::2], strict=False)]
    return (*found, Pause(times[-1])) if len(times) % 2 and is_open else tuple(found)


pauses = st.builds(
    lambda edges, is_open: _pauses(edges, is_open=is_open),
    st.lists(_minutes, max_size=5, unique=True),
    st.booleans(),
)
ended_pauses = pauses.map(lambda found: tuple(pause for pause in found if pause.until))

hour_limits = st.builds(
    lambda quarters, unit: Limit(quarters * Limit.parse("15 minutes").amount, unit),
    st.integers(1, 100),
    st.sampled_from([LimitUnit.WORKING_HOUR, LimitUnit.URGENT_HOUR]),
)
day_limits = st.one_of(
    st.builds(Limit, st.integers(1, 12), st.just(LimitUnit.WORKING_DAY)),
    st.builds(Limit, st.integers(1, 20), st.just(LimitUnit.CALENDAR_DAY), st.booleans()),
)
limits = st.one_of(hour_limits, day_limits)
