"""Functions that pass from one body to another: what is open goes along, its clock runs on, nothing is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from baicheng.server.accounts.models import Role
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.models import Duty
from baicheng.server.duties.queries.succession import undecided_records
from baicheng.server.duties.services import (
    carry_out,
    decide_case,
    generate,
    keep_up,
    move_record,
    place_step,
    save_report,
    submit_report,
)
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.indicators.models import Observation, Op
from baicheng.server.indicators.queries import attainment, attainments_of
from baicheng.server.indicators.services import enter_observation, indicator_of_plan, set_target
from baicheng.server.operation.auditing import verify_rows
from baicheng.server.orgs.models import Relation, RelationKind, Subject, SubjectKind, Succession
from baicheng.server.orgs.queries import holders, names, successors
from baicheng.server.orgs.services import relate
from baicheng.server.orgs.services.succeeding import InPlace, enter_succession, withdraw_succession
from baicheng.server.orgs.successions import BY_HAND, CHOSEN, EVERYTHING, Scope, changed_names
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Party, Passed, Record, Ruling
from baicheng.server.registers.queries import visible
from tests.server.duties.conftest import PROGRAMME, Drill, at, owed_by
from tests.server.people import CLERK, link, subject, user

ORDERED = date(2019, 1, 10)
PAPER = "市机构改革方案"
TASKS = f"{PROGRAMME}.tasks"


def order(
    old: Subject, new: Subject | None, *, scope: Scope | None = None, on: str = "2019-01-10", **more: Any
) -> Succession:
    return enter_succession(
        old=old,
        new=new,
        scope=scope or Scope(EVERYTHING),
        ordered_on=ORDERED,
        source=PAPER,
        actor=CLERK,
        at=at(on),
        **more,
    )


def in_place(
    succession: Succession, day: str | None, *, known: str = "", place: InPlace | None = None, **more: Any
) -> None:
    said = InPlace(
        place.division if place else None,
        date.fromisoformat(day) if day else None,
        "挂牌公告",
        place.old if place else None,
        place.new if place else None,
    )
    place_step(succession, said, actor=CLERK, at=at(known or day or "2019-02-01"), **more)


def leads(task: Record) -> list[tuple[str, str | None, str | None]]:
    rows = Party.objects.known().filter(record=task, role="lead").order_by("since", "pk")
    return [
        (
            party.subject.name,
            party.since.isoformat() if party.since else None,
            party.until.isoformat() if party.until else None,
        )
        for party in rows
    ]


def faults() -> list[str]:
    """What does not fit between history and the rows."""
    found = [str(fault) for fault in (*verify().faults, *verify_rows())]
    return [fault for fault in found if "accounts.grant" not in fault]  # the cast has its roles from nowhere


@pytest.fixture
def new(db: None) -> Subject:
    return subject("市城市管理局")


def test_a_task_passes_with_its_clock_and_who_sees_it_follows(drill: Drill, new: Subject) -> None:
    task = drill.task(values={"due_on": "2019-06-30"})
    before = Assignment.objects.get(about_kind=KIND, about_id=task.pk, name="deliver")
    heirs = user(Role.LIAISON, new)
    in_place(order(drill.bureau, new), "2019-02-01")

    done = carry_out(at("2019-02-01"))

    after = Assignment.objects.get(about_kind=KIND, about_id=task.pk, name="deliver")
    assert (done.roles, done.assignments > 0) == (1, True)
    assert (after.pk, after.due_at, after.clock) == (before.pk, before.due_at, before.clock)
    assert after.bearer == new
    assert leads(task) == [("市住建局", "2019-01-10", "2019-02-01"), ("市城市管理局", "2019-02-01", None)]
    assert list(visible(heirs, TASKS, at("2019-02-01"))) == [task]
    assert list(visible(drill.liaison, TASKS, at("2019-02-01"))) == []
    event = Event.objects.get(chain=f"registers.record:{task.pk}", verb="registers.record.succeeded")
    assert (event.context["source"], event.changes["parties.lead"]) == (
        "挂牌公告",
        ["市住建局", "市城市管理局"],
    )
    assert faults() == []


def test_what_the_old_body_reached_of_a_common_target_is_not_added_to_what_the_heir_reports(
    drill: Drill, new: Subject
) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("lead", drill.other)])
    whole = set_target(
        indicator=indicator_of_plan(name="断头路", unit="条"),
        op=Op.AT_LEAST,
        value=Decimal(30),
        record=task,
        programme=PROGRAMME,
        user=drill.office,
        at=at("2019-01-10"),
    )

    def reached(*said: tuple[Subject, int, str]) -> Decimal | None:
        for number, (by, value, day) in enumerate(said, start=Observation.objects.count() + 1):
            enter_observation(
                target=whole,
                subject=by,
                value=Decimal(value),
                held_on=date.fromisoformat(day),
                source=("registers.record", number),
                reported_by=drill.office,
                at=at(day),
            )
        (one,) = attainments_of(task, date(2019, 12, 31))
        assert attainment(whole, date(2019, 12, 31)).value == one.value
        return one.value

    assert reached((drill.bureau, 20, "2019-01-20"), (drill.other, 5, "2019-01-20")) == 25
    in_place(order(drill.bureau, new), "2019-02-01")
    carry_out(at("2019-02-01"))
    assert reached() == 25
    assert reached((new, 26, "2019-03-01")) == 31
    assert attainment(whole, date(2019, 2, 15)).value == 25


def test_until_it_is_in_place_the_old_body_stays(drill: Drill, new: Subject) -> None:
    task = drill.task()
    succession = order(drill.bureau, new)

    assert not carry_out(at("2019-02-01"))
    in_place(succession, "2019-03-01", known="2019-02-01")
    assert not carry_out(at("2019-02-28"))
    assert leads(task) == [("市住建局", "2019-01-10", None)]

    assert carry_out(at("2019-03-01"))
    assert not carry_out(at("2019-03-01"))
    assert leads(task)[-1] == ("市城市管理局", "2019-03-01", None)
    assert faults() == []


def test_of_a_part_both_bodies_live_on_and_the_rest_stays(drill: Drill, new: Subject) -> None:
    works = drill.task(values={"stage": "works"})
    early = drill.task(values={"stage": "early"})
    unknown = drill.task()
    succession = order(drill.bureau, new, scope=Scope(CHOSEN, [TASKS], topics=[(TASKS, "stage", "works")]))
    in_place(succession, "2019-02-01")
    carry_out(at("2019-02-01"))

    assert [leads(task)[-1][0] for task in (works, early, unknown)] == [
        "市城市管理局",
        "市住建局",
        "市住建局",
    ]
    open_cases = undecided_records(succession, [PROGRAMME], date(2019, 2, 1))
    assert [one.record for one in open_cases] == [unknown]
    assert successors(drill.bureau, date(2019, 3, 1)) == (drill.bureau,)


def test_what_the_scope_leaves_open_the_office_decides_case_by_case(drill: Drill, new: Subject) -> None:
    first, second, third = (drill.task() for _ in range(3))
    succession = order(drill.bureau, None, scope=Scope(BY_HAND))
    in_place(succession, "2019-02-01")
    now = at("2019-02-02")

    decide_case(succession, first, heir=new, reason="污水处理划转", user=drill.office, at=now)
    decide_case(succession, second, heir=None, reason="留在原单位", user=drill.office, at=now)

    assert leads(first)[-1] == ("市城市管理局", "2019-02-01", None)
    assert leads(second)[-1] == ("市住建局", "2019-01-10", None)
    left = undecided_records(succession, [PROGRAMME], now.date())
    assert [one.record for one in left] == [third]
    with pytest.raises(ValidationError, match="no longer to be decided"):
        decide_case(succession, second, heir=new, reason="x", user=drill.office, at=now)
    assert faults() == []


def test_a_case_decided_ahead_passes_on_its_day(drill: Drill, new: Subject) -> None:
    task = drill.task()
    succession = order(drill.bureau, None, scope=Scope(BY_HAND))
    decide_case(succession, task, heir=new, reason="划转", user=drill.office, at=at("2019-01-20"))
    assert leads(task) == [("市住建局", "2019-01-10", None)]

    in_place(succession, "2019-03-01", known="2019-01-21")
    carry_out(at("2019-03-01"))

    assert leads(task)[-1] == ("市城市管理局", "2019-03-01", None)


@pytest.mark.parametrize("who", ["liaison", "other_liaison"])
def test_who_is_not_of_the_office_decides_nothing(drill: Drill, new: Subject, who: str) -> None:
    task = drill.task()
    succession = order(drill.bureau, None, scope=Scope(BY_HAND))
    in_place(succession, "2019-02-01")
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        decide_case(succession, task, heir=new, reason="x", user=getattr(drill, who), at=at("2019-02-02"))

    assert (Event.objects.count(), Ruling.objects.count()) == (events, 0)
    assert leads(task) == [("市住建局", "2019-01-10", None)]


def test_who_has_the_role_already_has_it_once(drill: Drill) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("lead", drill.other)])
    in_place(order(drill.bureau, drill.other), "2019-02-01")
    carry_out(at("2019-02-01"))

    assert set(leads(task)) == {("市住建局", "2019-01-10", "2019-02-01"), ("市园林局", "2019-01-10", None)}
    open_rows = Assignment.objects.filter(about_kind=KIND, about_id=task.pk, outcome=Outcome.OPEN)
    assert [row.bearer for row in open_rows if row.name == "deliver"] == [drill.other]
    assert faults() == []


def test_a_period_that_the_day_cuts_goes_whole_to_who_is_in_place_when_it_is_due(
    drill: Drill, duties: dict[str, Duty], new: Subject
) -> None:
    task = drill.task("2019-01-01", values={"stage": "early"})
    generate(date(2019, 4, 30), at("2019-01-02"))
    in_place(order(drill.bureau, new), "2019-02-20")
    keep_up(at("2019-02-20"))

    reports = {period: (due, outcome) for period, due, outcome in owed_by(new, "monthly_report")}
    assert reports["2019-02"] == ("2019-03-05", "open")
    assert {row.bearer for row in Assignment.objects.filter(name="visits", rule__period="2019-02")} == {new}
    rows = Assignment.objects.filter(
        about_kind=KIND, about_id=task.pk, name="monthly_report", rule__period="2019-02"
    )
    assert rows.count() == 1


def test_what_was_due_before_the_day_in_a_period_it_cuts_stays(drill: Drill, new: Subject) -> None:
    drill.task()
    row = Assignment.objects.create(
        key="cut",
        programme=PROGRAMME,
        name="cut",
        title={"zh": "季报", "en": "Quarterly"},
        bearer=drill.bureau,
        opened_at=at("2019-01-01"),
        recorded_at=at("2019-01-01"),
        covers_since=date(2019, 1, 1),
        covers_until=date(2019, 4, 1),
        due_at=at("2019-03-10"),
    )
    in_place(order(drill.bureau, new), "2019-03-15")
    carry_out(at("2019-03-15"))

    row.refresh_from_db()
    assert (row.bearer, row.outcome) == (drill.bureau, Outcome.OPEN)


def test_known_only_later_what_the_old_body_did_meanwhile_counts(
    drill: Drill, duties: dict[str, Duty], new: Subject
) -> None:
    task = drill.task("2019-01-01")
    generate(date(2019, 4, 30), at("2019-01-02"))
    report = drill.report(task, "2019-02-04", values={"covers": "2019-01"})
    move_record(report, "send", user=drill.liaison, at=at("2019-02-04 10:00"), revision=report.revision)
    in_place(order(drill.bureau, new), "2019-01-15", known="2019-02-20")
    keep_up(at("2019-02-20"))
    keep_up(at("2019-02-21"))

    rows = Assignment.objects.filter(name="monthly_report", rule__period="2019-01").exclude(outcome="lapsed")
    assert [(row.bearer, row.outcome) for row in rows] == [(drill.bureau, Outcome.DONE)]
    assert leads(task)[-1] == ("市城市管理局", "2019-01-15", None)
    assert faults() == []


def test_a_report_that_is_begun_is_sent_by_who_has_taken_over(
    drill: Drill, duties: dict[str, Duty], new: Subject
) -> None:
    drill.task("2019-01-01")
    generate(date(2019, 4, 30), at("2019-01-02"))
    asked = Assignment.objects.get(name="monthly_report", rule__period="2019-01")
    written = {"progress": 40, "done": "已开工"}
    begun = save_report(asked, values=written, user=drill.liaison, at=at("2019-01-31"))
    in_place(order(drill.bureau, new), "2019-02-01")
    carry_out(at("2019-02-01"))
    heir = user(Role.LIAISON, new)
    asked.refresh_from_db()

    sent = submit_report(asked, values=written, user=heir, at=at("2019-02-04"))

    asked.refresh_from_db()
    assert (sent.pk, sent.subject, asked.outcome) == (begun.pk, new, Outcome.DONE)
    assert faults() == []


def test_a_duty_given_to_a_body_by_its_name_follows_the_function(
    drill: Drill, duties: dict[str, Duty], new: Subject
) -> None:
    generate(date(2019, 3, 31), at("2019-01-02"))
    in_place(order(drill.bureau, new), "2019-02-01")
    keep_up(at("2019-02-01"))
    keep_up(at("2019-02-02"))

    rows = Assignment.objects.filter(name="figures", rule__due_on__gte="2019-02-01").order_by("due_at")
    assert {row.bearer for row in rows if row.outcome == Outcome.OPEN} == {new}
    assert len({row.rule["slot"] for row in rows}) == rows.exclude(outcome=Outcome.LAPSED).count()


def test_a_day_taken_back_gives_back_what_has_passed(drill: Drill, new: Subject) -> None:
    task = drill.task(values={"due_on": "2019-06-30"})
    succession = order(drill.bureau, new)
    in_place(succession, "2019-02-01")
    carry_out(at("2019-02-01"))

    with pytest.raises(ValidationError, match="passed on already"), transaction.atomic():
        in_place(succession, None, known="2019-02-03")
    in_place(succession, None, known="2019-02-03", reason="挂牌推迟")
    carry_out(at("2019-02-03"))

    assert leads(task) == [("市住建局", "2019-01-10", None)]
    assert Assignment.objects.get(name="deliver").bearer == drill.bureau
    assert successors(drill.bureau, date(2019, 3, 1)) == (drill.bureau,)
    assert faults() == []

    in_place(succession, "2019-03-01", known="2019-03-01")
    carry_out(at("2019-03-01"))
    assert leads(task)[-1] == ("市城市管理局", "2019-03-01", None)
    assert faults() == []


def test_a_county_that_is_not_yet_in_place_keeps_its_old_bureau(drill: Drill, new: Subject) -> None:
    county = subject("南屿县", SubjectKind.DIVISION)
    old_there, new_there = subject("南屿县住建局"), subject("南屿县城管局")
    city, there = drill.task(), drill.task(parties=[("lead", old_there)])
    succession = order(
        drill.bureau,
        new,
        steps=[InPlace(None, date(2019, 2, 1)), InPlace(county, None, "", old_there, new_there)],
    )
    carry_out(at("2019-02-01"))
    assert [leads(task)[-1][0] for task in (city, there)] == ["市城市管理局", "南屿县住建局"]

    in_place(succession, "2019-05-01", place=InPlace(county, None, "", old_there, new_there))
    carry_out(at("2019-05-01"))
    assert leads(there)[-1] == ("南屿县城管局", "2019-05-01", None)


def test_records_of_a_place_follow_the_day_of_that_place(drill: Drill, new: Subject) -> None:
    county = subject("南屿县", SubjectKind.DIVISION)
    town = subject("临溪镇", SubjectKind.DIVISION)
    link(RelationKind.PART_OF, town, county)
    task, elsewhere = drill.task(), drill.task()
    Record.objects.filter(pk=task.pk).update(division=town)
    succession = order(drill.bureau, new, steps=[InPlace(county)])
    in_place(succession, "2019-02-01")
    carry_out(at("2019-02-01"))
    assert [leads(one)[-1][0] for one in (task, elsewhere)] == ["市住建局", "市城市管理局"]

    in_place(succession, "2019-04-01", place=InPlace(county))
    carry_out(at("2019-04-01"))
    assert leads(task)[-1] == ("市城市管理局", "2019-04-01", None)


def test_a_portfolio_passes_with_what_its_holder_has_open(drill: Drill) -> None:
    before, after = subject("张三", SubjectKind.PERSON), subject("李四", SubjectKind.PERSON)
    post = subject("副市长", SubjectKind.POST)
    link(RelationKind.HOLDS, before, post)
    charge = relate(
        kind=RelationKind.IN_CHARGE_OF,
        subject=before,
        object=drill.bureau,
        topics=["环保"],
        actor=CLERK,
        at=at("2018-01-01"),
    )
    held = Relation.objects.known().get(kind=RelationKind.HOLDS)
    instruction = drill.task(parties=[("lead", drill.bureau), ("supervisor", before)])
    succession = order(before, after, scope=Scope(EVERYTHING, relations=[held.pk, charge.pk]))
    in_place(succession, "2019-02-01")
    carry_out(at("2019-02-01"))

    assert list(holders(post, date(2019, 1, 31))) == [before]
    assert list(holders(post, date(2019, 2, 1))) == [after]
    passed = Relation.objects.known().get(kind=RelationKind.IN_CHARGE_OF, subject=after)
    assert (passed.object, passed.topics, passed.since) == (drill.bureau, ["环保"], date(2019, 2, 1))
    assert (
        Party.objects.known().on(date(2019, 2, 1)).get(record=instruction, role="supervisor").subject == after
    )
    assert faults() == []


def test_a_body_that_ends_is_shown_with_who_came_after(drill: Drill, new: Subject) -> None:
    in_place(order(drill.bureau, new, ends=True), "2019-02-01")
    bodies, text = [drill.bureau.pk, drill.other.pk], "由市住建局牵头，市园林局配合。"
    assert set(names(bodies, date(2019, 1, 31), present=True).values()) == {"市住建局", "市园林局"}
    carry_out(at("2019-02-01"))

    shown = names(bodies, date(2019, 2, 1), present=True)
    assert set(shown.values()) == {"市住建局 (now 市城市管理局)", "市园林局"}
    assert changed_names(text, date(2019, 2, 1)) == [("市住建局", "市城市管理局")]
    in_place(order(new, drill.other, ends=True), "2019-03-01")
    carry_out(at("2019-03-01"))
    assert changed_names(text, date(2019, 3, 1)) == [("市住建局", "市园林局")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"new": None}, "new"),
        ({"new": "old"}, "new"),
        ({"new": "person"}, "new"),
        ({"scope": Scope(CHOSEN)}, "scope"),
        ({"source": " "}, "source"),
        ({"scope": Scope(CHOSEN, [TASKS]), "ends": True}, "ends"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    drill: Drill, new: Subject, given: dict[str, Any], field: str
) -> None:
    if isinstance(given.get("new"), str):
        person = subject("王五", SubjectKind.PERSON)
        given = given | {"new": drill.bureau if given["new"] == "old" else person}
    events = Event.objects.count()
    asked = {"old": drill.bureau, "new": new, "scope": Scope(), "source": PAPER, **given}

    with pytest.raises(ValidationError) as told:
        enter_succession(ordered_on=ORDERED, actor=CLERK, at=at("2019-01-10"), **asked)

    assert field in told.value.message_dict
    assert (Event.objects.count(), Succession.objects.count()) == (events, 0)


def test_nothing_is_in_place_before_it_is_ordered_and_what_is_in_place_is_not_withdrawn(
    drill: Drill, new: Subject
) -> None:
    succession = order(drill.bureau, new)
    with pytest.raises(ValidationError, match="before it is ordered"):
        in_place(succession, "2019-01-09", known="2019-02-01")
    in_place(succession, "2019-02-01")
    with pytest.raises(ValidationError, match="in place somewhere"):
        withdraw_succession(succession, actor=CLERK, at=at("2019-02-02"), reason="误录")


def test_a_run_that_is_broken_off_is_gone_on_with(drill: Drill, new: Subject) -> None:
    tasks = [drill.task() for _ in range(3)]
    in_place(order(drill.bureau, new), "2019-02-01")

    assert carry_out(at("2019-02-01"), at_most=2).unfinished
    assert not carry_out(at("2019-02-01"), at_most=10).unfinished
    assert {leads(task)[-1][0] for task in tasks} == {"市城市管理局"}
    assert Passed.objects.exclude(party=None).count() == 3
