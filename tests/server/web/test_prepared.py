"""A prepared query answers as the query that it was made from, for whatever values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baicheng.server.accounts.backends import SignOn
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.web.prepared import Prepared

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)
NAMES = ("一局", "二局", "三局")


def of_kind(kinds: tuple[str, ...], since: date, ids: tuple[int, ...]) -> QuerySet[Subject]:
    """A question with a value of each kind."""
    return Subject.objects.filter(kind__in=kinds, since__lte=since, pk__in=ids).order_by("-pk")


@pytest.fixture
def ids() -> list[int]:
    """Three units, of which each began a day after the one before."""
    return [
        Subject.objects.create(
            kind=SubjectKind.UNIT, name=name, since=DAY + timedelta(days=place), created_at=timezone.now()
        ).pk
        for place, name in enumerate(NAMES)
    ]


def test_it_answers_as_the_plain_query_for_values_of_all_shapes(ids: list[int]) -> None:
    prepared = Prepared(of_kind)
    for until in range(-1, 3):
        for number in range(len(ids) + 1):
            for kinds in ((), ("unit",), ("unit", "person")):
                asked = kinds, DAY + timedelta(days=until), tuple(ids[:number])
                assert prepared(*asked) == list(of_kind(*asked))


def test_the_same_form_serves_other_values_and_is_not_made_again(ids: list[int]) -> None:
    made: list[int] = []

    def question(pk: int) -> QuerySet[Subject, str]:
        made.append(pk)
        return Subject.objects.filter(pk=pk).values_list("name", flat=True)

    prepared = Prepared(question)
    assert [prepared(pk) for pk in ids] == [[name] for name in NAMES]
    assert len(made) == 1


def test_what_is_empty_whatever_the_database_holds_is_not_asked() -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert Prepared(of_kind)((), DAY, ()) == []
    assert len(asked) == 0


def test_a_value_that_stands_nowhere_in_the_query_is_refused(ids: list[int]) -> None:
    with pytest.raises(AssertionError, match="every value"):
        Prepared(lambda pk: Subject.objects.all())(ids[0])


def test_a_user_comes_with_the_roles_of_the_day_and_another_with_their_own(ids: list[int]) -> None:
    users = [User.objects.create(username=name) for name in NAMES]
    today = timezone.localdate()
    for unit in ids[:2]:
        Grant.objects.create(user=users[0], role=Role.LIAISON, unit_id=unit, since=today)
    Grant.objects.create(user=users[1], role=Role.LEADER, unit_id=ids[2], since=today + timedelta(days=9))
    found = [SignOn().get_user(user.pk) for user in users]
    assert found == users
    assert [[str(grant.unit) for grant in user.present_grants] for user in found if user] == [
        ["一局", "二局"],
        [],
        [],
    ]
    assert SignOn().get_user(users[-1].pk + 1) is None


def test_instants_are_put_in_as_the_database_takes_them(ids: list[int]) -> None:
    def made_before(at: datetime, day: date) -> QuerySet[Subject]:
        return Subject.objects.filter(created_at__lt=at, since__gt=day).order_by("pk")

    prepared, now = Prepared(made_before), timezone.now()
    for at in (now - timedelta(days=1), now, now.astimezone(UTC) + timedelta(seconds=1)):
        for day in (DAY - timedelta(days=1), DAY, DAY + timedelta(days=2)):
            assert prepared(at, day) == list(made_before(at, day))
