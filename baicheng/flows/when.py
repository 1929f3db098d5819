"""When a duty falls due (何时): on a schedule, after an event, before a day, on stated days; or unsaid."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.instants import CHINA
from baicheng.flows.keys import Keys, Text
from baicheng.flows.limit_rules import AmountUnit, Within, date_field


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


Day = Annotated[date | datetime | str, PlainValidator(_day, json_schema_input_type=date | datetime | str)]


def _number_as_text(value: Any) -> Any:
    return f"day {value}" if type(value) is int else value


class When(Keys):
    """When a duty falls due: on a schedule, after an event, before a day, on stated days; or unsaid."""

    every: CycleUnit | None = Field(None, description="On a cycle: day, week, ten_day, month, quarter ...")
    by: Annotated[str | None, BeforeValidator(_number_as_text)] = Field(
        None, description="By when in it: day 5, friday, last, month 1 day 10."
    )
    at: Text | None = Field(None, description='The hour, in quotes: "17:00".')
    of: int | None = Field(None, ge=2, le=60, description="Every so many of the cycle: every week of 2.")
    since: date | None = Field(None, alias="from", description="The first day on which anything can be due.")
    until: date | None = Field(None, description="The first day from which nothing is due any more.")
    on: tuple[Day, ...] | None = Field(
        None, min_length=1, description="On stated days: dates, or every year: 03-15."
    )
    within: Within | None = Field(None, description="Within an amount of an event.")
    before: Annotated[
        date | datetime | str | None,
        PlainValidator(_before, json_schema_input_type=date | datetime | str),
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
        return self

    @property
    def is_schedule(self) -> bool:
        """Whether the days follow from the calendar alone."""
        return not (self.not_stated or self.within or isinstance(self.before, str))
