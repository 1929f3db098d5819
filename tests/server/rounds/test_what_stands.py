"""What stands in a round: its edition, marks that a run knows, a new time to object, what was approved, what it followed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.assessments.models import Result
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.history.models import Event
from baicheng.server.operation.auditing import verify_rows
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds import services
from baicheng.server.rounds.models import Objection, ObjectionTime, Round, RoundState, Sheet
from baicheng.server.rounds.queries import KIND, marks_of
from baicheng.server.rounds.showing import round_page
from tests.server.rounds.conftest import DRILL, Drill, at, renewed
from tests.server.rounds.test_course import points, strike


def upheld(drill: Drill, round_: Round, county: str = "乙县", when: str = "2020-01-16") -> Objection:
    given = {"item": "comprehensive", "reason": "加分重复", "user": drill.people[county]}
    raised = services.raise_objection(round_, drill.units[county], **given, at=at("2020-01-15"))
    return services.answer_objection(raised, upheld=True, answer="属实", user=drill.office, at=at(when))


def moved(drill: Drill) -> Round:
    """A round in which an upheld objection moved 乙县, and the re-run was adopted on 17 January."""
    round_ = drill.released()
    upheld(drill, round_)
    strike(drill, "3", "2020-01-16 10:00")
    services.propose(round_, user=drill.office, at=at("2020-01-16 11:00"))
    return services.adopt(round_, user=drill.office, at=at("2020-01-17"), reason="按核实结果")


def test_a_round_is_judged_by_its_edition_until_somebody_takes_a_newer_one_with_a_reason(
    drill: Drill, tmp_path: Path
) -> None:
    round_ = drill.released()
    renewed(tmp_path / "v2", "0.2.0", "rules/yearly.yaml", "20 + bonus", "10 + bonus")
    upheld(drill, round_)

    round_ = services.propose(round_, user=drill.office, at=at("2020-01-16 11:00"))
    assert round_.proposed is not None and round_.proposed.edition == round_.edition
    assert points(round_.proposed) == {"甲县": "20", "乙县": "15.38"}, "20 of 26, as when it was opened"

    given = {"user": drill.office, "at": at("2020-01-17")}
    with pytest.raises(ValidationError, match="reason"):
        services.take_edition(round_, **given, reason=" ")
    with pytest.raises(PermissionDenied):
        services.take_edition(round_, user=drill.leader, at=at("2020-01-17"), reason="改了")
    round_ = services.take_edition(round_, **given, reason="方案修订，自本年度起执行")
    assert round_page(round_, drill.office, at("2020-01-17")).outdated
    with pytest.raises(ValidationError, match="another edition"):
        services.adopt(round_, **given, reason="旧版结果")
    round_ = services.propose(round_, user=drill.office, at=at("2020-01-17 10:00"))
    assert round_.proposed is not None
    assert points(round_.proposed) == {"甲县": "20", "乙县": "12.5"}, "10 of 16"
    event = Event.objects.get(verb=f"{KIND}.edition_taken")
    assert (event.reason, event.changes) == ("方案修订，自本年度起执行", {"edition": ["0.1.0", "0.2.0"]})


def test_an_edition_that_asks_other_marks_is_not_taken(drill: Drill, tmp_path: Path) -> None:
    round_ = drill.open()
    with pytest.raises(ValidationError, match="already"):
        services.take_edition(round_, user=drill.office, at=at("2020-01-05"), reason="换版")
    renewed(tmp_path / "v2", "0.2.0", "rounds/county.yaml", "most: 30", "most: 25")

    with pytest.raises(ValidationError, match=r"0\.2\.0"):
        services.take_edition(round_, user=drill.office, at=at("2020-01-15"), reason="换版")
    assert Round.objects.get().edition_version == "0.1.0"


def test_a_mark_that_waited_for_the_round_is_recorded_after_the_results_that_did_not_know_it(
    drill: Drill,
) -> None:
    round_ = drill.marked()
    sheet = drill.sheet(round_, "self_report", "乙县")
    services.send_back_sheet(sheet, user=drill.office, at=at("2020-01-11"), reason="缺附件")
    drafted = services.draft_results(round_, user=drill.office, at=at("2020-01-12 09:00"))
    assert drafted.run is not None

    mark = drill.mark(round_, "own", "乙县", "25", drill.people["乙县"], at=at("2020-01-12 08:59"))

    assert mark.recorded_at > drafted.run.known_at
    with pytest.raises(ValidationError, match="reckon them again"):
        services.release(drafted, user=drill.office, at=at("2020-01-13"))


def test_many_marks_are_given_with_as_few_questions_as_one(drill: Drill) -> None:
    round_ = drill.open()
    draws = services.draw_lots(round_, "towns", user=drill.office, at=at("2019-12-22"))
    sheets = [round_.sheets.get(step="on_site", subject=one.subject) for one in draws]

    def asked(marks: int, sheet: Sheet) -> int:
        given = [services.Given(mark, Decimal(4)) for mark in list(marks_of(sheet))[:marks]]
        with CaptureQueriesContext(connection) as queries:
            services.give_marks(round_, given, user=drill.office, at=at("2020-01-05"))
        return len(queries)

    asked(1, sheets[0])  # what a process reads once
    assert asked(2, sheets[1]) == asked(1, sheets[0])


def test_those_whose_points_moved_object_again_once_and_approval_waits_for_it(drill: Drill) -> None:
    round_ = moved(drill)
    assert [(one.subject.name, one.until) for one in ObjectionTime.objects.all()] == [
        ("乙县", at("2020-01-23 18:00"))
    ]
    late = at("2020-01-21")
    with pytest.raises(ValidationError, match="still be raised"):
        services.submit(round_, user=drill.office, at=late)
    given = {"item": "towns", "reason": "抽查得分有误"}
    with pytest.raises(ValidationError, match="over"):
        services.raise_objection(round_, drill.units["甲县"], **given, user=drill.people["甲县"], at=late)
    assert "2020-01-23" in str(round_page(round_, drill.people["乙县"], late).objects_until)
    assert round_page(round_, drill.people["乙县"], late).doable.object
    assert not round_page(round_, drill.people["甲县"], late).doable.object

    raised = services.raise_objection(
        round_, drill.units["乙县"], **given, user=drill.people["乙县"], at=late
    )
    services.answer_objection(raised, upheld=True, answer="属实", user=drill.office, at=late)
    strike(drill, "4", "2020-01-21 10:00")
    services.propose(round_, user=drill.office, at=at("2020-01-21 11:00"))
    round_ = services.adopt(round_, user=drill.office, at=at("2020-01-22"), reason="再核")
    assert ObjectionTime.objects.get().until == at("2020-01-23 18:00"), "once"
    assert services.submit(round_, user=drill.office, at=at("2020-01-24")).state == RoundState.APPROVAL


def test_a_fixed_day_for_objections_leaves_at_least_the_stated_time_after_a_late_release(
    drill: Drill, tmp_path: Path
) -> None:
    fixed = "due: {on: 2020-01-10, at_least: {amount: 3, unit: working_day}}, answered"
    within = "due: {within: {amount: 5, unit: working_day}}, answered"
    renewed(tmp_path / "v2", "0.2.0", "rounds/county.yaml", within, fixed)

    assert drill.released().objections_until == at("2020-01-16 18:00"), "released on Monday 13 January"


def test_what_was_submitted_is_what_is_approved_and_an_alteration_is_found(drill: Drill) -> None:
    round_ = drill.submitted()
    assert not [fault for fault in verify_rows() if fault.chain.startswith(KIND)]
    result = Result.objects.get(run=round_.run, about=drill.units["乙县"])

    Result.objects.filter(pk=result.pk).update(total=99)
    Sheet.objects.filter(step="self_report").update(handed_in_by=drill.stranger)

    with pytest.raises(ValidationError, match="the results"):
        services.approve(round_, user=drill.leader, at=at("2020-02-11"))
    assert Round.objects.get().state == RoundState.APPROVAL
    found = [fault.what for fault in verify_rows() if fault.chain == f"{KIND}:{round_.pk}"]
    assert [what.split()[1] for what in found] == ["results", "sheets"]

    Result.objects.filter(pk=result.pk).update(total=result.total)
    with pytest.raises(ValidationError, match="handed in"):
        services.approve(round_, user=drill.leader, at=at("2020-02-11"))


def test_a_round_that_is_opened_again_points_to_the_one_given_up_and_its_draw(drill: Drill) -> None:
    first = drill.open()
    draws = services.draw_lots(first, "towns", user=drill.office, at=at("2019-12-22"))
    services.cancel(first, user=drill.office, at=at("2019-12-23"), reason="重新抽签")

    again = drill.open(seed=8, at=at("2019-12-24"))

    event = Event.objects.get(chain=f"{KIND}:{again.pk}", verb=f"{KIND}.opened")
    taken = {"towns": {str(one.subject_id): one.taken for one in draws}}
    assert event.context["given_up"] == [{"round": first.pk, "seed": 7, "why": "重新抽签", "taken": taken}]
    (shown,) = round_page(again, drill.office, at("2019-12-24")).given_up
    assert (shown.row.seed, shown.row.cancelled_why) == (7, "重新抽签")
    names = [str(one) for one in Subject.objects.filter(pk__in=draws[0].taken)]
    assert all(name in shown.lots[0].drawn[0][1] for name in names)
    assert not round_page(again, drill.people["甲县"], at("2019-12-24")).given_up


def test_a_draft_that_is_sent_back_without_a_step_of_objections_is_owed_again(
    drill: Drill, tmp_path: Path
) -> None:
    text = (DRILL / "rounds/county.yaml").read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if "kind: objection" in one)
    renewed(tmp_path / "v2", "0.2.0", "rounds/county.yaml", f"{line}\n", "")
    round_ = services.submit(drill.drafted(), user=drill.office, at=at("2020-01-13"))
    own = round_page(round_, drill.people["甲县"], at("2020-01-13"))
    assert [one.status for one in own.steps if one.step.kind == "approval"] == ["now"]

    round_ = services.send_back(round_, user=drill.leader, at=at("2020-01-14"), reason="再核")

    rows = Assignment.objects.filter(about_kind=KIND, about_id=round_.pk, outcome=Outcome.OPEN)
    assert {one.name for one in rows} == {"summary", "on_site"}, "the panel never handed in"


def test_a_unit_sees_that_the_results_were_made_known(drill: Drill) -> None:
    round_ = services.mark_published(drill.final(), user=drill.office, at=at("2020-02-12"))

    steps = round_page(round_, drill.people["甲县"], at("2020-02-12")).steps
    assert {one.step.kind: one.status for one in steps}["publication"] == "done"
