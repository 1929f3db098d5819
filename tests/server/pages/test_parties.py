"""Who takes part, changed by pages: added, ended, replaced by date, with reason and source; others may not."""

from __future__ import annotations

from datetime import date

import pytest

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.history.models import Event
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.services import Taking
from tests.server.pages.conftest import reader
from tests.server.registers.conftest import Drill

SINCE = "2019-03-01"


@pytest.fixture
def task(drill: Drill) -> Record:
    return drill.task(parties=[Taking("lead", drill.bureau), Taking("lead", drill.other)])


def url(task: Record, rest: str = "") -> str:
    return f"/records/{task.pk}/parties/{rest}"


def held(task: Record, role: str) -> list[str]:
    rows = Party.objects.known().filter(record=task, role=role, until=None)
    return sorted(rows.values_list("subject__name", flat=True))


def test_one_more_takes_part_from_a_day_on_with_its_source(drill: Drill, task: Record) -> None:
    given = {
        "role": "responsible",
        "subject": str(drill.county.pk),
        "since": SINCE,
        "as_written": "中牟县政府",
        "source": "临政办〔2019〕8号",
        "reason": "补充责任单位",
        "revision": task.revision,
    }
    assert reader(drill.office).post(url(task), given).status_code == 302

    party = Party.objects.known().get(record=task, role="responsible")
    assert (party.subject, party.since) == (drill.county, date(2019, 3, 1))
    assert (party.as_written, party.source) == ("中牟县政府", "临政办〔2019〕8号")
    event = Event.objects.get(verb="registers.record.party_added")
    assert (event.reason, event.context["source"]) == ("补充责任单位", "临政办〔2019〕8号")
    page = reader(drill.office).get(task.get_absolute_url()).content.decode()
    assert "补充责任单位 (according to 临政办〔2019〕8号)" in page
    assert "1 Mar 2019" in page


def test_a_name_typed_in_full_is_enough(drill: Drill, task: Record) -> None:
    given = {"role": "responsible", "subject-search": "市档案局", "since": SINCE, "reason": "补充"}
    reader(drill.office).post(url(task), {**given, "revision": task.revision})

    assert held(task, "responsible") == ["市档案局"]


def test_what_the_role_does_not_take_is_said_beside_who_was_chosen(drill: Drill, task: Record) -> None:
    given = {"role": "supervisor", "subject": str(drill.county.pk), "since": SINCE, "reason": "x"}
    answer = reader(drill.office).post(url(task), {**given, "revision": task.revision})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"subject"}
    assert "中牟县" in answer.content.decode()
    assert held(task, "supervisor") == []


def test_a_role_is_handed_on_with_what_is_open(drill: Drill, task: Record) -> None:
    given = {"subject": str(drill.county.pk), "since": SINCE, "reason": "职能划转", "source": "三定规定"}
    path = url(task, f"lead/{drill.bureau.pk}/replace/")
    unapproved = {**given, "source": "", "revision": task.revision}
    assert reader(drill.office).post(path, unapproved).status_code == 422
    assert held(task, "lead") == ["市住建局", "市园林局"]
    reader(drill.office).post(path, {**given, "revision": task.revision})

    assert held(task, "lead") == ["中牟县", "市园林局"]
    assert Party.objects.known().get(record=task, subject=drill.county).source == "三定规定"
    assert Assignment.objects.get(bearer=drill.bureau).outcome == Outcome.HANDED_ON
    assert Assignment.objects.get(bearer=drill.county).outcome == Outcome.OPEN


def test_a_role_is_ended_but_not_the_last_that_must_be_there(drill: Drill, task: Record) -> None:
    client, given = reader(drill.office), {"until": SINCE, "reason": "不再承担"}
    client.post(url(task, f"lead/{drill.other.pk}/end/"), {**given, "revision": task.revision})
    assert held(task, "lead") == ["市住建局"]

    task.refresh_from_db()
    path = url(task, f"lead/{drill.bureau.pk}/end/")
    answer = client.post(path, {**given, "revision": task.revision})
    assert answer.status_code == 422
    assert "replace the one who has it" in answer.content.decode()
    assert held(task, "lead") == ["市住建局"]


@pytest.mark.parametrize("rest", ["", "lead/{bureau}/end/", "lead/{bureau}/replace/"])
def test_without_a_reason_nothing_changes(drill: Drill, task: Record, rest: str) -> None:
    before = Event.objects.count()
    day = {"since": SINCE, "until": SINCE}
    given = {"role": "responsible", "subject": str(drill.county.pk), **day, "revision": task.revision}
    answer = reader(drill.office).post(url(task, rest.format(bureau=drill.bureau.pk)), given)

    assert answer.status_code == 422
    assert Event.objects.count() == before


def test_who_comes_too_late_is_told_what_changed_meanwhile(drill: Drill, task: Record) -> None:
    given = {"until": SINCE, "reason": "不再承担", "revision": task.revision - 1}
    answer = reader(drill.office).post(url(task, f"lead/{drill.other.pk}/end/"), given)

    assert answer.status_code == 422
    assert "Somebody changed this meanwhile" in answer.content.decode()
    assert held(task, "lead") == ["市住建局", "市园林局"]


@pytest.mark.parametrize(
    ("who", "status"), [("liaison", 403), ("other_liaison", 403), ("above", 403), ("stranger", 404)]
)
@pytest.mark.parametrize("rest", ["", "lead/{bureau}/end/", "lead/{bureau}/replace/"])
def test_nobody_else_says_who_takes_part(
    drill: Drill, task: Record, who: str, status: int, rest: str
) -> None:
    before = Event.objects.count()
    client, path = reader(getattr(drill, who)), url(task, rest.format(bureau=drill.bureau.pk))
    day = {"since": SINCE, "until": SINCE, "reason": "自己来"}
    given = {"role": "responsible", "subject": str(drill.county.pk), **day, "revision": task.revision}

    assert client.get(path).status_code == status
    assert client.post(path, given).status_code == status
    assert Event.objects.count() == before
    assert held(task, "lead") == ["市住建局", "市园林局"]


def test_a_unit_is_not_offered_what_is_not_its_to_decide(drill: Drill, task: Record) -> None:
    shown = {
        who: reader(getattr(drill, who)).get(task.get_absolute_url()).content.decode()
        for who in ("office", "liaison")
    }

    assert url(task) in shown["office"] and "consolidator" in shown["office"]
    assert url(task) not in shown["liaison"] and "consolidator" not in shown["liaison"]


def test_there_is_no_page_for_a_unit_that_is_none(drill: Drill, task: Record) -> None:
    assert reader(drill.office).get(url(task, "lead/999999/end/")).status_code == 404
