"""The ladder of reminders (催办升级): who is told when, before and after something is due, and what follows.

A rung is climbed once for each due moment. Days are counted as people say them: due on the 29th, the 26th is
three days before and on the 30th it is one day late; whoever is told then, is told when the office opens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from baicheng.clock import WorkCalendar
from baicheng.clock.instants import ONE_DAY, in_china, last_day_until
from baicheng.clock.limits import Limit, LimitUnit
from baicheng.flows.creating import Create
from baicheng.flows.keys import Identifier, Keys
from baicheng.flows.limit_rules import Amount
from baicheng.flows.values import DATE, Names
from baicheng.flows.who import Late, Told, parse_who

#: Nobody is reminded earlier than so long before something is due.
EARLIEST = timedelta(days=120)
_FARTHEST = {
    LimitUnit.WORKING_DAY: Decimal(80),
    LimitUnit.CALENDAR_DAY: Decimal(120),
    LimitUnit.WORKING_HOUR: Decimal(640),
    LimitUnit.URGENT_HOUR: Decimal(2880),
}
#: What the expressions of a rung know beside the record: the day on which it is climbed.
TODAY = "today"


class Raised(Create):
    """What a rung creates: `with` also knows `today`, and `bearer` alone is who is late."""

    parties: dict[Identifier, Late] = Field({}, description="Parties of the new record.")


class Rung(Keys):
    """One step of the ladder: when, who is told, and what is created."""

    id: Identifier | None = Field(
        None, description="With before or after: its name; a local value can then set how long."
    )
    before: Amount | None = Field(
        None, description="So long before it is due, at most 120 days; days when the office opens."
    )
    at: Literal["due"] | None = Field(
        None, description="due: on the day on which it is due, when the office opens."
    )
    after: Amount | None = Field(
        None, description="So long after it was due and is still open; days when the office opens."
    )
    to: tuple[Told, ...] = Field(
        (parse_who("bearer"),),
        min_length=1,
        description="Who is told: WHO, narrowed by `as leader` where wanted, or `bearer` alone, who must do it. "
        "Absent: the bearer.",
    )
    create: Raised | None = Field(
        None,
        description="With after: a record that is created, such as a rectification order. Its `with` also "
        "knows `today`, its parties `bearer` alone.",
    )

    @model_validator(mode="after")
    def _one_moment(self) -> Self:
        if [self.before, self.at, self.after].count(None) != 2:
            raise ValueError("each rung of remind holds one of before, at: due, or after")
        if self.create is not None and self.after is None:
            raise ValueError("create goes with after: what is not late yet has no consequence")
        if self.id is not None and self.at is not None:
            raise ValueError("id goes with before or after: at: due has no days that could be set locally")
        if self.before is not None:
            limit = self.before.limit()
            if limit.amount > _FARTHEST[limit.unit]:
                raise ValueError("nobody is reminded earlier than 120 calendar_day or 80 working_day before")
        return self

    @property
    def amount(self) -> Amount | None:
        """How long before or after; none on the day itself."""
        return self.before or self.after

    def with_amount(self, amount: Amount) -> Rung:
        """The same rung so long before, or after.

        Raises:
            ValueError: nobody is reminded so early.
        """
        assert self.amount is not None, "at: due has no days"
        name = "before" if self.before is not None else "after"
        return Rung.model_validate(self.model_dump() | {name: amount.model_dump()})

    def moment(self, due_at: datetime, calendar: WorkCalendar, known_at: datetime | None = None) -> datetime:
        """When it is climbed, for what is due at a moment; 24:00 of a day belongs to that day.

        Args:
            known_at: since when somebody has to do it: what was late by then is late from then on.
        """
        last = last_day_until(due_at)
        if self.before is not None:
            return _moved(due_at, last, self.before.limit(), calendar, -1)
        if self.after is not None:
            late_from = max(due_at, known_at) if known_at else due_at
            return _moved(late_from, last_day_until(late_from), self.after.limit(), calendar, 1)
        return min(calendar.open_of(last), in_china(due_at))


def _moved(due_at: datetime, last: date, limit: Limit, calendar: WorkCalendar, sign: int) -> datetime:
    """So long before (-1) or after (1): days from the due day on when the office opens, hours exactly."""
    if limit.unit is LimitUnit.CALENDAR_DAY:
        return calendar.open_of(last + sign * limit.days * ONE_DAY)
    if limit.unit is LimitUnit.WORKING_DAY:
        return calendar.open_of(calendar.add_working_days(last, sign * limit.days))
    if limit.unit is LimitUnit.WORKING_HOUR:
        return calendar.add_working_time(due_at, sign * limit.time)
    return in_china(due_at) + sign * limit.time


def with_amounts(ladder: Sequence[Rung], decided: Mapping[str, Amount]) -> tuple[Rung, ...]:
    """The ladder with the days that were decided locally, by the name of the rung; others stay as they are."""
    return tuple(
        rung.with_amount(decided[rung.id]) if rung.id and rung.id in decided else rung for rung in ladder
    )


class Passed(NamedTuple):
    """A rung whose moment has come: its place in the ladder, counted from 0."""

    moment: datetime
    place: int
    rung: Rung


def passed(
    ladder: Sequence[Rung],
    due_at: datetime,
    now: datetime,
    calendar: WorkCalendar,
    known_at: datetime | None = None,
) -> list[Passed]:
    """The rungs whose moment has come, the lowest first; ``known_at`` as :meth:`Rung.moment` takes it."""
    found = (
        Passed(rung.moment(due_at, calendar, known_at), place, rung) for place, rung in enumerate(ladder)
    )
    return sorted((one for one in found if one.moment <= now), key=lambda one: one[:2])


def names_with_today(names: Names) -> Names:
    """What the expressions of a rung may use."""
    return {**names, TODAY: DATE}


def creations(ladder: Sequence[Rung]) -> Iterator[tuple[int, Raised]]:
    """What a ladder creates, each with the place of its rung."""
    yield from ((place, rung.create) for place, rung in enumerate(ladder) if rung.create is not None)
