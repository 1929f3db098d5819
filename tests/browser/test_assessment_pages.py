"""An office runs a rule, reads how a result came about, compares runs, tries another value and proposes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from baicheng.server.assessments.models import Run
from baicheng.server.editions.models import LocalValue
from tests.browser import pages
from tests.server.assessments import conftest as assessments
from tests.server.assessments.conftest import Drill

drill = assessments.drill
Site = Callable[..., Any]


def test_an_office_runs_a_rule_reads_the_reasons_and_changes_a_value(
    site: Site, axe: Any, screens: Any, drill: Drill
) -> None:
    drill.problem("工地裸土未覆盖", "甲局", "2019-01-05")
    drill.problem("夜间施工噪声", "甲局", "2019-01-28")
    drill.problem("道路积尘", "乙局", "2019-01-20", area={"not_stated": True})
    drill.run("clean_site")
    drill.run(when="2019-02-02")
    drill.problem("渣土车未密闭", "乙局", "2019-01-25", entered="2019-02-20")

    page = site("/assessments/", drill.office)
    screens(page, "assessments")
    axe(page)
    page.get_by_role("link", name="新的计算").click()
    page.get_by_label("规则").select_option(label="月度考核")
    page.get_by_label("考核期第一天").fill("2019-01-01")
    page.get_by_label("考核期最后一天").fill("2019-01-31")
    screens(page, "assessments-new")
    axe(page)
    page.get_by_role("button", name="计算", exact=True).click()
    pages.wait_until(page, lambda: page.get_by_role("link", name="甲局").count() == 1)
    screens(page, "assessments-run")
    axe(page)
    assert not pages.is_too_wide(page)
    page.get_by_role("link", name="甲局").click()
    pages.wait_until(page, lambda: page.get_by_text("工地裸土未覆盖").count() >= 1)
    screens(page, "assessments-result")
    axe(page)
    page.go_back()
    page.get_by_role("link", name="比较").click()
    page.get_by_role("button", name="比较").click()
    pages.wait_until(page, lambda: page.get_by_role("cell", name="乙局").count() == 1)
    screens(page, "assessments-compare")
    axe(page)
    assert not pages.is_too_wide(page)
    page.goto(page.url.partition("compare")[0])
    page.get_by_role("link", name="试算").click()
    page.get_by_label("每处扣分 (分)").fill("12")
    page.get_by_role("button", name="试算").click()
    pages.wait_until(page, lambda: page.get_by_role("heading", name="采用").count() == 1)
    screens(page, "assessments-what-if")
    axe(page)
    assert not pages.is_too_wide(page)
    page.get_by_role("link", name="提出").click()
    page.get_by_label("开始日期").fill("2019-01-01")
    page.get_by_label("理由").fill("领导小组会议决定从严")
    page.get_by_label("决定依据").fill("领导小组第三次会议")
    page.get_by_role("button", name="提出").click()
    pages.wait_until(page, lambda: LocalValue.objects.filter(path="values.penalty", value=12).count() == 1)
    fairness = site(f"{Run.objects.latest('pk').get_absolute_url()}fairness/", drill.office)
    screens(fairness, "assessments-fairness")
    axe(fairness)
    assert not pages.is_too_wide(fairness)
    undecided = site(Run.objects.get(rule="clean_site").get_absolute_url(), drill.office)
    screens(undecided, "assessments-undecided")
    axe(undecided)
