"""The directory and its people from one Excel file: all or nothing, and twice is once."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from baicheng.server.accounts.models import Role, User
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.orgs.models import Identifier, Relation, RelationKind, Subject
from baicheng.server.orgs.queries import members
from baicheng.server.pages.roster.entering import Entered, blank_roster, enter_roster
from baicheng.server.pages.roster.sheets import PEOPLE, SUBJECTS
from baicheng.server.web.workbooks import Workbook
from tests.server.pages.conftest import reader
from tests.server.people import subject, user

NOW = timezone.now()
UNITS = [
    {"类别": "行政区划", "全称": "临江市", "区划层级": "市级", "代码": 419900},
    {"类别": "行政区划", "全称": "东湖区", "区划层级": "县级", "代码": "419902", "所属": "临江市"},
    {"类别": "单位", "全称": "临江市人民政府", "简称": "市政府", "管辖区划": "临江市"},
    {
        "类别": "单位",
        "全称": "临江市水利局",
        "简称": "市水利局",
        "别名": "市水务局、市水利局机关",
        "主管（块）": "市政府",
        "起始日期": "2019年3月1日",
        "依据": "临发〔2019〕1号",
    },
    {"类别": "单位", "全称": "东湖区水利局", "业务指导（条）": "市水务局"},
    {"类别": "群组", "全称": "各水利部门", "成员": "市水利局，东湖区水利局"},
    {"类别": "职务", "全称": "副市长（水利）", "分管": "市水利局"},
]
PERSONS = [
    {"用户名": "wang", "姓名": "王一", "角色": "联络员", "单位": "市水利局"},
    {"用户名": "wang", "姓名": "王一", "角色": "单位负责人", "单位": "东湖区水利局"},
    {"用户名": "zhao", "姓名": "赵二", "角色": "查阅人员", "职务": "副市长（水利）"},
]

pytestmark = pytest.mark.django_db


def workbook(sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for title, rows in sheets.items():
        page = book.add_worksheet(title)
        heads = list(dict.fromkeys(head for row in rows for head in row))
        page.write_row(0, 0, heads)
        for number, row in enumerate(rows, start=1):
            page.write_row(number, 0, [row.get(head, "") for head in heads])
    book.close()
    return out.getvalue()


ROSTER = workbook({"名录": UNITS, "人员": PERSONS})


def enter(content: bytes = ROSTER, **more: Any) -> Entered:
    administrator = User.objects.filter(grants__role=Role.ADMINISTRATOR).first() or user(Role.ADMINISTRATOR)
    return enter_roster("名录.xlsx", content, user=administrator, at=NOW, **more)


def faults(sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    with override("zh-hans"), pytest.raises(ValidationError) as told:
        enter(workbook(sheets))
    return told.value.messages


def named(name: str) -> Subject:
    return Subject.objects.get(name=name)


def test_units_relations_and_people_are_entered_with_history() -> None:
    entered = enter()

    assert (len(entered.subjects), entered.relations, entered.roles) == (7, 8, 3)
    bureau = named("临江市水利局")
    assert bureau.since == date(2019, 3, 1)
    over = Relation.objects.known().get(kind=RelationKind.ADMINISTERS, object=bureau)
    assert (over.subject, over.source) == (named("临江市人民政府"), "临发〔2019〕1号")
    guide = Relation.objects.known().get(kind=RelationKind.GUIDES)
    assert (guide.subject, guide.object) == (bureau, named("东湖区水利局"))
    assert list(members(named("各水利部门"), date(2026, 1, 1))) == [bureau, named("东湖区水利局")]
    assert set(Identifier.objects.values_list("scheme", "value")) == {
        ("area_code", "419900"),
        ("area_code", "419902"),
    }
    wang, zhao = User.objects.get(username="wang"), User.objects.get(username="zhao")
    assert set(wang.grants.values_list("role", "unit__name")) == {
        (Role.LIAISON, "临江市水利局"),
        (Role.LEADER, "东湖区水利局"),
    }
    assert Relation.objects.get(kind=RelationKind.HOLDS).subject == zhao.person
    assert not verify().faults


def test_a_first_password_signs_on_once_it_is_shown() -> None:
    entered = enter()

    assert [(username, name) for username, name, _password in entered.passwords] == [
        ("wang", "王一"),
        ("zhao", "赵二"),
    ]
    for username, _name, password in entered.passwords:
        account = User.objects.get(username=username)
        assert account.check_password(password)
        assert account.must_change_password


def test_the_same_file_again_changes_nothing() -> None:
    enter()
    events = Event.objects.count()

    assert enter().is_empty
    assert Event.objects.count() == events


def test_a_code_typed_otherwise_is_still_the_same_code() -> None:
    firm = {"类别": "企业", "全称": "临江水务公司"}
    enter(workbook({"名录": [{**firm, "代码": "91410000MA0000000M"}]}))
    events = Event.objects.count()

    assert enter(workbook({"名录": [{**firm, "代码": "91410000 ma0000000m"}]})).is_empty
    assert Event.objects.count() == events


def test_a_longer_file_enters_what_is_new_alone() -> None:
    enter()

    more = [*UNITS, {"类别": "企业", "全称": "临江水务公司", "代码": "91410000MA0000000M"}]
    entered = enter(workbook({"名录": more}))

    assert entered.subjects == ["临江水务公司"]
    assert (entered.relations, entered.roles, entered.passwords) == (0, 0, [])


def test_a_check_says_what_would_be_entered_and_enters_nothing() -> None:
    user(Role.ADMINISTRATOR)
    before = Event.objects.count()

    entered = enter(check_only=True)

    assert len(entered.subjects) == 7
    assert Event.objects.count() == before
    assert not Subject.objects.filter(name="临江市水利局").exists()


def test_cells_that_cannot_be_read_are_named_before_anything_else() -> None:
    told = faults(
        {
            "名录": [
                {"类别": "单位", "全称": "市水利局", "起始日期": "去年"},
                {"类别": "局", "全称": "市教育局", "主管（块）": "市政府"},
            ],
            "人员": [{"用户名": "li", "姓名": "", "角色": "联络员"}],
        }
    )

    assert told == [
        "名录!C2：“去年”不是日期，请写成 2026-03-05",
        "名录!A3：“局”不在可选之列：单位、行政区划、议事协调机构、群组、职务、企业",
        "人员!B2：请填写此项。",
    ]


def test_every_fault_is_named_with_its_cell_and_nothing_is_entered() -> None:
    subject("市住建局")

    told = faults(
        {
            "名录": [{"类别": "单位", "全称": "市水利局", "主管（块）": "市政府"}],
            "人员": [
                {"用户名": "li", "姓名": "李三", "角色": "联络员", "单位": "市住建厅", "工作": "提质"},
                {"用户名": "an", "姓名": "安四", "角色": "联络员"},
            ],
        }
    )

    assert [line.split("：")[0] for line in told] == ["名录!C2", "人员!D2", "人员!E2", "人员!D3"]
    assert "相近的有：市住建局" in told[1]
    assert not Subject.objects.filter(name="市水利局").exists()
    assert not User.objects.filter(username__in=("li", "an")).exists()


def test_whoever_stands_there_twice_or_above_itself_is_refused() -> None:
    twice = faults({"名录": [{"类别": "单位", "全称": "甲局"}, {"类别": "单位", "全称": "甲局 "}]})
    circle = faults(
        {
            "名录": [
                {"类别": "单位", "全称": "甲局", "主管（块）": "乙局"},
                {"类别": "单位", "全称": "乙局", "主管（块）": "甲局"},
            ]
        }
    )

    assert twice == ["名录!B3：第 2 行已经有了"]
    assert circle[0].startswith("名录!C3：")


def test_a_code_belongs_to_one_subject() -> None:
    enter()

    told = faults({"名录": [{"类别": "行政区划", "全称": "西湖区", "代码": "419902"}]})

    assert told == ["名录!C2：419902已是东湖区的代码。"]


def test_an_account_of_somebody_else_is_not_taken_over() -> None:
    enter()

    told = faults({"人员": [{"用户名": "wang", "姓名": "王五", "角色": "查阅人员"}]})

    assert told == ["人员!B2：该账号属于王一"]


def test_only_an_administrator_enters_a_roster() -> None:
    for role in (Role.OFFICE, Role.VIEWER, None):
        with pytest.raises(PermissionDenied):
            enter_roster("名录.xlsx", ROSTER, user=user(role), at=NOW)
    assert not Subject.objects.filter(name="临江市水利局").exists()


def test_the_empty_form_has_both_sheets() -> None:
    book = Workbook("名录.xlsx", blank_roster())

    assert SUBJECTS in book
    assert PEOPLE in book


def test_the_page_enters_a_file_and_shows_first_passwords_once() -> None:
    browser = reader(user(Role.ADMINISTRATOR))

    answer = browser.post("/directory/from-excel/", {"file": SimpleUploadedFile("名录.xlsx", ROSTER)})

    assert answer.status_code == 200
    assert "7 new in the directory" in answer.content.decode()
    assert "wang" in answer.content.decode()
    assert b"".join(browser.get("/directory/from-excel/form/").streaming_content)[:2] == b"PK"


def test_the_page_tells_faults_and_enters_nothing() -> None:
    content = workbook({"名录": [{"类别": "单位", "全称": "甲局", "主管（块）": "<b>乙局</b>"}]})

    answer = reader(user(Role.ADMINISTRATOR)).post(
        "/directory/from-excel/", {"file": SimpleUploadedFile("名录.xlsx", content)}
    )

    assert answer.status_code == 422
    assert "名录!C2" in answer.content.decode()
    assert "<b>乙局</b>" not in answer.content.decode()
    assert not Subject.objects.filter(name="甲局").exists()
