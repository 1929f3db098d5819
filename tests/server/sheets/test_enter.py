"""Entering a ledger from Excel: checked by cell first, all of it or nothing, and twice is once."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from baicheng.server.history.models import Event
from baicheng.server.history.queries import timeline
from baicheng.server.history.verification import verify
from baicheng.server.orgs.models import SubjectKind
from baicheng.server.orgs.services import add_name, create_subject
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of
from baicheng.server.sheets.models import EnteredRow, Upload, UploadState
from baicheng.server.sheets.services import (
    carry_out_waiting,
    choose_table,
    confirm,
    discard,
    entering,
    match_columns,
    start,
)
from tests.server.people import CLERK, LONG_AGO, subject
from tests.server.registers.conftest import Drill
from tests.server.registers.shipped import Shipped
from tests.server.sheets.conftest import HEADS, TASKS, entered, excel, faults, uploaded

ROWS = [
    ("", "断头路", "打通断头路8条", "市住建局", date(2026, 6, 30)),
    ("", "游园", "建成游园3个", "市住建局、市园林局", "2026年9月30日"),
]


def leads(record: Record) -> set[str]:
    today = timezone.localdate()
    return {party.subject.name for party in parties_of([record], today) if party.role == "lead"}


def test_a_ledger_is_entered_with_parties_days_and_its_file_in_the_history(drill: Drill) -> None:
    done = entered(excel([HEADS, *ROWS]), drill.office)

    assert done.state == UploadState.DONE
    road, park = Record.objects.order_by("number")
    assert (road.title, road.fields["due_on"]) == ("断头路", "2026-06-30")
    assert leads(park) == {"市住建局", "市园林局"}
    assert park.fields["due_on"] == "2026-09-30"
    created = min(timeline(f"registers.record:{road.pk}"), key=lambda event: event.number)
    assert created.reason == "年度调整 · from Excel: 台账.xlsx"
    assert not verify().faults


def test_the_same_file_again_changes_nothing(drill: Drill) -> None:
    entered(excel([HEADS, *ROWS]), drill.office)
    events = Event.objects.count()

    again = uploaded(excel([HEADS, *ROWS]), drill.office)

    assert (again.found["create"], again.found["change"], again.found["same"]) == (0, 0, 2)
    with pytest.raises(ValidationError, match="nothing to enter"):
        confirm(again, user=drill.office, at=timezone.now())
    assert (Record.objects.count(), Event.objects.count()) == (2, events)


def test_a_longer_file_enters_what_is_new_in_it(drill: Drill) -> None:
    entered(excel([HEADS, *ROWS]), drill.office)
    more = entered(excel([HEADS, *ROWS, ("", "停车场", "建成停车场", "市园林局", "")]), drill.office)

    assert (more.found["create"], more.found["same"]) == (1, 2)
    assert Record.objects.count() == 3


def test_a_row_with_a_number_changes_that_record_with_the_reason(drill: Drill) -> None:
    task = drill.task(title="断头路", at=timezone.now())
    row = (task.number, "断头路", "打通断头路9条", "市园林局", "")

    done = entered(excel([HEADS, row]), drill.office)

    task.refresh_from_db()
    assert (done.found["change"], task.fields["content"]) == (1, "打通断头路9条")
    assert task.fields["due_on"] == "2019-06-30"  # an empty cell leaves it
    assert leads(task) == {"市园林局"}
    assert {event.reason for event in timeline(f"registers.record:{task.pk}")} >= {
        "年度调整 · from Excel: 台账.xlsx"
    }


def test_an_empty_cell_empties_the_field_where_that_is_wanted(drill: Drill) -> None:
    task = drill.task(title="断头路", at=timezone.now(), values={"part": "roads"})
    content = excel([("编号", "类别"), (task.number, "")])

    assert uploaded(content, drill.office).found["same"] == 1
    entered(content, drill.office, empties=True)

    task.refresh_from_db()
    assert "part" not in task.fields


def test_what_is_wrong_is_told_by_cell_and_nothing_is_written(drill: Drill) -> None:
    before = Event.objects.count()
    heads = ("编号", "标题", "内容", "牵头单位", "完成时限", "进度", "类别", "计划投资", "状态")
    rows = [
        ("", "好的", "内容", "市住建局", "", "", "", "", ""),
        ("", "单位", "内容", "市住建据", "", "", "", "", ""),
        ("", "日期", "内容", "市住建局", "年底", "", "", "", ""),
        ("", "进度", "内容", "市住建局", "", 140, "", "", ""),
        ("", "类别", "内容", "市住建局", "", "", "公路", "", ""),
        ("", "投资", "内容", "市住建局", "", "", "", "五万元", ""),
        ("2019-999", "编号", "内容", "市住建局", "", "", "", "", ""),
        ("", "缺内容", "", "市住建局", "", "", "", "", ""),
        ("", "缺单位", "内容", "", "", "", "", "", ""),
        ("", "状态", "内容", "市住建局", "", "", "", "", "已销号"),
        ("", "好的", "内容", "市住建局", "", "", "", "", ""),
    ]
    columns = ["number", "title", "content", "lead", "due_on", "progress", "part", "planned", "state"]
    upload = uploaded(excel([heads, *rows]), drill.office, columns=columns)

    told = faults(upload)
    assert set(told) == {"D3", "E4", "F5", "G6", "H7", "A8", "C9", "D10", "I11", "12"}
    assert "市住建局" in told["D3"]  # who may be meant
    assert "2026-03-05" in told["E4"]
    assert "line 2" in told["12"]
    assert (upload.found["create"], upload.found["bad"]) == (1, 10)
    with pytest.raises(ValidationError, match="faults"):
        confirm(upload, user=drill.office, at=timezone.now(), reason="x")
    assert (Record.objects.count(), Event.objects.count()) == (0, before)


def test_only_the_good_rows_are_entered_where_that_is_wanted(drill: Drill) -> None:
    rows = [ROWS[0], ("", "单位", "内容", "没有的局", "")]
    upload = uploaded(excel([HEADS, *rows]), drill.office)

    done = confirm(upload, user=drill.office, at=timezone.now(), good_only=True)

    assert (done.state, Record.objects.get().title) == (UploadState.DONE, "断头路")
    assert done.content, "the rest can still be fetched"


def test_other_names_old_names_and_groups_are_understood(drill: Drill) -> None:
    add_name(drill.other, kind="alias", text="园林处", since=None, actor=CLERK, at=LONG_AGO)
    rows = [("", "一", "内容", "园林处", ""), ("", "二", "内容", "中牟县", "")]

    entered(excel([HEADS, *rows]), drill.office)

    assert [leads(one) for one in Record.objects.order_by("number")] == [{"市园林局"}, {"中牟县"}]


def test_another_units_user_enters_nothing(drill: Drill) -> None:
    before = Event.objects.count()
    with pytest.raises(PermissionDenied):
        start(
            "台账.xlsx", excel([HEADS, *ROWS]), register_id=TASKS, user=drill.other_liaison, at=timezone.now()
        )

    assert (Upload.objects.count(), Record.objects.count(), Event.objects.count()) == (0, 0, before)


def test_somebody_elses_file_is_left_alone(drill: Drill) -> None:
    upload = uploaded(excel([HEADS, *ROWS]), drill.office)
    now = timezone.now()
    for deed in (
        lambda by: match_columns(upload, upload.columns, user=by, at=now),
        lambda by: choose_table(upload, sheet="台账", head=1, user=by),
        lambda by: confirm(upload, user=by, at=now),
        lambda by: discard(upload, user=by),
    ):
        with pytest.raises(PermissionDenied):
            deed(drill.other_liaison)

    assert (Upload.objects.get().state, Record.objects.count()) == (UploadState.CHECKED, 0)


@pytest.mark.django_db
def test_a_unit_enters_only_what_is_its_own() -> None:
    """A register in which units enter what they take part in: rows of others are refused one by one."""
    shipped = Shipped("supervision")
    unit, other = shipped.units["lead"], subject("别的单位")
    task = shipped.record("tasks", "under_way")
    heads = ("任务", "进度", "已开展工作", "报送单位")
    rows = [(task.number, 40, "完成", str(unit)), (task.number, 50, "完成", str(other))]

    upload = uploaded(excel([heads, *rows]), shipped.people["lead"], register="supervision.progress")

    assert (set(faults(upload)), upload.found["create"]) == ({"3"}, 1)
    assert "may not enter" in faults(upload)["3"]


def test_records_that_the_user_does_not_see_are_not_known_by_their_number(drill: Drill) -> None:
    hidden = drill.task(parties=[("lead", drill.other)], title="别人的任务")
    rows = [(hidden.number, 40, "市住建局")]

    upload = uploaded(excel([("任务", "进度", "报送单位"), *rows]), drill.liaison, register="drill.reports")

    assert "no record" in faults(upload)["A2"]
    assert "别人的任务" not in str(upload.found)


def test_a_deadline_in_force_is_not_changed_by_a_file(drill: Drill) -> None:
    task = drill.task(at=timezone.now(), title="断头路")
    from baicheng.server.registers.services import move

    move(task, "accept", user=drill.liaison, at=timezone.now(), revision=task.revision)
    upload = uploaded(excel([("编号", "完成时限"), (task.number, "2027-01-01")]), drill.office)

    assert "approval" in faults(upload)["B2"]


def test_a_larger_file_is_left_to_the_background_work(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    from baicheng.server.sheets.services import preparing

    monkeypatch.setattr(preparing, "AT_ONCE", 1)
    monkeypatch.setattr(entering, "_SQLITE_PORTION", 1)
    waiting = entered(excel([HEADS, *ROWS]), drill.office)
    assert (waiting.state, Record.objects.count()) == (UploadState.WAITING, 0)

    assert carry_out_waiting(timezone.now()) == 1
    assert carry_out_waiting(timezone.now()) == 0

    waiting.refresh_from_db()
    assert (waiting.state, Record.objects.count()) == (UploadState.DONE, 2)
    assert EnteredRow.objects.count() == 2


def test_what_has_become_wrong_meanwhile_comes_back_and_nothing_is_entered(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baicheng.server.sheets.services import preparing

    monkeypatch.setattr(preparing, "AT_ONCE", 1)
    waiting = entered(excel([HEADS, *ROWS]), drill.office)
    create_subject(kind=SubjectKind.UNIT, name="另一个局", actor=CLERK, at=LONG_AGO, aliases=("市园林局",))
    drill.office.grants.all().delete()

    carry_out_waiting(timezone.now())

    waiting.refresh_from_db()
    assert (waiting.state, Record.objects.count()) == (UploadState.CHECKED, 0)
    assert waiting.found["given_back"]


def test_the_titles_may_stand_below_a_heading_and_cells_may_be_merged(drill: Drill) -> None:
    rows = [("某市重点任务台账", "", "", ""), ("序号", "工作任务", "具体措施", "牵头部门")]
    rows += [("1", "断头路", "打通断头路8条", "市住建局"), ("2", "游园", "建成游园", "市园林局")]

    upload = start("旧台账.xlsx", excel(rows), register_id=TASKS, user=drill.office, at=timezone.now())

    assert (upload.head, upload.columns) == (2, ["", "title", "content", "lead"])


def test_what_was_said_of_the_columns_is_remembered(drill: Drill) -> None:
    content = excel([("甲", "乙", "丙"), ("断头路", "打通断头路8条", "市住建局")])
    first = start("一.xlsx", content, register_id=TASKS, user=drill.office, at=timezone.now())
    match_columns(first, ["title", "content", "lead"], user=drill.office, at=timezone.now())

    again = start("二.xlsx", content, register_id=TASKS, user=drill.office, at=timezone.now())

    assert again.columns == ["title", "content", "lead"]


def test_two_columns_cannot_hold_the_same(drill: Drill) -> None:
    upload = start("一.xlsx", excel([HEADS, *ROWS]), register_id=TASKS, user=drill.office, at=timezone.now())
    with pytest.raises(ValidationError, match="Title"):
        match_columns(upload, ["title", "title", "", "", ""], user=drill.office, at=timezone.now())


def test_a_day_as_ledgers_word_it_is_its_last_one(drill: Drill) -> None:
    rows = [
        ("", "一", "内容", "市住建局", "2026年6月底前"),
        ("", "二", "内容", "市住建局", "2026年6月底或年底"),
    ]
    upload = uploaded(excel([HEADS, *rows]), drill.office)
    assert set(faults(upload)) == {"E3"}

    confirm(upload, user=drill.office, at=timezone.now(), good_only=True)
    assert Record.objects.get().fields["due_on"] == "2026-06-30"


def test_per_cent_is_read_as_excel_shows_it(drill: Drill) -> None:
    heads, row = ("标题", "内容", "牵头单位", "进度"), ("断头路", "内容", "市住建局", 0.4)
    entered(excel([heads, row], formats={3: "0%"}), drill.office)

    assert Record.objects.get().fields["progress"] == "40"


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"<html></html>", b"\xd0\xcf\x11\xe0" + b"\0" * 600],
    ids=["empty", "damaged", "html", "xls"],
)
def test_what_is_no_excel_file_is_refused(drill: Drill, content: bytes) -> None:
    with pytest.raises(ValidationError, match="Excel"):
        start("台账.xlsx", content, register_id=TASKS, user=drill.office, at=timezone.now())
    assert not Upload.objects.exists()


def test_a_formula_counts_as_its_value_and_text_like_one_stays_text(drill: Drill) -> None:
    rows = [HEADS, ("", "=1+1", '=HYPERLINK("http://x")', "市住建局", "")]
    entered(excel(rows), drill.office)

    record = Record.objects.get()
    assert (record.title, record.fields["content"]) == ("=1+1", '=HYPERLINK("http://x")')


def test_a_file_that_nobody_came_back_to_is_forgotten(drill: Drill) -> None:
    upload = uploaded(excel([HEADS, *ROWS]), drill.office)
    carry_out_waiting(upload.uploaded_at + entering._KEPT_FOR)
    assert Upload.objects.exists()
    carry_out_waiting(upload.uploaded_at + entering._KEPT_FOR + (timezone.now() - upload.uploaded_at))
    assert not Upload.objects.exists()


def test_new_rows_that_bear_the_title_of_a_record_are_pointed_out(drill: Drill) -> None:
    task = drill.task(title="断头路")
    upload = uploaded(excel([HEADS, ROWS[0]]), drill.office)

    assert upload.found["twins"] == [[2, task.number, "断头路"]]
