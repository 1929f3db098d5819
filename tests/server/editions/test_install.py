"""Installing packs and deciding local values."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock import CHINA
from baicheng.packs.shelf import builtin_folders
from baicheng.server.accounts.models import Role, User
from baicheng.server.editions.models import Edition, LocalValue, LocalValueState
from baicheng.server.editions.queries import (
    NotInstalled,
    acting_for,
    local_value,
    office_of,
    pack,
    packs,
    parameter,
    register,
)
from baicheng.server.editions.services import (
    approve_local_value,
    bind_office,
    install,
    propose_local_value,
    refuse_local_value,
    withdraw_local_value,
)
from baicheng.server.history.models import Event
from tests.server.people import CLERK, subject, user

AT = datetime(2019, 3, 5, 9, tzinfo=CHINA)
DAY = date(2019, 3, 5)
pytestmark = pytest.mark.django_db

MANIFEST = """pack: small
version: {version}
title: {{zh: 小, en: Small}}
documents: [{{number: 临政办〔2019〕1号, title: {{zh: 方案, en: Plan}}, issued_on: 2019-01-02}}]
office: {{title: {{zh: 办公室, en: Office}}}}
coverage: {{encoded: [{{document: 临政办〔2019〕1号, articles: [一]}}]}}
"""
TABLE = """id: most_days
title: {zh: 天数, en: Days}
unit: day
values: [{in_force: {from: 2019-01-01}, value: 5, source: {document: 临政办〔2019〕1号, article: 一}}]
"""


def small(folder: Path, version: str = "1.0.0") -> Path:
    (folder / "values").mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(MANIFEST.format(version=version), encoding="utf-8")
    (folder / "values" / "most_days.yaml").write_text(TABLE, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", [folder.name for folder in builtin_folders()])
def test_every_pack_that_ships_can_be_installed_by_its_name(name: str) -> None:
    install(name, at=AT, actor=CLERK)

    assert pack(name).name == name
    assert [found.name for found in packs()] == [name]


def test_the_same_pack_again_changes_nothing(tmp_path: Path) -> None:
    first = install(small(tmp_path), at=AT, actor=CLERK)
    events = Event.objects.count()

    assert install(small(tmp_path), at=AT, actor=CLERK) == first
    assert Event.objects.count() == events


def test_a_new_version_becomes_the_active_one(tmp_path: Path) -> None:
    install(small(tmp_path), at=AT, actor=CLERK)
    install(small(tmp_path, "1.1.0"), at=AT, actor=CLERK)

    assert pack("small").manifest.version == "1.1.0"
    assert Edition.objects.filter(active=True).count() == 1
    event = Event.objects.filter(chain="editions.edition:small").latest("number")
    assert event.changes["version"] == ["1.0.0", "1.1.0"]


def test_the_same_version_with_other_content_is_refused(tmp_path: Path) -> None:
    install(small(tmp_path), at=AT, actor=CLERK)
    table = tmp_path / "values" / "most_days.yaml"
    table.write_text(TABLE.replace("value: 5", "value: 6"), encoding="utf-8")

    with pytest.raises(ValidationError, match="raise the version"):
        install(tmp_path, at=AT, actor=CLERK)
    assert parameter("most_days", "small", DAY) == 5


def test_a_pack_with_faults_is_refused_with_file_and_line_and_nothing_is_written(tmp_path: Path) -> None:
    (small(tmp_path) / "pack.yaml").write_text(MANIFEST.format(version="1.0.0") + "colour: red\n")

    with pytest.raises(ValidationError, match=r"pack\.yaml:7"):
        install(tmp_path, at=AT, actor=CLERK)
    assert not Edition.objects.exists()
    assert not Event.objects.exists()


def test_what_is_not_installed_is_said_with_what_is(tmp_path: Path) -> None:
    install(small(tmp_path), at=AT, actor=CLERK)

    with pytest.raises(NotInstalled, match="installed: small"):
        pack("large")
    with pytest.raises(NotInstalled, match="no register"):
        register("small.tasks")


# Local values.


@pytest.fixture
def office() -> User:
    return user(Role.OFFICE, programme="small")


@pytest.fixture
def administrator() -> User:
    return user(Role.ADMINISTRATOR)


@pytest.fixture
def installed(tmp_path: Path) -> None:
    install(small(tmp_path), at=AT, actor=CLERK)


def propose(by: User, **more: Any) -> LocalValue:
    given: dict[str, Any] = {
        "pack": "small",
        "path": "values.most_days",
        "value": 7,
        "since": DAY,
        "reason": "人手不足",
        "decided_by": "市政府办公会",
        **more,
    }
    return propose_local_value(user=by, at=AT, **given)


def test_a_local_value_holds_once_another_person_approves_it(
    installed: None, office: User, administrator: User
) -> None:
    value = propose(office)
    assert parameter("most_days", "small", DAY) == 5

    approve_local_value(value, user=administrator, at=AT)

    assert parameter("most_days", "small", DAY) == 7
    assert parameter("most_days", "small", date(2019, 3, 4)) == 5


def test_nobody_approves_what_they_proposed(installed: None, office: User) -> None:
    value = propose(office)

    with pytest.raises(PermissionDenied, match="Somebody else"):
        approve_local_value(value, user=office, at=AT)
    value.refresh_from_db()
    assert value.state == LocalValueState.PROPOSED


@pytest.mark.parametrize("role", [Role.LIAISON, Role.VIEWER, Role.INSPECTOR])
def test_others_decide_no_local_values_and_nothing_is_written(
    installed: None, office: User, role: Role
) -> None:
    other, value = user(role, subject("市档案局"), "small"), propose(office)
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        propose(other)
    for decide in (approve_local_value, refuse_local_value, withdraw_local_value):
        with pytest.raises(PermissionDenied):
            decide(value, user=other, at=AT, reason="不")
    assert LocalValue.objects.count() == 1
    assert Event.objects.count() == events


def test_the_office_of_one_programme_decides_nothing_for_another(installed: None) -> None:
    with pytest.raises(PermissionDenied):
        propose(user(Role.OFFICE, programme="other"))
    with pytest.raises(PermissionDenied):
        propose(
            user(Role.OFFICE, programme="small"), pack="", path="calendar.days", value={"2019-05-01": True}
        )


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"path": "values.days"}, "most_days"),
        ({"path": "office", "value": 999_999}, "does not fit"),
        ({"pack": "large"}, "not installed"),
        ({"pack": "", "path": "calendar.days", "value": {"2019-02-30": True}}, "does not fit"),
        ({"pack": "", "path": "calendar.office_hours", "value": "9 to 5"}, "does not fit"),
        ({"pack": "", "path": "calendar.rest", "value": {}}, "calendar.days"),
        ({"reason": " "}, "fill this in"),
        ({"until": date(2019, 3, 5)}, "after it begins"),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_proposed(
    installed: None, administrator: User, bad: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        propose(administrator, **bad)
    assert not LocalValue.objects.exists()


def test_a_value_that_ends_today_held_until_today(installed: None, office: User, administrator: User) -> None:
    value = approve_local_value(propose(office, since=date(2019, 1, 1)), user=administrator, at=AT)
    withdraw_local_value(value, user=office, at=AT, reason="恢复")

    assert local_value("small", "values.most_days", date(2019, 3, 4)) == value
    assert local_value("small", "values.most_days", DAY) is None


def test_a_refused_value_never_holds(installed: None, office: User, administrator: User) -> None:
    value = propose(office)
    refuse_local_value(value, user=administrator, at=AT, reason="依据不足")

    assert parameter("most_days", "small", DAY) == 5
    with pytest.raises(ValidationError, match="settled"):
        approve_local_value(value, user=administrator, at=AT)


def test_the_first_office_is_an_administrators_word_and_later_ones_need_two(
    installed: None, office: User, administrator: User
) -> None:
    first, second = subject("市督查室"), subject("市提质办")
    with pytest.raises(PermissionDenied):
        bind_office("small", first, since=DAY, user=office, at=AT, reason="设立")
    bind_office("small", first, since=DAY, user=administrator, at=AT, reason="设立")
    with pytest.raises(ValidationError, match="propose"):
        bind_office("small", second, since=DAY, user=administrator, at=AT, reason="换")

    change = propose(office, path="office", value=second.pk, since=date(2019, 6, 1))
    approve_local_value(change, user=administrator, at=AT)

    assert office_of("small", DAY) == first
    assert office_of("small", date(2019, 6, 1)) == second
    assert office_of("small", date(2019, 3, 4)) is None


def test_who_works_in_a_programmes_office_acts_for_it(
    installed: None, office: User, administrator: User
) -> None:
    unit = subject("市督查室")
    bind_office("small", unit, since=DAY, user=administrator, at=AT, reason="设立")

    assert acting_for(office, DAY)[unit.pk] == {"office"}
    assert unit.pk not in acting_for(user(Role.OFFICE, programme="other"), DAY)
    assert unit.pk in acting_for(user(Role.OFFICE), DAY)
