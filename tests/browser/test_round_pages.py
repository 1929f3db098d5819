"""A round of assessment from its opening to the lock, as the office, a county, a panel and a leader walk through it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from baicheng.server.rounds import services
from baicheng.server.rounds.models import (
    Consequence,
    Objection,
    ObjectionTime,
    Participant,
    Round,
    RoundState,
)
from tests.browser import pages
from tests.server.rounds import conftest as rounds
from tests.server.rounds.conftest import PAPER, Drill

drill, scene = rounds.drill, rounds.scene
Site = Callable[..., Any]
#: A phone on which somebody marks on site.
HANDHELD = (390, 844)


def test_a_round_is_opened_marked_objected_to_approved_and_put_into_effect(
    site: Site, axe: Any, screens: Any, drill: Drill
) -> None:
    drill.event("甲县", "6")
    office = site("/rounds/new/", drill.office)
    screens(office, "rounds-new")
    axe(office)
    office.get_by_label("抽签号码").fill("7")
    office.get_by_role("button", name="启动").click()
    office.get_by_role("button", name="抽签").click()
    pages.wait_until(office, lambda: office.get_by_text("由号码7抽出").count() == 1)
    row = Round.objects.get()
    for participant in Participant.objects.all():
        services.allot_panel(participant, drill.units["考核组"], user=drill.office, at=timezone.now())

    for county in ("甲县", "乙县"):
        unit = site("/my-work/", drill.people[county])
        unit.get_by_role("link", name="自查自评").first.click()
        unit.get_by_role("spinbutton").fill("31")
        unit.get_by_role("button", name="保存并提交").click()
        pages.wait_until(unit, lambda page=unit: page.get_by_text("最高30分").count() >= 1)
        axe(unit)
        unit.get_by_role("spinbutton").fill("30")
        unit.locator("input[type=file]").set_input_files(
            {"name": "自评报告.pdf", "mimeType": "application/pdf", "buffer": PAPER}
        )
        screens(unit, f"rounds-self-{county}")
        unit.get_by_role("button", name="保存并提交").click()
        pages.wait_until(unit, lambda page=unit: page.get_by_text("已提交").count() >= 1)

    panel = site(row.get_absolute_url(), drill.people["考核组"], size=HANDHELD)
    for _county in range(2):
        panel.get_by_role("link", name="去打分").click()
        panel.get_by_role("spinbutton").first.wait_for()  # what follows takes only what is there already
        for box in panel.get_by_role("spinbutton").all():
            box.fill("5")
        screens(panel, "rounds-on-site")
        axe(panel)
        assert not pages.is_too_wide(panel)
        panel.get_by_role("button", name="保存并提交").click()
        pages.wait_until(panel, lambda: panel.url.endswith(row.get_absolute_url()))

    office.reload()
    screens(office, "rounds-marked")
    axe(office)
    office.get_by_role("button", name="计算初评结果").click()
    pages.wait_until(
        office, lambda: office.get_by_text("15.38").count() + office.get_by_text("初评结果").count() > 1
    )
    office.get_by_role("button", name="反馈初评结果").click()
    office.get_by_role("dialog").get_by_role("button", name="反馈").click()
    pages.wait_until(office, lambda: Round.objects.get().state == RoundState.OBJECTION)

    unit = site(row.get_absolute_url(), drill.people["乙县"])
    assert unit.get_by_text("15.38").count() >= 1
    assert unit.get_by_text("甲县").count() == 0
    screens(unit, "rounds-own-result")
    axe(unit)
    unit.get_by_role("link", name="提出异议").click()
    unit.get_by_label("针对").select_option(label="抽查")
    unit.get_by_label("理由").fill("一个乡镇的得分录错了")
    screens(unit, "rounds-object")
    axe(unit)
    unit.get_by_role("button", name="提出异议").click()
    pages.wait_until(unit, lambda: Objection.objects.count() == 1)

    office.goto(office.url.partition("/rounds/")[0] + Objection.objects.get().get_absolute_url())
    office.get_by_label("成立：").check()
    office.get_by_label("答复及理由").fill("核实原始评分表，确有一项录错")
    screens(office, "rounds-answer")
    axe(office)
    office.get_by_role("button", name="答复").click()
    office.get_by_role("link", name="更正打分").click()
    office.get_by_role("spinbutton").nth(1).fill("3")
    office.get_by_role("textbox", name="说明").nth(1).fill("按原始评分表")
    screens(office, "rounds-put-right")
    axe(office)
    office.get_by_role("button", name="保存").click()
    office.get_by_role("button", name="全体重算").click()
    office.get_by_role("link", name="看谁有变化").click()
    screens(office, "rounds-moved")
    axe(office)
    assert not pages.is_too_wide(office)
    office.get_by_role("button", name="采用重算结果").click()
    office.get_by_role("dialog").get_by_label("理由").fill("按核实的评分")
    office.get_by_role("dialog").get_by_role("button", name="采用").click()
    pages.wait_until(office, lambda: Objection.objects.filter(settled_by__isnull=False).exists())

    past = timezone.now() - timedelta(minutes=1)
    Round.objects.update(objections_until=past)
    ObjectionTime.objects.update(until=past)
    office.reload()
    office.get_by_role("button", name="报批").click()
    office.get_by_role("dialog").get_by_role("button", name="报批").click()
    pages.wait_until(office, lambda: Round.objects.get().state == RoundState.APPROVAL)
    leader = site("/my-work/", drill.leader)
    leader.get_by_role("link", name="审定").first.click()
    leader.get_by_role("button", name="批准").first.click()
    leader.get_by_role("dialog").get_by_role("button", name="批准").click()
    pages.wait_until(leader, lambda: Round.objects.get().is_final)
    office.reload()
    office.get_by_role("button", name="结果运用").click()
    office.get_by_role("dialog").get_by_role("button", name="结果运用").click()
    pages.wait_until(office, lambda: Consequence.objects.count() == 2)
    screens(office, "rounds-final")
    axe(office)
    assert not pages.is_too_wide(office)
    listing = site("/rounds/", drill.people["甲县"], size=pages.PHONE)
    screens(listing, "rounds-list")
    axe(listing)
