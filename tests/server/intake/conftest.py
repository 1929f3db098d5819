"""A programme's office, an outsider, and a plan to import."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.reading.apart import read_apart
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.documents import services as documents
from baicheng.server.history.actors import Actor
from baicheng.server.intake.models import Import
from baicheng.server.intake.services import start_import
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.services import create_subject

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PROGRAMME = "quality_programme"

PLAN = """临江市人民政府办公室关于印发临江市2026年城市提质工作方案的通知
临政办〔2026〕7号

各县（市、区）人民政府，市政府各部门：

《临江市2026年城市提质工作方案》已经市政府同意，现印发给你们，请认真贯彻执行。

临江市人民政府办公室
2026年2月20日

临江市2026年城市提质工作方案

一、重点任务
（一）改善道路。6月底前打通断头路8条，年底前新增公共停车位2000个。（牵头单位：市住建局、市城管局；责任单位：各县（市、区）人民政府）
（二）建设公园。年底前建成街头游园12个。（牵头单位：市园林局）
（三）整治背街小巷。年底前完成背街小巷整治40条。

二、工作要求
各单位每月5日前将上月工作进展情况报市提质办。
"""

_read_once = cache(read_apart)


@pytest.fixture(autouse=True)
def the_same_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that reads begins for each text, not for each test of what becomes of it."""
    monkeypatch.setattr(documents, "read_apart", _read_once)


@pytest.fixture
def office() -> User:
    return make_office()


def make_office() -> User:
    """Somebody of the programme's office."""
    user = User.objects.create_user("office", password="x")
    Grant.objects.create(user=user, role=Role.OFFICE, programme=PROGRAMME, since=date(2020, 1, 1))
    return user


@pytest.fixture
def stranger() -> User:
    """Of the office of another programme."""
    user = User.objects.create_user("stranger", password="x")
    Grant.objects.create(user=user, role=Role.OFFICE, programme="supervision", since=date(2020, 1, 1))
    return user


@pytest.fixture
def bureau() -> Subject:
    return make_bureau()


def make_bureau() -> Subject:
    return create_subject(
        kind=SubjectKind.UNIT,
        name="市住房和城乡建设局",
        short="市住建局",
        actor=Actor("system:test", "test"),
        at=AT,
    )


def upload(text: str = PLAN, name: str = "方案.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def intake(office: User, bureau: Subject) -> Import:
    (made,) = start_import(upload(), programme=PROGRAMME, user=office, at=AT)
    return made
