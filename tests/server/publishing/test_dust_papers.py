"""Circulars of dust control: the month's ranking with what the last place pays, the good and bad sites of a week."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from baicheng.clock import CHINA
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import Role, User
from baicheng.server.assessments.services import run_rule
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.services import enter_record
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.publishing.composing import annexes_of
from baicheng.server.publishing.excel import excel_file
from baicheng.server.publishing.keeping import RELEASE
from baicheng.server.publishing.models import Publication
from baicheng.server.publishing.queries import KIND, notice_of
from baicheng.server.publishing.services import approve, draft, release, submit
from baicheng.server.publishing.word import word_file
from baicheng.server.rounds import services
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user

pytestmark = pytest.mark.django_db
PACK = "quality_programme"
JULY, WEEK = date(2018, 7, 1), date(2018, 7, 2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text if ":" in text else f"{text} 09:00").replace(tzinfo=CHINA)


@pytest.fixture
def hands(settings: Any, tmp_path: Path) -> tuple[User, User]:
    """A clerk of the office, and its leader."""
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    install(once(PACK), at=LONG_AGO, actor=CLERK)
    office = subject("市提质办")
    given = {"since": date(2017, 1, 1), "user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "议定"}
    bind_office(PACK, office, **given)
    return user(Role.OFFICE, programme=PACK), user(Role.LEADER, office)


def scored(clerk: User, **points: str) -> None:
    for name, its in points.items():
        enter_record(
            register_id=f"{PACK}.dust_rankings",
            values={"month_from": JULY.isoformat(), "pool": "counties", "points": its},
            parties=[("assessed", subject(name, SubjectKind.DIVISION, level="county"))],
            title="7月得分",
            user=clerk,
            at=at("2018-08-01"),
        )


def judged(clerk: User, leader: User) -> None:
    """The round of July, final."""
    row = services.open_round(PACK, "dust_monthly_counties", day=JULY, user=clerk, at=at("2018-08-02"))
    row = services.draft_results(row, user=clerk, at=at("2018-08-02 10:00"))
    row = services.release(row, user=clerk, at=at("2018-08-02 11:00"))
    row = services.submit(row, user=clerk, at=at("2018-08-13"))
    services.approve(row, user=leader, at=at("2018-08-14"))


def monthly(clerk: User) -> Publication:
    return draft(PACK, "dust_monthly_counties", day=JULY, user=clerk, at=at("2018-08-15"))


def text_of(file: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read("word/document.xml").decode()


def test_the_month_s_ranking_says_who_pays_two_million_yuan(hands: tuple[User, User]) -> None:
    clerk, leader = hands
    scored(clerk, 甲区="91.25", 乙区="79.99", 丙区="80")
    judged(clerk, leader)

    row = monthly(clerk)

    ranking, deduction = annexes_of(row, notice_of(row))
    assert [one[:3] for one in ranking.rows] == [
        [1, "甲区", "91.25"],
        [2, "丙区", "80.00"],
        [3, "乙区", "79.99"],
    ]
    assert deduction.heads[-1] == "金额（元）"
    assert deduction.rows == [[1, "乙区", "月度末位财政扣款", "2,000,000"]]
    assert row.title == "关于2018年7月县（市、区）和开发区扬尘防控考核结果的通报"
    assert "乙区排名末位" in row.body[2]["text"]
    file = text_of(word_file(row))
    assert "扣减财政资金" in file and "2,000,000" in file
    sheets = openpyxl.load_workbook(excel_file(row))
    assert [cell.value for cell in sheets["扣减财政资金"][4]] == [1, "乙区", "月度末位财政扣款", 2_000_000]
    assert sheets["扬尘防控月度排名"]["C4"].value == 91.25


def test_equals_at_the_bottom_all_pay(hands: tuple[User, User]) -> None:
    clerk, leader = hands
    scored(clerk, 甲区="91", 乙区="80", 丙区="80")
    judged(clerk, leader)

    row = monthly(clerk)

    assert [one[1] for one in annexes_of(row, notice_of(row))[1].rows] == ["乙区", "丙区"]
    assert row.facts["figures"]["follows"] == 2


def test_a_ranking_that_no_round_made_final_takes_no_money(hands: tuple[User, User]) -> None:
    clerk, _leader = hands
    scored(clerk, 甲区="91", 乙区="80")
    july = Period(JULY, date(2018, 8, 1))
    run_rule(programme=PACK, rule="dust_counties", period=july, user=clerk, at=at("2018-08-02"))

    row = monthly(clerk)

    assert [one.table for one in annexes_of(row, notice_of(row))] == ["results"]
    assert "2,000,000" not in text_of(word_file(row))


def chosen(clerk: User, title: str, choice: str, place: int, day: date = WEEK) -> None:
    firm, county = (
        Subject.objects.filter(name=name).first() or subject(name, kind)
        for name, kind in (("甲建筑公司", SubjectKind.FIRM), ("甲区", SubjectKind.DIVISION))
    )
    enter_record(
        register_id=f"{PACK}.dust_choices",
        values={"choice": choice, "chosen_from": day.isoformat(), "order_no": place},
        parties=[("responsible", firm), ("county", county)],
        title=title,
        user=clerk,
        at=at("2018-07-06"),
    )


def test_the_sites_of_a_week_are_made_known_on_thursday(hands: tuple[User, User], client: Client) -> None:
    clerk, leader = hands
    for title, choice, place in (
        ("一号", "good", 5),
        ("二号", "good", 6),
        ("三号", "bad", 1),
        ("四号", "bad", 10),
    ):
        chosen(clerk, f"{title}工地", choice, place)
    chosen(clerk, "上周的工地", "bad", 1, date(2018, 7, 1))
    week = Period(WEEK, date(2018, 7, 9))
    run_rule(programme=PACK, rule="dust_week_sites", period=week, user=clerk, at=at("2018-07-09"))

    row = draft(PACK, "dust_week_sites", day=date(2018, 7, 8), user=clerk, at=at("2018-07-09 11:00"))

    assert row.title == "关于2018年7月2日至7月8日扬尘防控好差工地的通报"
    assert "的4个工地作出认定，列入奖惩的3个" in row.body[0]["text"]
    good, bad = annexes_of(row, notice_of(row))
    assert good.rows == [[1, "一号工地", "奖励", "100,000"]]
    assert bad.rows == [
        [1, "三号工地", "罚款并停工整改", "100,000"],
        [2, "四号工地", "罚款并停工整改", "100,000"],
    ]
    row = submit(row, user=clerk, at=at("2018-07-09 14:00"))
    row = approve(row, user=leader, at=at("2018-07-10"))
    due = Assignment.objects.get(about_kind=KIND, about_id=row.pk, name=RELEASE).due_at
    assert due is not None and due.astimezone(CHINA) == at("2018-07-13 00:00"), "until the end of Thursday"
    assert client.get(reverse("publishing:public_paper", args=[row.address])).status_code == 404
    row = release(row, user=clerk, at=at("2018-07-12"))
    page = client.get(reverse("publishing:public_paper", args=[row.address])).content.decode()
    assert "四号工地" in page and "上周的工地" not in page and "二号工地" not in page


def test_nobody_of_another_office_drafts_it(hands: tuple[User, User]) -> None:
    clerk, leader = hands
    scored(clerk, 甲区="91", 乙区="80")
    judged(clerk, leader)
    stranger = user(Role.OFFICE, programme="supervision")

    with pytest.raises(PermissionDenied):
        monthly(stranger)
    assert not Publication.objects.exists()
