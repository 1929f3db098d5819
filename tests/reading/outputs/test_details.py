from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from baicheng.reading.model import Ledger, Role
from baicheng.reading.outputs.details import deadlines_of, details, units_of, units_of_parties
from baicheng.reading.outputs.unit_loads import unit_loads
from tests.reading.outputs.strategies import ledgers


def test_targets_and_days_that_no_part_holds_are_not_lost(ledger: Ledger) -> None:
    task = ledger.tasks[0]
    bare = replace(task, parts=(), deadlines=(*task.deadlines, date(2024, 1, 31)))
    found = details(bare)
    assert [detail.target for detail in found if detail.target] == list(task.targets)
    assert [detail.due for detail in found if detail.due] == [*task.deadlines, date(2024, 1, 31)]


@given(ledgers())
@settings(max_examples=40, deadline=None)
def test_the_details_hold_every_part_target_and_day_of_any_task(ledger: Ledger) -> None:
    for task in ledger.tasks:
        found = details(task)
        assert len(found) >= len(task.parts)
        assert {*task.targets} <= {detail.target for detail in found}
        assert {*task.deadlines} <= {detail.due for detail in found}


def test_who_only_supports_is_in_one_list_only(ledger: Ledger) -> None:
    units = units_of(ledger.tasks[1])
    assert units.responsible == ()
    assert units.supporting == ("市公安局", "市大数据局")
    assert units.all == ("市城市管理局", "市公安局", "市大数据局")


def test_who_implements_counts_as_responsible(ledger: Ledger) -> None:
    party = replace(ledger.tasks[0].parties[0], role=Role.IMPLEMENTING)
    assert units_of_parties([party]).responsible == (party.name,)


def test_a_unit_has_the_days_of_its_own_stretches_and_any_other_has_all(ledger: Ledger) -> None:
    task = ledger.tasks[2]
    assert deadlines_of("市水利局", task) == [date(2023, 6, 30)]
    assert deadlines_of("市生态环境局", task) == [date(2023, 10, 31)]
    assert deadlines_of("市农业农村局", task) == list(task.deadlines)


def test_two_spellings_of_a_unit_are_one_load(ledger: Ledger) -> None:
    loads = {load.name: load for load in unit_loads([ledger])}
    assert loads["各县（区）人民政府"].tasks == [1, 5]
    assert "各县(区)人民政府" not in loads
    assert unit_loads([ledger])[0].name == "市住房城乡建设局"
