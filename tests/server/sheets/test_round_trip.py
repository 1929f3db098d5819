"""Whatever stands in a register of the shipped packs: exported and sent back, it changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from baicheng.packs.schema.fields import Field
from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.export import workbook
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import Filters, may_enter
from baicheng.server.registers.services.creating import enter
from baicheng.server.registers.taking import Taking
from baicheng.server.sheets.filling import form_file, listed_records
from baicheng.server.sheets.queries import plan_of
from tests.server.people import subject
from tests.server.registers.shipped import NOW, PACKS, Shipped
from tests.server.sheets.conftest import cells, column, excel, faults, sheet_of, uploaded

AREA = {"type": "Polygon", "coordinates": [[[113.5, 34.5], [113.6, 34.5], [113.6, 34.6], [113.5, 34.5]]]}
#: What spreadsheets are apt to take for something else.
TRICKY = ("=1+1", "+86 371", "-5", "@SUM(A1)", "007", "1e3", "2019-03-05", "40%", "甲、乙\n丙", "<r>甲</r>", "_x000D_", "TRUE", " 甲  乙 ", "&lt;", "“甲”，乙；")  # fmt: skip
#: A record is made for each value: smaller examples would take minutes to find.
PHASES = (Phase.generate,)
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), include_characters="\n")
TEXT = st.one_of(st.sampled_from(TRICKY), st.text(LETTERS, min_size=1, max_size=40))


def a_value(field: Field, link: int) -> st.SearchStrategy[Any]:
    """What a field can hold, in the form in which services take it."""
    match field.kind:
        case "choice":
            one: st.SearchStrategy[Any] = st.sampled_from(sorted(field.of or {}))
        case "date":
            one = st.dates(field.min or date(1950, 1, 1), field.max or date(2100, 1, 1)).map(str)
        case "number" | "money" | "percent":
            low, high = Decimal(str(field.min or 0)), Decimal(str(field.max or 10**9))
            places = field.decimals if field.decimals is not None else 2
            one = st.decimals(low, high, places=places).map(str)
        case "link":
            one = st.just(link)
        case "place":
            one = st.just(AREA)
        case _:
            one = TEXT.map(lambda text: text[: field.max_length or 100])
    return st.lists(one, min_size=1, max_size=3) if field.many else one


class World:
    """A shipped pack with two who are called the same for each role, and a record for every link."""

    def __init__(self, programme: str) -> None:
        self.shipped = Shipped(programme)
        self.second = {role: subject(one.name, one.kind) for role, one in self.shipped.units.items()}
        fields = [one for found in self.shipped.registers.values() for one in found.fields_.values()]
        self.linked = {
            one.to: self.shipped.record(one.to).pk for one in fields if one.kind == "link" and one.to
        }

    def book(self, register: str) -> Book:
        """The register, without the files that it requires: no sheet holds files."""
        book = book_of(f"{self.shipped.programme}.{register}")
        fields = {
            name: one.model_copy(update={"required": False}) if one.kind == "attachment" else one
            for name, one in book.register.fields_.items()
        }
        return replace(book, register=book.register.model_copy(update={"fields_": fields}))

    def record(self, register: str, values: dict[str, Any], takings: list[Taking], title: str) -> Record:
        by = self.shipped.people["office"]
        fresh = Record(register=f"{self.shipped.programme}.{register}", title=title, author=by, opened_at=NOW)
        return enter(fresh, self.book(register), values, takings, viewer=Viewer(by, NOW))

    def reader(self, book: Book) -> User:
        """Somebody who may send files for a register and sees its records."""
        found = (one for _name, one in self.shipped.who(book.id.partition(".")[2]))
        return next(one for one in found if may_enter(one, book, timezone.now()))

    def takings(self, draw: st.DrawFn, book: Book) -> list[Taking]:
        """Everybody has their role; where several can, somebody of the same name may have it, too."""
        found = []
        for name, role in book.register.parties.items():
            pair: list[Subject] = [self.shipped.units[name], self.second[name]]
            some = draw(st.sampled_from([pair[:1], pair[::-1]])) if role.many else pair[:1]
            found += [Taking(name, one) for one in some]
        return found


@st.composite
def some_record(draw: st.DrawFn, world: World, register: str) -> Record:
    book = world.book(register)
    values: dict[str, Any] = {}
    for name, field in book.register.fields_.items():
        if field.computed or field.kind == "attachment":
            continue
        link = world.linked.get(field.to or "", 0)
        if field.required or draw(st.booleans()):
            values[name] = draw(a_value(field, link))
        elif field.not_stated:
            values[name] = {"not_stated": True}
    return world.record(register, values, world.takings(draw, book), draw(st.sampled_from(TRICKY)).strip())


@pytest.mark.django_db
@pytest.mark.parametrize("programme", PACKS)
def test_export_and_import_change_nothing(programme: str) -> None:
    world = World(programme)

    @given(st.data())
    @settings(max_examples=2, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
    def there_and_back(data: st.DataObject) -> None:
        with transaction.atomic():
            for register in world.shipped.registers:
                if world.book(register).process is not None or world.book(register).register.rights.edit:
                    data.draw(some_record(world, register))
            for register in world.shipped.registers:
                assert_nothing_changes(world, world.book(register))
            transaction.set_rollback(True)

    there_and_back()


def assert_nothing_changes(world: World, book: Book) -> None:
    by = world.reader(book)
    viewer = Viewer(by, timezone.now())
    rows = list(listed_records(viewer, book, Filters(), "number"))
    events = Event.objects.count()
    for columns, content in (
        (None, form_file(viewer, book, rows).read()),
        (None, workbook(viewer, book, Filters(), "number").read()),
    ):
        upload = uploaded(content, by, book.id, columns=columns)
        assert upload.found["faults"] == [], (book.id, cells(content))
        changed = [(step.line, step.changes) for step in plan_of(upload, timezone.now()).of_kind("change")]
        assert changed == [], (book.id, cells(content))
        assert (upload.found["create"], upload.found["same"]) == (0, len(rows)), book.id
        assert "number" in upload.columns
    assert Event.objects.count() == events


@pytest.mark.django_db
def test_what_is_computed_comes_back_in_any_form_and_cannot_be_typed() -> None:
    shipped = Shipped("quality_programme")
    office = shipped.people["office"]
    record = shipped.record("projects", book_of("quality_programme.projects").process.flow.start)  # type: ignore[union-attr]  # has a flow
    share = 40
    record.fields |= {"investment": "200", "invested": "80", "share_invested": "40.0"}
    record.save()
    sheet = sheet_of(office, "quality_programme.projects")
    place = column(sheet, "Share invested（%）")
    assert sheet[1][place] == share

    for same in (share, "40%", "40.00"):
        sheet[1][place] = same
        assert faults(uploaded(excel(sheet), office, "quality_programme.projects")) == {}
    sheet[1][place] = 55
    (said,) = faults(uploaded(excel(sheet), office, "quality_programme.projects")).values()
    assert "computed from other fields" in said
