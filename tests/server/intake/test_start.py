"""A document becomes drafts for review; nothing is issued."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Clause, Document
from baicheng.server.history.models import Event
from baicheng.server.intake.drafts import draft_from
from baicheng.server.intake.findings import findings
from baicheng.server.intake.models import DraftTask, Import
from baicheng.server.intake.services import start_import
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from tests.server.intake.conftest import AT, PROGRAMME, upload

pytestmark = pytest.mark.django_db


def test_a_plan_becomes_a_draft_for_each_task_and_each_report_duty(intake: Import) -> None:
    titles = [draft.values["title"] for draft in intake.tasks.all()]

    assert titles == ["改善道路", "建设公园", "整治背街小巷"]
    (duty,) = intake.duties.all()
    assert (duty.values["recipient"], duty.values["cycle"]) == ("市提质办", "month")
    assert not Record.objects.exists()


def test_every_span_points_to_its_words_in_the_stored_text(intake: Import) -> None:
    text = intake.document.text
    for row in intake.tasks.all():
        draft = draft_from(row.values)
        for party in draft.parties:
            assert party.span and text[slice(*party.span)] == party.name
        for part in draft.parts:
            assert part.span and text[slice(*part.span)] == part.text
            if part.target:
                assert part.target.span and text[slice(*part.target.span)] == part.target.text


def test_known_units_are_found_in_the_directory_and_others_become_findings(
    intake: Import, bureau: Subject
) -> None:
    draft = draft_from(intake.tasks.all()[0].values)

    assert [party.subject for party in draft.parties if party.name == "市住建局"] == [bureau.pk]
    found = findings(draft, intake.document.issued_on)
    assert {"unknown_unit", "no_consolidator"} <= {finding.code for finding in found}
    assert found[0].blocks


def test_a_task_without_any_unit_blocks(intake: Import) -> None:
    draft = draft_from(intake.tasks.all()[2].values)

    blocking = [finding.code for finding in findings(draft, None) if finding.blocks]
    assert blocking == ["no_unit"]


def test_the_document_is_kept_with_its_identity_and_clauses(intake: Import) -> None:
    document = intake.document

    assert (document.number, str(document.issued_on)) == ("临政办〔2026〕7号", "2026-02-20")
    assert document.clauses.filter(address="一(一)").exists()
    with document.file.open() as file:
        assert file.read().decode().startswith("临江市人民政府办公室")


def test_the_same_file_again_is_refused_while_the_first_is_alive(intake: Import, office: User) -> None:
    with pytest.raises(ValidationError, match="临政办〔2026〕7号"):
        start_import(upload(), programme=PROGRAMME, user=office, at=AT)

    assert Document.objects.count() == 1
    assert Import.objects.count() == 1


def test_the_office_of_another_programme_is_refused_and_nothing_is_written(stranger: User) -> None:
    with pytest.raises(PermissionDenied):
        start_import(upload(), programme=PROGRAMME, user=stranger, at=AT)

    assert not (Document.objects.exists() or DraftTask.objects.exists() or Event.objects.exists())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "图片"),
        ("今天天气很好，我们去公园。".encode(), "不像公文"),
    ],
    ids=["empty", "a picture", "no official document"],
)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(
    office: User, content: bytes, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        start_import(SimpleUploadedFile("方案.txt", content), programme=PROGRAMME, user=office, at=AT)

    assert not (Document.objects.exists() or Clause.objects.exists() or Event.objects.exists())


def test_a_file_above_the_limit_is_refused_before_it_is_read(office: User, settings: object) -> None:
    settings.MAX_UPLOAD_BYTES = 100  # type: ignore[attr-defined]

    with pytest.raises(ValidationError, match="MB"):
        start_import(upload(), programme=PROGRAMME, user=office, at=AT)
