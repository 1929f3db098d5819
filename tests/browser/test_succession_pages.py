"""The way to a succession, its page and what it leaves open, as an administrator and an office see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from baicheng.server.accounts.models import Role
from baicheng.server.orgs.models import SubjectKind, Succession
from baicheng.server.registers.models import Party
from tests.browser import pages
from tests.server.duties import conftest as duties
from tests.server.duties.conftest import Drill
from tests.server.people import subject, user

drill, new_drill = duties.drill, duties.new_drill
Site = Callable[..., Any]


def test_what_is_typed_before_the_scripts_have_come_is_searched_for(site: Site, drill: Drill) -> None:
    page = site("/directory/successions/new/", user(Role.ADMINISTRATOR))
    on_the_way: list[Any] = []
    page.route("**/htmx.min*.js", lambda route: on_the_way.append(route))
    page.goto(page.url, wait_until="commit")
    group = page.get_by_role("group", name="划出单位")
    group.get_by_role("searchbox").type("市住建局")
    pages.wait_until(page, lambda: len(on_the_way) == 1)
    on_the_way[0].continue_()

    pages.wait_until(page, lambda: group.get_by_label("市住建局").count() == 1)


def test_an_administrator_enters_a_succession_and_the_office_clears_what_it_leaves_open(
    site: Site, axe: Any, screens: Any, drill: Drill
) -> None:
    for name in ("南屿县", "临溪县", "澜西区"):
        subject(name, SubjectKind.DIVISION, level="county")
    subject("市城市管理局")
    for stage in ("works", "works", "early"):
        drill.task(values={"stage": stage})
    unknown = [drill.task(title=title) for title in ("整治黑臭水体", "修复河岸")]
    page = site("/directory/", user(Role.ADMINISTRATOR))
    page.get_by_role("link", name="职责承接").click()
    page.get_by_role("link", name="新增").click()
    for label, name in (("划出单位", "市住建局"), ("承接单位", "市城市管理局")):
        group = page.get_by_role("group", name=label)
        group.get_by_role("searchbox").type(name)
        pages.wait_until(page, lambda g=group, n=name: g.get_by_label(n).count() == 1)
        group.get_by_label(name).check()
    page.get_by_label("部分职责").check()
    page.get_by_label("决定日期").fill("2019-01-10")
    page.get_by_label("决定依据").fill("市机构改革方案")
    screens(page, "succession-bodies")
    axe(page)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("任务", exact=True).check()
    page.get_by_label("任务 · 阶段：施工").check()
    page.get_by_label("本级：到位日期").fill("2019-02-01")
    screens(page, "succession-scope")
    axe(page)
    assert not pages.is_too_wide(page)
    page.get_by_role("button", name="查看将发生的变化").click()
    pages.wait_until(page, lambda: page.get_by_role("button", name="登记职责承接").count() == 1)
    screens(page, "succession-preview")
    axe(page)
    assert Succession.objects.count() == 0
    page.get_by_role("button", name="登记职责承接").click()
    pages.wait_until(page, lambda: Succession.objects.count() == 1)
    screens(page, "succession")
    axe(page)
    assert not pages.is_too_wide(page)

    office = site(f"/directory/successions/{Succession.objects.get().pk}/", drill.office)
    office.get_by_role("link", name="待决定事项").click()
    office.get_by_label("全选").check()
    office.get_by_label("理由").fill("随污水处理职责划转")
    screens(office, "succession-cases")
    axe(office)
    assert not pages.is_too_wide(office)
    office.get_by_role("button", name="提交决定").click()
    pages.wait_until(office, lambda: office.get_by_text("没有待决定的事项").count() == 1)
    heirs = Party.objects.known().filter(record__in=[task.pk for task in unknown], until=None)
    assert {party.subject.name for party in heirs} == {"市城市管理局"}
