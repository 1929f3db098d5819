"""How much time is given (时限): within an amount of an event, before a day, until a stated day, or unsaid."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from baicheng.clock.limits import Limit
from baicheng.flows.keys import Identifier, Keys

_FIELD = re.compile(r"field\(\s*([a-z][a-z0-9_]*)\s*\)")


class AmountUnit(StrEnum):
    """Units in which documents give time."""

    MINUTE = "minute"  # 分钟, continuous
    URGENT_HOUR = "urgent_hour"  # 紧急工作时: nights and holidays count
    WORKING_HOUR = "working_hour"  # 工作时
    WORKING_DAY = "working_day"  # 工作日
    CALENDAR_DAY = "calendar_day"  # 自然日


def date_field(value: Any) -> str:
    """The name in ``field(name)``: a day that the record names."""
    found = _FIELD.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} names no field; write field(name)")
    return found[1]


def _anchor(value: Any) -> str:
    if value == "entered":
        return "entered"
    if not isinstance(value, str) or not value.strip().startswith("field"):
        raise ValueError(
            f"{value!r} is no event; write entered, or field(name) for a day that the record names"
        )
    return date_field(value)


def written_field(name: str) -> str:
    """How a file writes a date field: ``field(name)``, which ``date_field`` reads again."""
    return f"field({name})"


def _written_anchor(anchor: str) -> str:
    return anchor if anchor == "entered" else written_field(anchor)


#: The event from which or to which time counts: ``entered``, or the name of a date field.
Anchor = Annotated[
    str,
    BeforeValidator(_anchor),
    PlainSerializer(_written_anchor),
    Field(examples=["entered", "field(received_on)"]),
]


class Amount(Keys):
    """A length of time."""

    amount: Decimal = Field(gt=0, le=10_000, description="How many.")
    unit: AmountUnit = Field(description="Of what.")

    @model_validator(mode="after")
    def _is_understood(self) -> Self:
        self.limit()
        return self

    def limit(self) -> Limit:
        """The clock's limit; minutes are continuous.

        Raises:
            ValueError: the clock cannot count it: half a day, a third of a minute.
        """
        return Limit.parse(f"{self.amount:f} {self.unit.value}")


class Within(Amount):
    """So long after an event: within 10 working days of receipt."""

    of: Anchor = Field("entered", description="From when: entered (the state), or field(name).")
    roll: Literal["none", "next_working_day"] = Field(
        "none",
        description="Where the last day is a rest day: it stays (none), or moves to the next working day.",
    )

    def limit(self) -> Limit:
        limit = super().limit()
        if self.roll == "none":
            return limit
        return Limit(limit.amount, limit.unit, roll_to_working_day=True)


class Before(Amount):
    """So long before a day: 5 working days before the instalment."""

    of: Anchor = Field(description="Before which day: field(name).")

    @model_validator(mode="after")
    def _days_before_a_field(self) -> Self:
        if self.unit not in (AmountUnit.WORKING_DAY, AmountUnit.CALENDAR_DAY):
            raise ValueError(f"before counts working_day or calendar_day, not {self.unit}")
        if self.of == "entered":
            raise ValueError("what is entered lies in the past; name a day to come: field(name)")
        return self


class DueField(Keys):
    """Due when the field says."""

    field: Identifier | None = Field(None, description="The date field.")
    not_stated: bool = Field(False, description="No document gives a limit.")

    @model_validator(mode="before")
    @classmethod
    def _silence(cls, value: Any) -> Any:
        return {"not_stated": True} if value == "not_stated" else value

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.field is not None) == self.not_stated:
            raise ValueError("write due: {field: name}, or due: not_stated")
        return self


class Standard(Keys):
    """Limits that stand in the rows of a linked record, one assignment for each."""

    link: Identifier = Field(description="The link field that names the record with the standard.")
    limits: Identifier = Field(
        "limits", description="The field or part of that record that lists the limits."
    )


class LimitKeys(Keys):
    """The keys of which exactly one says how much time there is."""

    within: Within | None = Field(None, description="Within an amount of an event.")
    before: Before | None = Field(None, description="An amount before a day.")
    due: DueField | None = Field(None, description="A field that holds the day, or not_stated.")
    standard: Standard | None = Field(None, description="Limits listed by a linked record.")

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        given = [name for name in ("within", "before", "due", "standard") if getattr(self, name) is not None]
        if len(given) != 1:
            said = f"{' and '.join(given)} are both given" if given else "no limit is given"
            raise ValueError(
                f"{said}; write one of within, before, due or standard, or due: not_stated if no document says"
            )
        return self
