"""pack.yaml: what the pack is, which documents it carries out, and how much of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from baicheng.flows.keys import Wording
from baicheng.packs.schema.basics import Entry, InForce, Name, Title, Words


class Document(Entry):
    """An official document on which the pack rests (依据文件)."""

    number: Words = Field(description="Its number (文号), by which sources name it.")
    title: Title = Field(description="Its title.")
    issued_on: date | None = Field(None, description="Day of issue (印发日期); absent where none is printed.")
    in_force: InForce | None = Field(
        None, description="The days on which it holds; absent: from its issue on."
    )
    annex_missing: Wording | None = Field(
        None, description="Which annexes are not at hand; their tables are imported, never invented."
    )


class Office(Entry):
    """The office that runs the programme; which unit it is, is the local value ``office``."""

    title: Title = Field(description="What the office is called.")


class Intake(Entry):
    """Where a plan that is read goes to."""

    tasks: Name = Field(description="Register whose records an imported plan's tasks become.")
    reports: Name | None = Field(None, description="Register whose records answer its report duties.")


class Encoded(Entry):
    """Articles that the pack carries out."""

    document: Words = Field(description="Number of the document.")
    articles: tuple[Words, ...] = Field(min_length=1, description="The articles that are encoded.")


class LeftOut(Entry):
    """An article that the pack does not carry out."""

    document: Words = Field(description="Number of the document.")
    article: Words = Field(description="The article.")
    why: Wording = Field(description="Why it is left out, in both languages or one.")


class Coverage(Entry):
    """How much of the documents the pack carries out."""

    encoded: tuple[Encoded, ...] = Field((), description="What is encoded.")
    left_out: tuple[LeftOut, ...] = Field((), description="What is left out, and why.")


class Manifest(Entry):
    """The file pack.yaml."""

    pack: Name = Field(description="Name of the pack.")
    version: Annotated[str, StringConstraints(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$")] = Field(
        description="Version, three numbers (semantic versioning)."
    )
    title: Title = Field(description="What people call it.")
    documents: tuple[Document, ...] = Field(min_length=1, description="The documents on which it rests.")
    needs: tuple[Name, ...] = Field((), description="Packs that must be installed for this one.")
    office: Office = Field(description="The office that runs the programme.")
    intake: Intake | None = Field(None, description="Where an imported plan goes to.")
    coverage: Coverage = Field(description="Articles that are encoded, and those left out.")
    verified_on: date | None = Field(
        None, description="Day on which somebody compared it with the documents."
    )
    verified_by: Words | None = Field(None, description="Who compared it.")
