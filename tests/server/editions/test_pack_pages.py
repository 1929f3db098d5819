"""Packs as pages: what they say and why; local values take two people."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from baicheng.server.accounts.models import Role, User
from baicheng.server.editions.forms import ValueField
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.editions.queries import office_of
from baicheng.server.editions.services import bind_office, install
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Subject
from tests.server.cast import AT, PROGRAMME, SETUP, give, make_unit, make_user
from tests.server.packs_once import once

DETAIL = f"/packs/{PROGRAMME}/"
PROPOSE = f"{DETAIL}propose/?path="
GIVEN = {"since": "2026-06-01", "reason": "机构改革", "decided_by": "市政府常务会议"}


def reader(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="baicheng.server.accounts.backends.SignOn")
    client.cookies["baicheng_language"] = "en"
    return client


@pytest.fixture
def installed(administrator: User) -> Subject:
    install(once(PROGRAMME), at=AT, actor=SETUP)
    unit = make_unit("市提质办")
    bind_office(PROGRAMME, unit, since=date(2020, 1, 1), user=administrator, at=AT, reason="市政府办公会")
    return unit


@pytest.fixture
def second(db: None) -> User:
    return give(make_user("周敏"), Role.OFFICE, programme=PROGRAMME)


def test_a_pack_shows_its_registers_duties_values_readings_and_where_they_stand(
    installed: Subject, office: User
) -> None:
    assert "Hundred-Cities quality programme" in reader(office).get("/packs/").content.decode()
    text = reader(office).get(DETAIL).content.decode()

    assert "Task ledger" in text and "Quarterly progress report on a task" in text
    assert "郑政办〔2018〕28号 五(二)" in text
    assert "Staff that a member unit names" in text and "≥ 1, ≤ 3" in text
    assert "the document gives no value" in text
    assert "each of them answers for the task" in text
    assert "市提质办" in text


@pytest.mark.parametrize("who", ["liaison", "leader", "outsider"])
def test_packs_are_not_shown_to_units(installed: Subject, who: str, request: pytest.FixtureRequest) -> None:
    client = reader(request.getfixturevalue(who))
    before = Event.objects.count()

    assert client.get("/packs/").status_code == 403
    assert client.get(DETAIL).status_code == 403
    assert client.post(f"{PROPOSE}values.staff_per_unit", {**GIVEN, "value": "2"}).status_code == 403
    assert LocalValue.objects.count() == 1
    assert Event.objects.count() == before


def test_an_administrator_alone_names_the_first_office_and_nobody_alone_the_next(administrator: User) -> None:
    install(once(PROGRAMME), at=AT, actor=SETUP)
    client = reader(administrator)
    first, next_one = make_unit("市提质办"), make_unit("市城市更新中心")

    for unit in (first, next_one):
        assert client.post(f"{PROPOSE}office", {**GIVEN, "value": str(unit.pk)}).status_code == 302

    assert office_of(PROGRAMME, date(2026, 7, 1)) == first
    assert LocalValue.objects.get(state=LocalValueState.PROPOSED).value == next_one.pk


def test_a_local_value_is_proposed_by_one_and_approved_by_another(
    installed: Subject, office: User, second: User
) -> None:
    unit = make_unit("市城市更新中心")
    assert reader(office).post(f"{PROPOSE}office", {**GIVEN, "value": str(unit.pk)}).status_code == 302
    value = LocalValue.objects.get(state=LocalValueState.PROPOSED)
    assert office_of(PROGRAMME, date(2026, 7, 1)) == installed

    assert reader(office).post(f"/local-values/{value.pk}/approve/").status_code == 403
    value.refresh_from_db()
    assert value.state == LocalValueState.PROPOSED

    reader(second).post(f"/local-values/{value.pk}/approve/")
    assert office_of(PROGRAMME, date(2026, 7, 1)) == unit


def test_a_refusal_and_an_end_give_their_reasons(installed: Subject, office: User, second: User) -> None:
    reader(office).post(f"{PROPOSE}values.staff_per_unit", {**GIVEN, "value": '{"at_least": 2}'})
    value = LocalValue.objects.get(state=LocalValueState.PROPOSED)
    assert value.value == {"at_least": 2}

    client = reader(second)
    client.post(f"/local-values/{value.pk}/refuse/", {"reason": ""})
    value.refresh_from_db()
    assert value.state == LocalValueState.PROPOSED
    client.post(f"/local-values/{value.pk}/refuse/", {"reason": "没有依据"})
    value.refresh_from_db()
    assert value.state == LocalValueState.REFUSED


def test_the_field_begins_with_what_the_pack_says_and_takes_it_back_changed(
    installed: Subject, office: User
) -> None:
    for path in ("values.staff_per_unit", "duties.quarterly_report.when"):
        field = reader(office).get(f"{PROPOSE}{path}").context["form"]["value"]
        said = field.value()
        assert said and ValueField().clean(said) == json.loads(said)


def test_what_cannot_be_read_is_said_beside_the_value(installed: Subject, office: User) -> None:
    answer = reader(office).post(f"{PROPOSE}values.staff_per_unit", {**GIVEN, "value": '{"at_least": }'})

    assert answer.status_code == 422
    assert "This cannot be read" in answer.content.decode()
    assert LocalValue.objects.count() == 1


def test_there_is_no_page_for_a_value_or_pack_that_is_none(installed: Subject, office: User) -> None:
    client = reader(office)

    assert client.get(f"{PROPOSE}values.nothing").status_code == 404
    assert client.get("/packs/nothing/").status_code == 404
