"""Whatever the schedule, the change of rules and the runs of the worker: the same is owed in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from baicheng.clock.instants import start_of
from baicheng.flows.duty import Duty as Form
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.forms import stored_form
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import generate
from baicheng.server.history.verification import verify
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import move
from tests.server.duties.conftest import PROGRAMME, Drill

FIRST, LAST = date(2019, 1, 1), date(2019, 12, 31)
DAYS = st.dates(FIRST, LAST)

CYCLES = st.sampled_from(
    [
        {"every": "month", "by": "day 5"},
        {"every": "month", "by": "last"},
        {"every": "month", "by": ["day 5", "day 20"]},
        {"every": "quarter", "by": "last"},
        {"every": "quarter", "by": "month 1 day 10"},
        {"every": "half_month"},
        {"every": "ten_day"},
        {"every": "week", "by": "friday", "at": "17:00"},
        {"every": "month", "by": "day 5", "roll": "next_working_day"},
        {"on": ["03-15", "06-15", "09-15", "12-15"]},
    ]
)


@st.composite
def duties(draw: st.DrawFn) -> Form:
    """A duty owed for each task, with or without a change of its schedule in the year."""
    first, second = draw(CYCLES), draw(CYCLES)
    stated: dict[str, Any] = {
        "duty": "drawn",
        "title": {"zh": "职责", "en": "Duty"},
        "for_each": {"register": "tasks", "where": "state = 'under_way'"},
        "bearer": "party(lead)",
        "fulfilled_by": {"record": "reports"},
        "source": {"document": "临政办〔2019〕2号"},
        "on_change": draw(st.sampled_from(["finish", "cut", "both"])),
    }
    if draw(st.booleans()):
        return Form.model_validate({**stated, "when": first})
    changes_on = draw(DAYS)
    before, after = {"until": changes_on}, {"from": changes_on}
    versions = [{"in_force": before, "when": first}, {"in_force": after, "when": second}]
    return Form.model_validate({**stated, "versions": versions})


RUNS = st.lists(st.tuples(DAYS, st.integers(0, 120)), max_size=5)


@given(form=duties(), runs=RUNS, new_lead_on=DAYS, closed_on=st.none() | DAYS)
@settings(deadline=None, max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def check_runs(
    drill: Drill, form: Form, runs: list[tuple[date, int]], new_lead_on: date, closed_on: date | None
) -> None:
    """With any runs on the way, the last run leaves what a single run leaves."""

    def happens(at: Callable[[date], datetime], worker: bool) -> dict[str, tuple[Any, ...]]:
        task = drill.task("2019-01-01 00:00")
        duty = Duty.objects.create(
            programme=PROGRAMME, name="drawn", title={}, definition=stored_form(form), owed_from=FIRST
        )
        steps: list[tuple[datetime, Callable[[datetime], object]]] = [
            (at(new_lead_on), lambda now: _lead(drill, task, now)),
        ]
        if closed_on is not None:
            steps.append((at(closed_on), lambda now: _close(drill, task, now)))
        for day, ahead in runs if worker else []:
            until = min(day + timedelta(days=ahead), LAST + timedelta(days=1))
            steps.append((at(day), lambda now, until=until: generate(until, now, duties=[duty])))
        for now, step in sorted(steps, key=lambda step: step[0]):
            step(now)
        generate(LAST + timedelta(days=1), start_of(LAST) + timedelta(hours=12), duties=[duty])
        return _owed(task)

    with transaction.atomic():
        one_by_one = happens(_morning, worker=True)
        assert not verify().faults
        transaction.set_rollback(True)
    with transaction.atomic():
        at_once = happens(_morning, worker=False)
        transaction.set_rollback(True)
    assert one_by_one == at_once


def _morning(day: date) -> datetime:
    return start_of(day) + timedelta(hours=9)


def _lead(drill: Drill, task: Record, now: datetime) -> None:
    task.refresh_from_db()
    if task.state == "under_way":
        move(
            task,
            "reassign",
            user=drill.office,
            at=now,
            revision=task.revision,
            parties={"lead": [drill.other]},
        )


def _close(drill: Drill, task: Record, now: datetime) -> None:
    task.refresh_from_db()
    move(task, "close", user=drill.office, at=now, revision=task.revision)


def _owed(task: Record) -> dict[str, tuple[Any, ...]]:
    """What is owed about a task, by what the duty calls it, apart from what was withdrawn."""
    rows = Assignment.objects.filter(about_kind=KIND, about_id=task.pk, key__startswith="duty:").exclude(
        outcome=Outcome.LAPSED
    )
    found = [(row.rule["slot"].split("/", 2)[2], row) for row in rows.order_by("due_at", "pk")]
    named = {
        f"{slot}/{row.bearer_id}": (row.due_at, row.covers_since, row.covers_until) for slot, row in found
    }
    assert len(named) == len(found), "nobody owes the same twice"
    return named


def test_the_end_is_the_same_whatever_runs_there_were(drill: Drill) -> None:
    check_runs(drill)
