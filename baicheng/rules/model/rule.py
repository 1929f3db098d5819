"""What the four kinds of rules have in common: document, days, whom they judge, relations, facts."""

from __future__ import annotations

from pydantic import Field

from baicheng.rules.model.basics import Entry, Frame, Identifier, InForce, Reading, Source, Title
from baicheng.rules.model.facts import Fact
from baicheng.rules.relations import Relation


class Rule(Entry):
    """A rule (规则)."""

    title: Title = Field(description="What people call it.")
    source: Source = Field(description="The document that it carries out.")
    in_force: InForce = Field(
        default_factory=InForce, description="The days on which it holds; absent: always."
    )
    judges: Frame = Field(alias="for", description="Whom it judges.")
    relations: dict[Identifier, Relation] = Field(
        default_factory=dict, description="Relations that it reads besides those of the pack."
    )
    facts: dict[Identifier, Fact] = Field(default_factory=dict, description="What is counted, by name.")
    readings: tuple[Reading, ...] = Field((), description="How open places are read.")
