"""Reports that a body still owes from before it handed a task over, and the light of the task."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import OF_DUTIES
from baicheng.server.assignments.services import fulfil
from baicheng.server.duties.services import carry_out
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.services.due_moments import refresh_due_of
from tests.server.duties.conftest import PROGRAMME, Drill, at
from tests.server.duties.test_succession import in_place, new, order
from tests.server.people import CLERK

__all__ = ["new"]


@pytest.mark.parametrize(
    ("reporter", "weighs"), [("the heir", False), ("another lead", False), ("nobody", True)]
)
def test_what_the_old_body_keeps_to_report_weighs_until_somebody_reports_since(
    drill: Drill, new: Subject, reporter: str, weighs: bool
) -> None:
    task = drill.task("2019-01-01", parties=[("lead", drill.bureau), ("lead", drill.other)])
    asked = partial(_asked, task)
    old = asked(drill.bureau, "2019-03-10", until="2019-04-01")
    in_place(order(drill.bureau, new), "2019-03-15")
    carry_out(at("2019-03-15"))
    later = asked(drill.other if reporter == "another lead" else new, "2019-06-10", until="2019-07-01")
    if reporter != "nobody":
        fulfil(later, at=at("2019-06-09"), actor=CLERK, reason="纸质报告")
    refresh_due_of([task.pk], at=at("2019-06-09"))

    old.refresh_from_db()
    task.refresh_from_db()
    assert (old.bearer, old.outcome, task.due_at) == (drill.bureau, Outcome.OPEN, old.due_at)
    assert (task.risk_at == old.due_at) is weighs


def test_what_somebody_who_stays_never_reported_weighs_whoever_else_has_reported(drill: Drill) -> None:
    task = drill.task("2019-01-01", parties=[("lead", drill.bureau), ("lead", drill.other)])
    owed = _asked(task, drill.bureau, "2019-03-10", until="2019-04-01")
    other = _asked(task, drill.other, "2019-06-10", until="2019-07-01")
    fulfil(other, at=at("2019-06-09"), actor=CLERK, reason="纸质报告")
    refresh_due_of([task.pk], at=at("2019-06-09"))

    task.refresh_from_db()
    assert task.risk_at == owed.due_at


def test_who_came_after_makes_good_also_what_was_owed_after_a_report_of_the_old_body(drill: Drill) -> None:
    task = drill.task("2019-01-01", parties=[("lead", drill.bureau), ("lead", drill.other)])
    quarters = (("2019-03-10", "2019-04-01"), ("2019-06-10", "2019-07-01"), ("2019-09-10", "2019-10-01"))
    _first, second, third = (_asked(task, drill.bureau, due, until=until) for due, until in quarters)
    fulfil(second, at=at("2019-06-09"), actor=CLERK, reason="纸质报告")
    Party.objects.filter(record=task, subject=drill.bureau).update(until=date(2019, 9, 15))
    refresh_due_of([task.pk], at=at("2019-09-15"))
    task.refresh_from_db()
    assert task.risk_at == third.due_at

    fourth = _asked(task, drill.other, "2019-12-10", until="2020-01-01")
    fulfil(fourth, at=at("2019-12-09"), actor=CLERK, reason="纸质报告")
    refresh_due_of([task.pk], at=at("2019-12-09"))

    task.refresh_from_db()
    assert task.risk_at is None


def test_who_will_hand_over_later_still_owes_what_is_missing(drill: Drill) -> None:
    task = drill.task("2019-01-01", parties=[("lead", drill.bureau), ("lead", drill.other)])
    owed = _asked(task, drill.bureau, "2019-03-10", until="2019-04-01")
    Party.objects.filter(record=task, subject=drill.bureau).update(until=date(2019, 12, 1))
    for due, until, weighs in (("2019-06-10", "2019-07-01", True), ("2019-12-10", "2020-01-01", False)):
        fulfil(_asked(task, drill.other, due, until=until), at=at(due), actor=CLERK, reason="纸质报告")
        refresh_due_of([task.pk], at=at(due))

        task.refresh_from_db()
        assert (task.risk_at == owed.due_at) is weighs


def _asked(task: Record, bearer: Subject, due: str, *, until: str) -> Assignment:
    """A quarterly report that a duty asks of somebody about a task, due before its quarter is over."""
    beyond = date.fromisoformat(until)
    return Assignment.objects.create(
        key=f"{OF_DUTIES}7:quarterly/{task.pk}/{bearer.pk}/{due}",
        programme=PROGRAMME,
        name="quarterly",
        title={"zh": "季报", "en": "Quarterly"},
        about_kind=KIND,
        about_id=task.pk,
        bearer=bearer,
        rule={"duty": 7},
        opened_at=at("2019-01-01"),
        recorded_at=at("2019-01-01"),
        covers_since=date(beyond.year - (beyond.month == 1), (beyond.month - 4) % 12 + 1, 1),
        covers_until=beyond,
        due_at=at(due),
    )
