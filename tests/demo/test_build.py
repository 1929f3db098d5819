"""The demonstration is built through the services and says the same each time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from baicheng.demo.build import Scene, build, year_of
from baicheng.server.accounts.models import Grant, User
from baicheng.server.history.verification import verify
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import members, names, superiors
from baicheng.server.orgs.resolution import resolve

NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)
DAY = date(2026, 2, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def scene(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """Built once for the tests of this module, and taken back behind them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(now=NOW)
        transaction.set_rollback(True)


def test_the_year_is_that_of_ninety_days_ago() -> None:
    assert year_of(datetime(2027, 3, 30, tzinfo=UTC)) == 2026
    assert year_of(datetime(2027, 4, 2, tzinfo=UTC)) == 2027


def test_names_of_before_the_reform_lead_to_who_took_over(scene: Scene) -> None:
    def meant(name: str, on: date = DAY) -> str:
        found = resolve(name, on=on).subject
        return found.name if found else ""

    assert meant("市城建委") == "澜川市城乡建设局"
    assert meant("市国土局") == meant("市规划局") == "澜川市自然资源和规划局"
    assert meant("市城管局") == "澜川市城市管理局"
    assert meant("市农委") == ""  # two bodies took over: somebody decides
    assert meant("密岭市环保局") == "密岭市环境保护局"  # its successor is not yet in place
    assert meant("密岭市环保局", date(2027, 8, 1)) == "澜川市生态环境局密岭分局"


def test_a_group_had_other_members_before(scene: Scene) -> None:
    group = scene.subjects["district_governments"]

    assert len(members(group, DAY)) == 6
    assert len(members(group, date(2017, 1, 1))) == 5
    tongxi = scene.subjects["tongxi"]
    assert names([tongxi.pk], date(2017, 1, 1)) == {tongxi.pk: "铜溪县"}


def test_a_bureau_of_a_county_stands_under_the_county_and_under_the_bureau_of_the_city(scene: Scene) -> None:
    bureau = scene.subjects["hechuan_zhujian"].pk

    assert scene.subjects["hechuan_fu"].pk in superiors([bureau], "administers", DAY)[bureau]
    assert scene.subjects["chengjian"].pk in superiors([bureau], "guides", DAY)[bureau]


def test_everybody_has_an_account_with_a_role_and_can_sign_on(scene: Scene) -> None:
    users = User.objects.all()

    assert len(users) == len(scene.city.people)
    assert not users.filter(must_change_password=True).exists()
    assert users.get(username="tizhi").check_password("lanchuan-demo")
    assert Grant.objects.count() == len(users)


def test_the_history_of_the_build_is_whole(scene: Scene) -> None:
    assert verify().faults == ()
    assert Subject.objects.count() > 150
