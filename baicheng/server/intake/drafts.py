"""What a draft task holds while a person reviews it, checked before it is kept.

Spans count characters of the document's text. Nothing here knows the database.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from baicheng.reading.model import Op, Portion, Role, Target, Task
from baicheng.reading.spans import Span
from baicheng.server.intake.faults import by_field

#: Start and end in the document's text; null for what a person added.
Place = tuple[int, int] | None
Text = Annotated[str, Field(max_length=20_000)]
Short = Annotated[str, Field(max_length=400)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class DraftTarget(_Form):
    """A measurable target as read or corrected; see ``baicheng.reading.Target``.

    A ``portion`` is a part of the nearest whole before it in the draft that measures the same.
    """

    text: Text
    indicator: Short = ""
    scope: Short = ""
    op: Op = Op.AT_LEAST
    value: Decimal = Field(max_digits=20, decimal_places=6)
    upper: Decimal | None = Field(None, max_digits=20, decimal_places=6)
    unit: Annotated[str, Field(max_length=40)] = ""
    measure: str = "level"
    portion: Portion = Portion.WHOLE
    span: Place = None


class DraftParty(_Form):
    """A unit or leader; ``subject`` is its id in the directory, null until somebody decides."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    role: Role
    subject: int | None = None
    consolidates: bool = False
    span: Place = None


class DraftPart(_Form):
    """A separately assigned stretch, day or target; ``bearers`` are places in ``parties``."""

    text: Text
    due_on: date | None = None
    target: DraftTarget | None = None
    bearers: list[int] = Field(default_factory=list)
    span: Place = None
    due_span: Place = None


class Draft(_Form):
    """A task as it will be issued.

    ``fields`` are values of the register's own fields that no part of the draft stands for, such as its
    category, as a form gives them.
    """

    title: Annotated[str, Field(min_length=1, max_length=400)]
    address: Annotated[str, Field(max_length=120)] = ""
    path: list[str] = Field(default_factory=list)
    text: Text
    parties: list[DraftParty] = Field(default_factory=list, max_length=200)
    parts: list[DraftPart] = Field(default_factory=list, max_length=200)
    fields: dict[str, Any] = Field(default_factory=dict, max_length=100)
    span: Place = None

    @property
    def due_on(self) -> date | None:
        """The last day by which all of the task must be done."""
        return max((part.due_on for part in self.parts if part.due_on), default=None)

    def of_role(self, role: Role) -> list[DraftParty]:
        return [party for party in self.parties if party.role is role]

    def stored(self) -> dict[str, Any]:
        """As JSON for the database."""
        return self.model_dump(mode="json")


class Unfit(ValueError):
    """Values that cannot be a draft: ``errors`` names each field and its fault."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{field}: {fault}" for field, fault in errors.items()))


def draft_from(values: dict[str, Any]) -> Draft:
    """A draft from what a page or a program sent.

    Raises:
        Unfit: a field is missing, unknown or of the wrong kind, or a bearer is no party.
    """
    try:
        draft = Draft.model_validate(values)
    except ValidationError as error:
        raise Unfit(by_field(error.errors())) from error
    for number, part in enumerate(draft.parts):
        if any(not 0 <= bearer < len(draft.parties) for bearer in part.bearers):
            raise Unfit({f"parts.{number}.bearers": _("This unit is no party of the task.")})
    return draft


def draft_of(task: Task, offset: int) -> Draft:
    """The draft of a task as it was read; ``offset`` is where the document begins in the read text."""

    def place(span: Span) -> tuple[int, int]:
        return span.start - offset, span.end - offset

    parties = [DraftParty(name=party.name, role=party.role, span=place(party.span)) for party in task.parties]
    order = {party: number for number, party in reversed(list(enumerate(task.parties)))}
    parts = [
        DraftPart(
            text=part.text,
            due_on=part.deadline.due if part.deadline else None,
            target=_target(part.target, place(part.target.span)) if part.target else None,
            bearers=[order[party] for party in part.parties if party in order],
            span=place(part.span),
            due_span=place(part.deadline.span) if part.deadline else None,
        )
        for part in task.parts
    ]
    return Draft(
        title=title_of(task),
        address=task.address,
        path=list(task.path),
        text=task.text,
        parties=parties,
        parts=parts,
        span=place(task.span),
    )


def title_of(task: Task) -> str:
    """What a task is called in lists: its heading without the number, else how its text begins."""
    heading = task.heading.strip()
    bare = heading.lstrip("0123456789一二三四五六七八九十（）()．.、①②③④⑤⑥⑦⑧⑨⑩ ")
    if bare:
        return bare[:100]
    first = task.text.split("。")[0].split("\n")[0]
    return (first[:60] or task.text[:60] or heading or task.address)[:100]


def _target(target: Target, place: tuple[int, int]) -> DraftTarget:
    return DraftTarget(
        text=target.text,
        indicator=target.indicator,
        scope=target.scope,
        op=target.op,
        value=target.value,
        upper=target.upper,
        unit=target.unit,
        measure=target.measure.value,
        portion=target.portion,
        span=place,
    )
