"""Decided drafts become tasks, targets, duties and assignments; or nothing does."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.assignments.models import Assignment
from baicheng.server.documents.queries import documents, readable
from baicheng.server.duties.models import Duty
from baicheng.server.editions.services import bind_office, install
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.indicators.models import Target
from baicheng.server.intake.models import Decision, DraftTask, Import, ImportState
from baicheng.server.intake.queries import asked_at_issue
from baicheng.server.intake.services import add, correct, correct_duty, decide, issue, start_import
from baicheng.server.notices.models import Notice
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Part, Party, Record
from tests.server.intake.conftest import AT, PROGRAMME, upload
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, link, subject, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def counties() -> list[Subject]:
    return make_counties()


def make_counties() -> list[Subject]:
    """The members of the group that the plan addresses; one of them joins only later."""
    group = subject("各县（市、区）人民政府", SubjectKind.GROUP)
    members = [subject("中牟县人民政府"), subject("新密市人民政府")]
    for member in members:
        link(RelationKind.MEMBER_OF, member, group)
    link(RelationKind.MEMBER_OF, subject("登封市人民政府"), group, since=date(2027, 1, 1))
    return members


@pytest.fixture
def programme() -> Subject:
    return make_programme()


def make_programme() -> Subject:
    """The programme's office, once its pack is installed."""
    install(once(PROGRAMME), at=LONG_AGO, actor=CLERK)
    unit = subject("市提质办")
    bind_office(
        PROGRAMME,
        unit,
        since=date(2018, 1, 1),
        user=user(Role.ADMINISTRATOR),
        at=LONG_AGO,
        reason="市政府办公会",
    )
    return unit


@pytest.fixture
def decided(programme: Subject, counties: list[Subject], office: User, bureau: Subject) -> Import:
    return make_decided(office)


def make_decided(office: User) -> Import:
    """An import in which everything is decided: two tasks accepted, the one without a unit rejected."""
    subject("市城市管理局", short="市城管局")
    subject("市园林局")
    (intake,) = start_import(upload(), programme=PROGRAMME, user=office, at=AT)
    roads, parks, streets = intake.tasks.all()
    values = deepcopy(roads.values)
    for party in values["parties"]:
        party["consolidates"] = party["name"] == "市住建局"
    correct(roads, values, user=office, at=AT)
    for draft, decision in (
        (roads, Decision.ACCEPTED),
        (parks, Decision.ACCEPTED),
        (streets, Decision.REJECTED),
    ):
        decide(draft, decision, user=office, at=AT)
    for duty in intake.duties.all():
        decide(duty, Decision.ACCEPTED, user=office, at=AT)
    return intake


def nothing_issued() -> bool:
    models = (Record, Part, Target, Assignment, Duty, Notice)
    return not any(model.objects.exists() for model in models) and not Event.objects.filter(
        verb__in=("intake.import.issued", "registers.record.created")
    )


def test_each_accepted_draft_becomes_a_numbered_task_with_its_clause_and_deadline(
    decided: Import, office: User
) -> None:
    issued = issue(decided, user=office, at=AT)

    roads, parks = issued.tasks
    assert [task.number for task in issued.tasks] == ["2026-001", "2026-002"]
    assert (roads.title, roads.fields["due_on"]) == ("改善道路", "2026-12-31")
    assert "打通断头路8条" in roads.fields["content"]
    assert roads.clause is not None and roads.clause.document == decided.document
    assert (decided.state, decided.issued_by, decided.issued_at) == (ImportState.ISSUED, office, AT)
    assert [draft.record for draft in decided.tasks.all()] == [roads, parks, None]
    assert not verify().faults


def test_groups_are_spread_over_the_members_of_the_day_and_stay_named(
    decided: Import, office: User, counties: list[Subject]
) -> None:
    roads = issue(decided, user=office, at=AT).tasks[0]

    responsible = Party.objects.filter(record=roads, role="responsible").order_by("order")
    assert [party.subject for party in responsible] == counties
    assert {party.group.name for party in responsible if party.group} == {"各县（市、区）人民政府"}
    leads = Party.objects.filter(record=roads, role="lead").order_by("order")
    assert [(party.subject.name, party.consolidates) for party in leads] == [
        ("市住房和城乡建设局", True),
        ("市城市管理局", False),
    ]
    assert leads[0].as_written == "市住建局"


