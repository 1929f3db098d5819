"""What a meeting decides is taken down line by line and issued together, or nothing is."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.services import enter_record, move_record
from baicheng.server.history.models import Event
from baicheng.server.intake.items import Line, asked, deciding, stamp_of
from baicheng.server.intake.models import Decision, DraftItem
from baicheng.server.intake.services import issue as issue_import
from baicheng.server.intake.services import issue_items, keep_items, start_import
from baicheng.server.notices.models import Notice
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of
from baicheng.server.registers.queries import may_see
from tests.server.intake.conftest import upload
from tests.server.sittings import NEXT, PROGRAMME, Sitting, at, make_sitting

NOW = at(NEXT, 10)
DUE = date(2026, 4, 10)
LINES = [
    Line("建设路月底前具备通车条件。", "市城建局", "市水利局", DUE),
    Line("摸清老旧小区供水管网底数。", "市水利局、市城建局"),
]
VALUES = {"origin": "dispatch", "reports": "biweekly"}
ITEMS = f"{PROGRAMME}.items"


@pytest.fixture
def sitting(db: None) -> Sitting:
    return make_sitting()


def items() -> list[Record]:
    return list(Record.objects.filter(register=ITEMS).order_by("number"))


def taking(record: Record, role: str) -> list[str]:
    return [party.subject.name for party in parties_of([record], NEXT) if party.role == role]


def test_what_was_decided_is_kept_as_it_was_typed_and_nobody_else_hears_of_it(sitting: Sitting) -> None:
    keep_items(sitting.next, [*LINES, Line("  ")], user=sitting.office, at=NOW)

    kept = list(sitting.next.draft_items.all())
    assert [(one.text, one.lead, one.responsible, one.due_on) for one in kept] == [
        tuple(one) for one in LINES
    ]
    assert items() == [] and not Notice.objects.filter(key__startswith="intake.items").exists()
    assert Event.objects.filter(verb="registers.record.decisions_drafted").count() == 1


def test_keeping_the_same_again_changes_nothing(sitting: Sitting) -> None:
    first = keep_items(sitting.next, LINES, user=sitting.office, at=NOW)
    again = keep_items(sitting.next, LINES, user=sitting.office, at=NOW, stamp=stamp_of(first))

    assert [one.pk for one in again] == [one.pk for one in first]
    assert Event.objects.filter(verb="registers.record.decisions_drafted").count() == 1


def test_all_decisions_are_issued_together_with_units_deadlines_and_the_meeting(sitting: Sitting) -> None:
    keep_items(sitting.next, LINES, user=sitting.office, at=NOW)

    issued = issue_items(sitting.next, user=sitting.office, at=NOW, values=VALUES)

    assert [one.title for one in issued] == ["建设路月底前具备通车条件", "摸清老旧小区供水管网底数"]
    road, pipes = items()
    assert (road.fields["due_on"], pipes.fields["due_on"]) == ("2026-04-10", {"not_stated": True})
    assert all(one.fields["meeting"] == sitting.next.pk == one.parent_id for one in issued)
    assert all(one.fields["series"] == sitting.series.pk for one in issued)
    assert (taking(road, "lead"), taking(road, "responsible")) == (["市城建局"], ["市水利局"])
    assert taking(pipes, "lead") == ["市水利局", "市城建局"]
    assert not DraftItem.objects.exists()


def test_each_unit_is_told_once_and_has_to_accept_and_to_report(sitting: Sitting) -> None:
    keep_items(sitting.next, LINES, user=sitting.office, at=NOW)
    road, _pipes = issue_items(sitting.next, user=sitting.office, at=NOW, values=VALUES)

    told = Notice.objects.filter(key__startswith="intake.items")
    assert {notice.user: notice.text["zh"] for notice in told} == {
        sitting.people["member"]: "“3月16日调度会”议定事项已下达，涉及您单位2项。",
        sitting.people["other"]: "“3月16日调度会”议定事项已下达，涉及您单位2项。",
    }
    mine = Assignment.objects.filter(about_kind=KIND, about_id=road.pk, bearer=sitting.units["市城建局"])
    assert {"accept", "biweekly_report"} <= set(mine.values_list("name", flat=True))
    assert Event.objects.filter(verb="registers.record.decisions_issued").count() == 1


def test_one_unknown_unit_holds_up_all_and_nothing_is_written(sitting: Sitting) -> None:
    keep_items(sitting.next, [LINES[0], Line("修桥。", "市桥梁局")], user=sitting.office, at=NOW)

    with translation.override("en"), pytest.raises(ValidationError) as refused:
        issue_items(sitting.next, user=sitting.office, at=NOW, values=VALUES)

    assert refused.value.messages == ["Line 2, “修桥”: “市桥梁局” is not in the directory."]
    assert items() == [] and sitting.next.draft_items.count() == 2
    assert not Notice.objects.filter(key__startswith="intake.items").exists()


def test_a_line_without_a_lead_unit_is_not_issued(sitting: Sitting) -> None:
    keep_items(sitting.next, [Line("修桥。", "", "市水利局")], user=sitting.office, at=NOW)

    with translation.override("en"), pytest.raises(ValidationError, match="Name the lead unit"):
        issue_items(sitting.next, user=sitting.office, at=NOW, values=VALUES)

    assert items() == []


def test_what_the_ledger_requires_is_proposed_from_the_body_and_refused_where_missing(
    sitting: Sitting,
) -> None:
    found = deciding(sitting.next)
    assert found is not None
    assert {name: value for name, (_field, value) in asked(found).items()} == VALUES

    keep_items(sitting.next, LINES, user=sitting.office, at=NOW)
    with pytest.raises(ValidationError):
        issue_items(sitting.next, user=sitting.office, at=NOW, values={})
    assert items() == []


@pytest.mark.parametrize("who", ["member", "other", "stranger", "viewer"])
def test_whoever_is_not_of_the_office_takes_nothing_down(sitting: Sitting, who: str) -> None:
    with pytest.raises(PermissionDenied):
        keep_items(sitting.next, LINES, user=sitting.people[who], at=NOW)
    keep_items(sitting.next, LINES, user=sitting.office, at=NOW)
    with pytest.raises(PermissionDenied):
        issue_items(sitting.next, user=sitting.people[who], at=NOW, values=VALUES)

    assert items() == [] and sitting.next.draft_items.count() == 2


def test_two_who_type_at_once_do_not_overwrite_each_other(sitting: Sitting) -> None:
    seen = stamp_of(keep_items(sitting.next, LINES[:1], user=sitting.office, at=NOW))
    keep_items(sitting.next, LINES, user=sitting.office, at=NOW, stamp=seen)

    with pytest.raises(ValidationError) as refused:
        keep_items(sitting.next, [], user=sitting.office, at=NOW, stamp=seen)

    assert refused.value.code == "stale" and sitting.next.draft_items.count() == 2


def test_a_meeting_that_was_cancelled_decides_nothing(sitting: Sitting) -> None:
    move_record(
        sitting.next, "cancel", user=sitting.office, at=NOW, revision=sitting.next.revision, reason="改期"
    )

    with pytest.raises(ValidationError):
        keep_items(sitting.next, LINES, user=sitting.office, at=NOW)


def test_a_meeting_that_was_held_decides_until_its_minutes_are_issued_and_after(sitting: Sitting) -> None:
    assert sitting.last.state == "held"
    keep_items(sitting.last, LINES, user=sitting.office, at=NOW)

    assert len(issue_items(sitting.last, user=sitting.office, at=NOW, values=VALUES)) == 2


def test_an_item_itself_decides_nothing(sitting: Sitting) -> None:
    item = sitting.item("清淤", "市水利局", DUE, entered=NOW)

    assert deciding(item) is None
    with pytest.raises(ValidationError):
        keep_items(item, LINES, user=sitting.office, at=NOW)


def test_what_an_instruction_demands_is_dispatched_at_the_meeting_it_names(sitting: Sitting) -> None:
    instruction = enter_record(
        register_id=f"{PROGRAMME}.instructions",
        values={
            "origin": "instruction",
            "on_paper": "群众来信摘报第8期",
            "wording": "请城建局抓紧解决。",
            "instructed_on": "2026-03-12",
            "urgency": "urgent",
            "reply_by": "2026-03-20",
            "series": sitting.series.pk,
        },
        parties=[("leader", sitting.people["viewer"].person), ("handling", sitting.units["市城建局"])],
        title="关于人民路积水的批示",
        user=sitting.office,
        unit=sitting.units["督查室"],
        at=NOW,
    )
    keep_items(instruction, LINES[:1], user=sitting.office, at=NOW)
    found = deciding(instruction)
    assert found is not None
    proposed = {name: value for name, (_field, value) in asked(found).items()}

    (item,) = issue_items(instruction, user=sitting.office, at=NOW, values=proposed)

    assert (item.fields["instruction"], item.fields["series"]) == (instruction.pk, sitting.series.pk)
    assert "meeting" not in item.fields and item.fields["origin"] == "instruction"


def test_those_named_see_their_items_and_strangers_see_nothing(sitting: Sitting) -> None:
    keep_items(sitting.next, [Line("通车。", "市城建局")], user=sitting.office, at=NOW)
    (item,) = issue_items(sitting.next, user=sitting.office, at=NOW, values=VALUES)

    seen = {name for name, one in sitting.people.items() if may_see(one, item, NOW)}
    assert seen == {"member", "viewer"}
    assert not may_see(sitting.people["stranger"], sitting.next, NOW)
    assert not may_see(sitting.people["stranger"], sitting.series, NOW)


def test_minutes_that_are_taken_in_issue_items_of_their_meeting(sitting: Sitting) -> None:
    minutes = """临江市城市建设双周调度会会议纪要
