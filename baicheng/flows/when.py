"""When a duty falls due (何时): on a schedule, after an event, before a day, on stated days; or unsaid."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, model_validator

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.instants import CHINA
from baicheng.clock.schedule_terms import Roll
from baicheng.clock.schedules import Schedule
from baicheng.flows.keys import Keys, Text
from baicheng.flows.limit_rules import AmountUnit, Within, date_field, written_field


def _which(value: Any) -> Any:
    """previous, this, or previous quarter, written as one word or two."""
    if not isinstance(value, str):
        return value
    which, _, period = value.partition(" ")
    return {"which": which, "period": period} if period else {"which": which}


class Covers(Keys):
    """The period that a duty is about."""

    which: Literal["previous", "this"] | None = Field(
        None, description="The period before the one in which it is due, or that one."
    )
    period: CycleUnit | None = Field(None, description="Its length, where it is not that of the cycle.")
    cut_off: Text | None = Field(None, description="Up to which day of it figures are stated: last, day 25.")


#: ``previous``, ``this``, ``previous quarter``, or a mapping with a cut-off day.
Covered = Annotated[Covers, BeforeValidator(_which, json_schema_input_type=str | Covers)]


def _day(value: Any) -> date | datetime | str:
    """A day, a moment, or a day of every year (03-15).

    A day stays a day: pydantic would make a moment of it, or a number of seconds of a number. A moment
    without a zone is one in China.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=CHINA)
    if isinstance(value, date):
        return value
    text = value.strip() if isinstance(value, str) else ""
    with suppress(ValueError):
        return date.fromisoformat(text)
    with suppress(ValueError):
        return _day(datetime.fromisoformat(text))
    if re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text):
        return text
    raise ValueError(f"{value!r} is no day; write 2019-03-22, 2019-03-22T17:00, or 03-15 for every year")


def _before(value: Any) -> date | datetime | str:
    """A stated moment, or the name of a date field."""
    if isinstance(value, str) and value.strip().startswith("field"):
        return date_field(value)
    return _day(value)


def _written_before(value: date | datetime | str | None) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else written_field(value)


Day = Annotated[date | datetime | str, PlainValidator(_day, json_schema_input_type=date | datetime | str)]


def _wordings(value: Any) -> Any:
    """A number is a day; one wording is a list of one."""
    listed = value if isinstance(value, list | tuple) else [value]
    return [f"day {one}" if type(one) is int else one for one in listed]


#: Units of cycles, and working days, which are counted by the calendar.
Every = Literal[
    "day",
    "week",
    "ten_day",
    "half_month",
    "month",
    "two_months",
    "quarter",
    "half_year",
    "year",
    "working_day",
]


class When(Keys):
    """When a duty falls due: on a schedule, after an event, before a day, on stated days; or unsaid."""

    every: Every | None = Field(None, description="On a cycle, or every working_day.")
    by: Annotated[
        tuple[Text, ...] | None,
        BeforeValidator(_wordings, json_schema_input_type=str | int | list[str | int]),
    ] = Field(None, description="By when in it: day 5, friday, last, month 1 day 10; one or several.")
    of: int | None = Field(None, ge=2, le=60, description="Every so many of the cycle: every week of 2.")
    on: tuple[Day, ...] | None = Field(
        None, min_length=1, description="On stated days: dates, or every year: 03-15."
    )
    at: Text | None = Field(None, description='The hour, in quotes: "17:00".')
    since: date | None = Field(None, alias="from", description="The first day on which anything can be due.")
    until: date | None = Field(None, description="The first day from which nothing is due any more.")
    inclusive: bool = Field(True, description="Whether the due day itself still counts (5日前).")
    roll: Roll = Field(Roll.NONE, description="What becomes of a due day that is a rest day.")
    within: Within | None = Field(None, description="Within an amount of an event.")
    before: Annotated[
        date | datetime | str | None,
        PlainValidator(_before, json_schema_input_type=date | datetime | str),
        PlainSerializer(_written_before),
    ] = Field(None, description="Before a day: field(name) with amount and unit, or a stated day or moment.")
    amount: Decimal | None = Field(None, gt=0, le=1000, description="How long before the field's day.")
    unit: Literal[AmountUnit.WORKING_DAY, AmountUnit.CALENDAR_DAY] | None = Field(
        None, description="Of what: working_day or calendar_day."
    )
    not_stated: bool = Field(False, description="No document says when.")

    @model_validator(mode="before")
    @classmethod
    def _silence(cls, value: Any) -> Any:
        return {"not_stated": True} if value == "not_stated" else value

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        given = [name for name in ("every", "on", "within", "before") if getattr(self, name) is not None]
        if len(given) + self.not_stated != 1:
            raise ValueError(
                "write one of every, on, within or before, or when: not_stated if no document says"
            )
        if self.every is None and any(value is not None for value in (self.by, self.of)):
            raise ValueError("by and of go with every")
        named = isinstance(self.before, str)
        if named != (self.amount is not None) or named != (self.unit is not None):
            raise ValueError("before: field(name) goes with amount and unit, and they with it")
        if self.within is not None and self.within.of == "entered":
            raise ValueError("a duty counts from a day that the record names: of: field(name)")
        if not self.is_schedule and _SCHEDULED & self.model_fields_set:
            raise ValueError(f"{', '.join(sorted(_SCHEDULED))} go with every, on, or before a stated day")
        if self.is_schedule:
            self.schedule(counted_from=self.since or _ANY_DAY)
        return self

    @property
    def is_schedule(self) -> bool:
        """Whether the days follow from the calendar alone."""
        return not (self.not_stated or self.within or isinstance(self.before, str))

    def schedule(self, covers: Covers | None = None, counted_from: date | None = None) -> Schedule:
        """The clock's schedule, with the period that it covers.

        Every second week and the like are counted from the first day that can be due or, where none is
        stated, from ``counted_from``.

        Raises:
            ValueError: it is none, or the clock does not understand a part of it.
        """
        stated = self.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
        stated["on" if self.on else "before" if self.before else "every"] = (
            self.on or self.before or self.every
        )
        if covers is not None and covers.model_fields_set:
            stated["covers"] = covers.model_dump(mode="json", exclude_none=True)
        if self.of is not None and self.since is None and counted_from is not None:
            stated["from"] = counted_from
        return Schedule.from_dict(stated)


_ANY_DAY = date(2000, 1, 1)
_SCHEDULED = frozenset({"at", "since", "until", "inclusive", "roll"})
