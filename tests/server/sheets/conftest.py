"""What tests of sheets have: the drill of registers, and files in one line."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import pytest
import xlsxwriter
from django.utils import timezone
from openpyxl import load_workbook

from baicheng.server.accounts.models import User
from baicheng.server.intake.services import issue
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Filters
from baicheng.server.sheets.filling import form_file, listed_records
from baicheng.server.sheets.models import Upload
from baicheng.server.sheets.services import confirm, match_columns, start
from tests.server.intake.conftest import AT, make_bureau, make_office
from tests.server.intake.test_issue import make_counties, make_decided, make_programme
from tests.server.prepared import prepared
from tests.server.registers import conftest as registers

drill, new_drill = registers.drill, registers.new_drill
TASKS = "drill.tasks"
PLAN_TASKS = "quality_programme.tasks"
HEADS = ("编号", "标题", "内容", "牵头单位", "完成时限")


def excel(rows: Sequence[Sequence[Any]], sheet: str = "台账", formats: dict[int, str] | None = None) -> bytes:
    """A file with these rows; ``formats`` are those of columns, by place."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            look = book.add_format({"num_format": formats[place]}) if formats and place in formats else None
            if isinstance(cell, date):
                page.write_datetime(number, place, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
            elif cell not in ("", None):
                page.write(number, place, cell, look)
    book.close()
    return out.getvalue()


def cells(content: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    """What stands in a sheet of a file."""
    return list(load_workbook(io.BytesIO(content)).worksheets[sheet].iter_rows(values_only=True))


def uploaded(
    content: bytes, user: User, register: str = TASKS, columns: Sequence[str] | None = None, **more: Any
) -> Upload:
    """A file that was taken in and checked, with its columns as guessed unless they are given."""
    upload = start("台账.xlsx", content, register_id=register, user=user, at=timezone.now())
    return match_columns(
        upload, upload.columns if columns is None else columns, user=user, at=timezone.now(), **more
    )


def entered(content: bytes, user: User, register: str = TASKS, **more: Any) -> Upload:
    """A file that was entered."""
    upload = uploaded(content, user, register, **more)
    assert upload.found["faults"] == []
    return confirm(upload, user=user, at=timezone.now(), reason="年度调整")


def faults(upload: Upload) -> dict[str, str]:
    """What is wrong by cell."""
    return {cell: text for cell, _head, text in upload.found["faults"]}


def sheet_of(user: User, register: str) -> list[list[Any]]:
    """The records of a register to be edited: the heads, then a row for each."""
    viewer, book = Viewer(user, timezone.now()), book_of(register)
    rows = list(listed_records(viewer, book, Filters(), "number"))
    return [list(row) for row in cells(form_file(viewer, book, rows).read())[1:]]


def column(sheet: list[list[Any]], head: str) -> int:
    """The place of a column by its head."""
    return [str(one).removesuffix(" *") for one in sheet[0]].index(head)


class Plan(NamedTuple):
    """An issued plan: its office, and the sheet of its tasks, in English as tests read."""

    office: User
    tasks: list[list[Any]]


def make_plan() -> Plan:
    make_programme()
    make_counties()
    office = make_office()
    make_bureau()
    issue(make_decided(office), user=office, at=AT)
    return Plan(office, sheet_of(office, PLAN_TASKS))


@pytest.fixture(scope="module")
def new_plan(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[], Plan] | None]:
    yield from prepared(make_plan, request, django_db_blocker)


@pytest.fixture
def plan(new_plan: Callable[[], Plan] | None, db: None) -> Plan:
    return new_plan() if new_plan else make_plan()
