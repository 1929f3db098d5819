"""periods/*.yaml: a named stretch of time (时段), such as the heating season."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from baicheng.packs.schema.basics import Entry, Event, InForce, Name, Reading, Source, Title

#: A day of every year, such as ``"11-15"``.
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class Span(Entry):
    """One stretch: yearly from one day to another, or once between two dates or events."""

    since: MonthDay | date | Event = Field(
        alias="from", description="First day; a month and day recurs yearly."
    )
    until: MonthDay | date | Event = Field(description="First day that no longer belongs to it.")
    in_force: InForce | None = Field(None, description="The days on which this yearly stretch holds.")
    source: Source = Field(description="Where it stands.")


class Period(Entry):
    """A named stretch of time."""

    period: Name = Field(description="Its name.")
    title: Title = Field(description="What people call it.")
    spans: tuple[Span, ...] = Field(min_length=1, description="Its stretches.")
    readings: tuple[Reading, ...] = Field((), description="How open places are read.")
