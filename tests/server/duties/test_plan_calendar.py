"""A plan's own report calendar: from its words to definitions of duties, and to what each unit owes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.flows.duty import FulfilledBy
from baicheng.server.assignments.models import Assignment
from baicheng.server.documents.models import Clause, Document
from baicheng.server.duties.models import Duty
from baicheng.server.duties.plan_calendar import (
    PlanDuty,
    ReportingRole,
    UnfitDuty,
    completed,
    definition,
    plan_duty_from,
    roles_of,
)
from baicheng.server.duties.queries import is_answered_by_hand
from baicheng.server.duties.services import answer_by_hand, define_plan_duty, generate, save_report
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import RelationKind, SubjectKind
from baicheng.server.registers.services import Taking
from tests.server.duties.conftest import PROGRAMME, Drill, at, owed_by
from tests.server.people import link, subject


@pytest.mark.parametrize(
    ("words", "cycle", "when"),
    [
        ("每月5日前", "month", {"every": "month", "by": "day 5"}),
        ("每月5日、20日前", "month", {"every": "month", "by": ["day 5", "day 20"]}),
        ("每月底前", "month", {"every": "month"}),
        ("每季度末月25日前", "quarter", {"every": "quarter", "by": "month 3 day 25"}),
        ("每季度首月10日前", "quarter", {"every": "quarter", "by": "month 1 day 10"}),
        ("每周五", "week", {"every": "week", "by": "friday"}),
        ("每旬末", "ten_day", {"every": "ten_day"}),
        ("每两周", "week", {"every": "week", "of": 2, "from": "2026-02-20"}),
    ],
)
def test_the_schedule_follows_from_its_words(words: str, cycle: str, when: dict[str, Any]) -> None:
    duty = completed(PlanDuty(schedule=words, cycle=cycle), year=2026, issued=date(2026, 2, 20))

    assert duty.when == when


def test_a_time_of_day_is_part_of_the_schedule() -> None:
    weekly = PlanDuty(schedule="每周五17:00前", cycle="week", at="17:00")

    assert completed(weekly, year=2026, issued=None).when == {"every": "week", "by": "friday", "at": "17:00"}


def test_named_days_are_a_schedule_too_and_silence_is_none() -> None:
    days = [date(2026, 3, 15), date(2026, 6, 15)]
    named = completed(PlanDuty(schedule="3月15日、6月15日前", dates=days, at="17:00"), year=2026, issued=None)
    silent = completed(PlanDuty(schedule="及时"), year=2026, issued=None)

    assert named.when == {"on": ["2026-03-15", "2026-06-15"], "at": "17:00"}
    assert silent.when is None


@pytest.mark.parametrize(
    ("reporter", "roles"),
    [
        ("各牵头单位", ["lead"]),
        ("各责任单位", ["lead", "responsible"]),
        ("各县（市、区）人民政府，市政府各部门", ["lead", "responsible"]),
        ("", ["lead", "responsible"]),
    ],
)
def test_who_reports_follows_from_the_wording(reporter: str, roles: list[ReportingRole]) -> None:
    assert roles_of(reporter) == roles
    assert PlanDuty(reporter=reporter).names_everybody


def test_it_is_owed_from_its_issue_until_the_year_and_the_last_day_named_are_over() -> None:
    stated = PlanDuty(when={"on": ["2026-06-30", "2027-01-10"]})
    duty = definition(
        stated,
        name="one",
        bearer="party(lead)",
        for_each={"register": "tasks"},
        fulfilled_by=FulfilledBy(record="reports"),
        document="临政办〔2026〕7号",
        recipients=[],
        issued_on=date(2026, 2, 20),
        plan_year=2026,
    )

    assert (duty.in_force.since, duty.in_force.until) == (date(2026, 2, 20), date(2027, 1, 11))
    assert str(duty.to[0]) == "office"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"when": {"every": "fortnight"}}, "when"),
        ({"roles": ["boss"]}, "roles.0"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_no_report_duty_is_refused_by_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(UnfitDuty) as refusal:
        plan_duty_from(values)
    assert list(refusal.value.errors) == [field]


@pytest.fixture
def plan(drill: Drill) -> Document:
    """A plan of 2019 with one clause."""
    made = Document.objects.create(
        number="临政办〔2019〕3号",
        title="方案",
        file_name="方案.txt",
        media_type="text/plain",
        sha256="0",
        text="",
        uploaded_by=drill.office,
        uploaded_at=at("2019-01-02"),
        issued_on=date(2019, 1, 2),
        plan_year=2019,
    )
    Clause.objects.create(document=made, address="一", level=1, heading="任务", start=0, end=0)
    return made


def stated(**more: Any) -> PlanDuty:
    return PlanDuty(
        what="进展", when={"every": "month", "by": "day 5"}, roles=["lead", "responsible"], **more
    )


def define(drill: Drill, plan: Document, duty: PlanDuty) -> list[Duty]:
    return define_plan_duty(plan, duty, programme=PROGRAMME, order=1, user=drill.office, at=at("2019-01-03"))


def test_only_the_office_defines_duties_of_plans(drill: Drill, plan: Document) -> None:
    with pytest.raises(PermissionDenied):
        define_plan_duty(
            plan, stated(), programme=PROGRAMME, order=1, user=drill.liaison, at=at("2019-01-03")
        )
    assert not Duty.objects.exists()


def test_a_duty_without_a_schedule_is_not_defined(drill: Drill, plan: Document) -> None:
    with pytest.raises(ValidationError):
        define(drill, plan, stated().model_copy(update={"when": None}))
    assert not Duty.objects.exists()


def test_each_role_reports_on_the_plans_own_tasks(drill: Drill, plan: Document) -> None:
    drill.task("2019-01-05", parties=[("lead", drill.other)])
    drill.task(
        "2019-01-05",
        clause=plan.clauses.get(),
        parties=[("lead", drill.bureau), ("responsible", drill.other)],
    )

    duties = define(drill, plan, stated())
    generate(date(2019, 3, 31), at("2019-01-06"), duties=duties)

    assert [duty.name for duty in duties] == ["report_1_lead", "report_1_responsible"]
    assert [due for _, due, _ in owed_by(drill.bureau, "report_1_lead")] == ["2019-02-05", "2019-03-05"]
    assert [due for _, due, _ in owed_by(drill.other, "report_1_responsible")] == ["2019-02-05", "2019-03-05"]
    assert Assignment.objects.filter(key__startswith="duty:").count() == 4
    assert Event.objects.filter(chain=f"duties.duty:{duties[0].pk}", verb="duties.duty.defined").exists()


def test_the_last_report_of_the_year_falls_due_after_it(drill: Drill, plan: Document) -> None:
    drill.task("2019-01-05", clause=plan.clauses.get())

    duties = define(drill, plan, stated())
    generate(date(2020, 6, 1), at("2019-12-06"), duties=duties)

    assert owed_by(drill.bureau, "report_1_lead")[-1][:2] == ("2019-12", "2020-01-05")


def test_a_duty_of_named_units_is_theirs_alone_also_through_a_group(drill: Drill, plan: Document) -> None:
    group = subject("各区", SubjectKind.GROUP)
    link(RelationKind.MEMBER_OF, drill.other, group)
    drill.task(
        "2019-01-05",
        clause=plan.clauses.get(),
        parties=[Taking("lead", drill.bureau), Taking("responsible", group)],
    )

    duties = define(drill, plan, stated(units=[group.pk]))
    generate(date(2019, 2, 28), at("2019-01-06"), duties=duties)

    assert set(Assignment.objects.filter(key__startswith="duty:").values_list("bearer", flat=True)) == {
        drill.other.pk
    }


def test_a_named_unit_without_a_task_reports_once_for_all(drill: Drill, plan: Document) -> None:
    drill.task("2019-01-05", clause=plan.clauses.get())

    duties = define(drill, plan, stated(units=[drill.office_unit.pk], recipients=[drill.other.pk]))
    generate(date(2019, 3, 31), at("2019-01-06"), duties=duties)

    (duty,) = duties
    assert [due for _, due, _ in owed_by(drill.office_unit, duty.name)] == ["2019-02-05", "2019-03-05"]
    row = Assignment.objects.filter(name=duty.name).first()
    assert row is not None and list(row.recipients.all()) == [drill.other]
    assert (row.about_kind, row.about_id) == ("duties.duty", duty.pk)


def test_a_list_of_contacts_is_handed_in_once_by_each_unit_and_answered_by_its_word(
    drill: Drill, plan: Document
) -> None:
    for _ in range(2):
        drill.task(
            "2019-01-05",
            clause=plan.clauses.get(),
            parties=[("lead", drill.bureau), ("responsible", drill.other)],
        )
    drill.task("2019-01-05", clause=plan.clauses.get(), parties=[("lead", drill.other)])
    contacts = PlanDuty(reporter="各责任单位", what="联络员名单", dates=[date(2019, 3, 10)])
    whole = completed(contacts, year=2019, issued=date(2019, 1, 2))

    duties = define(drill, plan, whole)
    generate(date(2019, 4, 1), at("2019-01-06"), duties=duties)

    assert (whole.each, [duty.name for duty in duties]) == ("unit", ["report_1_units"])
    for unit in (drill.bureau, drill.other):
        assert owed_by(unit, "report_1_units") == [("once", "2019-03-10", "open")]
    row = Assignment.objects.get(name="report_1_units", bearer=drill.bureau)
    assert is_answered_by_hand(row.rule)
    with pytest.raises(ValidationError, match="no report"):
        save_report(row, values={}, user=drill.liaison, at=at("2019-03-01"))
    answer_by_hand(row, what="张三，分管副局长", user=drill.liaison, at=at("2019-03-01"))
    assert owed_by(drill.bureau, "report_1_units") == [("once", "2019-03-10", "done")]


def test_the_offices_own_summary_is_one_although_it_has_a_task(drill: Drill, plan: Document) -> None:
    drill.task("2019-01-05", clause=plan.clauses.get(), parties=[("lead", drill.office_unit)])

    duties = define(drill, plan, stated(units=[drill.office_unit.pk]))

    assert [duty.name for duty in duties] == [f"report_1_unit_{drill.office_unit.pk}"]


def test_defining_the_same_again_changes_nothing(drill: Drill, plan: Document) -> None:
    first = define(drill, plan, stated())
    events = Event.objects.count()

    again = define(drill, plan, stated())

    assert [duty.pk for duty in first] == [duty.pk for duty in again]
    assert Event.objects.count() == events
