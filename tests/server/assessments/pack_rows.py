"""The rows of a pack's case of a rule, entered in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from baicheng.packs.schema.cases import Row
from baicheng.packs.testing.moments import moment
from baicheng.server.assessments.models import Mark
from baicheng.server.duties.services import install_pack
from baicheng.server.orgs.models import RelationKind, Subject
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import Taking
from baicheng.server.registers.services.creating import enter
from tests.server import pack_cases
from tests.server.pack_cases import LONG_AGO, Stage
from tests.server.packs_once import once
from tests.server.people import CLERK, link
from tests.server.people import LONG_AGO as INSTALLED


class RuleStage(Stage):
    """A case with the keys of whom its rule judges."""

    def key_of(self, name: str) -> str:
        """The key of a record, or of a subject, by the name that the case uses."""
        assert self.case.rule is not None
        frame = self.pack.rules[self.case.rule].judges
        if frame.relation in self.pack.registers and frame.key == "id":
            return str(self.records[name].pk)
        return str(self.subjects[name].pk)


def entered(programme: str, file: str, number: int) -> RuleStage:
    """The case of that number in a file of a pack that ships, with its rows in the database."""
    candidate = once(programme)
    pack = candidate.pack
    of_file = [one for one in pack.cases if pack.place("tests", one.name).file == f"tests/{file}"]
    install_pack(candidate, at=INSTALLED, actor=CLERK)
    stage = RuleStage(pack, [one for one in of_file if one.rule][number])
    for register, rows in (stage.case.given.model_extra or {}).items():
        for row in rows:
            if register == "round_marks":
                _mark(stage, row)
            else:
                _enter(stage, register, row)
    for one in stage.case.given.relations:
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


def _enter(stage: RuleStage, register: str, row: Row) -> None:
    book, at = book_of(f"{stage.pack.name}.{register}"), moment(row.entered or LONG_AGO)
    user = stage.acting(row.author or stage.case.given.office)
    values, roles, _files = pack_cases._split(stage, register, {**(row.model_extra or {}), **row.parties})
    takings = [Taking(role, one) for role, found in roles.items() for one in found]
    if book.process is not None and row.state:
        flow = book.process.flow.model_copy(update={"start": row.state})
        book = replace(book, process=replace(book.process, flow=flow))
    record = Record(register=book.id, title=row.title or row.id or "", author=user, unit=None, opened_at=at)
    made = enter(record, _free(book), values, takings, viewer=Viewer(user, at))
    name = row.id or f"{register}-{len(stage.records)}"
    stage.records[name] = made
    if (own := Subject.objects.filter(record_id=made.pk).first()) is not None:
        stage.subjects.setdefault(name, own)


def _free(book: Book) -> Book:
    """The register without what is required, and with roles for anybody: a case gives what matters to it."""
    free = pack_cases._undemanding(book)
    parties = {name: one.model_copy(update={"kinds": ()}) for name, one in free.register.parties.items()}
    return replace(free, register=free.register.model_copy(update={"parties": parties}))
