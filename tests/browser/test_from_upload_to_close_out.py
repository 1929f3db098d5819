"""A plan from its upload to the close-out of its task, by the people who do it, each on their own pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from baicheng.clock.instants import china_date
from baicheng.commands import SUCCESS, audit
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.accounts.services import GRANTS
from baicheng.server.duties.services import generate, sync_pack_duties
from baicheng.server.editions.services import bind_office, install
from baicheng.server.history.services import record as append
from baicheng.server.indicators.models import Observation
from baicheng.server.intake.models import Import
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Attachment, Record
from tests.browser import pages
from tests.server.cast import AT, PROGRAMME, SETUP, give, make_unit, make_user
from tests.server.packs_once import once

Site = Callable[..., Any]
#: Opens a page of somebody, which axe must find sound.
Visit = Callable[..., Any]
TurnTo = Callable[[int, int], None]

PLAN = """兰浦市人民政府办公室文件

兰政办〔2026〕7号

兰浦市人民政府办公室
关于印发兰浦市2026年百城建设提质工作方案的通知

市人民政府各部门：
现将《兰浦市2026年百城建设提质工作方案》印发给你们，请认真落实。

兰浦市人民政府办公室
2026年3月2日

兰浦市2026年百城建设提质工作方案

一、重点任务
（一）打通断头路。6月底前打通断头路8条。
牵头单位：市住房和城乡建设局
责任单位：市园林局
分管领导：梁志远
完成时限：2026年6月底前
（二）新建口袋公园。年内新建口袋公园12个。
牵头单位：市园林局
责任单位：市住房和城乡建设局
完成时限：2026年11月底前
"""
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
OWN_PASSWORD = "春江潮水连海平-Lj26"
TASKS = f"/ledgers/{PROGRAMME}.tasks/"


@pytest.fixture
def turn_to(monkeypatch: pytest.MonkeyPatch) -> TurnTo:
    """Let it be ten in the morning of a day of 2026; from there the time goes on."""
    real = timezone.now

    def turn(month: int, day: int) -> None:
        ahead = datetime(2026, month, day, 2, tzinfo=UTC) - real()
        monkeypatch.setattr(timezone, "now", lambda: real() + ahead)

    return turn


@pytest.fixture
def visit(site: Site, axe: Any) -> Visit:
    """Open a page of somebody, which axe must find sound."""

    def visited(path: str, user: User | None = None, **options: Any) -> Any:
        page = site(path, user, **options)
        axe(page)
        return page

    return visited


@pytest.fixture
def city(
    transactional_db: None,
    settings: Any,
    tmp_path: Path,
    turn_to: TurnTo,
    administrator: User,
    bureau: Subject,
    other_bureau: Subject,
) -> None:
    """The units of the plan and the programme with its office; the bureau's liaison has no account yet."""
    settings.MEDIA_ROOT = tmp_path / "files"
    turn_to(3, 2)
    install(once(PROGRAMME), at=AT, actor=SETUP)
    unit = make_unit("市提质办")
    bind_office(PROGRAMME, unit, since=date(2020, 1, 1), user=administrator, at=AT, reason="市政府办公会")
    sync_pack_duties(PROGRAMME, at=AT)


@pytest.fixture
def stranger(city: None) -> User:
    """Liaison officer of a unit that the plan does not name."""
    return give(make_user("严青"), Role.LIAISON, unit=make_unit("市水利局"))


