"""Personal data by pages: read with a reason that is logged, erased for good by the office; others may not."""

from __future__ import annotations

import pytest

from baicheng.server.history.models import Event, PersonalValue
from baicheng.server.registers.models import Record, Version
from tests.server.pages.conftest import reader
from tests.server.registers.conftest import Drill

TELEPHONE = "13812345678"


@pytest.fixture
def task(drill: Drill) -> Record:
    return drill.task(values={"contact": TELEPHONE})


def url(task: Record, deed: str) -> str:
    return f"/records/{task.pk}/personal/{deed}/"


def test_a_value_is_read_with_a_reason_that_history_keeps(drill: Drill, task: Record) -> None:
    client = reader(drill.office)
    assert TELEPHONE not in client.get(url(task, "contact/read")).content.decode()
    answer = client.post(url(task, "contact/read"), {"reason": "电话核实"})

    assert TELEPHONE in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    event = Event.objects.get(verb="registers.record.personal_read")
    assert (event.reason, event.context["field"]) == ("电话核实", "contact")
    assert TELEPHONE not in client.get(task.get_absolute_url()).content.decode()


def test_without_a_reason_it_stays_masked(drill: Drill, task: Record) -> None:
    before = Event.objects.count()
    answer = reader(drill.office).post(url(task, "contact/read"), {"reason": "  "})

    assert answer.status_code == 422
    assert TELEPHONE not in answer.content.decode()
    assert Event.objects.count() == before


def test_what_is_erased_is_gone_everywhere_and_history_says_so(drill: Drill, task: Record) -> None:
    given = {"fields_": ["contact"], "reason": "本人申请，《个人信息保护法》第四十七条"}
    assert reader(drill.office).post(url(task, "erase"), given).status_code == 302

    task.refresh_from_db()
    assert "contact" not in task.fields
    assert all("contact" not in version.fields for version in Version.objects.filter(record=task))
    assert not PersonalValue.objects.filter(value=TELEPHONE).exists()
    page = reader(drill.office).get(task.get_absolute_url()).content.decode()
    assert "Personal data erased" in page and "本人申请" in page
    assert "holds no personal data" in reader(drill.office).get(url(task, "erase")).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"fields_": ["contact"], "reason": " "},
        {"fields_": [], "reason": "申请"},
        {"fields_": ["content"], "reason": "申请"},
        {"fields_": ["nothing"], "reason": "申请"},
    ],
    ids=["no reason", "no field", "not personal", "no such field"],
)
def test_nothing_else_is_erased(drill: Drill, task: Record, given: dict[str, object]) -> None:
    before = Event.objects.count()
    assert reader(drill.office).post(url(task, "erase"), given).status_code == 422

    task.refresh_from_db()
    assert task.fields["contact"] == TELEPHONE and task.fields["content"]
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("who", "reads", "erases"),
    [("liaison", 403, 403), ("above", 403, 403), ("other_liaison", 404, 404), ("stranger", 404, 404)],
)
def test_nobody_else_reads_or_erases(drill: Drill, task: Record, who: str, reads: int, erases: int) -> None:
    """The lead of a task that is only issued may not change it, and so not lift the mask either."""
    before = Event.objects.count()
    client = reader(getattr(drill, who))

    for deed, status in (("contact/read", reads), ("erase", erases)):
        given = {"fields_": ["contact"], "reason": "好奇"}
        for answer in (client.get(url(task, deed)), client.post(url(task, deed), given)):
            assert answer.status_code == status
            assert TELEPHONE not in answer.content.decode()
    task.refresh_from_db()
    assert task.fields["contact"] == TELEPHONE
    assert Event.objects.count() == before


def test_the_page_offers_it_to_those_who_may(drill: Drill, task: Record) -> None:
    office = reader(drill.office).get(task.get_absolute_url()).content.decode()
    liaison = reader(drill.liaison).get(task.get_absolute_url()).content.decode()

    assert url(task, "contact/read") in office and url(task, "erase") in office
    assert "personal/" not in liaison


def test_there_is_no_page_for_a_field_that_is_not_personal(drill: Drill, task: Record) -> None:
    assert reader(drill.office).get(url(task, "content/read")).status_code == 404
