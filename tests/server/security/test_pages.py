"""Pages of records before somebody who sends what no form offers."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import SubjectKind
from baicheng.server.orgs.services import create_subject
from baicheng.server.registers.models import Attachment, Record
from baicheng.server.registers.services import attach, edit_record, move
from tests.server.people import CLERK
from tests.server.registers.conftest import NOW, Drill, days

SECRET = "未公布的征收计划"
PDF = b"%PDF-1.7\n1 0 obj\n"


def reader(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def hidden(drill: Drill) -> Record:
    """A task of another unit."""
    return drill.task(title=SECRET, parties=[("lead", drill.other)])


@pytest.fixture
def report(drill: Drill, hidden: Record) -> Record:
    """The bureau's own report, on its own task."""
    return drill.report(drill.task())


def test_what_is_sent_as_ticked_is_not_called_by_its_name(
    drill: Drill, hidden: Record, report: Record
) -> None:
    given = {"task": str(hidden.pk), "progress": "50", "revision": str(report.revision)}

    edited = reader(drill.liaison).post(f"/records/{report.pk}/edit/", given)
    entered = reader(drill.liaison).post("/ledgers/drill.reports/new/", given)
    stale = reader(drill.liaison).post(f"/records/{report.pk}/edit/", {**given, "revision": "0"})
    searched = reader(drill.liaison).get(
        "/ledgers/drill.tasks/choices/", {"field": "task", "task": hidden.pk, "task-search": SECRET[:3]}
    )

    for page in (edited, entered, stale, searched):
        assert page.status_code in (200, 409, 422)
        assert SECRET not in page.text
    report.refresh_from_db()
    assert report.fields["task"] != hidden.pk


def test_a_link_to_what_one_does_not_see_shows_no_title(drill: Drill, hidden: Record, report: Record) -> None:
    Record.objects.filter(pk=report.pk).update(fields={**report.fields, "task": hidden.pk})
    client = reader(drill.liaison)

    for path in (f"/records/{report.pk}/", f"/records/{report.pk}/edit/", "/ledgers/drill.reports/"):
        assert SECRET not in client.get(path).text
    assert SECRET in reader(drill.office).get(f"/records/{report.pk}/").text


def test_nobody_reads_from_a_filter_who_takes_part_elsewhere(drill: Drill, hidden: Record) -> None:
    drill.task()
    assert drill.other.name not in reader(drill.liaison).get("/ledgers/drill.tasks/").text
    assert drill.other.name in reader(drill.office).get("/ledgers/drill.tasks/").text


def attached(drill: Drill, task: Record) -> Attachment:
    file = SimpleUploadedFile("<img src=x onerror=alert(1)>.pdf", PDF)
    return attach(task, "evidence", file, user=drill.office, at=NOW, revision=task.revision)


def test_a_file_is_kept_by_no_cache_and_runs_nowhere(drill: Drill) -> None:
    file = attached(drill, drill.task())
    answer = reader(drill.liaison).get(f"/files/{file.pk}/?inline=1")

    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert reader(drill.other_liaison).get(f"/files/{file.pk}/").status_code == 404


def test_a_file_sent_along_does_not_carry_a_move_past_somebody_elses_change(drill: Drill) -> None:
    task = drill.task()
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    task.refresh_from_db()
    seen = task.revision
    edit_record(task, {"progress": 10}, user=drill.office, at=days(0.01), revision=seen, reason="更正")
    events = Event.objects.count()

    def report_done(revision: int) -> int:
        given = {
            "revision": str(revision),
            "progress": "100",
            "evidence": SimpleUploadedFile("a.pdf", PDF),
        }
        return reader(drill.liaison).post(f"/records/{task.pk}/moves/report_done/", given).status_code

    assert report_done(seen) == 422
    task.refresh_from_db()
    assert task.state == "under_way"
    assert Event.objects.count() == events
    assert not Attachment.objects.exists()

    assert report_done(task.revision) == 302
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("revision", ["", "0", "-1", "x", "9" * 40, "９"])
def test_a_form_without_the_revision_that_it_was_made_from_changes_nothing(
    drill: Drill, revision: str
) -> None:
    report = drill.report(drill.task())

    page = reader(drill.liaison).post(
        f"/records/{report.pk}/edit/",
        {"task": report.fields["task"], "progress": "99", **({"revision": revision} if revision else {})},
    )

    assert page.status_code == 409
    report.refresh_from_db()
    assert report.fields["progress"] == "40"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "=cmd|' /C calc'!A0"]
)
def test_what_is_typed_is_text_on_every_page(drill: Drill, text: str) -> None:
    task = drill.task(title=text, values={"content": text})
    edit_record(task, {"progress": 5}, user=drill.office, at=days(0.01), revision=task.revision, reason=text)
    attached(drill, Record.objects.get(pk=task.pk))
    client = reader(drill.office)

    for path in (
        f"/records/{task.pk}/",
        f"/records/{task.pk}/?all=1",
        f"/records/{task.pk}/edit/",
        "/ledgers/drill.tasks/",
        "/my-work/",
        "/ledgers/drill.tasks/choices/?field=task&task-search=%3C",
    ):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert not re.search(r"<img src=x", page)


def test_what_is_typed_is_no_formula_in_excel(drill: Drill) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x.example"):
        drill.task(title=text)
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(reader(drill.office).get("/ledgers/drill.tasks/export.xlsx").streaming_content))
    ).active

    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not any(cell.hyperlink for cell in cells)


def test_a_row_of_a_register_is_no_name_of_the_directory(drill: Drill) -> None:
    """Such a row is a subject, called by the title of its record, which not everybody sees."""
    row = create_subject(kind=SubjectKind.RECORD, name=SECRET, actor=CLERK, at=NOW, record_id=drill.task().pk)
    client = reader(drill.other_liaison)

    for path in (
        "/directory/",
        "/directory/?kind=record",
        f"/directory/?q={SECRET[:3]}",
        f"/directory/choices/?field=x&x-search={SECRET[:3]}",
        f"/directory/choices/?field=x&x={row.pk}",
        f"/directory/{row.pk}/",
        f"/duties/drill/{row.pk}/",
    ):
        assert SECRET not in client.get(path).text, path
    assert client.get(f"/directory/{row.pk}/").status_code == 404
    assert reader(drill.liaison).get(f"/directory/{row.pk}/").status_code == 302
    assert client.get(f"/directory/choices/?field=x&x={'9' * 5000}").status_code == 200
