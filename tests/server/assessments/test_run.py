"""Runs: a finished one stays as it was, can be repeated to the same points, and says on what it rests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.rules.setting import Period
from baicheng.server.assessments.comparing import compare
from baicheng.server.assessments.explaining import rows_behind
from baicheng.server.assessments.models import Result, Run, RunState
from baicheng.server.assessments.services import ask_run, carry_out_waiting, rerun
from baicheng.server.assessments.services.snapshotting import folder_of
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.services import exclude
from baicheng.server.duties.services import change_record
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.history.models import Event
from baicheng.server.registers.matter import KIND
from tests.server.assessments.conftest import JANUARY, PROGRAMME, Drill, at


@pytest.fixture
def told(drill: Drill) -> Drill:
    """甲局 has two problems, one never rectified and late by 15 January; 乙局 has one, rectified in time."""
    drill.problem("一号", "甲局", "2019-01-05")
    drill.problem("二号", "甲局", "2019-01-28", contact="13900000000")
    drill.problem("三号", "乙局", "2019-01-08", rectified_on="2019-01-10")
    drill.rectify("三号", "2019-01-10")
    return drill


def totals(run: Run) -> dict[str, Decimal | None]:
    return {one.label: one.total for one in run.results.all()}


def rectified(drill: Drill, title: str, on: str, entered: str) -> None:
    record = drill.problems[title]
    record.refresh_from_db()
    values = {"rectified_on": on}
    change_record(record, values, user=drill.office, at=at(entered), revision=record.revision, reason="补录")


def test_a_run_gives_points_grades_and_places_with_their_reasons(told: Drill) -> None:
    run = told.run()

    assert run.state == RunState.DONE, run.message
    assert totals(run) == {"丙局": 100, "乙局": 100, "甲局": 80}
    assert [(one.label, one.place, one.grade) for one in run.results.all()][-1] == ("甲局", 3, "合格")
    worst = run.results.get(label="甲局")
    item = worst.lines[0]
    assert (item["clause"], item["before"], item["points"]) == ("二(一)", "50", "50")
    assert "2" in item["formula"]
    assert worst.about == told.units["甲局"]


def test_what_becomes_known_later_leaves_a_finished_run_and_shows_in_a_second_one(told: Drill) -> None:
    first = told.run(when="2019-02-02")
    rectified(told, "二号", "2019-01-30", "2019-02-10")
    told.problem("四号", "乙局", "2019-01-20", entered="2019-02-11")
    late = Assignment.objects.get(about_kind=KIND, about_id=told.problems["一号"].pk, name="rectify")
    exclude(late, on=date(2019, 2, 12), reason="停电", user=told.office, at=at("2019-02-12"))

    as_known_then = told.run(when="2019-03-01", known_on=date(2019, 2, 2))
    as_known_today = told.run(when="2019-03-01")

    assert totals(as_known_then) == totals(first) == {"丙局": 100, "乙局": 100, "甲局": 80}
    assert as_known_then.digest == first.digest
    assert totals(as_known_today) == {"丙局": 100, "乙局": 95, "甲局": 95}
    moved = {one.called: one for one in compare(first, as_known_today)}
    assert moved["甲局"].by == Decimal(15)
    assert [(line.name, line.before, line.after) for line in moved["甲局"].lines] == [
        ("rectified", "50", "55"),
        ("in_time", "30", "40"),
    ]
    assert (moved["乙局"].place_before, moved["乙局"].place_after) == (1, 2)
    assert "丙局" not in moved


def test_a_run_is_repeated_to_the_same_digest_after_everything_has_changed(told: Drill) -> None:
    run = told.run(when="2019-02-02")
    rectified(told, "二号", "2019-01-30", "2019-02-10")
    LocalValue.objects.all().delete()

    again = rerun(run, user=told.office, at=at("2019-06-01"))

    assert again.is_same
    assert again.digest == run.digest


def test_a_repeated_run_says_whose_result_differs(told: Drill) -> None:
    run = told.run()
    one = run.results.get(label="甲局")
    Result.objects.filter(pk=one.pk).update(total=Decimal(99))
    Run.objects.filter(pk=run.pk).update(digest="0" * 64)
    run.refresh_from_db()

    assert rerun(run, user=told.office, at=at("2019-06-01")).differing == (one.subject,)


def test_a_run_kept_by_an_earlier_version_is_repeated_to_the_same_figures_in_other_words(told: Drill) -> None:
    run = told.run()
    for one in run.results.all():
        for each in one.undecided:
            each["because"] = {"zh": "从前的说法", "en": "as it was said before"}
        one.detail = {
            name: kept if name != "lines" else [_as_before(line) for line in kept]
            for name, kept in one.detail.items()
        }
        one.save()
    Run.objects.filter(pk=run.pk).update(digest="0" * 64)
    run.refresh_from_db()

    again = rerun(run, user=told.office, at=at("2019-06-01"))

    assert (again.is_same, again.reworded) == (True, True)
    assert Event.objects.get(verb="assessments.run.repeated").context["reworded"] is True


def _as_before(line: dict[str, Any]) -> dict[str, Any]:
    """A line as a version told it that wrote formulas otherwise and kept no figures of them."""
    return {name: kept for name, kept in line.items() if name != "measures"} | {"formula": "…"}


@pytest.mark.parametrize("change", ["undecided", "points", "fewer"])
def test_another_figure_is_never_taken_for_other_words(told: Drill, change: str) -> None:
    run = told.run()
    one = run.results.get(label="甲局")
    if change == "undecided":
        one.undecided = [{"what": "rectified", "names": ["rectified"], "because": {"zh": "", "en": ""}}]
    elif change == "points":
        one.detail["lines"][0]["points"] = "1"
    else:
        one.detail["lines"].pop()
    one.save()
    Run.objects.filter(pk=run.pk).update(digest="0" * 64)
    run.refresh_from_db()

    again = rerun(run, user=told.office, at=at("2019-06-01"))

    assert (again.differing, again.is_same, again.reworded) == ((one.subject,), False, False)


def test_a_run_is_not_repeated_from_files_that_were_changed(told: Drill) -> None:
    run = told.run()
    assert run.snapshot is not None
    next(folder_of(run.snapshot).glob("registers/*/*/*.parquet")).write_bytes(b"")

    with pytest.raises(ValidationError, match="were changed"):
        rerun(run, user=told.office, at=at("2019-06-01"))


def test_the_state_on_the_day_judged_counts_not_that_of_today(told: Drill) -> None:
    told.rectify("一号", "2019-02-20")

    run = told.run(when="2019-03-01")

    assert totals(run)["甲局"] == 80


def test_a_local_value_wins_is_named_and_keeps_counting_for_its_run_alone(told: Drill) -> None:
    value: dict[str, Any] = {
        "pack": PROGRAMME,
        "path": "values.penalty",
        "value": 8,
        "since": date(2019, 1, 1),
    }
    decided = {"state": LocalValueState.APPROVED, "settled_at": at("2019-02-15"), "settled_by": told.office}
    LocalValue.objects.create(
        **value,
        **decided,
        reason="会议决定",
        decided_by="领导小组",
        proposed_by=told.office,
        proposed_at=at("2019-02-14"),
    )

    before = told.run(when="2019-03-01", known_on=date(2019, 2, 1))
    after = told.run(when="2019-03-01")

    assert (totals(before)["甲局"], totals(after)["甲局"]) == (80, 74)
    assert (before.local_values, after.local_values[0]["reason"]) == ([], "会议决定")


def test_a_rule_rests_on_what_another_gives_in_the_same_run(told: Drill) -> None:
    run = told.run("talk")

    assert run.state == RunState.DONE, run.message
    assert {one.label: (one.outcome, one.grade) for one in run.results.all()} == {
        "甲局": ("met", "talk"),
        "乙局": ("not_met", ""),
        "丙局": ("not_met", ""),
    }


def test_what_is_not_stated_leaves_a_result_undecided_with_its_reason(told: Drill) -> None:
    told.problem("五号", "乙局", "2019-01-12", area={"not_stated": True})

    run = told.run("clean_site")

    assert run.undecided == 1
    one = run.results.get(outcome="undecided")
    assert (one.label, one.register) == ("五号", f"{PROGRAMME}.problems")
    assert "area" in str(one.undecided)


def test_the_rows_behind_a_fact_are_those_that_the_run_saw(told: Drill) -> None:
    run = told.run(when="2019-02-02")
    rectified(told, "二号", "2019-01-30", "2019-02-10")
    assert run.snapshot is not None

    found = rows_behind(run.results.get(label="甲局"), folder_of(run.snapshot))

    expected = [str(told.problems[title].pk) for title in ("一号", "二号")]
    assert [one.key for one in found["unrectified"]] == sorted(expected)
    assert [one.relation for one in found["late"]] == ["assignments"]


@pytest.mark.parametrize("who", ["liaison", "stranger", "viewer"])
def test_others_than_the_office_are_refused_and_nothing_is_written(told: Drill, who: str) -> None:
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        told.run(user=getattr(told, who))

    assert not Run.objects.exists()
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"rule": "none"}, "there are: "),
        ({"known_on": date(2019, 3, 2)}, "still to come"),
        ({"period": Period(date(2019, 4, 1), date(2019, 5, 1))}, "still to come"),
        ({"period": Period(date(2018, 4, 1), date(2018, 5, 1))}, "does not hold"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_the_remedy(
    told: Drill, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        told.run(**given)
    assert not Run.objects.exists()


def test_a_run_that_reaches_a_limit_fails_with_a_sentence_and_without_results(
    told: Drill, settings: Any
) -> None:
    settings.RUN_MEMORY_MB = 1

    run = told.run()

    assert run.state == RunState.FAILED
    assert "limit of a run" in run.message
    assert not run.results.exists()


def test_a_run_that_waits_is_carried_out_by_the_background_work_once(told: Drill) -> None:
    given: dict[str, Any] = {"programme": PROGRAMME, "rule": "monthly_score", "period": JANUARY}
    run = ask_run(**given, user=told.office, at=at("2019-03-01"))

    assert (carry_out_waiting(at("2019-03-01 09:01")), carry_out_waiting(at("2019-03-01 09:02"))) == (1, 0)
    run.refresh_from_db()
    assert (run.state, run.subjects) == (RunState.DONE, 3)
    verbs = Event.objects.filter(chain=f"assessments.run:{run.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["assessments.run.asked", "assessments.run.finished"]