def test_parts_and_targets_keep_their_place_in_the_text(decided: Import, office: User) -> None:
    roads = issue(decided, user=office, at=AT).tasks[0]

    first, second = roads.parts.all()
    assert (first.due_on, second.due_on) == (date(2026, 6, 30), date(2026, 12, 31))
    target = Target.objects.get(part=first)
    text = decided.document.text
    assert (target.value, target.unit, target.record) == (Decimal(8), "条", roads)
    assert target.start is not None and text[target.start : target.end] == target.text
    assert (target.period_since, target.due_on) == (date(2026, 1, 1), date(2026, 6, 30))


def test_the_flow_opens_its_assignments_and_the_plan_its_reports(
    decided: Import, office: User, bureau: Subject, counties: list[Subject], programme: Subject
) -> None:
    issued = issue(decided, user=office, at=AT)

    accepting = Assignment.objects.filter(name="accept", about_kind=KIND, about_id=issued.tasks[0].pk)
    assert {row.bearer for row in accepting} >= {bureau}
    assert [duty.name for duty in issued.duties] == ["report_1_lead", "report_1_responsible"]
    reports = Assignment.objects.filter(
        about_kind=KIND, about_id=issued.tasks[0].pk, bearer=bureau, name="report_1_lead"
    )
    assert [(row.rule["period"], row.rule["due_on"]) for row in reports.order_by("due_at")] == [
        ("2026-03", "2026-04-05")
    ]
    assert list(reports[0].recipients.all()) == [programme]
    borne = Assignment.objects.filter(name="report_1_responsible").values_list("bearer", flat=True)
    assert set(borne) == {county.pk for county in counties}


def test_the_plans_own_calendar_stands_in_place_of_the_packs(decided: Import, office: User) -> None:
    issue(decided, user=office, at=AT)

    assert Duty.objects.filter(name="quarterly_report", document=None).exists()
    assert not Assignment.objects.filter(name="quarterly_report").exists()


def test_each_unit_is_told_once(decided: Import, office: User, bureau: Subject) -> None:
    liaison = user(Role.LIAISON, bureau)

    issue(decided, user=office, at=AT)

    (notice,) = Notice.objects.filter(user=liaison)
    assert "任务1项" in notice.text["zh"]


def test_a_second_click_is_told_and_changes_nothing(decided: Import, office: User) -> None:
    issue(decided, user=office, at=AT)
    before = Record.objects.count(), Assignment.objects.count(), Event.objects.count()

    with pytest.raises(ValidationError, match="issued already") as refusal:
        issue(Import.objects.get(pk=decided.pk), user=office, at=AT)

    assert refusal.value.code == "issued"
    assert (Record.objects.count(), Assignment.objects.count(), Event.objects.count()) == before


def test_the_office_of_another_programme_issues_nothing(decided: Import, stranger: User) -> None:
    with pytest.raises(PermissionDenied):
        issue(decided, user=stranger, at=AT)
    assert nothing_issued()


def test_nothing_is_issued_before_everything_is_decided(decided: Import, office: User) -> None:
    decide(decided.tasks.all()[1], Decision.PENDING, user=office, at=AT)

    with pytest.raises(ValidationError, match="建设公园"):
        issue(decided, user=office, at=AT)
    assert nothing_issued()


def test_an_unknown_unit_refuses_the_whole_import(decided: Import, office: User) -> None:
    parks = decided.tasks.all()[1]
    values: dict[str, Any] = {**parks.values, "parties": [{"name": "市公园处", "role": "lead"}]}
    correct(parks, values, user=office, at=AT)

    with pytest.raises(ValidationError, match="市公园处"):
        issue(decided, user=office, at=AT)
    assert nothing_issued()


def test_a_task_that_does_not_fit_the_register_is_named_and_refuses_all(
    decided: Import, office: User
) -> None:
    parks = decided.tasks.all()[1]
    correct(parks, {**parks.values, "fields": {"part": "rockets"}}, user=office, at=AT)

    with pytest.raises(ValidationError, match="建设公园: part"):
        issue(decided, user=office, at=AT)
    assert nothing_issued()


def test_fields_of_the_register_come_from_the_draft_and_from_whoever_issues(
    decided: Import, office: User
) -> None:
    parks = decided.tasks.all()[1]
    correct(parks, {**parks.values, "fields": {"part": "greenery"}}, user=office, at=AT)

    issued = issue(decided, user=office, at=AT, values={"part": "other", "area": "all"})

    assert [task.fields["part"] for task in issued.tasks] == ["other", "greenery"]
    assert {task.fields["area"] for task in issued.tasks} == {"all"}


def test_what_no_document_states_is_asked_of_whoever_issues() -> None:
    for name in (PROGRAMME, "supervision"):
        install(once(name), at=LONG_AGO, actor=CLERK)

    assert list(asked_at_issue("supervision")) == ["origin"]
    assert not asked_at_issue(PROGRAMME)


