"""The form in which decisions are typed line by line (议定事项录入): lines, their faults, what holds for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from baicheng.server.intake.forms import asked_input
from baicheng.server.intake.items import (
    Deciding,
    Line,
    asked,
    deciding,
    drafts_of,
    faults_of,
    is_open,
    stamp_of,
)
from baicheng.server.intake.models import DraftItem
from baicheng.server.registers.models import Record

#: So many empty lines stand below what was typed.
BLANK = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form as it is shown, with what keeps it from being issued."""

    number: int
    text: str = ""
    lead: str = ""
    responsible: str = ""
    due_on: str = ""
    faults: Sequence[Any] = ()


class SharedForm(forms.Form):
    """What the ledger requires of every item and no line says, with what the meeting proposes."""

    def __init__(self, *args: Any, found: Deciding, body: Record | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, (field, proposed) in asked(found, body).items():
            self.fields[name] = asked_input(field)
            self.fields[name].initial = proposed


@dataclass(frozen=True, slots=True)
class Taking:
    """The form of a record that decides: its lines, their stamp, what holds for all."""

    record: Record
    rows: Sequence[Row]
    stamp: str
    shared: SharedForm
    drafted: int

    @property
    def has_faults(self) -> bool:
        """Whether a line cannot be issued as it stands."""
        return any(row.faults for row in self.rows)


def taking_down(source: Record, body: Record | None = None, *, on: date | None = None) -> Taking | None:
    """The form with what was taken down so far; none where the record decides nothing (any more).

    Args:
        body: the body whose meeting it is, where it was read already.
        on: the day whose directory says what keeps each line from being issued; none leaves that out.
    """
    found = deciding(source)
    if found is None or not is_open(found):
        return None
    items = list(source.draft_items.all())
    return Taking(source, rows_of(items, on), stamp_of(items), SharedForm(found=found, body=body), len(items))


def rows_of(lines: Sequence[DraftItem | Line], on: date | None) -> list[Row]:
    """What was typed, each with its faults on a day, and empty lines below."""
    faults = [[fault.text for fault in faults_of(draft)] for draft in drafts_of(lines, on)] if on else []
    typed = [
        Row(
            number,
            line.text,
            line.lead,
            line.responsible,
            line.due_on.isoformat() if line.due_on else "",
            wrong or (),
        )
        for number, (line, wrong) in enumerate(zip_longest(lines, faults), 1)
    ]
    return [*typed, *(Row(len(typed) + number) for number in range(1, BLANK + 1))]


def typed_lines(given: Mapping[str, Any]) -> tuple[list[Line], list[str]]:
    """The lines of a request, and what is wrong with their days."""
    columns = [_all(given, name) for name in ("text", "lead", "responsible", "due_on")]
    found, faults = [], []
    for number, (text, lead, responsible, due_on) in enumerate(zip(*columns, strict=False), 1):
        if not text.strip() and not lead.strip():
            continue
        try:
            day = date.fromisoformat(due_on.strip()) if due_on.strip() else None
        except ValueError:
            day = None
            faults.append(_("Line %(number)s: write the day as 2026-03-31.") % {"number": number})
        if not text.strip():
            faults.append(_("Line %(number)s names a unit, but not what it is to do.") % {"number": number})
            text = "—"
        found.append(Line(text.strip(), lead.strip(), responsible.strip(), day))
    return found, faults


def _all(given: Mapping[str, Any], name: str) -> list[str]:
    return [str(one) for one in given.getlist(name)] if hasattr(given, "getlist") else []
