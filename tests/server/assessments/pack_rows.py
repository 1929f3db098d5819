"""The rows of a pack's case of a rule, entered in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from graphlib import TopologicalSorter
from typing import Any

from baicheng.packs.pack import Pack
from baicheng.packs.schema.cases import Case, Row
from baicheng.packs.testing.moments import moment
from baicheng.server.assessments.models import Mark
from baicheng.server.orgs.models import RelationKind, Subject
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import Taking
from baicheng.server.registers.services.creating import enter
from baicheng.server.registers.versions import state_facts
from tests.server import pack_cases
from tests.server.pack_cases import LONG_AGO, Stage
from tests.server.people import link


class RuleStage(Stage):
    """A case with the keys of whom its rule judges."""

    def key_of(self, name: str) -> str:
        """The key of a record, or of a subject, by the name that the case uses."""
        assert self.case.rule is not None
        frame = self.pack.rules[self.case.rule].judges
        if frame.relation in self.pack.registers and frame.key == "id":
            return str(self.records[name].pk)
        return str(self.subjects[name].pk)


#: What a case states of the system's own relations came about by deeds that it does not tell.
_BY_DEEDS = ("assignments", "observations", "parties", "results")


def enterable(case: Case) -> bool:
    """Whether the rows of a case can be entered as they stand, all of them records."""
    return case.rule is not None and not any((case.given.model_extra or {}).get(name) for name in _BY_DEEDS)


def entered(pack: Pack, case: Case) -> RuleStage:
    """A case of a pack that is installed, with its rows in the database."""
    stage = RuleStage(pack, case)
    for path, value in _values(case):
        stage._decide(pack.name, path, value)
    given = case.given.model_extra or {}
    for register in _linked_first(pack, [name for name in given if name in pack.registers]):
        for row in given[register]:
            _enter(stage, register, row)
    for row in given.get("round_marks", ()):
        _mark(stage, row)
    for one in case.given.relations:
        kind, ends = RelationKind(one.relation), (stage.subject(one.subject), stage.subject(one.of))
        link(kind, *ends, since=one.since, until=one.until)
    return stage


def _mark(stage: RuleStage, row: Row) -> None:
    """A mark of a round; of several for one item each is of another one that was drawn."""
    given = row.model_extra or {}
    whom = stage.subject(given["subject"])
    before = Mark.objects.filter(subject=whom, item=given["item"]).count()
    Mark.objects.create(
        programme=stage.pack.name,
        round=given["round"],
        round_id=1,
        step="marks",
        item=given["item"],
        subject=whom,
        drawn=stage.subject(f"{given['item']}{before}") if before else None,
        since=given["since"],
        until=given["since"] + timedelta(days=365),
        value=given.get("value"),
        author=stage.acting(stage.case.given.office),
        recorded_at=moment(LONG_AGO),
    )


def _linked_first(pack: Pack, names: Sequence[str]) -> Iterator[str]:
    """Registers in an order in which a row can name the rows to which it links, and the subjects that rows are."""
    subjects = {name for name in names if pack.registers[name].subject}
    links: dict[str, set[str]] = {}
    for name in names:
        linked = {one.to for one in pack.registers[name].fields_.values() if one.to in names}
        before = linked if name in subjects else linked | subjects
        links[name] = {one for one in before if one and one != name}
    yield from TopologicalSorter(links).static_order()


def _values(case: Case) -> Iterator[tuple[str, Any]]:
    """The values that a case decides locally, by the paths of local values."""
    for table, value in case.values.items():
        if isinstance(value, dict):
            yield from ((f"values.{table}.{option}", str(one)) for option, one in value.items())
        else:
            yield f"values.{table}", str(value)


def _enter(stage: RuleStage, register: str, row: Row) -> None:
    book, at = book_of(f"{stage.pack.name}.{register}"), moment(row.entered or LONG_AGO)
    user = stage.acting(row.author or stage.case.given.office)
    values, roles, _files = pack_cases._split(stage, register, {**(row.model_extra or {}), **row.parties})
    takings = [Taking(role, one) for role, found in roles.items() for one in found]
    closed_on = (row.model_extra or {}).get("closed_on")
    if book.process is not None and row.state and closed_on is None:
        flow = book.process.flow.model_copy(update={"start": row.state})
        book = replace(book, process=replace(book.process, flow=flow))
    record = Record(register=book.id, title=row.title or row.id or "", author=user, unit=None, opened_at=at)
    made = enter(record, _free(book), values, takings, viewer=Viewer(user, at))
    if closed_on is not None:
        state_facts(made, {"state": row.state}, held_at=moment(closed_on), at=at, recompute=dict)
    name = row.id or f"{register}-{len(stage.records)}"
    stage.records[name] = made
    if (own := Subject.objects.filter(record_id=made.pk).first()) is not None:
        stage.subjects.setdefault(name, own)


def _free(book: Book) -> Book:
    """The register without what is required, and with roles for anybody: a case gives what matters to it."""
    free = pack_cases._undemanding(book)
    parties = {name: one.model_copy(update={"kinds": ()}) for name, one in free.register.parties.items()}
    return replace(free, register=free.register.model_copy(update={"parties": parties}))
