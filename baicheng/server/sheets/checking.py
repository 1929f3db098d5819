"""What a file would do (检查): every cell read and asked about by the services' own checks; nothing is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.packs.schema.fields import Field
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.books import Book, label, spoken
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import visible
from baicheng.server.registers.services import rehearse_edit, rehearse_parties, rehearse_record
from baicheng.server.registers.taking import Taking
from baicheng.server.sheets.bringing import Brought, brought, state_meant
from baicheng.server.sheets.cells import says_the_same, value_in
from baicheng.server.sheets.columns import (
    CONSOLIDATES,
    NUMBER,
    PARTS,
    SINCE,
    STATE,
    TARGETS,
    TITLE,
    Target,
    consolidating_role,
)
from baicheng.server.sheets.models import EnteredRow
from baicheng.server.sheets.naming import Directory, said_in
from baicheng.server.sheets.present import present_by_number
from baicheng.server.sheets.tables import Table, TableRow

_AT_ONCE = 500
#: Kinds of columns that a file states and cannot change.
_SHOWN = ("state", "computed", "beside", "files")
#: Where what stands in such a column is changed: by its kind, what is beside the fields by its name.
_CHANGED = {
    "computed": gettext_lazy("It is computed from other fields."),
    "files": gettext_lazy("Files are attached and removed on the record's page."),
    CONSOLIDATES: gettext_lazy("The record's page says who puts the work together."),
    SINCE: gettext_lazy("It is the day of the last move."),
    TARGETS: gettext_lazy(
        "A number that was set stays; “Change the deadline” on the record's page takes its day along."
    ),
    PARTS: gettext_lazy(
        "“Change the deadline” on the record's page takes its day along, and its time limit is handed on there."
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; ``column`` from 0, none where it is no single cell."""

    line: int
    column: int | None
    text: str


@dataclass(slots=True)
class Step:
    """What a row does: it enters a record, changes one, or leaves it as it is."""

    line: int
    kind: Literal["create", "change", "same"]
    record: Record | None = None
    title: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    parties: dict[str, list[Subject]] = field(default_factory=dict)
    brought: Brought = field(default_factory=Brought)
    changes: tuple[str, ...] = ()
    key: str = ""
    twin: str = ""

    def takings(self) -> list[Taking]:
        """Who takes part, as services take it."""
        return [
            Taking(role, subject, consolidates=(role, subject) == self.brought.consolidates)
            for role, subjects in self.parties.items()
            for subject in subjects
        ]


@dataclass(slots=True)
class Plan:
    """What all rows of a file do, and what is wrong with others."""

    table: Table
    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Step]:
        """The rows that do this."""
        return [step for step in self.steps if step.kind == kind]

    @property
    def bad_lines(self) -> frozenset[int]:
        """The rows with a fault."""
        return frozenset(fault.line for fault in self.faults)


