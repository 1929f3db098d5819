"""Reading duties: the matrix, the list, the form, and how units add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.services import exclude
from baicheng.server.duties.models import Duty
from baicheng.server.duties.queries import (
    Cell,
    consolidation,
    duty_list,
    periods_of,
    report_form,
    report_matrix,
)
from baicheng.server.duties.services import generate, save_report, submit_report
from baicheng.server.editions.queries import pack
from baicheng.server.indicators.models import Op, Target
from baicheng.server.indicators.services import indicator_of_plan, set_target, split_target
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import Taking
from tests.server.duties.conftest import PROGRAMME, Drill, at

YEAR = {"since": date(2019, 1, 1), "until": date(2019, 12, 31)}


def asked(period: str, bearer: object) -> Assignment:
    return Assignment.objects.get(name="monthly_report", rule__period=period, bearer=bearer)


@pytest.fixture
def joint(drill: Drill, duties: dict[str, Duty]) -> Record:
    """A task of both bureaus, of which 市园林局 consolidates; its reports up to March."""
    task = drill.task(parties=[Taking("lead", drill.bureau), Taking("lead", drill.other, consolidates=True)])
    generate(date(2019, 4, 6), at("2019-01-11"))
    return task


@pytest.fixture
def whole(drill: Drill, joint: Record) -> Target:
    return set_target(
        indicator=indicator_of_plan(name="打通断头路", unit="条"),
        op=Op.AT_LEAST,
        value=Decimal(8),
        record=joint,
        user=drill.office,
        at=at("2019-01-10"),
        programme=PROGRAMME,
    )


def report(drill: Drill, period: str, on: str, value: int, whole: Target, *, other: bool = False) -> None:
    bearer, user = (drill.other, drill.other_liaison) if other else (drill.bureau, drill.liaison)
    submit_report(
        asked(period, bearer),
        values={"progress": 40, "done": "已开工"},
        targets={whole.pk: value},
        user=user,
        at=at(on),
    )


def test_the_matrix_tells_in_time_late_missing_and_open_apart(drill: Drill, whole: Target) -> None:
    report(drill, "2019-01", "2019-02-03", 1, whole)
    report(drill, "2019-02", "2019-03-09", 2, whole)
    duty = Duty.objects.get(name="monthly_report")

    found = report_matrix(drill.office, PROGRAMME, **YEAR, at=at("2019-03-10"), duty=duty)

    assert [period.label for period in found.periods] == ["2019-01", "2019-02", "2019-03"]
    own = {period: found.cells[drill.bureau.pk, period] for period in ("2019-01", "2019-02", "2019-03")}
    assert own == {"2019-01": Cell(in_time=1), "2019-02": Cell(late=1), "2019-03": Cell(open=1)}
    assert found.cells[drill.other.pk, "2019-01"] == Cell(missing=1)
    assert found.totals["2019-02"] == Cell(late=1, missing=1)
    assert found.sums[drill.bureau.pk] == Cell(in_time=1, late=1, open=1)
    assert [cell.worst for cell in own.values()] == ["in_time", "late", "open"]


def test_a_granted_appeal_is_no_lateness(drill: Drill, joint: Record) -> None:
    row = asked("2019-01", drill.bureau)
    exclude(row, on=date(2019, 2, 20), reason="系统故障", user=drill.office, at=at("2019-02-20"))
    duty = Duty.objects.get(name="monthly_report")

    before = report_matrix(drill.office, PROGRAMME, **YEAR, at=at("2019-02-19"), duty=duty)
    after = report_matrix(drill.office, PROGRAMME, **YEAR, at=at("2019-02-21"), duty=duty)

    place = drill.bureau.pk, "2019-01"
    assert (before.cells[place], after.cells[place]) == (Cell(missing=1), Cell(in_time=1))


def test_a_unit_sees_its_own_row_and_a_stranger_none(drill: Drill, joint: Record) -> None:
    own = report_matrix(drill.liaison, PROGRAMME, **YEAR, at=at("2019-03-10"))
    strange = report_matrix(drill.inspector, PROGRAMME, **YEAR, at=at("2019-03-10"))

    assert [pk for pk, _name in own.bearers] == [drill.bureau.pk]
    assert drill.bureau.pk not in {pk for pk, _name in strange.bearers}


def test_the_matrix_takes_as_many_queries_for_more_tasks(drill: Drill, joint: Record) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as run:
            report_matrix(drill.office, PROGRAMME, **YEAR, at=at("2019-03-10"))
        return len(run)

    few = queries()
    for _ in range(5):
        drill.task()
    generate(date(2019, 4, 6), at("2019-01-12"))

    assert queries() == few <= 6


def test_the_list_counts_what_each_duty_has_opened(drill: Drill, whole: Target) -> None:
    report(drill, "2019-01", "2019-02-03", 1, whole)

    rows = {row.duty.name: row for row in duty_list(drill.office, PROGRAMME, at("2019-03-10"))}

    monthly = rows["monthly_report"]
    assert (monthly.done, monthly.open, monthly.overdue) == (1, 5, 3)
    assert set(rows) == set(pack(PROGRAMME).duties)
    own = {row.duty.name for row in duty_list(drill.liaison, PROGRAMME, at("2019-03-10"))}
    assert own == {"monthly_report", "figures"}


def test_the_form_shows_the_last_value_beside_what_is_typed(drill: Drill, whole: Target) -> None:
    report(drill, "2019-01", "2019-02-03", 1, whole)
    february = asked("2019-02", drill.bureau)
    save_report(february, values={}, targets={whole.pk: "2"}, user=drill.liaison, at=at("2019-03-01"))

    form = report_form(drill.liaison, february, at("2019-03-01"))

    (target,) = form.targets
    assert (target.typed, target.last, target.last_on) == (Decimal(2), Decimal(1), date(2019, 1, 31))
    assert not target.counts, "the other bureau states the whole"
    assert form.previous is not None and form.previous.record.fields["progress"] == "40"
    assert (form.period, form.parts) == ("2019-02", {})


def test_the_consolidating_unit_sees_the_parts_of_the_others(drill: Drill, whole: Target) -> None:
    report(drill, "2019-01", "2019-02-03", 3, whole)

    form = report_form(drill.other_liaison, asked("2019-01", drill.other), at("2019-02-04"))

    (parts,) = [form.parts[whole.pk]]
    assert [(part.name, part.value) for part in parts.parts] == [("市住建局", Decimal(3))]
    assert (parts.total, parts.stated, parts.difference) == (Decimal(3), None, None)


def test_there_is_no_form_for_another_unit(drill: Drill, joint: Record) -> None:
    with pytest.raises(Assignment.DoesNotExist):
        report_form(drill.other_liaison, asked("2019-01", drill.bureau), at("2019-02-04"))


def test_what_the_parts_leave_over_is_the_consolidating_units_own(drill: Drill, whole: Target) -> None:
    report(drill, "2019-01", "2019-02-03", 3, whole)
    report(drill, "2019-01", "2019-02-04", 5, whole, other=True)

    found = consolidation(whole.record or Record(), "2019-01", date(2019, 2, 5))

    (shown,) = found.wholes
    assert (shown.stated, shown.total, shown.difference) == (Decimal(5), Decimal(3), Decimal(2))
    assert not shown.complete and not shown.differs
    assert (found.sent, found.missing) == (["市住建局", "市园林局"], [])


def test_parts_that_come_to_more_than_the_whole_contradict_it(drill: Drill, whole: Target) -> None:
    report(drill, "2019-01", "2019-02-03", 6, whole)
    report(drill, "2019-01", "2019-02-04", 5, whole, other=True)

    (shown,) = consolidation(whole.record or Record(), "2019-01", date(2019, 2, 5)).wholes

    assert (shown.difference, shown.differs) == (Decimal(-1), True)


def test_where_every_unit_has_its_share_the_parts_must_make_the_whole(drill: Drill, whole: Target) -> None:
    shares = split_target(
        whole,
        [(drill.bureau, Decimal(3)), (drill.other, Decimal(5))],
        programme=PROGRAMME,
        user=drill.office,
        at=at("2019-01-10"),
    )
    report(drill, "2019-01", "2019-02-03", 2, shares[0])
    submit_report(
        asked("2019-01", drill.other),
        values={"progress": 40, "done": "已开工"},
        targets={shares[1].pk: 4, whole.pk: 7},
        user=drill.other_liaison,
        at=at("2019-02-04"),
    )

    (shown,) = consolidation(whole.record or Record(), "2019-01", date(2019, 2, 5)).wholes

    assert (shown.complete, shown.total, shown.difference, shown.differs) == (
        True,
        Decimal(6),
        Decimal(1),
        True,
    )


def test_a_part_that_is_missing_is_named_and_nothing_is_concluded(drill: Drill, whole: Target) -> None:
    report(drill, "2019-01", "2019-02-04", 5, whole, other=True)

    found = consolidation(whole.record or Record(), "2019-01", date(2019, 2, 5))

    (shown,) = found.wholes
    assert (shown.missing, shown.total, shown.difference) == (["市住建局"], None, None)
    assert (found.sent, found.missing) == (["市园林局"], ["市住建局"])
    assert periods_of(whole.record or Record()) == ["2019-01", "2019-02", "2019-03"]
