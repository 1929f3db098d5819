"""Where a rule comes from, when it holds, and how an open text was read (出处, 有效期, 解读)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from baicheng.flows.keys import Identifier, Keys, Text, Title, Wording


class InForce(Keys):
    """The days on which something holds."""

    since: date | None = Field(None, alias="from", description="First day in force; absent: always was.")
    until: date | None = Field(None, description="First day no longer in force; absent: open.")

    @model_validator(mode="after")
    def _goes_forward(self) -> Self:
        if self.since and self.until and self.since >= self.until:
            raise ValueError(f"from {self.since} is not before until {self.until} (until is exclusive)")
        return self

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def overlaps(self, since: date, until: date) -> bool:
        """Whether it holds on any day of ``[since, until)``."""
        return (self.until is None or since < self.until) and (self.since is None or self.since < until)

    def shared(self, other: InForce) -> InForce | None:
        """The days on which both hold."""
        since = max((day for day in (self.since, other.since) if day is not None), default=None)
        until = min((day for day in (self.until, other.until) if day is not None), default=None)
        if since is not None and until is not None and since >= until:
            return None
        return InForce(since=since, until=until)

    def outside(self, taken: Iterable[InForce]) -> Iterator[InForce]:
        """Its days that do not belong to others, which follow each other without overlap."""
        since = self.since
        for other in taken:
            if other.since is not None and (since is None or since < other.since):
                until = other.since if self.until is None else min(self.until, other.since)
                if since is None or since < until:
                    yield InForce(since=since, until=until)
            if other.until is None:
                return
            since = other.until if since is None else max(since, other.until)
        if self.until is None or since is None or since < self.until:
            yield InForce(since=since, until=self.until)


class Source(Keys):
    """The document and clause that say so."""

    document: Text = Field(description="Document number (文号), one of those that pack.yaml lists.")
    article: Text | None = Field(None, description="Article or clause address (条款): 第二条, 三(三)1(5).")
    part: Text | None = Field(None, description="Annex or part of the document in which the article stands.")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | dict | Title) else value


class Reading(Keys):
    """How a place was read on which the text is silent or unclear; it can be overruled."""

    on: Wording = Field(description="What is in question, in both languages or one.")
    text_says: Wording = Field(description="What the text says of it; often: nothing.")
    we_read: Wording = Field(description="The reading in use.")
    alternatives: Annotated[tuple[Wording, ...], BeforeValidator(_listed)] = Field(
        (), alias="or", description="Other readings that the text allows."
    )
    id: Identifier | None = Field(None, description="A name by which a local value can overrule it.")
