"""What a body was to reach follows its task to who has taken over, and what it had reached counts on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from baicheng.server.documents.models import Clause, Document
from baicheng.server.duties.services import carry_out
from baicheng.server.history.models import Event
from baicheng.server.history.queries import timeline
from baicheng.server.indicators.models import Indicator, Op, Target
from baicheng.server.indicators.queries import attainment
from baicheng.server.indicators.services import enter_observation, set_target, split_target
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.successions import CHOSEN, Scope
from baicheng.server.registers.models import Record
from tests.server.duties.conftest import PROGRAMME, Drill, at
from tests.server.duties.test_succession import TASKS, faults, in_place, leads, order
from tests.server.people import subject

pytestmark = pytest.mark.django_db
DAY = date(2019, 6, 30)


@pytest.fixture
def new(db: None) -> Subject:
    return subject("市城市管理局")


@pytest.fixture
def roads(db: None) -> Indicator:
    """Counted from the beginning of the year; what several subjects reached adds up."""
    return Indicator.objects.create(
        code="plan.roads",
        title={"zh": "打通道路", "en": "roads"},
        unit="条",
        direction="up",
        kind="stock",
        over_time="last",
        over_subjects="sum",
    )


def share_of(drill: Drill, task: Record, roads: Indicator, whose: Subject, on: str = "2019-01-11") -> Target:
    """The share that a body has of a task's target."""
    given = {"programme": PROGRAMME, "user": drill.office, "at": at(on)}
    whole = set_target(indicator=roads, op=Op.AT_LEAST, value=Decimal(12), record=task, **given)
    (share,) = split_target(whole, [(whose, Decimal(8))], **given)
    return share


def reach(drill: Drill, target: Target, whose: Subject, value: int, day: date) -> None:
    enter_observation(
        target=target,
        subject=whose,
        value=Decimal(value),
        held_on=day,
        source=("registers.record", day.toordinal()),
        reported_by=drill.office,
        at=at("2019-06-30"),
    )


def whose(target: Target) -> str:
    target.refresh_from_db()
    return str(target.subject)


def test_a_share_is_that_of_the_successor_from_the_day_on_and_what_was_reached_counts(
    drill: Drill, new: Subject, roads: Indicator
) -> None:
    share = share_of(drill, drill.task(), roads, drill.bureau)
    reach(drill, share, drill.bureau, 5, date(2019, 1, 31))
    succession = order(drill.bureau, new)
    carry_out(at("2019-01-20"))
    assert whose(share) == "市住建局"

    in_place(succession, "2019-02-01")
    assert carry_out(at("2019-02-01")).targets == 1

    assert whose(share) == "市城市管理局"
    event = max(timeline(f"indicators.target:{share.pk}"), key=lambda one: one.number)
    assert event.changes == {"subject": ["市住建局", "市城市管理局"]}
    assert event.context["from"] == "2019-02-01"
    assert attainment(share, DAY).value == 5
    reach(drill, share, new, 9, date(2019, 3, 31))
    reached = attainment(share, DAY)
    assert (reached.value, reached.verdict) == (9, "met")
    assert faults() == []


def test_run_again_nothing_passes_twice(drill: Drill, new: Subject, roads: Indicator) -> None:
    share_of(drill, drill.task(), roads, drill.bureau)
    in_place(order(drill.bureau, new), "2019-02-01")
    carry_out(at("2019-02-01"))
    events = Event.objects.count()

    assert not carry_out(at("2019-02-02"))
    assert Event.objects.count() == events


def test_what_is_not_in_the_scope_keeps_its_body(drill: Drill, new: Subject, roads: Indicator) -> None:
    stays = share_of(drill, drill.task(values={"stage": "early"}), roads, drill.bureau)
    passes = share_of(drill, drill.task(values={"stage": "works"}), roads, drill.bureau)
    scope = Scope(CHOSEN, [TASKS], topics=[(TASKS, "stage", "works")])
    in_place(order(drill.bureau, new, scope=scope), "2019-02-01")
    carry_out(at("2019-02-01"))

    assert (whose(stays), whose(passes)) == ("市住建局", "市城市管理局")


def test_what_is_set_for_the_old_body_by_people_who_know_stays(
    drill: Drill, new: Subject, roads: Indicator
) -> None:
    task = drill.task()
    in_place(order(drill.bureau, new), "2019-02-01")
    share = share_of(drill, task, roads, drill.bureau, on="2019-02-03")
    carry_out(at("2019-02-04"))

    assert leads(task)[-1][0] == "市城市管理局"
    assert whose(share) == "市住建局"


def test_a_day_taken_back_gives_the_target_back(drill: Drill, new: Subject, roads: Indicator) -> None:
    share = share_of(drill, drill.task(), roads, drill.bureau)
    succession = order(drill.bureau, new)
    in_place(succession, "2019-02-01")
    carry_out(at("2019-02-01"))

    in_place(succession, None, known="2019-02-03", reason="挂牌推迟")
    assert whose(share) == "市住建局"
    assert faults() == []

    in_place(succession, "2019-03-01", known="2019-03-01")
    carry_out(at("2019-03-01"))
    assert whose(share) == "市城市管理局"
    assert faults() == []


def test_a_clause_in_the_scope_means_all_that_stands_below_it(drill: Drill, new: Subject) -> None:
    paper = Document.objects.create(title="方案", uploaded_by=drill.office, uploaded_at=at("2019-01-10"))
    spans = {"三": (0, 90), "三(一)": (5, 40), "三(一)1": (10, 25), "三(一)2": (25, 40), "三(二)": (40, 90)}
    clauses = {
        address: Clause.objects.create(
            document=paper, address=address, level=len(address), heading=address, start=start, end=end
        )
        for address, (start, end) in spans.items()
    }
    tasks = {address: drill.task(clause=clause) for address, clause in clauses.items()}
    scope = Scope(CHOSEN, clauses=[clauses["三(一)"].pk])
    in_place(order(drill.bureau, new, scope=scope), "2019-02-01")
    carry_out(at("2019-02-01"))

    passed = {address for address, task in tasks.items() if leads(task)[-1][0] == "市城市管理局"}
    assert passed == {"三(一)", "三(一)1", "三(一)2"}
