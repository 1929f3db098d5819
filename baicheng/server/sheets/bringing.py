"""What a new record brings beside its fields (接管、目标、分项): read from its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from baicheng.server.accounts.queries import is_office
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.books import Book, said, spoken
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.services import TakenOver
from baicheng.server.registers.services.parts import NewPart
from baicheng.server.sheets.cells import plain
from baicheng.server.sheets.columns import (
    CONSOLIDATES,
    PARTS,
    SINCE,
    SINCE_HEADS,
    STATE,
    TARGETS,
    consolidating_role,
)
from baicheng.server.sheets.lines import TargetLine, parts_in, targets_in
from baicheng.server.sheets.naming import Directory
from baicheng.server.web.workbooks import cell_text, day_in


@dataclass(frozen=True, slots=True)
class Brought:
    """What stands in a new row beside title, fields and roles.

    ``targets`` go with the subject that each names; none where its words are no subject. ``consolidates`` is the
    role and the subject of who puts the work together.
    """

    taken_over: TakenOver | None = None
    consolidates: tuple[str, Subject] | None = None
    parts: tuple[NewPart, ...] = ()
    targets: tuple[tuple[TargetLine, Subject | None], ...] = ()

    def stated(self) -> dict[str, Any]:
        """All of it as text, as far as there is any: the same text is the same row."""
        given: dict[str, Any] = {
            "taken_over": self.taken_over and [self.taken_over.state, str(self.taken_over.since)],
            "consolidates": self.consolidates and self.consolidates[1].pk,
            "parts": [[one.text, str(one.due_on), [who.pk for who in one.bearers]] for one in self.parts],
            "targets": [[str(said) for said in line] for line, _whose in self.targets],
        }
        return {name: value for name, value in given.items() if value}


def brought(
    book: Book, viewer: Viewer, directory: Directory, cells: Mapping[str, Any], holders: Sequence[Subject]
) -> tuple[Brought, dict[str, str]]:
    """What the cells of a new row bring, and what is wrong in them by column.

    Args:
        cells: what stands in the columns of the state and of what is beside the fields, by their names.
        holders: who has the role of which one puts the work together.
    """
    reading = _Reading(book, viewer, directory, cells, holders)
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    readers: Mapping[str, tuple[str, Callable[[], Any]]] = {
        STATE: ("taken_over", reading.taken_over),
        CONSOLIDATES: ("consolidates", reading.consolidates),
        PARTS: ("parts", reading.parts),
        TARGETS: ("targets", reading.targets),
    }
    for name, (field, read) in readers.items():
        try:
            if reading.text(name) or (name == STATE and reading.text(SINCE)):
                found[field] = read()
        except ValueError as error:
            faults[SINCE if isinstance(error, _Since) else name] = str(error)
    return Brought(**found), faults


class _Since(ValueError):
    """It is the day of the state that is wrong."""


@dataclass(frozen=True)
class _Reading:
    """The cells of one new row."""

    book: Book
    viewer: Viewer
    directory: Directory
    cells: Mapping[str, Any]
    holders: Sequence[Subject]

    def text(self, name: str) -> str:
        """What stands in a column."""
        return plain(cell_text(self.cells.get(name, "")))

    def taken_over(self) -> TakenOver | None:
        """The state in which the record stands already; none where it begins as every record does."""
        process = self.book.process
        assert process is not None, "a register without a flow has no column of states"
        start = process.flow.start
        state = state_meant(self.book, self.text(STATE)) if self.text(STATE) else start
        if state == start and not self.text(SINCE):
            return None
        possible = (start, *process.flow.taken_over)
        if state is None or state not in possible:
            names = "、".join(spoken(process.flow.states[one].title) for one in possible)
            raise ValueError(_("a new record can begin in these states: %(states)s") % {"states": names})
        try:
            since = day_in(self.cells.get(SINCE, ""))
        except ValueError as error:
            raise _Since(str(error)) from error
        if since is None:
            raise ValueError(
                _("say in the column “%(column)s” since which day it stands in this state")
                % {"column": said(*SINCE_HEADS)}
            )
        if since > self.viewer.day:
            raise _Since(_("this day is still to come"))
        return TakenOver(state, since)

    def consolidates(self) -> tuple[str, Subject]:
        """The holder of the role who puts the work together."""
        role, meant = consolidating_role(self.book), self.directory.known(self.text(CONSOLIDATES))
        if role is None or meant is None or meant not in self.holders:
            title = spoken(self.book.register.parties[role].title) if role else ""
            raise ValueError(_("name one of those in the column “%(column)s”") % {"column": title})
        return role, meant

    def parts(self) -> tuple[NewPart, ...]:
        """The parts, with those who bear them."""
        found = []
        for line in parts_in(self.text(PARTS)):
            bearers = []
            for name in line.bearers:
                meant = self.directory.known(name)
                if meant is None:
                    raise ValueError(_("“%(name)s” is not clear; write the full name") % {"name": name[:80]})
                bearers.append(meant)
            found.append(NewPart(line.text, line.due_on, bearers))
        return tuple(found)

    def targets(self) -> tuple[tuple[TargetLine, Subject | None], ...]:
        """The targets, each with whose it is where that is a subject."""
        user = self.viewer.user
        if user is None or not is_office(user, self.book.programme, self.viewer.day):
            raise ValueError(_("Only the programme's office sets targets."))
        found = []
        for line in targets_in(self.text(TARGETS)):
            meant = self.directory.known(line.whose) if line.whose else None
            found.append((line, meant if meant is not None and meant.kind != SubjectKind.GROUP else None))
        return tuple(found)


def state_meant(book: Book, text: str) -> str | None:
    """The state that a cell names, by its title in Chinese or English or its name in the pack."""
    states = book.process.flow.states if book.process else {}
    wanted = text.casefold()
    for name, state in states.items():
        if wanted in (name, state.title.zh.casefold(), state.title.en.casefold()):
            return name
    return None
