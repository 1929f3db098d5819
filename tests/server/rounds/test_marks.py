"""Marks: who gives them, within which bounds, with what evidence; who sees them; lots that can be drawn again."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock.instants import in_china
from baicheng.flows.lots import drawn
from baicheng.server.assessments.models import Mark
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import hand_to
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds import services
from baicheng.server.rounds.mark_files import form_file
from baicheng.server.rounds.models import Participant, Round
from baicheng.server.rounds.queries import KIND, owing, standing_marks, where_done
from baicheng.server.rounds.visibility import (
    rounds_for,
    visible_marks,
    visible_objections,
    visible_results,
    visible_sheets,
)
from baicheng.server.web.workbooks import Workbook
from tests.server.rounds.conftest import Drill, at, paper


def open_assignments(round_: Round) -> list[tuple[str, str, str]]:
    rows = Assignment.objects.filter(about_kind=KIND, about_id=round_.pk, outcome=Outcome.OPEN)
    return sorted(
        (
            one.name,
            one.bearer.name if one.bearer else "",
            f"{in_china(one.due_at):%Y-%m-%d %H}" if one.due_at else "",
        )
        for one in rows.select_related("bearer")
    )


def test_opening_lets_everybody_owe_their_sheet_with_its_clock(drill: Drill) -> None:
    round_ = drill.open()

    assert open_assignments(round_) == [
        ("on_site", "", "2020-01-15 18"),
        ("on_site", "", "2020-01-15 18"),
        ("self_report", "乙县", "2020-01-11 00"),
        ("self_report", "甲县", "2020-01-11 00"),
        ("summary", "市演练办", "2020-01-22 00"),
    ]
    with pytest.raises(ValidationError, match="opened for these days already"):
        drill.open()


def test_a_panel_that_is_allotted_bears_the_sheet(drill: Drill) -> None:
    round_ = drill.open()
    row = Participant.objects.get(round=round_, subject=drill.units["甲县"])

    services.allot_panel(row, drill.units["考核组"], user=drill.office, at=at("2019-12-21"))

    assert ("on_site", "考核组", "2020-01-15 18") in open_assignments(round_)
    with pytest.raises(ValidationError, match="marks itself"):
        services.allot_panel(row, drill.units["甲县"], user=drill.office, at=at("2019-12-21"))


def test_a_sheet_that_is_handed_on_is_filled_in_by_who_has_it_now(drill: Drill) -> None:
    round_ = drill.open()
    sheet, other = drill.sheet(round_, "self_report", "甲县"), drill.people["乙县"]
    assert sheet.assignment is not None
    hand_to(sheet.assignment, drill.units["乙县"], user=drill.office, at=at("2019-12-21"), reason="区划调整")

    assert {one.subject.name for one in visible_marks(other, round_, at("2020-01-05"))} == {"甲县", "乙县"}
    passed_on = Assignment.objects.filter(about_kind=KIND, name="self_report").order_by("pk").last()
    assert passed_on is not None and passed_on != sheet.assignment
    longer = Assignment(pk=9, about_kind=KIND, about_id=round_.pk, key=f"extend:{sheet.pk}:{sheet.pk}")
    assert where_done([longer]) == {}, "who decides on more time for it is not led to the sheet"
    assert where_done([passed_on]) == {passed_on.pk: sheet.get_absolute_url()}, "My work leads to the sheet"
    drill.mark(round_, "own", "甲县", "20", other, files=[paper()])
    services.hand_in(sheet, user=other, at=at("2020-01-06"))

    assert [name for step, name, _due in open_assignments(round_) if step == "self_report"] == ["乙县"]


def test_lots_are_on_record_and_can_be_drawn_again(drill: Drill) -> None:
    round_ = drill.open()
    draws = services.draw_lots(round_, "towns", user=drill.office, at=at("2019-12-22"))

    for one in draws:
        assert len(one.taken) == 2
        again = drawn(round_.seed, "towns", str(one.subject_id), [str(key) for key in one.candidates], 2)
        assert [int(key) for key in again] == one.taken
    event = Event.objects.get(chain=f"{KIND}:{round_.pk}", verb=f"{KIND}.drawn")
    assert event.context["seed"] == 7
    with pytest.raises(ValidationError, match="once"):
        services.draw_lots(round_, "towns", user=drill.office, at=at("2019-12-23"))


@pytest.mark.parametrize(
    ("value", "words"), [("30.5", "greatest"), ("-1", "smallest"), ("2.25", "digits"), ("NaN", "number")]
)
def test_a_mark_out_of_its_bounds_is_refused_and_nothing_is_written(
    drill: Drill, value: str, words: str
) -> None:
    round_ = drill.open()
    before = Mark.objects.count()

    with pytest.raises(ValidationError, match=words):
        drill.mark(round_, "own", "甲县", value, drill.people["甲县"], files=[paper()])

    assert Mark.objects.count() == before


def test_a_mark_that_needs_evidence_is_refused_without_and_keeps_it_when_replaced(drill: Drill) -> None:
    round_ = drill.open()
    with pytest.raises(ValidationError, match="evidence"):
        drill.mark(round_, "own", "甲县", "20", drill.people["甲县"])

    first = drill.mark(round_, "own", "甲县", "20", drill.people["甲县"], files=[paper()])
    second = drill.mark(round_, "own", "甲县", "22", drill.people["甲县"], at=at("2020-01-06"))

    first.refresh_from_db()
    assert (first.value, first.superseded_at) == (Decimal(20), at("2020-01-06"))
    assert [one.name for one in second.evidence.all()] == [one.name for one in first.evidence.all()] != []


def test_only_whoever_owes_a_sheet_gives_its_marks_until_it_is_handed_in(drill: Drill) -> None:
    round_ = drill.open()
    for other in (drill.people["乙县"], drill.office, drill.people["考核组"], drill.stranger, drill.viewer):
        with pytest.raises(PermissionDenied):
            drill.mark(round_, "own", "甲县", "20", other, files=[paper()])
    sheet = drill.sheet(round_, "self_report", "甲县")
    with pytest.raises(ValidationError, match="owed"):
        services.hand_in(sheet, user=drill.people["甲县"], at=at("2020-01-05"))

    drill.mark(round_, "own", "甲县", "20", drill.people["甲县"], files=[paper()])
    services.hand_in(sheet, user=drill.people["甲县"], at=at("2020-01-05"))

    with pytest.raises(ValidationError, match="handed in"):
        drill.mark(round_, "own", "甲县", "21", drill.people["甲县"], files=[paper()])
    assert sheet not in owing(round_)
    assert ("self_report", "甲县", "2020-01-11 00") not in open_assignments(round_)


def workbook(rows: list[list[str | float]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("结果")
    for line, cells in enumerate([["被考核单位", "抽查对象", "乡镇"], *rows]):
        page.write_row(line, 0, cells)
    book.close()
    return out.getvalue()


def test_marks_from_a_file_are_taken_all_or_none_with_what_is_wrong_by_cell(drill: Drill) -> None:
    round_ = drill.open()
    draws = services.draw_lots(round_, "towns", user=drill.office, at=at("2019-12-22"))
    first, second = (
        [known.name for known in Subject.objects.filter(pk__in=one.taken).order_by("name")] for one in draws
    )
    names = [draws[0].subject.name, draws[1].subject.name]
    sheet = round_.sheets.get(step="on_site", subject=draws[0].subject)
    given = {"user": drill.office, "at": at("2020-01-05")}

    wrong: list[list[str | float]] = [
        [names[0], first[0], 6],
        [names[0], "九镇", 4],
        [names[1], second[0], 4],
        [names[0], first[1], "优"],
    ]
    with pytest.raises(ValidationError) as refused:
        services.import_marks(sheet, "评分.xlsx", workbook(wrong), **given)
    said = refused.value.messages
    assert [one.split("：")[0] for one in said] == ["结果!A4", "结果!B3", "结果!C2", "结果!C5"]
    assert "greatest" in said[2] and "number" in said[3]
    assert not Mark.objects.exclude(author=None).exists()

    right: list[list[str | float]] = [[names[0], first[0], 4.5], [names[0], first[1], "3"]]
    made = services.import_marks(sheet, "评分.xlsx", workbook(right), **given)
    assert [(one.value, one.remark) for one in made] == [
        (Decimal("4.5"), "评分.xlsx"),
        (Decimal(3), "评分.xlsx"),
    ]
    services.hand_in(sheet, user=drill.office, at=at("2020-01-06"))
    filled = Workbook("表.xlsx", form_file(sheet).read())
    assert [cells[:3] for cells in filled.grid(filled.titles[0])[2:]] == [
        [names[0], first[0], 4.5],
        [names[0], first[1], 3],
    ]
    with pytest.raises(PermissionDenied):
        services.import_marks(sheet, "评分.xlsx", workbook(right), user=drill.stranger, at=at("2020-01-07"))


def test_a_name_that_two_have_is_no_place_for_a_mark_from_a_file(drill: Drill) -> None:
    round_ = drill.open()
    draw = services.draw_lots(round_, "towns", user=drill.office, at=at("2019-12-22"))[0]
    Subject.objects.filter(pk__in=draw.taken).update(name="新镇")
    sheet = round_.sheets.get(step="on_site", subject=draw.subject)

    content = workbook([[draw.subject.name, "新镇", 4]])
    with pytest.raises(ValidationError, match="name of two"):
        services.import_marks(sheet, "评分.xlsx", content, user=drill.office, at=at("2020-01-05"))
    assert not Mark.objects.exclude(author=None).exists()


def test_a_unit_sees_its_own_marks_only_until_results_are_released(drill: Drill) -> None:
    round_ = drill.drafted()
    unit, when = drill.people["甲县"], at("2020-01-12")
    assert {(one.subject.name, one.item) for one in visible_marks(unit, round_, when)} == {("甲县", "own")}
    assert {one.step for one in visible_sheets(unit, round_, when)} == {"self_report"}
    assert list(visible_results(unit, round_, when)) == []
    assert {one.item for one in visible_marks(drill.people["考核组"], round_, when)} == {"town"}
    assert visible_marks(drill.office, round_, when).count() == standing_marks(round_).count() == 6
    assert list(rounds_for(drill.stranger, when)) == []

    round_ = services.release(round_, user=drill.office, at=at("2020-01-13"))

    assert {one.item for one in visible_marks(unit, round_, when)} == {"own", "town"}
    assert {one.subject.name for one in visible_marks(unit, round_, when)} == {"甲县"}
    assert [one.called for one in visible_results(unit, round_, when)] == ["甲县"]
    services.raise_objection(
        round_, drill.units["甲县"], item="own", reason="有误", user=unit, at=at("2020-01-14")
    )
    assert list(visible_objections(drill.people["乙县"], round_, when)) == []
    with pytest.raises(PermissionDenied):
        services.raise_objection(
            round_,
            drill.units["甲县"],
            item="",
            reason="替人提",
            user=drill.people["乙县"],
            at=at("2020-01-14"),
        )