def press(page: Any, name: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(link: Any) -> None:
    """Click on a link and wait for the page that it leads to."""
    with link.page.expect_navigation():
        link.click()


def move(page: Any, name: str, reason: str = "") -> None:
    """Make a move in its dialog, and read that it was made."""
    page.get_by_role("button", name=name, exact=True).click()
    dialog = page.locator("dialog[open]")
    if reason:
        dialog.get_by_label("理由").fill(reason)
    dialog.get_by_role("button", name=name, exact=True).click()
    page.get_by_text(f"已办理：{name}").wait_for()


def open_account(visit: Visit, administrator: User) -> User:
    """The administrator opens the account of the bureau's liaison officer, who then chooses a password."""
    page = visit("/accounts/new/", administrator)
    page.get_by_label("用户名").fill("zhou.min")
    page.get_by_label("姓名").fill("周敏")
    press(page, "开通账号")
    first = page.locator(".first-password").inner_text()
    follow(page.get_by_role("link", name="前往该账号授予角色"))
    page.get_by_label("角色").select_option(label="联络员")
    page.get_by_label("单位").select_option(label="市住房和城乡建设局")
    press(page, "授予")
    assert "角色已授予" in page.get_by_role("status").inner_text()

    page = visit("/sign-on/")
    page.get_by_label("用户名").fill("zhou.min")
    page.get_by_label("密码").fill(first)
    press(page, "登录")
    for name, typed in {"old": first, "new": OWN_PASSWORD, "again": OWN_PASSWORD}.items():
        page.locator(f"[name={name}]").fill(typed)
    press(page, "修改密码")
    assert page.locator(".user-name").inner_text() == "周敏"
    liaison = User.objects.get(username="zhou.min")
    assert not liaison.must_change_password
    return liaison


def take_in_the_plan(visit: Visit, axe: Any, office: User) -> Record:
    """The office uploads the plan, accepts one task and rejects the other by keyboard, and issues it."""
    page = visit("/imports/new/", office)
    page.locator("input[type=file]").set_input_files(
        {"name": "工作方案.txt", "mimeType": "text/plain", "buffer": PLAN.encode()}
    )
    page.get_by_role("button", name="读取文件").click()
    page.wait_for_url(lambda url: "/imports/new/" not in url)
    axe(page)
    intake = Import.objects.get()
    decided = intake.tasks.exclude(decision="pending")
    page.keyboard.press("j")
    page.locator(".draft.is-open").wait_for()
    page.keyboard.press("a")
    pages.wait_until(page, lambda: decided.count() == 1)
    pages.wait_until(page, lambda: "口袋公园" in page.locator(".draft.is-open .draft-title").inner_text())
    page.keyboard.press("r")
    pages.wait_until(page, lambda: decided.count() == 2)
    follow(page.get_by_role("link", name="下达"))
    axe(page)
    assert not Record.objects.exists()
    press(page, "立即下达")
    return Record.objects.get()


def report_progress(visit: Visit, axe: Any, liaison: User) -> Record:
    """The liaison officer hands in the quarter's report from My work: the value reached and a photograph."""
    page = visit("/my-work/", liaison)
    page.locator(".work-do a", has_text="报送").first.click()
    page.wait_for_url("**/report/")
    axe(page)
    page.locator("[name^=target-]").fill("2")
    page.get_by_label("进度").fill("30")
    page.get_by_label("已开展工作").fill("已打通2条。")
    page.locator("input[type=file]").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": PHOTO}
    )
    press(page, "报送")
    page.get_by_text("报告已报送").wait_for()
    axe(page)
    assert Attachment.objects.get().file_name == "现场.png"
    return Record.objects.get(register=f"{PROGRAMME}.progress")


def correct_the_report(visit: Visit, axe: Any, liaison: User) -> None:
    """The liaison officer is told that the report came back and why, corrects it and sends it again."""
    assert "报告被退回" in visit("/inbox/", liaison).locator("main").inner_text()
    page = visit("/my-work/", liaison)
    follow(page.locator(".work-line", has_text="修改后重报").get_by_role("link").last)
    assert "请写明路名" in page.locator("main").inner_text()
    axe(page)
    page.get_by_label("已开展工作").fill("已打通2条：文峰路、育才街。")
    press(page, "报送")
    page.get_by_text("报告已报送").wait_for()


def report_as_done(visit: Visit, axe: Any, leader: User, task: Record) -> None:
    """The leader of the lead unit says that the task is done; with 90 % that is not possible."""
    page = visit(f"/records/{task.pk}/moves/report_done/", leader)
    page.get_by_label("进度").fill("90")
    page.get_by_label("完成情况").fill("8条断头路全部通车。")
    press(page, "报告完成")
    assert "进度不足100%" in page.locator("main").inner_text()
    axe(page)
    page.get_by_label("进度").fill("100")
    press(page, "报告完成")
    page.get_by_text("已办理：报告完成").wait_for()


def instruct(visit: Visit, axe: Any, city_leader: User) -> None:
    """The city leader finds a task of theirs among those that are late, and says what is to be done."""
    page = visit("/overview/", city_leader)
    assert page.url.endswith(f"/overview/{PROGRAMME}/")
    worst = page.locator(".worst > li", has_text="打通断头路")
    assert "逾期" in worst.inner_text()
    follow(worst.get_by_role("link").first)
    axe(page)
    assert "牵头单位" in page.locator("main").inner_text()
    assert page.get_by_role("link", name="督办单").count() == 0
    follow(page.get_by_role("link", name="批示", exact=True).first)
    axe(page)
    press(page, "批示")
    assert "必填项" in page.locator("main").inner_text()
    page.get_by_label("领导批示").fill("请市住建局一周内打通剩余路段，提质办盯办。")
    press(page, "批示")
    page.get_by_text("已办理：批示").wait_for()
    axe(page)


def issue_an_order(visit: Visit, axe: Any, office: User, task: Record) -> Record:
    """The office finds a fault and orders the responsible unit to mend it."""
    page = visit(f"/records/{task.pk}/", office)
    follow(page.get_by_role("link", name="督办单"))
    axe(page)
    page.get_by_label("发现的问题").fill("两处行道树未补植")
    page.get_by_label("办理要求").fill("补植并书面反馈")
    page.get_by_label("反馈时限").fill("2026-05-20")
    page.locator("[name=responsible-search]").press_sequentially("园林")
    page.get_by_role("radio", name="市园林局").check()
    press(page, "保存")
    return Record.objects.get(register=f"{PROGRAMME}.orders")


def answer_the_order(visit: Visit, axe: Any, unit: User) -> None:
    page = visit("/my-work/", unit)
    follow(page.locator(".work-line", has_text="办理并反馈").get_by_role("link").last)
    axe(page)
    follow(page.get_by_role("link", name="反馈", exact=True).first)
    axe(page)
    page.get_by_label("办理反馈").fill("已补植46株")
    press(page, "反馈")
    page.get_by_text("已办理：反馈").wait_for()


