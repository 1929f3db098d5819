"""The form of a duty (职责): who owes what to whom, for each of what, when, and what fulfils it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from baicheng.clock.schedules import Schedule
from baicheng.flows.creating import Condition
from baicheng.flows.keys import Identifier, Keys, Title
from baicheng.flows.ladder import Rung
from baicheng.flows.limit_rules import Amount, AmountUnit
from baicheng.flows.provenance import InForce, Reading, Source
from baicheng.flows.when import Covered, Covers, When
from baicheng.flows.who import Bearer


class ForEach(Keys):
    """What a duty is owed for: each row of a register, or each member of a group."""

    register_id: Identifier | None = Field(
        None, alias="register", description="Each row of this register ..."
    )
    where: Condition | None = Field(None, description="... that this holds for.")
    members: Identifier | None = Field(
        None, description="Each member of this group, on the dates of membership."
    )

    @model_validator(mode="after")
    def _one_population(self) -> Self:
        if (self.register_id is None) == (self.members is None):
            raise ValueError("write for_each: {register: name} or for_each: {members: group}")
        if self.where is not None and self.register_id is None:
            raise ValueError("where goes with register; a group's members are all meant")
        return self


class May(Keys):
    """A window in which something can be filed."""

    since: Amount = Field(
        alias="from", description="From so many working_day or calendar_day before it is due."
    )

    @model_validator(mode="after")
    def _days(self) -> Self:
        if self.since.unit not in (AmountUnit.WORKING_DAY, AmountUnit.CALENDAR_DAY):
            raise ValueError(f"a window opens some working_day or calendar_day before, not {self.since.unit}")
        return self


class While(Keys):
    """As long as a named period lasts, or a state of the record, or of any record of another register."""

    period: Identifier | None = Field(None, description="A named period: heating_season.")
    record: Identifier | None = Field(
        None, description="With state: as long as any record of this register is in it, such as an alert."
    )
    state: tuple[Identifier, ...] | None = Field(
        None, min_length=1, description="States of the record that the duty is about, or of that register's."
    )

    @property
    def own_states(self) -> tuple[str, ...]:
        """The states of the record that the duty is about; none where another register is meant."""
        return () if self.record is not None else self.state or ()

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.record is not None and self.state is None:
            raise ValueError("record goes with state: as long as one of its records is in it")
        if (self.period is None) == (self.state is None):
            raise ValueError("write while: {period: name} or while: {state: [names]}")
        return self


class Population(Keys):
    """Of what a share is taken."""

    register_id: Identifier = Field(alias="register", description="The rows of this register ...")
    where: Condition | None = Field(None, description="... that this holds for.")


class FulfilledBy(Keys):
    """What fulfils a duty, and how many of it or of which share."""

    record: Identifier | None = Field(None, description="Records of this register.")
    move: Identifier | None = Field(None, description="This move of the record that the duty is about.")
    observation: Identifier | None = Field(None, description="Observations of this indicator.")
    where: Condition | None = Field(None, description="Only those that this holds for.")
    on: Identifier | None = Field(
        None,
        description="The record's date field that says when it was done; absent: since when where holds.",
    )
    at_least: int = Field(1, ge=1, le=100_000, description="So many.")
    share: Decimal | None = Field(
        None, gt=0, le=1, description="This share of a population, each counted once."
    )
    of: Population | None = Field(None, description="The population, as it is at the end of the period.")
    link: Identifier | None = Field(
        None, description="The record's link field that names the member; needed where there are several."
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(value is not None for value in (self.record, self.move, self.observation)) != 1:
            raise ValueError("write one of record, move or observation")
        if (self.share is None) != (self.of is None):
            raise ValueError("share goes with of: {register: name}, the population it is taken of")
        if self.record is None and (self.share or self.where or self.on):
            raise ValueError("where, on and share go with record")
        if self.share is not None and "at_least" in self.model_fields_set:
            raise ValueError("write at_least or share, not both")
        if self.link is not None and self.share is None:
            raise ValueError("link goes with share")
        return self


class DutyVersion(Keys):
    """What holds from one day to another; keys that it leaves out are the duty's own."""

    in_force: InForce = Field(description="From when to when.")
    when: When | None = Field(None, description="When it falls due.")
    covers: Covered | None = Field(None, description="The period it is about.")
    may: May | None = Field(None, description="The window.")
    fulfilled_by: FulfilledBy | None = Field(None, description="What fulfils it.")
    source: Source | None = Field(None, description="The document that changed it.")


