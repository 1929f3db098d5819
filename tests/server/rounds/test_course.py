"""The course of a round: marks, a draft, objections that move the cohort, the lock, and what lies beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from baicheng.server.assessments.comparing import compare
from baicheng.server.assessments.models import Mark, Run, RunState
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.services import change_record
from baicheng.server.operation.auditing import verify_rows
from baicheng.server.registers.models import Record
from baicheng.server.rounds import services
from baicheng.server.rounds.models import Consequence, Evidence, Objection, Round, RoundState
from baicheng.server.rounds.queries import KIND, open_undecided
from baicheng.server.rounds.showing import round_page
from tests.server.rounds.conftest import Drill, at, paper


def points(run: Run, item: str = "comprehensive") -> dict[str, str | None]:
    return {
        one.called: next(line["points"] for line in one.lines if line["name"] == item)
        for one in run.results.all()
    }


def totals(run: Run) -> dict[str, Decimal | None]:
    return {one.called: one.total for one in run.results.all()}


def strike(drill: Drill, points_: str, when: str) -> None:
    """甲县's bonus becomes a smaller one."""
    record = drill.events["甲县"]
    record.refresh_from_db()
    change_record(
        record,
        {"points": points_},
        user=drill.office,
        at=at(when),
        revision=record.revision,
        reason="核减",
        held_at=record.opened_at,
    )


def test_an_upheld_objection_moves_the_whole_cohort_and_is_seen_before_it_stands(drill: Drill) -> None:
    round_ = drill.released()
    draft = round_.run
    assert draft is not None
    assert points(draft) == {"甲县": "20", "乙县": "15.38"}

    objection = services.raise_objection(
        round_,
        drill.units["乙县"],
        item="comprehensive",
        reason="甲县加分重复",
        user=drill.people["乙县"],
        at=at("2020-01-15"),
        files=[paper()],
    )
    services.answer_objection(
        objection, upheld=True, answer="核实重复计分", user=drill.office, at=at("2020-01-16")
    )
    strike(drill, "3", "2020-01-16 10:00")
    round_ = services.propose(round_, user=drill.office, at=at("2020-01-16 11:00"))

    assert round_.proposed is not None
    assert points(round_.proposed) == {"甲县": "20", "乙县": "17.39"}
    assert {one.called: one.by for one in compare(draft, round_.proposed)} == {"乙县": Decimal("2.01")}
    assert round_.run == draft, "nothing stands until it is adopted"
    with pytest.raises(ValidationError, match="adopt"):
        services.submit(round_, user=drill.office, at=at("2020-02-10"))

    round_ = services.adopt(round_, user=drill.office, at=at("2020-01-17"), reason="按核实结果")
    assert (round_.run_id, round_.proposed) != (draft.pk, None)
    assert round_.run is not None
    assert points(round_.run)["乙县"] == "17.39"
    objection.refresh_from_db()
    assert objection.settled_by == round_.run
    assert objection.assignment is not None
    assert Assignment.objects.get(pk=objection.assignment.pk).outcome == Outcome.AGREED


def test_the_last_approval_locks_and_a_later_fact_makes_a_correction_beside_the_final(drill: Drill) -> None:
    round_ = drill.final()
    run = round_.run
    assert run is not None
    assert (round_.state, run.final_at, run.counts_on) == (
        RoundState.FINAL,
        round_.final_at,
        round_.last_day,
    )
    digest, before = run.digest, totals(run)

    strike(drill, "3", "2020-03-01")
    correction = services.correct(round_, user=drill.office, at=at("2020-03-02"), reason="加分核减")

    run.refresh_from_db()
    assert (run.digest, totals(run)) == (digest, before)
    assert points(correction.run) == {"甲县": "20", "乙县": "17.39"}
    assert correction.run.final_at is None
    for deed in (services.draft_results, services.propose, services.submit, services.approve):
        with pytest.raises((ValidationError, PermissionDenied)):
            deed(round_, user=drill.office, at=at("2020-03-03"))


def test_what_follows_is_a_record_with_its_assignment_once_for_each(drill: Drill) -> None:
    round_ = drill.final()
    made = services.put_into_effect(round_, user=drill.office, at=at("2020-02-12"))

    assert [(one.name, one.result.called) for one in made] == [("commend", "甲县"), ("talk", "乙县")]
    record = Record.objects.get(pk=made[0].record_id)
    assert record.fields["note"] == "得分60，第1名"
    assert made[0].assignment is not None
    assert made[0].assignment.due_at == at("2020-02-26 18:00")
    assert services.put_into_effect(round_, user=drill.office, at=at("2020-02-13")) == []
    assert Consequence.objects.count() == 2


