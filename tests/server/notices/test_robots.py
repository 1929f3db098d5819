"""Groups in WeCom and DingTalk hear what their unit or office is told: in their form, once, to nobody else."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from baicheng.server.accounts.models import User
from baicheng.server.editions.services import install
from baicheng.server.history.queries import timeline
from baicheng.server.notices.models import Robot, Sending, SendingState
from baicheng.server.notices.services import (
    again,
    end_robot,
    notify,
    register_robot,
    reset_password,
    send_out,
    try_robot,
)
from baicheng.server.orgs.models import Subject
from tests.server.cast import AT, PROGRAMME, SETUP
from tests.server.notices.outside import Group
from tests.server.packs_once import once

TEXT = {"zh": "催办：2026-001 打通断头路已逾期3天", "en": "Reminder: 2026-001 is 3 days late"}
SECRET = "SEC-never-shown"


def connect(by: User, group: Group, **more: Any) -> Robot:
    given = {"kind": "wecom", "name": "住建局督查群", "secret": "", "unit": None, "programme": "", **more}
    return register_robot(user=by, at=AT, address=group.address, **given)


def tell(units: list[Subject], key: str = "one", text: dict[str, str] = TEXT, office_of: str = "") -> None:
    ids = [unit.pk for unit in units]
    notify([], key=key, text=text, at=AT, path="/records/7/", units=ids, office_of=office_of)


def page(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="baicheng.server.accounts.backends.SignOn")
    return client


def test_wecom_gets_markdown_that_leads_to_the_page(
    administrator: User, bureau: Subject, group: Group
) -> None:
    connect(administrator, group, unit=bureau)
    tell([bureau])

    assert send_out(AT) == (1, 0)
    ((path, body),) = group.got
    assert path == "/send?key=KEY-OF-THE-GROUP"
    assert body["msgtype"] == "markdown"
    assert "2026-001 打通断头路已逾期3天" in body["markdown"]["content"]
    assert "](https://duban.lanchuan.example/records/7/)" in body["markdown"]["content"]


def test_dingtalk_gets_a_title_and_a_signature_of_the_moment(
    administrator: User, bureau: Subject, group: Group
) -> None:
    connect(administrator, group, unit=bureau, kind="dingtalk", secret=SECRET)
    tell([bureau])
    send_out(AT)

    ((path, body),) = group.got
    asked = parse_qs(urlsplit(path).query)
    told = f"{asked['timestamp'][0]}\n{SECRET}".encode()
    sign = base64.b64encode(hmac.new(SECRET.encode(), told, hashlib.sha256).digest()).decode()
    assert asked["sign"] == [sign]
    assert asked["key"] == ["KEY-OF-THE-GROUP"]
    assert body["markdown"]["title"] == TEXT["zh"]
    assert "已逾期3天" in body["markdown"]["text"]


def test_what_somebody_typed_is_read_as_plain_text(
    administrator: User, bureau: Subject, group: Group
) -> None:
    connect(administrator, group, unit=bureau)
    tell([bureau], text={"zh": "[点此领奖](https://evil.example) **急** <@all>", "en": "# x"})
    send_out(AT)

    content = group.got[0][1]["markdown"]["content"]
    assert "](https://evil" not in content
    assert "**" not in content
    assert "<@all>" not in content


def test_each_group_hears_what_is_its_own_and_once(
    administrator: User, bureau: Subject, other_bureau: Subject, group: Group
) -> None:
    install(once(PROGRAMME), at=AT, actor=SETUP)
    connect(administrator, group, unit=other_bureau)
    of_office = connect(administrator, group, name="专班群", programme=PROGRAMME)
    tell([bureau])
    assert not Sending.objects.exists()
    for _ in range(2):
        tell([bureau], key="two", office_of=PROGRAMME)
        send_out(AT)

    assert len(group.got) == 1
    assert Sending.objects.get().robot == of_office


def test_what_is_for_one_person_goes_to_no_group(
    administrator: User, bureau: Subject, liaison: User, group: Group
) -> None:
    connect(administrator, group, unit=bureau)
    reset_password(liaison, by=administrator, at=AT)

    assert not Sending.objects.exists()


def test_a_robot_that_refuses_with_status_200_has_refused(
    administrator: User, bureau: Subject, group: Group
) -> None:
    connect(administrator, group, unit=bureau)
    tell([bureau])
    group.answer = {"errcode": 45009, "errmsg": "api freq out of limit"}

    assert send_out(AT) == (0, 1)
    row = Sending.objects.get()
    assert row.fault == "errcode 45009: api freq out of limit"
    assert row.next_at == AT + timedelta(minutes=1)
    group.answer = {"errcode": 0}
    assert send_out(AT + timedelta(minutes=1)) == (1, 0)


def test_what_was_given_up_is_seen_and_tried_again_under_the_same_number(
    administrator: User, bureau: Subject, group: Group
) -> None:
    robot = connect(administrator, group, unit=bureau)
    tell([bureau])
    group.status = 500
    for hours in range(32):
        send_out(AT + timedelta(hours=hours))
    row = Sending.objects.get()
    assert row.state == SendingState.GIVEN_UP
    assert "有已放弃的推送" in page(administrator).get("/robots/").content.decode()

    group.status = 200
    again(row, user=administrator, at=AT + timedelta(days=2))
    assert send_out(AT + timedelta(days=2)) == (1, 0)
    assert Sending.objects.get().number == row.number
    assert timeline(f"notices.robot:{robot.pk}").filter(verb="notices.robot.tried_again").count() == 1


def test_key_and_secret_are_shown_nowhere_and_stand_in_no_event(
    administrator: User, bureau: Subject, group: Group
) -> None:
    robot = connect(administrator, group, unit=bureau, kind="dingtalk", secret=SECRET)
    client = page(administrator)
    shown = "".join(client.get(address).content.decode() for address in ("/robots/", f"/robots/{robot.pk}/"))
    told = "".join(f"{event.changes}{event.context}" for event in timeline(f"notices.robot:{robot.pk}"))

    assert "127.0.0.1" in shown
    for secret in ("KEY-OF-THE-GROUP", SECRET):
        assert secret not in shown
        assert secret not in told
    end_robot(robot, user=administrator, at=AT)
    robot.refresh_from_db()
    assert "KEY-OF-THE-GROUP" not in robot.address
    assert robot.secret == ""


def test_an_office_keeps_its_own_groups_and_no_others(
    administrator: User, office: User, liaison: User, bureau: Subject, group: Group
) -> None:
    install(once(PROGRAMME), at=AT, actor=SETUP)
    of_unit = connect(administrator, group, unit=bureau)
    own = connect(office, group, programme=PROGRAMME)

    assert page(office).get(f"/robots/{own.pk}/").status_code == 200
    assert page(office).get(f"/robots/{of_unit.pk}/").status_code == 404
    assert page(office).post(f"/robots/{of_unit.pk}/end/").status_code == 404
    assert page(liaison).get("/robots/").status_code == 403
    refused = (
        lambda: connect(office, group, unit=bureau),
        lambda: connect(liaison, group, programme=PROGRAMME),
        lambda: end_robot(of_unit, user=office, at=AT),
        lambda: try_robot(own, user=liaison, at=AT),
    )
    for deed in refused:
        with pytest.raises(PermissionDenied):
            deed()
    assert Robot.objects.filter(ended_at=None).count() == 2
    assert not Sending.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kind": "icq"}, "Choose"),
        ({"name": " "}, "name"),
        ({}, "Give a unit"),
        ({"programme": "nothing"}, "Choose"),
        ({"secret": "SEC", "programme": PROGRAMME}, "Only DingTalk"),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(
    administrator: User, group: Group, more: dict[str, Any], words: str
) -> None:
    install(once(PROGRAMME), at=AT, actor=SETUP)
    with pytest.raises(ValidationError, match=words):
        connect(administrator, group, **more)
    assert not Robot.objects.exists()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000/", "http://[::1]/", "ftp://x.example/", "nothing"]
)
def test_a_group_is_never_this_machine(administrator: User, bureau: Subject, address: str) -> None:
    with pytest.raises(ValidationError):
        connect(administrator, Group(address), unit=bureau)
    assert not Robot.objects.exists()


def test_a_trial_tells_the_group_that_it_is_one(administrator: User, bureau: Subject, group: Group) -> None:
    robot = connect(administrator, group, unit=bureau)
    assert page(administrator).post(f"/robots/{robot.pk}/try/").status_code == 302
    send_out(Sending.objects.get().made_at)

    assert "测试消息" in group.got[0][1]["markdown"]["content"]
    end_robot(robot, user=administrator, at=AT)
    robot.refresh_from_db()
    with pytest.raises(ValidationError):
        try_robot(robot, user=administrator, at=AT)


def test_the_pages_take_few_queries(
    administrator: User, bureau: Subject, group: Group, django_assert_max_num_queries: Any
) -> None:
    robots = [connect(administrator, group, unit=bureau, name=f"群{number}") for number in range(5)]
    tell([bureau])
    client = page(administrator)
    for address in ("/robots/", f"/robots/{robots[0].pk}/", "/me/messages/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
