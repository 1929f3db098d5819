"""What many answers have in common: ids, titles in two languages, pages of lists."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field

Item = TypeVar("Item")

#: The id of a row.
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
#: So many rows of a list at once.
Size = Annotated[int, Field(ge=1, le=200)]


class Given(Schema):
    """What is sent: a name that nobody knows is refused, since it would do nothing in silence."""

    model_config = ConfigDict(extra="forbid")


class Words(Schema):
    """A text in both languages."""

    zh: str
    en: str


class Named(Schema):
    """A subject of the directory: unit, division, body, group, post, person …"""

    id: int
    name: str = Field(description="The official name on the day of which the answer speaks.")


class Count(Schema):
    """How many rows there are, counted up to 1,000."""

    number: int
    more: bool = Field(description="There are more than that.")


class Page(Schema, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str = Field(description="Send it as “after” to get the page behind this one; empty on the last.")
    count: Count


class Paging(Schema):
    """Which page of a list."""

    after: str = Field("", max_length=2000, description="“next” of the page ahead.")
    size: Size = Field(50, description="Rows of a page.")


#: A JSON value as it was stored.
Stored = Any
