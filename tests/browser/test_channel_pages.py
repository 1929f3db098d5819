"""The pages on which people choose how messages reach them, and groups are connected, as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from baicheng.server.accounts.models import User
from baicheng.server.notices.models import Robot, Sending, SendingState
from baicheng.server.notices.services import notify, register_robot
from baicheng.server.orgs.models import Subject
from tests.browser import pages
from tests.server.cast import AT

Site = Callable[..., Any]


def test_how_messages_come_is_chosen_on_ones_own_account(
    site: Site, axe: Any, screens: Any, liaison: User, settings: Any
) -> None:
    settings.MAIL = True
    page = site("/me/", liaison)
    page.get_by_role("link", name="选择通知方式").click()
    page.get_by_label("每天早上汇总发一封邮件", exact=False).check()
    page.get_by_role("button", name="保存").click()
    assert page.get_by_text("请填写收信的邮箱").count() > 0
    axe(page)
    screens(page, "channels-refused")
    page.get_by_label("电子邮箱").fill("lin@lanchuan.example")
    page.get_by_role("button", name="保存").click()
    assert page.get_by_text("lin@lanchuan.example").count() == 1
    screens(page, "account")
    axe(page)


def test_a_group_is_connected_tried_and_shows_what_was_given_up(
    site: Site, axe: Any, screens: Any, administrator: User, bureau: Subject
) -> None:
    robot = register_robot(
        kind="wecom",
        name="住建局督查群",
        address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        secret="",
        unit=bureau,
        programme="",
        user=administrator,
        at=AT,
    )
    text = {"zh": "催办：2026-001 打通断头路——按期完成（市住建局）已逾期3天", "en": "Reminder"}
    notify([], key="one", text=text, at=AT, units=[bureau.pk])
    Sending.objects.update(
        state=SendingState.GIVEN_UP, attempts=9, fault="errcode 93000: invalid webhook url"
    )
    page = site("/robots/", administrator)
    screens(page, "robots")
    axe(page)
    assert not pages.is_too_wide(page)
    page.get_by_label("群的名称").fill("园林局群")
    page.get_by_label("Webhook 地址").fill("http://127.0.0.1/")
    page.get_by_role("button", name="接入").click()
    axe(page)
    screens(page, "robots-refused")
    assert Robot.objects.count() == 1

    page.get_by_role("link", name=robot.name).click()
    assert page.get_by_text("invalid webhook url").count() > 0
    screens(page, "robot")
    axe(page)
    assert not pages.is_too_wide(page)
    page.get_by_role("button", name="重新推送").click()
    assert page.get_by_text("待发送").count() > 0
