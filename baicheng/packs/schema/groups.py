"""groups/*.yaml: a dated list of members (名单), which a document may address as one."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from baicheng.packs.schema.basics import Entry, InForce, Name, Reading, Source, Title, Words


class Member(Entry):
    """One member by name; a change of the list adds an entry or ends one, nothing is overwritten."""

    name: Words = Field(description="Name of the subject, as the document writes it.")
    in_force: InForce | None = Field(None, description="The days of membership; absent: always.")
    source: Source | None = Field(None, description="Where this membership stands, if elsewhere.")


class Group(Entry):
    """A named list of subjects."""

    group: Name = Field(description="Its name.")
    title: Title = Field(description="What people call it.")
    members: tuple[Member, ...] = Field((), description="Who belongs to it.")
    not_stated: bool = Field(False, description="true: the document names the group and lists nobody.")
    source: Source = Field(description="Where the list stands.")
    readings: tuple[Reading, ...] = Field((), description="How open places of the list are read.")

    @model_validator(mode="after")
    def _members_or_none_stated(self) -> Self:
        if bool(self.members) == self.not_stated:
            raise PydanticCustomError(
                "members_or_not_stated",
                "give members, or say not_stated: true when the document lists none",
                {"zh": "请写 members；文件没有列名单的，写 not_stated: true"},
            )
        return self