def test_history_answers_for_rounds_marks_draws_and_evidence(drill: Drill) -> None:
    round_ = drill.final()
    assert altered() == []

    Mark.objects.filter(round_id=round_.pk, value=30, superseded_at=None).update(value=29)
    Round.objects.filter(pk=round_.pk).update(seed=8)
    Evidence.objects.all()[:1].get().delete()
    round_.approvals.update(decided_by=drill.office)

    assert sorted(what.partition(":")[0] for what in altered()) == [
        "assessments.mark",
        "assessments.mark",
        "rounds.approval",
        "rounds.evidence",
        "rounds.round",
        "rounds.round",
    ], "the last for the marks that the approval covers"


def altered() -> list[str]:
    """What of rounds is not as history says; the people of the drill were made without it."""
    return [fault.what for fault in verify_rows() if fault.chain.startswith(KIND)]


def test_a_mark_that_is_owed_leaves_results_undecided_until_each_is_accepted_by_name(drill: Drill) -> None:
    round_ = drill.marked()
    town = Mark.objects.filter(round_id=round_.pk, item="town", superseded_at=None)[:1]
    Mark.objects.filter(pk__in=[one.pk for one in town]).update(value=None, author=None)
    services.draft_results(round_, user=drill.office, at=at("2020-01-12"))
    round_ = services.release(round_, user=drill.office, at=at("2020-01-13"))
    waiting = open_undecided(round_)
    assert {one.called for one in waiting} == {"甲县", "乙县"}, "the place of the other is not known either"

    services.accept_undecided(round_, waiting[1], user=drill.office, at=at("2020-02-09"), reason="名次待定")
    with pytest.raises(ValidationError, match=waiting[0].called):
        services.submit(round_, user=drill.office, at=at("2020-02-10"))
    assert Round.objects.get(pk=round_.pk).state == RoundState.OBJECTION
    with pytest.raises(ValidationError, match="reason"):
        services.accept_undecided(round_, waiting[0], user=drill.office, at=at("2020-02-10"), reason=" ")

    services.accept_undecided(round_, waiting[0], user=drill.office, at=at("2020-02-10"), reason="该镇撤并")
    assert services.submit(round_, user=drill.office, at=at("2020-02-10")).state == RoundState.APPROVAL


def test_results_that_do_not_know_a_later_mark_are_not_released(drill: Drill) -> None:
    round_ = drill.drafted()
    sheet = drill.sheet(round_, "self_report", "乙县")
    services.send_back_sheet(sheet, user=drill.office, at=at("2020-01-12 10:00"), reason="缺附件")
    drill.mark(round_, "own", "乙县", "25", drill.people["乙县"], at=at("2020-01-12 11:00"), files=[paper()])

    with pytest.raises(ValidationError, match="reckon them again"):
        services.release(round_, user=drill.office, at=at("2020-01-13"))

    services.draft_results(round_, user=drill.office, at=at("2020-01-13"))
    round_ = services.release(round_, user=drill.office, at=at("2020-01-13 10:00"))
    assert round_.run is not None
    assert totals(round_.run)["乙县"] == Decimal("50.38")


def test_objections_end_with_their_time_and_approval_waits_for_it(drill: Drill) -> None:
    round_ = drill.released()
    assert round_.objections_until == at("2020-01-19 18:00"), "the Sunday is worked before the festival"

    with pytest.raises(ValidationError, match="still be raised"):
        services.submit(round_, user=drill.office, at=at("2020-01-19"))
    with pytest.raises(ValidationError, match="reckoned again only"):
        services.propose(round_, user=drill.office, at=at("2020-01-19"))
    with pytest.raises(ValidationError, match="over"):
        services.raise_objection(
            round_,
            drill.units["乙县"],
            item="own",
            reason="迟到的异议",
            user=drill.people["乙县"],
            at=at("2020-01-20"),
        )


