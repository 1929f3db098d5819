"""Moves: who makes them, what they wait for, what they do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Role, User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.notices.models import Notice
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Access, Party, Record, Version
from baicheng.server.registers.queries import answers_for, list_page, moves_for
from baicheng.server.registers.services import Moved, answer_assignment, create_record, move
from tests.server.people import subject, user
from tests.server.registers.conftest import NOW, Drill, days, hours


def go(record: Record, name: str, by: User, at: datetime = NOW, **more: Any) -> Moved:
    record.refresh_from_db()
    moved = move(record, name, user=by, at=at, revision=record.revision, **more)
    record.refresh_from_db()
    return moved


def assignment(record: Record, name: str, bearer: Subject | None = None) -> Assignment:
    rows = Assignment.objects.filter(about_kind=KIND, about_id=record.pk, name=name)
    return (rows.filter(bearer=bearer) if bearer else rows).order_by("pk").get()


def written() -> tuple[int, ...]:
    models = (Event, Version, Assignment, Notice, Party, Access, Record)
    return tuple(model.objects.count() for model in models)


# The life of a task.


def test_accepting_closes_one_assignment_and_opens_the_next(drill: Drill) -> None:
    task = drill.task()
    go(task, "accept", drill.liaison)

    assert (task.state, task.entry) == ("under_way", 2)
    assert assignment(task, "accept").outcome == Outcome.DONE
    deliver = assignment(task, "deliver")
    assert deliver.due_at == datetime(2019, 7, 1, tzinfo=CHINA)
    assert list(deliver.recipients.all()) == [drill.office_unit]


def test_the_records_due_moment_follows_its_assignments_everywhere(drill: Drill) -> None:
    task = drill.task()
    go(task, "accept", drill.liaison)

    assert task.due_at == datetime(2019, 7, 1, tzinfo=CHINA)
    assert set(Access.objects.filter(record=task).values_list("due_order", "state")) == {
        (task.due_at, "under_way")
    }
    assert Version.objects.get(record=task, until=None, superseded_at=None).due_at == task.due_at


def test_a_guard_says_what_is_missing_and_nothing_is_written(drill: Drill) -> None:
    task = drill.task(values={"progress": 40})
    go(task, "accept", drill.liaison)
    before = written()

    with pytest.raises(ValidationError, match="below 100"):
        go(task, "report_done", drill.liaison)
    assert written() == before


def test_a_guard_that_cannot_be_decided_refuses_and_names_the_field(drill: Drill) -> None:
    task = drill.task()
    go(task, "accept", drill.liaison)

    with pytest.raises(ValidationError, match="undecided: Progress"):
        go(task, "report_done", drill.liaison)


def test_what_a_move_asks_for_counts_for_its_own_guard(drill: Drill) -> None:
    task = drill.task()
    go(task, "accept", drill.liaison)
    go(task, "report_done", drill.liaison, values={"progress": "100"})

    assert (task.state, task.fields["progress"]) == ("reported", "100")


def test_what_a_move_does_not_ask_for_is_refused(drill: Drill) -> None:
    task = drill.task()
    before = written()

    with pytest.raises(ValidationError, match="does not ask"):
        go(task, "accept", drill.liaison, values={"content": "改掉"})
    assert written() == before


@pytest.mark.parametrize("who", ["office", "other_liaison", "above", "stranger", "all_seeing"])
def test_a_move_of_somebody_else_is_refused_and_nothing_is_written(drill: Drill, who: str) -> None:
    task = drill.task()
    before = written()

    with pytest.raises(PermissionDenied):
        go(task, "accept", getattr(drill, who))
    assert written() == before


def test_nobody_makes_themselves_the_lead_in_order_to_move(drill: Drill) -> None:
    task = drill.task()

    with pytest.raises(PermissionDenied):
        go(task, "reassign", drill.other_liaison, reason="我来", parties={"lead": [drill.other]})


def test_a_move_narrowed_to_the_leader_is_not_the_liaison_officers(drill: Drill) -> None:
    task = drill.task()
    go(task, "accept", drill.liaison)

    with pytest.raises(PermissionDenied):
        go(task, "rate", drill.liaison, values={"progress": 10})
    go(task, "rate", drill.leader, values={"progress": 10})
    assert (task.state, task.entry, task.fields["progress"]) == ("under_way", 2, "10")


def test_a_move_that_needs_a_reason_is_refused_without(drill: Drill) -> None:
    task = drill.task()

    with pytest.raises(ValidationError, match="reason"):
        go(task, "reassign", drill.office, parties={"lead": [drill.other]})


def test_somebody_who_comes_too_late_is_told(drill: Drill) -> None:
    task = drill.task()
    seen = task.revision
    go(task, "accept", drill.liaison)

    with pytest.raises(ValidationError) as refused:
        move(task, "reassign", user=drill.office, at=NOW, revision=seen, reason="错")
    assert refused.value.error_list[0].code == "stale"


def test_closing_ends_the_record_creates_another_and_says_what_is_to_be_observed(drill: Drill) -> None:
    task = drill.task(title="断头路")
    go(task, "accept", drill.liaison)
    go(task, "report_done", drill.liaison, values={"progress": 100})
    moved = go(task, "close", drill.office, at=days(2))

    assert (task.state, task.closed_at, task.due_at) == ("closed", days(2), None)
    assert moved.observes == ("targets",)
    (order,) = moved.created
    assert (order.register, order.fields["finding"], order.parent) == ("drill.orders", "打通断头路8条", task)
    assert Party.objects.get(record=order).subject == drill.bureau
    assert not verify().faults


def test_a_failing_effect_leaves_nothing_behind(drill: Drill) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("lead", drill.other)])
    go(task, "accept", drill.liaison)
    go(task, "report_done", drill.liaison, values={"progress": 100})
    before = written()

    with pytest.raises(ValidationError):  # the order that is created takes one responsible unit only
        go(task, "close", drill.office)
    task.refresh_from_db()
    assert task.state == "reported"
    assert written() == before


def test_the_office_is_told_in_both_languages_and_once(drill: Drill) -> None:
    task = drill.task(title="断头路")
    go(task, "accept", drill.liaison)
    go(task, "report_done", drill.liaison, values={"progress": 100})

    notice = Notice.objects.get()
    assert notice.user == drill.office
    assert notice.text == {"zh": "2019-001 断头路：请核查", "en": "2019-001 断头路: Please verify"}


def test_reassigning_hands_over_what_is_open(drill: Drill) -> None:
    task = drill.task()
    go(task, "accept", drill.liaison)
    go(task, "reassign", drill.office, at=days(1), reason="职责调整", parties={"lead": [drill.other]})

    assert assignment(task, "deliver", drill.bureau).outcome == Outcome.HANDED_ON
    assert assignment(task, "accept", drill.other).outcome == Outcome.OPEN
    assert {notice.user for notice in Notice.objects.all()} == {drill.other_liaison}
    assert list(list_page(drill.liaison, "drill.tasks", at=days(1)).rows) == []
    assert list(list_page(drill.other_liaison, "drill.tasks", at=days(1)).rows) == [task]


# Returns.


def order(drill: Drill) -> Record:
    return create_record(
        register_id="drill.orders",
        values={"finding": "井盖破损"},
        parties=[("responsible", drill.bureau)],
        user=drill.office,
        at=NOW,
    )


def test_a_return_closes_the_returners_clock_and_lets_the_senders_run_on(drill: Drill) -> None:
    matter = order(drill)
    go(matter, "dispatch", drill.office, at=hours(3))
    go(matter, "give_back", drill.liaison, at=hours(6), reason="不属于本单位")

    handle, dispatch = assignment(matter, "handle"), assignment(matter, "dispatch")
    assert (handle.outcome, handle.used) == (Outcome.RETURNED, "1 working_hour")
    assert dispatch.outcome == Outcome.OPEN
    assert dispatch.due_at == datetime(2019, 3, 6, 10, tzinfo=CHINA)
    assert matter.due_at == dispatch.due_at


def test_the_overall_limit_runs_on_through_a_return(drill: Drill) -> None:
    matter = order(drill)
    due = assignment(matter, "overall").due_at
    go(matter, "dispatch", drill.office, at=hours(3))
    go(matter, "give_back", drill.liaison, at=hours(6), reason="不属于本单位")

    overall = assignment(matter, "overall")
    assert (overall.outcome, overall.due_at) == (Outcome.OPEN, due)


def test_what_was_returned_is_not_pushed_back_unanswered(drill: Drill) -> None:
    matter = order(drill)
    go(matter, "dispatch", drill.office, at=hours(3))
    go(matter, "give_back", drill.liaison, at=hours(6), reason="不属于本单位")
    before = written()

    with pytest.raises(ValidationError, match="answer"):
        go(matter, "dispatch", drill.office, at=hours(7))
    assert written() == before

    go(matter, "dispatch", drill.office, at=hours(7), answer="三定方案明确由你局负责")
    event = Event.objects.filter(verb="registers.record.moved").latest("pk")
    assert event.context["answer"] == "三定方案明确由你局负责"


def test_what_was_returned_may_go_to_somebody_else_without_answer(drill: Drill) -> None:
    matter = order(drill)
    go(matter, "dispatch", drill.office, at=hours(3))
    go(matter, "give_back", drill.liaison, at=hours(6), reason="不属于本单位")

    go(matter, "dispatch", drill.office, at=hours(7), parties={"responsible": [drill.other]})

    taken = assignment(matter, "handle", drill.other)
    assert taken.outcome == Outcome.OPEN
    assert taken.due_at == datetime(2019, 3, 7, 16, tzinfo=CHINA)  # the full sixteen working hours


# Side tasks.


@pytest.fixture
def case(drill: Drill) -> Record:
    standard = create_record(
        register_id="drill.standards",
        values={"limits": "停工 4 working_hour; 处罚 7 working_day; 拆除 20 working_day"},
        parties=[],
        user=drill.office,
        at=NOW,
        title="违法建设",
    )
    signers = [subject(f"会签单位{number}") for number in range(7)]
    for unit in signers:
        user(Role.LIAISON, unit)
    return create_record(
        register_id="drill.cases",
        values={"standard": standard.pk},
        parties=[
            ("site", drill.bureau),
            ("city", drill.government),
            ("county", drill.other),
            *(("signer", unit) for unit in signers),
        ],
        user=drill.office,
        at=NOW,
    )


def test_a_record_runs_three_limits_at_once(drill: Drill, case: Record) -> None:
    rows = Assignment.objects.filter(about_kind=KIND, about_id=case.pk, name="act").order_by("due_at")

    assert [(row.rule["part"], row.due_at) for row in rows] == [
        ("停工", datetime(2019, 3, 5, 15, tzinfo=CHINA)),
        ("处罚", datetime(2019, 3, 14, 18, tzinfo=CHINA)),
        ("拆除", datetime(2019, 4, 2, 18, tzinfo=CHINA)),
    ]
    case.refresh_from_db()
    assert case.due_at == datetime(2019, 3, 5, 15, tzinfo=CHINA)


def answer_all(case: Record, names: set[str], outcome: str = "agreed", at: datetime = NOW) -> None:
    for row in Assignment.objects.filter(
        about_kind=KIND, about_id=case.pk, name__in=names, outcome=Outcome.OPEN
    ):
        assert row.bearer is not None
        who = User.objects.filter(grants__unit=row.bearer).first()
        assert who is not None
        answer_assignment(row, outcome, user=who, at=at, reason="理由")


def test_resuming_waits_for_two_levels_and_seven_signatures(drill: Drill, case: Record) -> None:
    go(case, "rectified", drill.liaison)
    answer_all(case, {"accept_city", "sign"})

    with pytest.raises(ValidationError, match="8 of 9"):
        go(case, "resume", drill.office)
    (verdict,) = moves_for(drill.office, case, NOW)
    assert not verdict.allowed
    assert verdict.refusals[0].code == "waits"

    answer_all(case, {"accept_county"})
    go(case, "resume", drill.office)
    assert case.state == "resumed"


def test_a_refusal_does_not_count_as_consent(drill: Drill, case: Record) -> None:
    go(case, "rectified", drill.liaison)
    answer_all(case, {"accept_city", "accept_county"})
    answer_all(case, {"sign"}, outcome="refused")

    with pytest.raises(ValidationError, match="2 of 9"):
        go(case, "resume", drill.office)


def test_only_the_bearer_answers_and_only_once(drill: Drill, case: Record) -> None:
    go(case, "rectified", drill.liaison)
    row = assignment(case, "accept_city")
    before = written()

    for who in (drill.stranger, drill.office, drill.liaison):
        with pytest.raises(PermissionDenied):
            answer_assignment(row, "agreed", user=who, at=NOW)
    assert written() == before

    answer_assignment(row, "agreed", user=drill.above, at=NOW)
    with pytest.raises(ValidationError, match="ended"):
        answer_assignment(row, "agreed", user=drill.above, at=NOW)


def test_an_answer_is_one_of_those_there_are_and_a_refusal_gives_its_reason(
    drill: Drill, case: Record
) -> None:
    go(case, "rectified", drill.liaison)
    row = assignment(case, "accept_city")

    with pytest.raises(ValidationError, match="one of"):
        answer_assignment(row, "done", user=drill.above, at=NOW)
    with pytest.raises(ValidationError, match="reason"):
        answer_assignment(row, "refused", user=drill.above, at=NOW)


def test_what_a_move_ends_is_not_answered(drill: Drill) -> None:
    task = drill.task()

    with pytest.raises(ValidationError, match="Accept"):
        answer_assignment(assignment(task, "accept"), "done", user=drill.liaison, at=NOW)
    assert answers_for(drill.liaison, task, NOW) == []


def test_a_page_is_told_what_somebody_may_answer(drill: Drill, case: Record) -> None:
    go(case, "rectified", drill.liaison)

    ((row, outcomes),) = answers_for(drill.above, case, NOW)
    assert (row.name, outcomes) == ("accept_city", ("agreed", "refused"))


# Drafts.


def test_a_draft_is_sent_only_when_it_is_complete(drill: Drill) -> None:
    report = drill.report(drill.task(), values={}, parties=[("reporter", drill.bureau)])
    before = written()

    with pytest.raises(ValidationError) as refused:
        go(report, "send", drill.liaison)
    assert set(refused.value.message_dict) == {"task", "progress"}
    assert written() == before


def test_a_draft_without_its_party_is_not_sent(drill: Drill) -> None:
    report = drill.report(drill.task(), parties=[])

    with pytest.raises(ValidationError) as refused:
        go(report, "send", drill.liaison)
    assert set(refused.value.message_dict) == {"reporter"}


def test_the_author_sends_a_draft_and_the_office_sends_it_back(drill: Drill) -> None:
    report = drill.report(drill.task(), parties=[("reporter", drill.other)])
    go(report, "send", drill.liaison)
    go(report, "send_back", drill.office, reason="数据有误")

    assert report.state == "returned"
    assert assignment(report, "accept").outcome == "rejected"


def test_the_moves_are_listed_with_why_not(drill: Drill) -> None:
    task = drill.task()

    verdicts = {verdict.move: verdict for verdict in moves_for(drill.stranger, task, NOW)}
    assert set(verdicts) == {"accept", "reassign"}
    assert verdicts["accept"].refusals[0].code == "not_yours"
    assert moves_for(drill.liaison, task, NOW)[0].allowed