class Duty(Keys):
    """What somebody owes."""

    duty: Identifier = Field(description="Its name.")
    title: Title = Field(description="What is owed.")
    for_each: ForEach | None = Field(None, description="For each of what; absent: it is owed once.")
    bearer: Bearer = Field(description="Who owes it; several subjects owe it each.")
    to: tuple[Bearer, ...] = Field((), description="Who receives it.")
    when: When | None = Field(None, description="When it falls due.")
    covers: Covered | None = Field(None, description="The period it is about.")
    may: May | None = Field(None, description="A window in which it can be filed.")
    while_lasts: While | None = Field(None, alias="while", description="Only as long as this lasts.")
    fulfilled_by: FulfilledBy | None = Field(None, description="What fulfils it.")
    on_change: Literal["finish", "cut", "both"] | None = Field(
        None,
        description="Where the period's length changes: the running period is finished, cut at the change, or owed "
        "beside the new ones.",
    )
    versions: tuple[DutyVersion, ...] = Field((), description="The parts that change, by date.")
    remind: tuple[Rung, ...] = Field((), description="The ladder of reminders (催办升级).")
    in_force: InForce = Field(default_factory=InForce, description="From when to when it is owed.")
    source: Source | None = Field(None, description="The document that demands it; versions may say it each.")
    readings: tuple[Reading, ...] = Field((), description="How unclear places were read.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for key in ("when", "fulfilled_by", "source"):
            if getattr(self, key) is None and not (
                self.versions and all(getattr(version, key) is not None for version in self.versions)
            ):
                raise ValueError(f"{key} is missing, in the duty or in each of its versions")
        return self

    @model_validator(mode="after")
    def _versions_follow_each_other(self) -> Self:
        spans = sorted(
            (version.in_force for version in self.versions), key=lambda span: span.since or date.min
        )
        for earlier, later in pairwise(spans):
            if earlier.until is None or later.since is None or later.since < earlier.until:
                raise ValueError(
                    f"versions overlap: one from {earlier.since} ends after {later.since} begins"
                )
        return self

    @model_validator(mode="after")
    def _change_of_length_is_answered(self) -> Self:
        lengths = {terms.when.every for terms in self.terms() if terms.when.every is not None}
        if len(lengths) > 1 and self.on_change is None:
            named = " and ".join(sorted(lengths))
            raise ValueError(f"the period changes between {named}: write on_change: finish, cut or both")
        return self

    @model_validator(mode="after")
    def _schedules_are_understood(self) -> Self:
        for terms in self.terms():
            if terms.when.is_schedule:
                terms.schedule()
        return self

    def terms(self) -> Iterator[Terms]:
        """What holds by date, oldest first: the versions, completed by what the duty says for all."""
        versions = self.versions or (DutyVersion(in_force=self.in_force),)
        for version in sorted(versions, key=lambda version: version.in_force.since or date.min):
            when, fulfilled_by = version.when or self.when, version.fulfilled_by or self.fulfilled_by
            assert when is not None and fulfilled_by is not None, "checked when the duty was loaded"
            yield Terms(
                in_force=version.in_force,
                when=when,
                covers=version.covers or self.covers or Covers(),
                may=version.may or self.may,
                fulfilled_by=fulfilled_by,
                source=version.source or self.source,
            )


class Terms(Keys):
    """What a duty demands in one span of time."""

    in_force: InForce
    when: When
    covers: Covers
    may: May | None
    fulfilled_by: FulfilledBy
    source: Source | None

    def version(self, in_force: InForce, when: When | None = None) -> DutyVersion:
        """The same on other days; due at another time, where one is given."""
        return DutyVersion(
            in_force=in_force,
            when=when or self.when,
            covers=self.covers,
            may=self.may,
            fulfilled_by=self.fulfilled_by,
            source=self.source,
        )

    def schedule(self) -> Schedule:
        """The clock's schedule, where the days follow from the calendar alone."""
        return self.when.schedule(self.covers, self.in_force.since)
