"""What tests of sheets have: the drill of registers, and files in one line."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.utils import timezone
from openpyxl import load_workbook

from baicheng.server.accounts.models import User
from baicheng.server.sheets.models import Upload
from baicheng.server.sheets.services import confirm, match_columns, start
from tests.server.registers import conftest as registers

drill, new_drill = registers.drill, registers.new_drill
TASKS = "drill.tasks"
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
