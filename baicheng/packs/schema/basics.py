"""What the files of a pack share: names, exact numbers, days that an event names."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from baicheng.flows.keys import Keys, Title
from baicheng.flows.provenance import InForce, Reading, Source

__all__ = ["Entry", "Event", "FullName", "InForce", "Name", "Number", "Reading", "Source", "Title", "Words"]


class Entry(Keys):
    """A mapping in a pack file: unknown keys are refused, a value keeps the type that it was written in."""

    model_config = ConfigDict(strict=True)


def _exact(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, Decimal):
        return value
    raise PydanticCustomError("number_wanted", "a number is wanted")


#: A name inside the pack: what other keys and files refer to.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
#: A name that may carry the pack in front: ``tasks`` or ``supervision.tasks``.
FullName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}(\.[a-z][a-z0-9_]{0,59})?$")]
#: Text that says something.
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
#: An exact number, read as it is written.
Number = Annotated[Decimal, BeforeValidator(_exact), WithJsonSchema({"type": "number"})]


class Event(Entry):
    """A day that the text names by what happens on it; the installation enters it as a local value."""

    event: Name = Field(description="Name of the event whose day it is.")
