"""What one drafts another approves; the clock of the release runs, in My work and up the ladder."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock.instants import end_of
from baicheng.packs.schema.notices import Release
from baicheng.server.accounts.models import Grant, Role
from baicheng.server.assignments.models import Assignment
from baicheng.server.history.models import Event
from baicheng.server.notices.models import Notice
from baicheng.server.pages.work import work_page
from baicheng.server.publishing.models import State
from baicheng.server.publishing.services import approve, release, send_back, submit
from baicheng.server.publishing.timing import next_day
from baicheng.server.registers.services import escalate
from tests.server.people import user
from tests.server.publishing.conftest import NOW, Press, at


def test_whoever_approves_has_it_in_my_work_and_it_leads_to_the_paper(press: Press) -> None:
    row = submit(press.draft(), user=press.clerk, at=NOW)

    tasks = work_page(press.chief, NOW).undated.tasks
    (asked,) = [one for one in tasks if one.title["zh"] == f"审签《{row.title}》"]
    assert asked.url == row.get_absolute_url() and asked.number == row.number
    assert Notice.objects.get(user=press.chief).path == row.get_absolute_url()


def test_approval_begins_the_clock_of_the_release(press: Press) -> None:
    row = press.approved()

    asked = Assignment.objects.get(name="release_publication")
    assert (asked.bearer, asked.about_id) == (press.drill.office_unit, row.pk)
    assert asked.due_at is not None and asked.due_at <= end_of(date(2019, 7, 5))
    release(row, user=press.second, at=at(4))
    asked.refresh_from_db()
    assert asked.outcome == "done"
    assert Assignment.objects.get(name="approve_publication").outcome == "agreed"


def test_a_release_that_is_late_is_told_to_the_leader(press: Press) -> None:
    press.approved()
    Notice.objects.all().delete()

    escalate(at(9))

    said = [one.text["zh"] for one in Notice.objects.filter(user=press.chief)]
    assert any("发布《" in one and "逾期" in one for one in said), said


def test_who_drafted_or_submitted_it_does_not_approve_it(press: Press) -> None:
    row = press.draft()
    Grant.objects.create(
        user=press.clerk, role=Role.LEADER, unit=press.drill.office_unit, since=date(2018, 1, 1)
    )
    row = submit(row, user=press.second, at=NOW)
    events = Event.objects.count()

    for one in (press.clerk, press.second):
        with pytest.raises(PermissionDenied):
            approve(row, user=one, at=NOW)

    row.refresh_from_db()
    assert row.state == State.SUBMITTED and Event.objects.count() == events


@pytest.mark.parametrize("who", ["leader", "liaison", "above", "all_seeing", "stranger"])
def test_nobody_of_another_unit_approves_sends_back_or_releases(press: Press, who: str) -> None:
    row = submit(press.draft(), user=press.clerk, at=NOW)
    other = getattr(press.drill, who)

    for deed in (approve, release):
        with pytest.raises(PermissionDenied):
            deed(row, user=other, at=NOW)
    with pytest.raises(PermissionDenied):
        send_back(row, user=other, at=NOW, reason="不同意")

    row.refresh_from_db()
    assert row.state == State.SUBMITTED


def test_what_is_sent_back_is_a_draft_again_and_its_clock_stops(press: Press) -> None:
    row = press.approved()

    sent = send_back(row, user=press.chief, at=at(3, 11), reason="数字核对")

    assert sent.state == State.DRAFT
    assert Assignment.objects.get(name="release_publication").outcome == "cancelled"
    again = approve(submit(sent, user=press.clerk, at=at(3, 14)), user=press.chief, at=at(3, 15))
    assert again.state == State.APPROVED


def test_an_office_without_a_leader_has_another_of_its_people_approve(press: Press) -> None:
    Grant.objects.filter(user=press.chief).delete()
    row = submit(press.draft(), user=press.clerk, at=NOW)

    assert approve(row, user=press.second, at=NOW).state == State.APPROVED


def test_nothing_is_submitted_that_nobody_could_approve_or_whose_number_is_taken(press: Press) -> None:
    row = press.draft()
    Grant.objects.filter(user__in=(press.chief, press.second)).delete()
    with pytest.raises(ValidationError):
        submit(row, user=press.clerk, at=NOW)

    row.pk, row.address = None, "other"
    row.save()
    user(Role.LEADER, press.drill.office_unit)
    with pytest.raises(ValidationError, match="演练通报〔2019〕1号"):
        submit(row, user=press.clerk, at=NOW)


def test_a_release_on_thursdays_is_due_on_the_next_one(press: Press) -> None:
    thursdays = Release.model_validate({"every": "week", "by": "thursday"})

    assert [next_day(thursdays, at(day)) for day in (3, 4, 5)] == [
        date(2019, 7, 4),
        date(2019, 7, 4),
        date(2019, 7, 11),
    ]