def test_who_approves_did_not_submit_and_can_send_back(drill: Drill) -> None:
    round_ = drill.submitted()
    for other in (drill.office, drill.people["甲县"], drill.viewer):
        with pytest.raises(PermissionDenied):
            services.approve(round_, user=other, at=at("2020-02-11"))

    seen = round_.seen
    round_ = services.send_back(round_, user=drill.leader, at=at("2020-02-11"), reason="再核一次", seen=seen)

    assert (round_.state, round_.approved) == (RoundState.OBJECTION, 0)
    when = at("2020-02-12")
    with pytest.raises(ValidationError, match="reason"):
        drill.mark(round_, "own", "乙县", "28", drill.office, at=when)
    drill.mark(round_, "own", "乙县", "28", drill.office, at=when, remark="领导小组复核")
    round_ = services.propose(round_, user=drill.office, at=at("2020-02-12 10:00"))
    round_ = services.adopt(round_, user=drill.office, at=at("2020-02-12 11:00"), reason="复核")
    assert round_.run is not None and totals(round_.run)["乙县"] == Decimal("53.38")
    with pytest.raises(ValidationError, match="sent them back"):
        drill.mark(round_, "own", "乙县", "30", drill.office, at=at("2020-02-13"), remark="再改")
    round_ = services.submit(round_, user=drill.office, at=at("2020-02-20"))
    with pytest.raises(ValidationError, match="changed meanwhile"):
        services.approve(round_, user=drill.leader, at=at("2020-02-21"), seen=seen)
    assert Round.objects.get(pk=round_.pk).state == RoundState.APPROVAL


def test_a_re_run_settles_only_what_was_upheld_before_it(drill: Drill) -> None:
    round_ = drill.released()

    def uphold(county: str, when: str) -> Objection:
        given = {"item": "own", "reason": "有误", "user": drill.people[county], "at": at("2020-01-15")}
        raised = services.raise_objection(round_, drill.units[county], **given)
        return services.answer_objection(raised, upheld=True, answer="属实", user=drill.office, at=at(when))

    first = uphold("乙县", "2020-01-16 10:00")
    services.propose(round_, user=drill.office, at=at("2020-01-16 11:00"))
    second = uphold("甲县", "2020-01-16 12:00")
    round_ = services.adopt(round_, user=drill.office, at=at("2020-01-17"), reason="重算")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.settled_by_id, second.settled_by_id) == (round_.run_id, None)
    with pytest.raises(ValidationError, match="upheld"):
        services.submit(round_, user=drill.office, at=at("2020-02-10"))


def test_nothing_follows_for_whom_the_round_does_not_assess_and_both_sides_are_named(drill: Drill) -> None:
    round_ = drill.final()
    own = round_page(round_, drill.people["甲县"], at("2020-02-12"))
    assert (len(own.results), [one.called for one in own.own_results]) == (2, ["甲县"])

    round_.participants.filter(subject=drill.units["乙县"]).update(subject=drill.units["考核组"])
    page = round_page(round_, drill.office, at("2020-02-12"))

    assert (page.unjudged, page.beside) == (["考核组"], ["乙县"])
    made = services.put_into_effect(round_, user=drill.office, at=at("2020-02-12"))
    assert [one.result.called for one in made] == ["甲县"]


def test_how_the_draft_was_reckoned_is_told_to_who_reads_all_only(drill: Drill, client: Client) -> None:
    round_ = drill.drafted()
    Run.objects.filter(pk=round_.run_id).update(state=RunState.FAILED, message="缺乙县的数据")

    for who, told in ((drill.people["甲县"], False), (drill.people["考核组"], False), (drill.office, True)):
        client.force_login(who)
        answer = client.get(round_.get_absolute_url())
        assert (answer.status_code, "缺乙县的数据" in answer.content.decode()) == (200, told)


def test_a_round_that_is_given_up_leaves_no_mark_that_counts_and_can_be_opened_again(drill: Drill) -> None:
    round_ = drill.marked()

    services.cancel(round_, user=drill.office, at=at("2020-01-08"), reason="方案调整")

    assert not Assignment.objects.filter(about_kind=KIND, about_id=round_.pk, outcome=Outcome.OPEN).exists()
    assert not Mark.objects.filter(round_id=round_.pk, superseded_at=None).exists()
    again = services.draft_results(drill.open(at=at("2020-01-09")), user=drill.office, at=at("2020-01-10"))
    assert again.run is not None
    assert {one.outcome for one in again.run.results.all()} == {"undecided"}
