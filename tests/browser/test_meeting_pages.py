"""The page of a meeting as its office, a member and a city leader see it, from the lines typed to items issued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from baicheng.server.accounts.models import User
from baicheng.server.duties.services import begin_report, move_record, send_report
from baicheng.server.intake.models import DraftItem
from baicheng.server.registers.models import Record
from tests.browser import pages
from tests.server.sittings import PROGRAMME, Sitting, at, make_sitting

Site = Callable[..., Any]
TODAY = timezone.localdate()
LAST, NEXT = TODAY - timedelta(days=10), TODAY + timedelta(days=4)


def around() -> Sitting:
    """A meeting in four days; items of the last one late, at risk, due, reported as done and running."""
    made = make_sitting(last=LAST, coming=NEXT)
    plan = [
        ("补齐城区公共停车泊位建设进度，倒排工期到周", "市城建局", TODAY - timedelta(days=3), 40),
        ("落实老旧小区改造结算资金", "市城建局", NEXT, 80),
        ("完成滨河绿道二标段用地手续", "市水利局", TODAY + timedelta(days=20), 0),
        ("汛前完成易涝点泵站检修", "市水利局", TODAY + timedelta(days=40), 100),
        ("建立项目前期手续限时办理台账", "市城建局", TODAY + timedelta(days=300), 20),
    ]
    accepted = LAST + timedelta(days=1)
    for title, lead, due_on, progress in plan:
        item = made.item(title, lead, due_on, entered=at(LAST, 19), progress=progress)
        by = made.people["member" if lead == "市城建局" else "other"]
        step(item, "accept", by, accepted)
        if progress == 100:
            step(item, "report_done", by, TODAY - timedelta(days=2), values={"result": "已检修12座"})
        elif progress == 40:
            report = begin_report(
                item,
                subject=made.units[lead],
                values={"progress": 45, "done": "新增泊位1200个", "problems": "两处地块尚未移交"},
                user=by,
                at=at(TODAY - timedelta(days=1)),
            )
            send_report(report, user=by, at=at(TODAY - timedelta(days=1), 10))
    return made


def step(record: Record, name: str, user: User, day: date, **more: Any) -> None:
    record.refresh_from_db()
    move_record(record, name, user=user, at=at(day), revision=record.revision, **more)


def test_the_office_goes_through_what_was_due_sets_the_order_and_takes_the_decisions(
    site: Site, axe: Any, screens: Any
) -> None:
    sitting = around()
    page = site("/meetings/", sitting.office)
    screens(page, "meetings")
    axe(page)
    page.get_by_role("link", name="城市建设双周调度会").click()
    pages.wait_until(page, lambda: page.get_by_role("heading", name="汇报单位").count() == 1)
    assert page.locator("#late").get_by_text("逾期").count() >= 1
    assert page.locator("#late").get_by_text("两处地块尚未移交").count() == 1
    screens(page, "meeting")
    axe(page)
    assert not pages.is_too_wide(page)

    page.get_by_label("市水利局的次序").fill("1")
    page.get_by_label("市城建局的次序").fill("2")
    page.get_by_role("button", name="排定次序").click()
    pages.wait_until(page, lambda: page.get_by_text("按办公室排定的次序").count() == 1)

    lines = page.locator(".line-typed")
    lines.nth(0).get_by_label("议定内容").fill("研究渣土车运输联合整治办法，报下次会议审议。")
    lines.nth(0).get_by_label("牵头单位").fill("市城建局")
    lines.nth(0).get_by_label("完成时限").fill((NEXT + timedelta(days=10)).isoformat())
    lines.nth(0).get_by_label("完成时限").press("Enter")
    page.keyboard.type("清理人民渠淤积。")
    page.keyboard.press("Tab")
    page.keyboard.type("市河道局")
    page.keyboard.press("Control+Enter")
    pages.wait_until(
        page, lambda: page.get_by_text("名录中没有“市河道局”").count() >= 1 or DraftItem.objects.count() == 2
    )
    pages.wait_until(page, lambda: page.locator(".line-wrong").count() == 1)
    assert DraftItem.objects.count() == 2
    screens(page, "meeting-fault")
    axe(page)

    page.locator(".line-typed").nth(1).get_by_label("牵头单位").fill("市水利局")
    page.get_by_role("button", name="全部下达").click()
    pages.wait_until(page, lambda: page.locator(".decided li").count() == 2)
    screens(page, "meeting-decided")
    axe(page)
    issued = Record.objects.filter(register=f"{PROGRAMME}.items", parent=sitting.next)
    assert {one.title for one in issued} == {"研究渣土车运输联合整治办法，报下次会议审议", "清理人民渠淤积"}


def test_enter_on_the_last_line_makes_another(site: Site) -> None:
    sitting = around()
    page = site(f"/meetings/{sitting.series.pk}/", sitting.office)
    before = page.locator(".line-typed").count()

    page.locator(".line-typed").last.get_by_label("议定内容").press("Enter")

    assert page.locator(".line-typed").count() == before + 1


def test_a_member_reads_the_meeting_with_its_own_items_and_a_leader_all_of_it(
    site: Site, axe: Any, screens: Any
) -> None:
    sitting = around()
    address = f"/meetings/{sitting.series.pk}/"
    member = site(address, sitting.people["other"])
    assert member.get_by_text("汛前完成易涝点泵站检修").count() == 1
    assert member.get_by_text("落实老旧小区改造结算资金").count() == 0
    assert member.get_by_role("button", name="全部下达").count() == 0
    screens(member, "meeting-member")
    axe(member)

    leader = site(address, sitting.people["viewer"], language="en")
    assert leader.get_by_role("heading", name="Who reports at the meeting").count() == 1
    assert leader.get_by_text("落实老旧小区改造结算资金").count() >= 1
    screens(leader, "meeting-leader")
    axe(leader)
    leader.emulate_media(media="print")
    assert not leader.get_by_role("button", name="Print").is_visible()
