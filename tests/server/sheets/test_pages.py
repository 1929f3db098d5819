"""The pages from a file to records, and the files that they give."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from baicheng.server.registers.models import Record
from baicheng.server.sheets import filling, views
from baicheng.server.sheets.models import Upload
from baicheng.server.sheets.services import confirm
from tests.server.pages.conftest import reader
from tests.server.registers.conftest import Drill
from tests.server.sheets.conftest import HEADS, cells, excel, uploaded

URL = "/ledgers/drill.tasks/excel/"
ROWS = [
    ("", "断头路", "打通断头路8条", "市住建局", "2026-06-30"),
    ("", "游园", "建成游园3个", "市园林据", "2026-09-30"),
]


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def sent(content: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("台账.xlsx", content)}


def test_a_file_goes_from_upload_over_columns_and_faults_to_records(drill: Drill) -> None:
    client = reader(drill.office)

    columns = client.post(URL, sent(excel([HEADS, *ROWS])), follow=True)
    assert "2 rows. Nothing is entered yet." in columns.content.decode()
    choices = {f"column-{place}": name for place, name in enumerate(Upload.objects.get().columns)}
    check = client.post(columns.request["PATH_INFO"], choices, follow=True)
    page = check.content.decode()
    assert "1 fault in 1 rows" in page
    assert "D3" in page
    assert "市园林局" in page  # who may be meant
    path = check.request["PATH_INFO"]
    assert client.post(path).status_code == 422
    assert not Record.objects.exists()

    done = client.post(path, {"good_only": "1", "reason": ""}, follow=True).content.decode()

    assert "Entered." in done
    assert Record.objects.get().title == "断头路"
    (heads, row) = cells(content_of(client.get(f"/excel/{Upload.objects.get().pk}/faults.xlsx")))
    assert heads[:2] == ("编号", "标题")
    assert row[1] == "游园"
    assert row[-1].startswith("D3: ")


def test_the_marked_copy_shows_each_wrong_cell_with_what_is_wrong(drill: Drill) -> None:
    upload = uploaded(excel([HEADS, *ROWS]), drill.office)

    content = content_of(reader(drill.office).get(f"/excel/{upload.pk}/faults.xlsx"))

    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["D3"].fill.fgColor.rgb == "FFFFD7D7"
    assert "not in the directory" in sheet["D3"].comment.text
    assert sheet["D2"].comment is None


def test_the_empty_form_explains_every_column_and_its_example_is_not_imported(drill: Drill) -> None:
    content = content_of(reader(drill.office).get(f"{URL}form.xlsx"))

    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[2]]
    assert heads[:3] == ["Number", "Title", "Content *"]
    assert "Progress（%）" in heads
    assert "Evidence" not in heads, "no sheet holds files"
    assert "Left" not in heads, "what is computed is not typed"
    assert [cell.value for cell in sheet[2] if not cell.comment] == []
    assert [one.title for one in book.worksheets[1:]] == ["Options", "Directory"]
    assert "市住建局" in [cell.value for cell in book["Directory"]["A"]]
    part = sheet.cell(2, heads.index("Part") + 1).column_letter
    offered = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert offered[f"{part}3:{part}5003"].startswith("'Options'!")
    assert uploaded(content, drill.office).found == uploaded(content, drill.office).found | {
        "create": 0,
        "bad": 0,
    }


def test_records_to_edit_are_narrowed_as_the_list_is(drill: Drill) -> None:
    drill.task(title="断头路")
    drill.task(title="游园")

    rows = cells(content_of(reader(drill.office).get(f"{URL}records.xlsx?q=游园")))

    assert [row[1] for row in rows[2:]] == ["游园"]


def test_others_see_neither_the_page_nor_somebodys_file(drill: Drill) -> None:
    upload = uploaded(excel([HEADS, *ROWS]), drill.office)
    client = reader(drill.other_liaison)

    assert client.get(URL).status_code == 403
    assert client.post(URL, sent(excel([HEADS, *ROWS]))).status_code == 403
    for path in ("", "check/", "faults.xlsx"):
        assert client.get(f"/excel/{upload.pk}/{path}").status_code == 404
    for path in ("", "table/", "check/", "discard/"):
        assert client.post(f"/excel/{upload.pk}/{path}").status_code == 404
    assert (Upload.objects.count(), Record.objects.count()) == (1, 0)


def test_the_row_of_titles_can_be_chosen_and_the_file_forgotten(drill: Drill) -> None:
    content = excel([("一", "二"), ("标题", "内容"), ("断头路", "打通")])
    client = reader(drill.office)
    client.post(URL, sent(content))
    upload = Upload.objects.get()
    assert upload.head == 2

    page = client.post(f"/excel/{upload.pk}/table/", {"sheet": "台账", "head": 1}, follow=True)
    assert "一" in page.content.decode()
    refused = client.post(f"/excel/{upload.pk}/table/", {"sheet": "没有", "head": 1}, follow=True)
    assert refused.status_code == 200
    client.post(f"/excel/{upload.pk}/discard/")

    assert not Upload.objects.exists()


def test_what_is_no_excel_file_is_told_beside_the_field(drill: Drill) -> None:
    answer = reader(drill.office).post(URL, sent(b"no excel"))

    assert answer.status_code == 422
    assert "no Excel file" in answer.content.decode()


def test_html_in_cells_is_shown_as_text(drill: Drill) -> None:
    evil = "<script>alert(1)</script>"
    upload = uploaded(excel([HEADS, ("", evil, evil, evil, "")]), drill.office)

    for path in ("", "check/"):
        page = reader(drill.office).get(f"/excel/{upload.pk}/{path}").content.decode()
        assert evil not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["", "check/"])
def test_a_page_asks_few_questions_however_long_the_file_is(drill: Drill, path: str) -> None:
    rows = [("", f"任务{number}", "内容", "没有的局", "") for number in range(60)]
    upload = uploaded(excel([HEADS, *rows]), drill.office)
    client = reader(drill.office)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/excel/{upload.pk}/{path}").status_code == 200

    assert len(queries) <= 12


def test_what_is_done_shows_when_and_is_not_done_again(drill: Drill) -> None:
    upload = uploaded(excel([HEADS, ROWS[0]]), drill.office)
    confirm(upload, user=drill.office, at=timezone.now())
    client = reader(drill.office)

    assert "Entered." in client.get(f"/excel/{upload.pk}/check/").content.decode()
    assert client.post(f"/excel/{upload.pk}/check/").status_code == 422
    assert client.get(f"/excel/{upload.pk}/").status_code == 302
    assert client.get(f"/excel/{upload.pk}/faults.xlsx").status_code == 404
    assert Record.objects.count() == 1


def test_a_list_longer_than_an_import_says_so_in_its_first_row(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        drill.task(title=f"任务{number}", at=timezone.now())
    for module in (filling, views):
        monkeypatch.setattr(module, "MOST_ROWS", 2)

    def rows(path: str) -> list[tuple[Any, ...]]:
        answer = reader(drill.office).get(path)
        assert answer.status_code == 200
        content = io.BytesIO(b"".join(answer.streaming_content))
        return list(load_workbook(content).worksheets[0].iter_rows(values_only=True))

    edited = rows("/ledgers/drill.tasks/excel/records.xlsx")
    assert "Only the first 2 records" in str(edited[0][0])
    assert [row[1] for row in edited[2:]] == ["任务0", "任务1"]
    narrowed = rows("/ledgers/drill.tasks/excel/records.xlsx?q=任务2")
    assert "Only the first" not in str(narrowed[0][0])
    printed = rows("/ledgers/drill.tasks/excel/ledger.xlsx")
    assert sum("任务" in str(row) for row in printed[3:]) == 3
