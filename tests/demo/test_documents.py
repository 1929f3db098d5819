"""The reader reads the two documents of the demonstration as they are meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from baicheng.demo.city import city_of, text_of
from baicheng.reading import read
from baicheng.reading.model import Ledger, Portion, Task

YEAR = 2026


def ledger_of(name: str, folder: Path) -> Ledger:
    path = folder / name
    path.write_text(text_of(name, YEAR), "utf-8")
    return read(path)


@pytest.fixture
def plan(tmp_path: Path) -> Ledger:
    return ledger_of("plan.txt", tmp_path)


@pytest.fixture
def work_report(tmp_path: Path) -> Ledger:
    return ledger_of("work_report.txt", tmp_path)


def task(ledger: Ledger, heading: str) -> Task:
    (found,) = (task for task in ledger.tasks if heading in task.heading)
    return found


def test_the_plan_is_identified(plan: Ledger) -> None:
    (document,) = plan.documents

    assert (document.number, document.issued, document.plan_year) == (
        "澜政办〔2026〕11号",
        date(2026, 2, 20),
        2026,
    )
    assert len(plan.tasks) == 43


def test_one_task_of_the_plan_has_no_unit_and_the_reader_says_so(plan: Ledger) -> None:
    (nobodys,) = (finding for finding in plan.findings if finding.code == "no_unit")

    assert task(plan, "立体绿化").number == nobodys.task
    assert [found.heading for found in plan.tasks if not found.lead] == [task(plan, "立体绿化").heading]


def test_joint_leads_groups_companies_leaders_and_old_names_are_read(plan: Ledger) -> None:
    assert task(plan, "停车供给").lead == ("市城市管理局", "市公安局")
    assert task(plan, "断头路").lead == ("市城建委",)
    assert task(plan, "断头路").responsible == ("市内五区", "市自然资源和规划局")
    assert task(plan, "断头路").supervisor == ("傅长河",)
    assert task(plan, "农村生活污水").lead == ("市农委",)
    assert task(plan, "慢行系统").lead == ("市城管局",)
    assert task(plan, "轨道交通").lead == ("市轨道公司",)
    assert task(plan, "园区配套").lead == ("各开发区管委会",)


def test_several_deadlines_and_targets_of_a_task_are_read(plan: Ledger) -> None:
    renewal = task(plan, "改造老旧小区")

    assert [day.isoformat() for day in renewal.deadlines] == ["2026-03-31", "2026-06-30", "2026-10-31"]
    assert [(str(target.value), target.unit) for target in renewal.targets] == [
        ("100", "%"),
        ("260", "个"),
        ("6.2", "万户"),
    ]


def test_a_target_is_shared_out_over_the_counties_and_another_has_an_of_which(plan: Ledger) -> None:
    whole, *shares = [one for one in task(plan, "公园游园").targets if one.indicator == "新建口袋公园"]
    toilets = task(plan, "公厕").targets

    assert {one.portion for one in shares} == {Portion.SHARE}
    assert (len(shares), sum(one.value for one in shares)) == (12, whole.value)
    assert [one.scope for one in toilets if one.portion is Portion.SUBSET] == ["农贸市场周边"]


def test_the_reports_that_the_plan_demands_are_read(plan: Ledger) -> None:
    assert [(duty.reporter, duty.schedule, duty.recipient) for duty in plan.report_duties] == [
        ("各牵头单位", "每月5日前", "市提质办"),
        ("各牵头单位", "12月10日前", "市提质办"),
        ("各县（市、区）人民政府", "每季度末月20日前", "市提质办"),
        ("市提质办", "每季度末月25日前", "市人民政府"),
    ]


def test_the_work_report_has_a_plan_and_four_reports_in_the_year(work_report: Ledger) -> None:
    plan, reports = work_report.report_duties

    assert len(work_report.tasks) == 15
    assert plan.dates == (date(2026, 3, 20),)
    assert [day.month for day in reports.dates] == [4, 7, 10, 12]


def test_every_unit_that_leads_a_task_has_somebody_who_reports(plan: Ledger, work_report: Ledger) -> None:
    city = city_of(YEAR)
    names = {
        name: key
        for key, unit in city.units.items()
        for name in (unit.name, unit.short, *unit.aliases)
        if unit.until is None
    }
    liaisons = {person.unit for person in city.people if person.role == "liaison"}
    leads = {name for ledger in (plan, work_report) for task in ledger.tasks for name in task.lead}
    present = {names[name] for name in leads if name in names}

    assert present <= liaisons
