"""An office runs a rule, reads how a result came about, tries another value, adopts it, and publishes the results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from baicheng.server.accounts.models import Role
from baicheng.server.assessments.models import Run
from baicheng.server.editions.models import LocalValue
from baicheng.server.editions.services import install
from tests.browser import pages
from tests.server.assessments import conftest as assessments
from tests.server.assessments.conftest import PROGRAMME, Drill
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, user
from tests.server.publishing.papers import with_notice
from tests.server.publishing.test_results import NOTICE

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
    page.get_by_role("link", name="试算", exact=True).click()
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


def test_a_clerk_changes_a_weight_sees_who_moves_and_publishes_the_results(
    site: Site, axe: Any, screens: Any, drill: Drill, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    install(once(with_notice(assessments.DRILL, tmp_path / "pack", notice=NOTICE)), at=LONG_AGO, actor=CLERK)
    second, chief = user(Role.OFFICE, programme=PROGRAMME), user(Role.LEADER, drill.units["市演练办"])
    drill.problem("工地裸土未覆盖", "甲局", "2019-01-05")
    drill.problem("道路积尘", "乙局", "2019-01-20")
    drill.problem("渣土车未密闭", "乙局", "2019-01-25")
    drill.rectify("道路积尘", "2019-01-28")

    weights = LocalValue.objects.filter(path="rules.monthly_score.weight.work")

    clerk = site(f"{drill.run().get_absolute_url()}what-if/", drill.office)
    clerk.get_by_label("月度考核：整改（权重）").fill("0.5")
    clerk.get_by_role("button", name="试算").click()
    pages.wait_until(clerk, lambda: clerk.get_by_role("heading", name="采用").count() == 1)
    assert clerk.get_by_role("cell", name="甲局").count() == 1
    screens(clerk, "assessments-weight")
    axe(clerk)
    clerk.get_by_role("link", name="提出").click()
    clerk.get_by_label("开始日期").fill("2019-01-01")
    clerk.get_by_label("理由").fill("整改情况已由日常调度反映")
    clerk.get_by_label("决定依据").fill("领导小组第三次会议")
    clerk.get_by_role("button", name="提出").click()
    pages.wait_until(clerk, lambda: weights.count() == 1)

    other = site(f"/packs/{PROGRAMME}/", second)
    other.get_by_role("button", name="批准").first.click()
    other.get_by_role("dialog").get_by_role("button", name="批准").click()
    pages.wait_until(other, lambda: weights.filter(settled_at__isnull=False).count() == 1)

    clerk.goto(clerk.url.partition("/packs/")[0] + "/assessments/new/")
    clerk.get_by_label("规则").select_option(label="月度考核")
    clerk.get_by_label("考核期第一天").fill("2019-01-01")
    clerk.get_by_label("考核期最后一天").fill("2019-01-31")
    clerk.get_by_role("button", name="计算", exact=True).click()
    pages.wait_until(clerk, lambda: clerk.get_by_role("link", name="甲局").count() == 1)
    assert "rules.monthly_score.weight.work" in {one["path"] for one in Run.objects.latest("pk").local_values}

    clerk.goto(clerk.url.partition("/assessments/")[0] + "/papers/draft/")
    clerk.get_by_label("期内任意一天").fill("2019-01-31")
    clerk.get_by_role("button", name="起草").click()
    pages.wait_until(clerk, lambda: clerk.get_by_text("已起草").count() == 1)
    screens(clerk, "assessments-paper")
    axe(clerk)
    clerk.get_by_role("button", name="送审").first.click()
    clerk.get_by_role("dialog").get_by_role("button", name="送审").click()
    pages.wait_until(clerk, lambda: clerk.get_by_text("已送审").count() >= 1)
    leader = site("/my-work/", chief)
    leader.get_by_role("link", name="审签").first.click()
    leader.get_by_role("button", name="签发").first.click()
    leader.get_by_role("dialog").get_by_role("button", name="签发").click()
    pages.wait_until(leader, lambda: leader.get_by_text("已签发").count() >= 1)
    clerk.reload()
    clerk.get_by_role("button", name="发布", exact=True).first.click()
    clerk.get_by_role("dialog").get_by_role("button", name="发布").click()
    pages.wait_until(clerk, lambda: clerk.get_by_text("已发布").count() >= 1)

    anybody = site("/public/")
    anybody.get_by_role("link", name="关于2019年1月考核结果的通报").click()
    pages.wait_until(anybody, lambda: anybody.get_by_role("cell", name="丙局").count() >= 1)
    screens(anybody, "assessments-public")
    axe(anybody)
