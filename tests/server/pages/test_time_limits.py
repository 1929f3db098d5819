"""One time limit by its page: paused, resumed, handed on, given back, an appeal granted; others may not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.assignments.rows import SEALED
from baicheng.server.assignments.services import open_assignment
from baicheng.server.history.models import Event
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import Taking, create_record, move, replace_party
from tests.server.pages.conftest import reader
from tests.server.people import CLERK
from tests.server.registers.conftest import Drill

DEEDS = ("pause", "resume", "hand-on", "appeal")


@pytest.fixture
def order(drill: Drill) -> Record:
    """Handed to the bureau an hour ago, which has 16 working hours for it."""
    at = timezone.now() - timedelta(hours=1)
    made = create_record(
        register_id="drill.orders",
        values={"finding": "井盖缺失"},
        parties=[("responsible", drill.bureau)],
        user=drill.office,
        at=at,
    )
    move(made, "dispatch", user=drill.office, at=at, revision=made.revision)
    made.refresh_from_db()
    return made


def handle(order: Record) -> Assignment:
    return Assignment.objects.get(about_kind=KIND, about_id=order.pk, name="handle", outcome=Outcome.OPEN)


def url(row: Assignment, deed: str = "") -> str:
    return f"/time-limits/{row.pk}/{deed}{'/' if deed else ''}"


def test_a_clock_is_paused_for_a_reason_and_runs_on(drill: Drill, order: Record) -> None:
    row, client = handle(order), reader(drill.office)
    assert client.post(url(row, "pause"), {"reason": "等待产权单位"}).status_code == 302
    row.refresh_from_db()
    order.refresh_from_db()
    assert row.due_at is None

    page = client.get(url(row)).content.decode()
    assert "stands still" in page and "等待产权单位" in page and url(row, "resume") in page
    client.post(url(row, "resume"), {"reason": "已明确"})
    row.refresh_from_db()
    assert row.due_at is not None


def test_a_pause_may_end_on_a_day(drill: Drill, order: Record) -> None:
    row = handle(order)
    until = timezone.localdate() + timedelta(days=10)
    reader(drill.office).post(url(row, "pause"), {"reason": "汛期", "until": until.isoformat()})

    row.refresh_from_db()
    assert row.due_at is not None
    assert timezone.localtime(row.due_at).date() >= until


def test_a_pause_that_ends_in_the_past_is_refused(drill: Drill, order: Record) -> None:
    row = handle(order)
    answer = reader(drill.office).post(url(row, "pause"), {"reason": "汛期", "until": "2019-01-01"})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"until"}


def test_a_fixed_day_offers_no_pause_but_its_change(drill: Drill) -> None:
    task = drill.task(at=timezone.now(), values={"due_on": "2099-06-30"})
    move(task, "accept", user=drill.liaison, at=timezone.now(), revision=task.revision)
    row = Assignment.objects.get(name="deliver")
    page = reader(drill.office).get(url(row)).content.decode()

    assert url(row, "pause") not in page
    assert f"/records/{task.pk}/deadline/due_on/" in page
    answer = reader(drill.office).post(url(row, "pause"), {"reason": "x"})
    assert "a fixed day can be moved, not paused" in answer.content.decode()


def test_what_is_handed_on_is_given_back_with_what_was_left(drill: Drill, order: Record) -> None:
    row = handle(order)
    given = {"bearer": str(drill.other.pk), "approval": "副市长批示", "reason": "属市园林局管养"}
    assert reader(drill.office).post(url(row, "hand-on"), given).status_code == 302
    other = handle(order)
    assert (other.bearer, other.rule["stands_for"]) == (drill.other, drill.bureau.pk)
    assert "handed on by 市住建局" in reader(drill.other_liaison).get(url(other)).content.decode()

    answer = reader(drill.other_liaison).post(url(other, "give-back"), {"reason": "不在管养范围"})
    assert answer.status_code == 302
    other.refresh_from_db()
    row.refresh_from_db()
    assert (other.outcome, row.outcome) == (Outcome.RETURNED, Outcome.OPEN)
    assert list(SEALED.faults()) == []
    order.refresh_from_db()
    assert order.due_at == min(
        one for one in Assignment.objects.filter(outcome="open").values_list("due_at", flat=True) if one
    )


def test_nothing_is_handed_on_without_who_approved_it_which_then_stands_in_the_time_line(
    drill: Drill, order: Record
) -> None:
    row, client = handle(order), reader(drill.office)
    given = {"bearer": str(drill.other.pk), "reason": "属市园林局管养"}

    assert client.post(url(row, "hand-on"), given).status_code == 422
    assert handle(order) == row

    assert client.post(url(row, "hand-on"), {**given, "approval": "副市长批示"}).status_code == 302
    assert handle(order).bearer == drill.other
    assert "approved: 副市长批示" in client.get(f"/records/{order.pk}/").content.decode()


def test_what_was_handed_on_by_nobody_is_not_given_back_here(drill: Drill, order: Record) -> None:
    row = handle(order)
    client = reader(drill.liaison)

    assert url(row, "give-back") not in client.get(url(row)).content.decode()
    answer = client.post(url(row, "give-back"), {"reason": "不归我们"})
    assert answer.status_code == 422
    assert "Nobody handed this on" in answer.content.decode()
    assert handle(order) == row


def test_what_is_handed_on_stays_there_when_others_come_to_take_part(drill: Drill) -> None:
    """A change of roles asks anew who owes what; whoever stands in for a lead still does."""
    task = drill.task(parties=[Taking("lead", drill.bureau)], at=timezone.now())
    row = Assignment.objects.get(name="accept")
    given = {"bearer": str(drill.county.pk), "approval": "会议", "reason": "代签"}
    reader(drill.office).post(url(row, "hand-on"), given)
    added = {"role": "lead", "subject": str(drill.other.pk), "since": "2019-03-01", "reason": "增加"}
    task.refresh_from_db()
    reader(drill.office).post(f"/records/{task.pk}/parties/", {**added, "revision": task.revision})

    found = {
        str(one.bearer)
        for one in Assignment.objects.filter(
            about_kind=KIND, about_id=task.pk, name="accept", outcome=Outcome.OPEN
        )
    }
    assert found == {"中牟县", "市园林局"}


def test_who_stands_in_becomes_lead_and_owes_it_for_itself(drill: Drill) -> None:
    task = drill.task(at=timezone.now())
    row = Assignment.objects.get(name="accept")
    reader(drill.office).post(
        url(row, "hand-on"), {"bearer": str(drill.other.pk), "approval": "会议", "reason": "代签"}
    )
    task.refresh_from_db()
    now = timezone.now()
    replace_party(
        task,
        "lead",
        drill.bureau,
        drill.other,
        user=drill.office,
        at=now,
        revision=task.revision,
        reason="划转",
    )

    (still,) = Assignment.objects.filter(
        about_kind=KIND, about_id=task.pk, name="accept", outcome=Outcome.OPEN
    )
    assert still.bearer == drill.other
    assert "stands_for" not in still.rule


def test_an_appeal_is_granted_with_its_reason(drill: Drill, order: Record) -> None:
    row = handle(order)
    reader(drill.office).post(url(row, "appeal"), {"on": "2026-03-02", "reason": "系统派错"})

    row.refresh_from_db()
    assert (row.excluded_on, row.excluded_reason) == (date(2026, 3, 2), "系统派错")
    assert "系统派错" in reader(drill.liaison).get(url(row)).content.decode()


@pytest.mark.parametrize("deed", DEEDS)
def test_without_a_reason_nothing_is_done(drill: Drill, order: Record, deed: str) -> None:
    row, before = handle(order), Event.objects.count()
    given = {"bearer": str(drill.other.pk), "on": "2026-03-02", "reason": " "}

    assert reader(drill.office).post(url(row, deed), given).status_code == 422
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("who", "status"), [("liaison", 403), ("above", 403), ("other_liaison", 404), ("stranger", 404)]
)
@pytest.mark.parametrize("deed", DEEDS)
def test_only_the_office_decides_on_time_limits(
    drill: Drill, order: Record, who: str, status: int, deed: str
) -> None:
    row, before = handle(order), Event.objects.count()
    client = reader(getattr(drill, who))
    given = {"bearer": str(drill.other.pk), "on": "2026-03-02", "reason": "自己来"}

    assert client.get(url(row, deed)).status_code == status
    assert client.post(url(row, deed), given).status_code == status
    assert Event.objects.count() == before
    assert handle(order) == row


@pytest.mark.parametrize(("who", "status"), [("office", 403), ("above", 403), ("other_liaison", 404)])
def test_nobody_gives_back_for_another(drill: Drill, order: Record, who: str, status: int) -> None:
    row, before = handle(order), Event.objects.count()
    answer = reader(getattr(drill, who)).post(url(row, "give-back"), {"reason": "替他退"})

    assert answer.status_code == status
    assert Event.objects.count() == before


def test_more_time_is_asked_and_granted_for_what_is_about_no_record(drill: Drill) -> None:
    row = open_assignment(
        key="summary", programme="drill", name="summary", title={"zh": "年度总结", "en": "Summary"},
        bearer=drill.bureau, actor=CLERK, at=timezone.now(), due_on=date(2099, 1, 31),
    )  # fmt: skip
    assert reader(drill.stranger).get(url(row)).status_code == 404
    given = {"new_due_on": "2099-02-28", "reason": "数据未出"}
    assert reader(drill.liaison).post(f"/my-work/{row.pk}/more-time/", given).status_code == 302
    asked = Extension.objects.get()
    page = reader(drill.office).get(url(row)).content.decode()
    assert f"/more-time/{asked.pk}/" in page

    reader(drill.office).post(f"/more-time/{asked.pk}/", {"grant": "1", "reason": "同意"})
    asked.refresh_from_db()
    assert asked.granted is True
    assert "granted" in reader(drill.liaison).get(url(row)).content.decode()