def steps(page: Any) -> list[tuple[str, str, str]]:
    """What the time-line of a record says was done, by whom and why, the earliest first."""
    told = page.locator(".timeline > li").evaluate_all(
        """(lines) => lines.map((line) => [
          line.querySelector(".timeline-what").innerText.trim(),
          line.querySelector(".timeline-who").firstChild.textContent.trim(),
          line.querySelector(".timeline-why")?.lastChild.textContent.trim() ?? "",
        ])"""
    )
    return [(what, who, why) for what, who, why in reversed(told)]


def test_a_plan_goes_from_its_upload_to_the_close_out_of_its_task(
    visit: Visit,
    axe: Any,
    city: None,
    turn_to: TurnTo,
    administrator: User,
    office: User,
    leader: User,
    outsider: User,
    viewer: User,
    stranger: User,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for given in Grant.objects.select_related("user"):  # the cast is entered without services
        chain = f"accounts.user:{given.user_id}"
        append(
            chain=chain, verb="accounts.grant.given", actor=SETUP, at=AT, changes={}, context=GRANTS.of(given)
        )
    liaison = open_account(visit, administrator)
    task = take_in_the_plan(visit, axe, office)
    address = f"/records/{task.pk}/"

    turn_to(3, 3)
    page = visit("/my-work/", liaison)
    follow(page.locator(".work-line", has_text="签收任务").get_by_role("link").last)
    axe(page)
    move(page, "签收")

    turn_to(3, 20)
    generate(china_date(timezone.now()) + timedelta(days=30), timezone.now())
    report = report_progress(visit, axe, liaison)
    turn_to(3, 21)
    page = visit("/my-work/", office)
    follow(page.locator(".work-line", has_text="审核报告").get_by_role("link").last)
    move(page, "退回", reason="请写明路名")
    turn_to(3, 22)
    correct_the_report(visit, axe, liaison)
    assert not Observation.objects.exists()
    turn_to(3, 23)
    move(visit(f"/records/{report.pk}/", office), "采纳")
    assert Observation.objects.get().value == 2

    turn_to(5, 10)
    order = issue_an_order(visit, axe, office, task)
    turn_to(5, 12)
    answer_the_order(visit, axe, outsider)
    turn_to(5, 13)
    page = visit(f"/records/{order.pk}/", office)
    move(page, "核实通过")
    move(page, "销号")
    axe(page)

    turn_to(7, 6)
    instruct(visit, axe, viewer)
    for told in (office, liaison, leader):
        assert "分管领导作出批示" in visit("/inbox/", told).locator("main").inner_text()

    turn_to(7, 10)
    report_as_done(visit, axe, leader, task)
    turn_to(7, 11)
    move(visit(address, office), "核实通过")
    turn_to(7, 12)
    page = visit(address, office)
    assert "未达到的目标" in page.locator("#move-close").text_content()
    move(page, "销号", reason="其余6条转入明年计划")
    axe(page)
    assert "任务已销号" in visit("/inbox/", liaison).locator("main").inner_text()

    turn_to(7, 13)
    assert steps(visit(address, office)) == [
        ("登记", "何静", ""),
        ("登记分项", "何静", ""),
        ("签收", "周敏", ""),
        ("依据2026-0001更新", "何静", ""),
        ("批示", "梁志远", ""),
        ("报告完成", "高建国", ""),
        ("核实通过", "何静", ""),
        ("销号", "何静", "其余6条转入明年计划"),
    ]
    assert steps(visit(f"/records/{report.pk}/", office)) == [
        ("登记", "周敏", ""),
        ("填报目标完成值", "周敏", ""),
        ("上传附件", "周敏", ""),
        ("报送", "周敏", ""),
        ("退回", "何静", "请写明路名"),
        ("已修改", "周敏", ""),
        ("重新报送", "周敏", ""),
        ("采纳", "何静", ""),
    ]
    assert steps(visit(f"/records/{order.pk}/", office)) == [
        ("登记", "何静", ""),
        ("反馈", "罗成", ""),
        ("核实通过", "何静", ""),
        ("销号", "何静", ""),
    ]
    assert "已销号" in visit(TASKS, office).locator("#results").inner_text()
    page = visit(f"{TASKS}?held=2026-07-11&known=2026-07-11", office)
    assert "已核实" in page.locator("#results tbody tr").inner_text()
    follow(page.get_by_role("link", name="打通断头路"))
    axe(page)
    assert "这里显示的是" in page.locator("main").inner_text()
    assert "销号" not in {what for what, _who, _why in steps(page)}
    assert page.get_by_role("button", name="销号").count() == 0

    for record in (task, report, order):
        page = visit(f"/records/{record.pk}/", stranger, expects=404)
        assert record.title not in page.locator("body").inner_text()
    assert audit.run("verify") == SUCCESS
    assert "0 处异常" in capsys.readouterr().out