class Checking:
    """One look at all rows of a table for a user.

    Args:
        columns: the target of each column of the table, ``None`` where it is left out.
        empties: whether an empty cell empties what the record holds.
    """

    def __init__(
        self, book: Book, viewer: Viewer, table: Table, columns: Sequence[Target | None], *, empties: bool
    ) -> None:
        assert viewer.user is not None, "somebody has uploaded the file"
        self._book, self._viewer, self._user, self._empties = book, viewer, viewer.user, empties
        self._places = {one.name: place for place, one in enumerate(columns) if one is not None}
        self._targets = [one for one in columns if one is not None]
        self._plan = Plan(table)
        self._directory = Directory(viewer)

    def plan(self) -> Plan:
        """Check every row."""
        table = self._plan.table
        self._directory.look_up(self._book, self._names())
        numbers = [number for row in table.rows if (number := self._text(row, NUMBER))]
        self._present = present_by_number(self._book, self._viewer, list(dict.fromkeys(numbers)))
        self._used: dict[str, int] = {}
        for row in table.rows:
            before = len(self._plan.faults)
            step = self._existing(row) if self._text(row, NUMBER) else self._new(row)
            if step is not None and len(self._plan.faults) == before:
                self._plan.steps.append(step)
        self._settle_new()
        return self._plan

    def _names(self) -> Iterator[tuple[Target, str]]:
        """Every cell that names a subject or a record."""
        for target in self._targets:
            is_link = target.field is not None and target.field.kind == "link"
            if target.names_subjects or target.kind == "beside" or is_link:
                texts = (self._text(row, target.name) for row in self._plan.table.rows)
                yield from ((target, text) for text in dict.fromkeys(texts) if text)

    def _raw(self, row: TableRow, name: str) -> Any:
        return row.cell(self._places[name]) if name in self._places else ""

    def _text(self, row: TableRow, name: str) -> str:
        return said_in(self._raw(row, name))

    def _fault(self, row: TableRow | Step, name: str | None, text: str) -> None:
        self._plan.faults.append(Fault(row.line, self._places.get(name or ""), text))

    def _existing(self, row: TableRow) -> Step | None:
        """A row with a number: what of its record it would change."""
        number = self._text(row, NUMBER)
        record = self._present.records.get(number)
        if record is None:
            told = _(
                "there is no record “%(number)s”; leave the cell empty for a new one, or leave out the column"
            )
            self._fault(row, NUMBER, told % {"number": number[:80]})
            return None
        if number in self._used:
            self._fault(row, NUMBER, _("line %(line)s has the same number") % {"line": self._used[number]})
            return None
        self._used[number] = row.line
        step = Step(row.line, "same", record)
        for target in self._targets:
            self._compare(row, step, record, target)
        return self._rehearse_change(step, record)

    def _compare(self, row: TableRow, step: Step, record: Record, target: Target) -> None:
        """Put down what a cell says otherwise than its record does."""
        raw = self._raw(row, target.name)
        if target.kind == "number" or says_the_same(self._present.entry(record, target), raw):
            return
        if not said_in(raw) and (not self._empties or target.kind in ("title", *_SHOWN)):
            return
        if target.kind in ("computed", "beside", "files"):
            self._shown(row, record, target)
        elif target.kind == "state":
            self._state(row, record.state)
        elif target.kind == "title":
            step.title = said_in(raw)
        elif not self._present.has_these(record, target, said_in(raw)):
            self._read(row, step, target, self._present.named(record, target))

    def _read(self, row: TableRow, step: Step, target: Target, present: Mapping[str, Subject]) -> None:
        """Put down what a cell says of a field or role; what it cannot say is a fault."""
        text = self._text(row, target.name)
        try:
            if target.kind == "role":
                step.parties[target.name] = self._directory.subjects(target, text, present) if text else []
            elif target.field is not None:
                step.values[target.name] = self._value(target, self._raw(row, target.name), text)
        except ValueError as error:
            self._fault(row, target.name, str(error))

    def _value(self, target: Target, raw: Any, text: str) -> Any:
        assert target.field is not None, "only fields have values"
        kind = target.field.kind
        if kind not in ("subject", "link") or not text:
            return value_in(target.field, raw)
        if kind == "link":
            ids = self._directory.links(self._book, target, text)
        else:
            ids = [one.pk for one in self._directory.subjects(target, text, {})]
        if not target.many and len(ids) > 1:
            raise ValueError(_("only one can be named here"))
        return ids if target.many else ids[0]

    def _state(self, row: TableRow, state: str) -> None:
        """A state is what moves have made of a record: a sheet states it and cannot change it."""
        title = self._book.state_title(state)
        if title is None or state_meant(self._book, self._text(row, STATE)) != state:
            told = _(
                "the state is “%(state)s”, and changes by moves alone, on the record's page; correct the cell or leave "
                "out the column"
            )
            self._fault(row, STATE, told % {"state": spoken(title) if title else "—"})

    def _shown(self, row: TableRow, record: Record, target: Target) -> None:
        """A cell that is only shown says otherwise than the record: what was typed there would be lost."""
        present, raw = self._present.entry(record, target), self._raw(row, target.name)
        if target.field is not None and _computes_to(target.field, raw, present.value):
            return
        told = _("this column is only shown; put back “%(present)s”, or leave the column out. %(where)s")
        where = _CHANGED[target.name if target.kind == "beside" else target.kind]
        self._fault(row, target.name, told % {"present": str(present.value)[:200], "where": where})

    def _rehearse_change(self, step: Step, record: Record) -> Step | None:
        changes: list[str] = []
        try:
            if step.values or step.title is not None:
                changed = rehearse_edit(
                    record, step.values, user=self._user, at=self._viewer.at, title=step.title
                )
                step.values = {name: value for name, value in step.values.items() if name in changed}
                step.title = step.title if TITLE in changed else None
                changes += changed
            if step.parties:
                changed_roles = rehearse_parties(record, step.parties, user=self._user, at=self._viewer.at)
                step.parties = {role: step.parties[role] for role in changed_roles}
                changes += changed_roles
        except (PermissionDenied, ValidationError) as error:
            self._refused(step, error)
            return None
        step.changes = tuple(label(self._book, name) for name in sorted(changes))
        step.kind = "change" if changes else "same"
        return step

    def _new(self, row: TableRow) -> Step | None:
        """A row without a number: the record that it would enter."""
        step = Step(row.line, "create", title=self._text(row, TITLE))
        for target in self._targets:
            if target.kind == "files" and self._text(row, target.name):
                told = _("a sheet cannot bring files: empty the cell, and attach them on the record's page")
                self._fault(row, target.name, told)
            elif target.kind in ("field", "role") and self._text(row, target.name):
                self._read(row, step, target, {})
        self._bring(row, step)
        step.key = self._key(step)
        return step

    def _bring(self, row: TableRow, step: Step) -> None:
        """Put down what a new row brings beside its fields."""
        names = [target.name for target in self._targets if target.kind in ("state", "beside")]
        cells = {name: self._raw(row, name) for name in names}
        holders = step.parties.get(consolidating_role(self._book) or "", [])
        step.brought, faults = brought(self._book, self._viewer, self._directory, cells, holders)
        for name, text in faults.items():
            self._fault(row, name, text)

    def _key(self, step: Step) -> str:
        """What the row says, in a form in which saying it again is the same."""
        stated = {
            "title": step.title,
            "values": {name: str(value) for name, value in sorted(step.values.items())},
            "parties": {role: sorted(one.pk for one in held) for role, held in sorted(step.parties.items())},
        } | step.brought.stated()
        return hashlib.sha256(json.dumps(stated, ensure_ascii=False).encode()).hexdigest()

    def _settle_new(self) -> None:
        """Which of the new rows were entered before, which say the same, and what services refuse of others."""
        fresh = self._plan.of_kind("create")
        self._dropped: set[int] = set()
        entered = self._entered([step.key for step in fresh])
        lines: dict[str, int] = {}
        for step in fresh:
            if step.key in lines:
                told = _("line %(line)s says the same: delete one of them, or tell them apart")
                self._drop(step, told % {"line": lines[step.key]})
                continue
            lines[step.key] = step.line
            if step.key in entered:
                step.kind, step.record = "same", entered[step.key]
            else:
                self._rehearse_new(step)
        self._plan.steps = [step for step in self._plan.steps if step.line not in self._dropped]
        self._find_twins([step for step in self._plan.steps if step.kind == "create"])

    def _entered(self, keys: Sequence[str]) -> dict[str, Record]:
        found: dict[str, Record] = {}
        for start in range(0, len(keys), _AT_ONCE):
            rows = EnteredRow.objects.filter(register=self._book.id, key__in=keys[start : start + _AT_ONCE])
            found |= {row.key: row.record for row in rows.select_related("record")}
        return found

    def _rehearse_new(self, step: Step) -> None:
        try:
            step.changes = (
                rehearse_record(
                    register_id=self._book.id,
                    values=step.values,
                    parties=step.takings(),
                    user=self._user,
                    at=self._viewer.at,
                    title=step.title or "",
                    taken_over=step.brought.taken_over,
                ),
            )
        except (PermissionDenied, ValidationError) as error:
            self._dropped.add(step.line)
            self._refused(step, error)

    def _find_twins(self, steps: Sequence[Step]) -> None:
        """New records that would bear the title of one that the user sees."""
        titles = sorted({step.title for step in steps if step.title})
        rows = visible(self._user, self._book.id, self._viewer.at)
        known: dict[str, str] = {}
        for start in range(0, len(titles), _AT_ONCE):
            some = rows.filter(title__in=titles[start : start + _AT_ONCE])
            known |= dict(some.values_list("title", "number"))
        for step in steps:
            step.twin = known.get(step.title or "", "")

    def _drop(self, step: Step, text: str) -> None:
        self._dropped.add(step.line)
        self._fault(step, None, text)

    def _refused(self, step: Step, error: PermissionDenied | ValidationError) -> None:
        """What a service refuses, in the cells of which it speaks."""
        if isinstance(error, PermissionDenied):
            self._fault(step, None, str(error))
        elif not hasattr(error, "error_dict"):
            self._fault(step, None, " ".join(error.messages))
        else:
            for name, texts in error.message_dict.items():
                title = "" if name in self._places else f"{label(self._book, name)}: "
                self._fault(step, name, title + " ".join(texts))


def _computes_to(field: Field, raw: Any, present: Any) -> bool:
    """Whether a cell says what was computed, in whatever form of number."""
    try:
        stated, held = value_in(field, raw), value_in(field, present)
        return stated is not None and held is not None and Decimal(str(stated)) == Decimal(str(held))
    except (ValueError, ArithmeticError):
        return False
