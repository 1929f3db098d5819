"""Entering records."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock import CHINA
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.editions.models import LocalValue
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.orgs.models import Relation, RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import end_relation
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Access, Party, Record, Sequence, Version
from baicheng.server.registers.services import create_record
from baicheng.server.registers.taking import Taking
from tests.server.people import CLERK, link, subject
from tests.server.registers.conftest import NOW, Drill, days


def nothing_written() -> bool:
    models = (Record, Version, Party, Access, Assignment)
    return not any(model.objects.exists() for model in models) and not Sequence.objects.filter(last__gt=0)


def test_a_task_is_entered_with_number_version_party_access_and_assignment(drill: Drill) -> None:
    task = drill.task(title="断头路")

    assert (task.number, task.title, task.state, task.entry) == ("2019-001", "断头路", "issued", 1)
    assert task.fields == {"content": "打通断头路8条", "due_on": "2019-06-30"}
    version = Version.objects.get(record=task)
    assert (version.since, version.until, version.superseded_at) == (NOW, None, None)
    assert Party.objects.get(record=task).subject == drill.bureau
    accept = Assignment.objects.get(about_kind=KIND, about_id=task.pk)
    assert (accept.name, accept.bearer, accept.outcome) == ("accept", drill.bureau, Outcome.OPEN)
    assert {row.subject for row in Access.objects.filter(record=task, as_superior=False)} == {drill.bureau}
    assert {row.subject for row in Access.objects.filter(record=task, as_superior=True)} == {
        drill.government,
        drill.guide,
    }


def test_the_records_history_begins_with_everything_that_was_entered(drill: Drill) -> None:
    task = drill.task()

    events = list(Event.objects.filter(chain=f"registers.record:{task.pk}").order_by("number"))
    assert [event.verb for event in events] == ["registers.record.created", "assignments.assignment.opened"]
    assert events[0].changes["fields.due_on"] == [None, "2019-06-30"]
    assert events[0].changes["parties.lead"] == [None, ["市住建局"]]
    assert not verify().faults


def test_only_those_who_may_enter_do_and_nothing_is_written(drill: Drill) -> None:
    with pytest.raises(PermissionDenied, match="Tasks"):
        drill.task(user=drill.liaison)
    assert nothing_written()


def test_a_fault_in_a_field_is_told_by_field_and_nothing_is_written(drill: Drill) -> None:
    with pytest.raises(ValidationError) as refused:
        drill.task(values={"progress": "120", "part": "air"})
    assert set(refused.value.message_dict) == {"progress", "part"}
    assert nothing_written()


def test_a_required_party_is_missed_and_nothing_is_written(drill: Drill) -> None:
    with pytest.raises(ValidationError) as refused:
        drill.task(parties=[])
    assert set(refused.value.message_dict) == {"lead"}
    assert nothing_written()


def test_a_draft_may_lack_what_is_required(drill: Drill) -> None:
    report = drill.report(drill.task(), values={}, parties=[])

    assert report.state == "draft"


def test_a_role_takes_only_its_kinds_of_subjects(drill: Drill) -> None:
    person = drill.liaison.person
    assert person is not None
    with pytest.raises(ValidationError, match="person"):
        drill.task(parties=[("lead", person)])
    with pytest.raises(ValidationError, match="no such role"):
        drill.task(parties=[("lead", drill.bureau), ("friend", drill.bureau)])


def test_a_role_for_one_takes_only_one(drill: Drill) -> None:
    with pytest.raises(ValidationError, match="Only one"):
        drill.report(drill.task(), parties=[("reporter", drill.bureau), ("reporter", drill.other)])


def test_joint_leads_get_one_assignment_each(drill: Drill) -> None:
    task = drill.task(parties=[Taking("lead", drill.bureau, consolidates=True), Taking("lead", drill.other)])

    rows = Assignment.objects.filter(about_kind=KIND, about_id=task.pk)
    assert {row.bearer for row in rows} == {drill.bureau, drill.other}
    assert Party.objects.get(record=task, consolidates=True).subject == drill.bureau


def test_a_group_takes_part_as_its_members_of_the_day(drill: Drill) -> None:
    group = subject("各县（市、区）", SubjectKind.GROUP)
    link(RelationKind.MEMBER_OF, drill.county, group)
    link(RelationKind.MEMBER_OF, drill.other, group)
    before = Relation.objects.get(kind=RelationKind.MEMBER_OF, subject=drill.other)
    end_relation(before, until=date(2019, 3, 1), actor=CLERK, at=NOW)

    task = drill.task(parties=[("lead", drill.bureau), ("responsible", group)])

    party = Party.objects.get(record=task, role="responsible")
    assert (party.subject, party.group) == (drill.county, group)


def test_a_group_without_members_takes_part_itself(drill: Drill) -> None:
    group = subject("有条件的县", SubjectKind.GROUP)

    task = drill.task(parties=[("lead", drill.bureau), ("responsible", group)])

    assert Party.objects.get(record=task, role="responsible").subject == group


def test_numbers_count_within_register_and_year(drill: Drill) -> None:
    numbers = [drill.task(at=at).number for at in (NOW, days(1), days(400), days(2))]

    assert numbers == ["2019-001", "2019-002", "2020-001", "2019-003"]


def test_numbers_without_a_year_run_on_over_the_years(drill: Drill) -> None:
    numbers = [
        create_record(
            register_id="drill.sites", values={}, parties=[], user=drill.office, at=at, title="工地"
        ).number
        for at in (NOW, days(400))
    ]

    assert numbers == ["工地1", "工地2"]


def test_a_row_of_a_register_of_subjects_is_a_subject(drill: Drill) -> None:
    site = create_record(
        register_id="drill.sites",
        values={"area": 12},
        parties=[],
        user=drill.office,
        at=NOW,
        title="一号工地",
    )

    found = Subject.objects.get(record_id=site.pk)
    assert (found.kind, found.name) == (SubjectKind.RECORD, "一号工地")


def test_a_link_leads_to_a_record_of_its_register_only(drill: Drill) -> None:
    task = drill.task()
    with pytest.raises(ValidationError, match="list"):
        drill.task(values={"site": task.pk})
    with pytest.raises(ValidationError, match="list"):
        drill.report(task, values={"task": 999_999, "progress": 1})
    report = drill.report(task, values={"task": str(task.pk), "progress": 1})
    assert report.fields["task"] == task.pk


def test_a_computed_field_is_reckoned_from_its_own_row(drill: Drill) -> None:
    task = drill.task(values={"planned": "1200.50", "spent": "200"})

    assert task.fields["left"] == "1000.50"
    with pytest.raises(ValidationError, match="computed"):
        drill.task(values={"left": "1"})


def test_what_began_earlier_is_entered_with_its_time(drill: Drill) -> None:
    began = datetime(2019, 2, 1, 9, tzinfo=CHINA)
    task = drill.task(held_at=began)

    version = Version.objects.get(record=task)
    assert (task.opened_at, version.since, version.recorded_at) == (began, began, NOW)


def test_without_an_office_no_record_is_entered(drill: Drill) -> None:
    LocalValue.objects.all().delete()

    with pytest.raises(ValidationError, match="office"):
        drill.task()
    assert nothing_written()


def test_a_user_enters_records_only_for_units_of_their_own(drill: Drill) -> None:
    task = drill.task()
    assert drill.report(task, unit=drill.bureau).unit == drill.bureau
    with pytest.raises(PermissionDenied, match="市园林局"):
        drill.report(task, unit=drill.other)


def test_without_a_typed_title_the_first_text_is_it(drill: Drill) -> None:
    assert drill.task().title == "打通断头路8条"
    assert drill.report(drill.task()).title == "报告 2019-0001"