〔2026〕5号

一、议定事项
（一）打通建设路。4月10日前建设路具备通车条件。（牵头单位：市城建局）
（二）清淤。4月底前完成人民渠清淤12公里。（牵头单位：市水利局；责任单位：市城建局）

临江市人民政府督查室
2026年3月16日
"""
    (intake,) = start_import(
        upload(minutes, "会议纪要.txt"), programme=PROGRAMME, user=sitting.office, at=NOW, source=sitting.next
    )
    intake.tasks.update(decision=Decision.ACCEPTED)
    intake.duties.update(decision=Decision.REJECTED)

    issued = issue_import(intake, user=sitting.office, at=NOW, values=VALUES)

    assert {one.fields["meeting"] for one in issued.tasks} == {sitting.next.pk}
    assert {one.fields["series"] for one in issued.tasks} == {sitting.series.pk}
    assert all(one.clause is not None and one.parent_id == sitting.next.pk for one in issued.tasks)
    assert {party.subject.name for party in parties_of(issued.tasks, NEXT) if party.role == "lead"} == {
        "市城建局",
        "市水利局",
    }


def test_minutes_are_not_taken_in_for_what_decides_nothing_in_the_programme(sitting: Sitting) -> None:
    with pytest.raises(ValidationError):
        start_import(upload(), programme=PROGRAMME, user=sitting.office, at=NOW, source=sitting.series)
