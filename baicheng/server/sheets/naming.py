"""Whom and what the cells of a file name (识别): looked up once for all rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.server.editions.queries import NotInstalled
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.resolution import Candidate, Resolution, normal_form, resolve_all
from baicheng.server.registers.books import Book, book_of, register_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries.reach import seen, seen_of
from baicheng.server.sheets.cells import parted, plain
from baicheng.server.sheets.columns import CONSOLIDATES, PARTS, TARGETS, Target
from baicheng.server.sheets.lines import names_in
from baicheng.server.web.workbooks import cell_text

_NEARBY = 3
_AT_ONCE = 500


@dataclass
class Directory:
    """The names that a file uses, with what each of them means to whoever uploaded it."""

    viewer: Viewer
    _found: dict[str, Resolution] = field(default_factory=dict)
    _hidden: set[int] = field(default_factory=set)
    _linked: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def look_up(self, book: Book, cells: Iterable[tuple[Target, str]]) -> None:
        """Look up every name of these cells: subjects with one look, records with one for each register."""
        names: set[str] = set()
        numbers: dict[str, set[str]] = defaultdict(set)
        for target, text in cells:
            if target.names_subjects or target.name == CONSOLIDATES:
                names |= {text, *parted(text)}
            elif target.name in (TARGETS, PARTS):
                names |= set(names_in(text))
            elif target.field is not None and target.field.kind == "link":
                parts = {text, *text.split("\n"), *parted(text)}
                wanted = numbers[register_of(book, target.field)]
                wanted |= parts | {part.split()[0] for part in parts if part.split()}
        found = resolve_all(sorted(names), on=self.viewer.day)
        self._found = {one.name: one for one in found}
        self._hidden = self._unseen(found)
        for register, wanted in numbers.items():
            self._linked[register] = self._records(register, wanted)

    def _unseen(self, found: Iterable[Resolution]) -> set[int]:
        """Rows of registers among the subjects, as far as the user does not see them."""
        rows = {
            one.subject.pk: one.subject.record_id
            for resolution in found
            for one in resolution.candidates
            if one.subject.kind == SubjectKind.RECORD
        }
        records = Record.objects.filter(pk__in=[pk for pk in rows.values() if pk])
        shown = set(seen_of(self.viewer, records).values_list("pk", flat=True)) if rows else set()
        return {subject for subject, record in rows.items() if record not in shown}

    def _records(self, register: str, wanted: Collection[str]) -> dict[str, list[int]]:
        """The records of a register that the user sees, by number and by title."""
        try:
            rows = seen(self.viewer, book_of(register))
        except NotInstalled:
            return {}
        known: dict[str, list[int]] = defaultdict(list)
        listed = sorted(wanted)
        for start in range(0, len(listed), _AT_ONCE):
            some = listed[start : start + _AT_ONCE]
            for pk, number, title in rows.filter(number__in=some).values_list("pk", "number", "title"):
                known[number].append(pk)
                known[plain(f"{number} {title}")].append(pk)
            for pk, title in rows.filter(title__in=some).values_list("pk", "title"):
                known[title].append(pk)
        return {name: list(dict.fromkeys(pks)) for name, pks in known.items()}

    def subjects(self, target: Target, text: str, present: Mapping[str, Subject]) -> list[Subject]:
        """Whom a cell names.

        Args:
            present: those whom the record names there already, by the form of their names: of several who are
                called the same they are meant.

        Raises:
            ValueError: a name is unknown or not clear; the message names who may be meant.
        """
        whole = self._one(target, text, present)
        if isinstance(whole, Subject):
            return [whole]
        parts = parted(text)
        if len(parts) < 2:
            raise ValueError(whole)
        found: dict[int, Subject] = {}
        for part in parts:
            meant = self._one(target, part, present)
            if not isinstance(meant, Subject):
                raise ValueError(meant)
            found.setdefault(meant.pk, meant)
        return list(found.values())

    def _one(self, target: Target, name: str, present: Mapping[str, Subject]) -> Subject | str:
        """Who is meant, or why that is not clear."""
        if (already := present.get(normal_form(name))) is not None:
            return already
        resolution = self._found.get(name)
        candidates = [
            one for one in (resolution.candidates if resolution else ()) if one.subject.pk not in self._hidden
        ]
        if resolution is not None and resolution.subject is not None:
            meant = resolution.subject
            if meant.pk not in self._hidden and _fits(meant, target.kinds):
                return meant
        exact = [one for one in candidates if one.how not in ("similar", "former")]
        fitting = {one.subject.pk: one.subject for one in exact if _fits(one.subject, target.kinds)}
        if len(fitting) == 1:
            return next(iter(fitting.values()))
        if not fitting and len(exact) == 1:
            return exact[0].subject  # of a kind that the role does not take, which the service says
        return _why(name, list(fitting.values()) or [one.subject for one in candidates], candidates)

    def known(self, name: str) -> Subject | None:
        """Whom a name means beyond doubt; none of those whom the user does not see."""
        found = self._found.get(name)
        meant = found.subject if found else None
        return None if meant is None or meant.pk in self._hidden else meant

    def links(self, book: Book, target: Target, text: str) -> list[int]:
        """Which records a cell names, by number, by number and title, or by a title that one of them has.

        Raises:
            ValueError: there is none, or several; in the words for what the user may not know of.
        """
        assert target.field is not None, "only fields are links"
        known = self._linked.get(register_of(book, target.field), {})
        if len(whole := known.get(plain(text), [])) == 1:
            return whole
        parts = [part for part in map(str.strip, text.split("\n")) if part]
        if len(parts) == 1 and target.many:
            parts = parted(text)
        found = []
        for part in parts:
            pks = known.get(plain(part)) or known.get(part.split()[0], [])
            if len(pks) != 1:
                raise ValueError(
                    _("“%(name)s” is the number of no record there; write its number") % {"name": part[:80]}
                )
            found += pks
        return list(dict.fromkeys(found))


def _fits(subject: Subject, kinds: Sequence[str]) -> bool:
    return not kinds or subject.kind in kinds or subject.kind == SubjectKind.RECORD


def _why(name: str, subjects: Sequence[Subject], candidates: Sequence[Candidate]) -> str:
    shown = list(dict.fromkeys(str(one) for one in subjects))[:_NEARBY]
    given = {"name": name[:80], "names": "、".join(shown)}
    if not shown:
        return _("“%(name)s” is not in the directory; enter it there first, or correct the name") % given
    if candidates and candidates[0].how != "similar":
        return _("“%(name)s” is not clear: %(names)s; write the full name") % given
    return _("“%(name)s” is not in the directory; is one of these meant: %(names)s?") % given


def present_names(subjects: Iterable[tuple[Subject, str]]) -> dict[str, Subject]:
    """Subjects by the forms of their names: those under which they are shown and their own."""
    found: dict[str, Subject] = {}
    for subject, called in subjects:
        found.setdefault(normal_form(called), subject)
        found.setdefault(normal_form(subject.name), subject)
    return found


def refused(error: ValidationError) -> list[str]:
    """What a service refused that belongs to no field."""
    return list(error.messages)


def said_in(raw: object) -> str:
    """The text of a cell as names are compared."""
    return plain(cell_text(raw))
