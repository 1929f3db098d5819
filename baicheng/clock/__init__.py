"""All date arithmetic of the project (时限): calendars, limits, clocks, periods, and dates as worded."""

from baicheng.clock.china import china_calendar
from baicheng.clock.clocks import Clock, Exclusion, Outcome
from baicheng.clock.cycles import Cycle, CycleUnit
from baicheng.clock.instants import CHINA, in_china
from baicheng.clock.limits import Limit, LimitUnit, before
from baicheng.clock.pauses import Pause, PauseKind
from baicheng.clock.period_changes import OnChange, owed_periods
from baicheng.clock.periods import Period, period_named, period_of, periods
from baicheng.clock.schedule_terms import Covers, Due, EveryWorkingDays, EveryYearOn, Occurrence, Roll
from baicheng.clock.schedules import Schedule, covers_by_position
from baicheng.clock.work_calendar import OFFICE_HOURS, OfficeHours, WorkCalendar

__all__ = [
    "CHINA",
    "OFFICE_HOURS",
    "Clock",
    "Covers",
    "Cycle",
    "CycleUnit",
    "Due",
    "EveryWorkingDays",
    "EveryYearOn",
    "Exclusion",
    "Limit",
    "LimitUnit",
    "Occurrence",
    "OfficeHours",
    "OnChange",
    "Outcome",
    "Pause",
    "PauseKind",
    "Period",
    "Roll",
    "Schedule",
    "WorkCalendar",
    "before",
    "china_calendar",
    "covers_by_position",
    "in_china",
    "owed_periods",
    "period_named",
    "period_of",
    "periods",
]