def test_without_a_lead_the_first_unit_leads(decided: Import, office: User, bureau: Subject) -> None:
    units = [
        {"name": bureau.name, "role": "responsible", "subject": bureau.pk},
        {"name": "市园林局", "role": "responsible"},
    ]
    draft = add(decided, {"title": "治堵", "text": "治理拥堵点", "parties": units}, user=office, at=AT)
    decide(draft, Decision.ACCEPTED, user=office, at=AT)

    task = issue(decided, user=office, at=AT).tasks[-1]

    roles = Party.objects.filter(record=task).order_by("order").values_list("role", "subject__name")
    assert list(roles) == [("lead", bureau.name), ("responsible", "市园林局")]
    assert task.fields["due_on"] == {"not_stated": True}


def test_a_firm_can_lead_a_task_and_is_asked_to_accept_it(decided: Import, office: User) -> None:
    firm = subject("市轨道交通有限公司", SubjectKind.FIRM)
    party = {"name": firm.name, "role": "lead", "subject": firm.pk}
    values = {"title": "轨道交通", "text": "年内开通3号线", "parties": [party], "parts": []}
    decide(add(decided, values, user=office, at=AT), Decision.ACCEPTED, user=office, at=AT)

    task = issue(decided, user=office, at=AT).tasks[-1]

    assert [(one.role, one.subject) for one in task.parties.all()] == [("lead", firm)]
    assert Assignment.objects.get(about_kind=KIND, about_id=task.pk, name="accept").bearer == firm


def test_shares_of_counties_are_tied_to_the_whole(
    decided: Import, office: User, bureau: Subject, counties: list[Subject]
) -> None:
    parts = [
        {
            "text": "全市新建停车位100个",
            "target": {"text": "100个", "indicator": "新建停车位", "value": "100", "unit": "个"},
        },
        *(
            {
                "text": f"{county.name}{value}个",
                "target": {
                    "text": f"{value}个",
                    "indicator": "新建停车位",
                    "scope": county.name,
                    "value": value,
                    "unit": "个",
                },
            }
            for county, value in zip(counties, ("60", "40"), strict=True)
        ),
    ]
    party = {"name": bureau.name, "role": "lead", "subject": bureau.pk}
    values = {"title": "停车", "text": "新建停车位", "parties": [party], "parts": parts}
    draft = add(decided, values, user=office, at=AT)
    decide(draft, Decision.ACCEPTED, user=office, at=AT)

    task = issue(decided, user=office, at=AT).tasks[-1]

    whole = Target.objects.get(record=task, parent=None)
    assert (whole.value, whole.subject) == (Decimal(100), None)
    shares = whole.parts.order_by("pk").values_list("subject__name", "value", "subset")
    assert list(shares) == [(counties[0].name, Decimal(60), False), (counties[1].name, Decimal(40), False)]


def test_a_corrected_report_duty_is_issued_as_corrected(decided: Import, office: User) -> None:
    duty = decided.duties.get()
    stated = {**duty.values, "when": {"every": "quarter", "by": "month 3 day 25"}, "roles": ["lead"]}
    correct_duty(duty, stated, user=office, at=AT)

    (issued,) = issue(decided, user=office, at=AT).duties

    assert issued.definition["when"] == {"every": "quarter", "by": ["month 3 day 25"]}
    duty.refresh_from_db()
    assert (duty.duty, duty.origin["schedule"]) == (issued, "每月5日前")


def test_a_report_duty_without_a_schedule_blocks(decided: Import, office: User) -> None:
    duty = decided.duties.get()
    correct_duty(duty, {**duty.values, "when": None, "cycle": "", "schedule": "及时"}, user=office, at=AT)

    with pytest.raises(ValidationError, match="not clear when it is due"):
        issue(decided, user=office, at=AT)
    assert nothing_issued()
    assert DraftTask.objects.filter(record__isnull=False).count() == 0


def test_a_document_is_its_office_s_own_until_it_is_issued_and_then_everybody_s(
    decided: Import, office: User, stranger: User
) -> None:
    somebody = User.objects.create_user("somebody", password="x")
    other = User.objects.create_user("other", password="x")
    Grant.objects.create(user=other, role=Role.OFFICE, programme=PROGRAMME, since=date(2020, 1, 1))

    def readers() -> list[str]:
        users = (office, other, stranger, somebody)
        return [user.username for user in users if readable(user).filter(pk=decided.document_id).exists()]

    assert readers() == ["office", "other"]
    issue(decided, user=office, at=AT)
    assert readers() == ["office", "other", "stranger", "somebody"]
    assert documents(somebody, "不是这份").count() == 0
