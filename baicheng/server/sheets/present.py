"""Records as they stand in a sheet (现有记录): what is read of them at once, and the cells of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import names
from baicheng.server.orgs.resolution import normal_form
from baicheng.server.registers.books import Book, said
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.parties import parties_of
from baicheng.server.registers.queries import visible
from baicheng.server.registers.wording import names_in
from baicheng.server.sheets.belonging import Lines, lines_of
from baicheng.server.sheets.cells import day_entry, entry_of, parted, stacked
from baicheng.server.sheets.columns import NUMBER, SINCE, STATE, TITLE, Target
from baicheng.server.sheets.naming import present_names
from baicheng.server.web.spreadsheets import Entry

_AT_ONCE = 500


@dataclass(frozen=True)
class Present:
    """Some records of a register as a user sees them, by number."""

    book: Book
    records: Mapping[str, Record]
    parties: Mapping[int, Sequence[Party]]
    called: Mapping[str, Mapping[int, str]]
    short: Mapping[int, str]
    lines: Lines

    def entry(self, record: Record, target: Target) -> Entry:
        """What a record has in a column."""
        if target.name == NUMBER:
            return Entry(record.number)
        if target.name == TITLE and target.kind == "title":
            return Entry(record.title)
        if target.name == STATE and target.kind == "state":
            title = self.book.state_title(record.state)
            return Entry(said(title.zh, title.en) if title else record.state)
        if target.kind in ("beside", "files"):
            said_so = self.lines.get((record.pk, target.name), ())
            return day_entry(said_so[0]) if target.name == SINCE and said_so else stacked(said_so)
        if target.kind == "role":
            return stacked([self.called["subject"][one.subject_id] for one in self._having(record, target)])
        return entry_of(target, record.fields.get(target.name), self.called)

    def named(self, record: Record, target: Target) -> Mapping[str, Subject]:
        """Whom a record names in a column, by the forms of their names."""
        if target.kind != "role":
            return {}
        found = [one.subject for one in self._having(record, target)]
        shown = [(subject, self.short[subject.pk]) for subject in found]
        return present_names([*((one, self.called["subject"][one.pk]) for one in found), *shown])

    def has_these(self, record: Record, target: Target, text: str) -> bool:
        """Whether a cell names exactly those who have a role; of two who are called the same, once is enough."""
        if target.kind != "role":
            return False
        named = {normal_form(part) for part in parted(text)}
        known = [self._names(one) for one in self._having(record, target)]
        return named <= set().union(*known) and all(names & named for names in known)

    def _names(self, party: Party) -> set[str]:
        subject = party.subject
        shown = (subject.name, self.called["subject"][subject.pk], self.short[subject.pk])
        return {normal_form(name) for name in shown}

    def _having(self, record: Record, target: Target) -> list[Party]:
        return [one for one in self.parties.get(record.pk, ()) if one.role == target.name]


def present(book: Book, viewer: Viewer, records: Sequence[Record]) -> Present:
    """Records with all that their cells say, read with a few queries."""
    taking: dict[int, list[Party]] = {record.pk: [] for record in records}
    for start in range(0, len(records), _AT_ONCE):
        for party in parties_of(records[start : start + _AT_ONCE], viewer.day):
            taking[party.record_id].append(party)
    involved = list({party.subject_id for held in taking.values() for party in held})
    known = names_in(book, [record.fields for record in records], viewer.day, viewer)
    called: dict[int, str] = dict(known.subjects)
    short: dict[int, str] = {}
    for start in range(0, len(involved), _AT_ONCE):
        some = involved[start : start + _AT_ONCE]
        called |= names(some, viewer.day)
        short |= names(some, viewer.day, short=True)
    linked = {pk: str(record) for pk, record in known.records.items()}
    by_number = {record.number: record for record in records}
    lines = lines_of(book, records, taking)
    return Present(book, by_number, taking, {"subject": called, "link": linked}, short, lines)


def present_by_number(book: Book, viewer: Viewer, numbers: Sequence[str]) -> Present:
    """Those of the numbers that are records which the user sees."""
    assert viewer.user is not None, "somebody has uploaded the file"
    rows = visible(viewer.user, book.id, viewer.at).select_related("author__person", "clause", "parent")
    found: list[Record] = []
    for start in range(0, len(numbers), _AT_ONCE):
        found += rows.filter(number__in=numbers[start : start + _AT_ONCE])
    return present(book, viewer, found)
