"""A prepared query answers as the query that it was made from, for whatever values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from weakref import WeakKeyDictionary

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baicheng.server.accounts.backends import SignOn
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.web import plans
from baicheng.server.web.prepared import Prepared

pytestmark = pytest.mark.django_db
postgresql_alone = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans")

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


def kept_statements() -> list[str]:
    """What this connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return [name for (name,) in cursor.fetchall()]


def test_what_is_asked_often_is_answered_as_before_whatever_it_holds(ids: list[int]) -> None:
    strange = "五'局 50% $1 \\"
    Subject.objects.filter(pk=ids[0]).update(name=strange)

    def named(name: str, since: date, pks: tuple[int, ...]) -> QuerySet[Subject]:
        rows = Subject.objects.filter(since__gte=since, pk__in=pks, name__gte=name)
        return rows.exclude(name__in=("50%", "'%s' $2")).order_by("-pk")

    prepared = Prepared(named)
    for _time in range(5):
        for name in (strange, "局", "'", "%", ""):
            for pks in ((ids[0],), tuple(ids)):
                assert prepared(name, DAY, pks) == list(named(name, DAY, pks))


@postgresql_alone
def test_what_is_asked_often_is_planned_once_by_a_connection() -> None:
    prepared = Prepared(lambda pk: Subject.objects.filter(pk=pk))
    before = kept_statements()
    with CaptureQueriesContext(connection) as asked:
        for pk in range(1, 6):
            prepared(pk)

    assert [one["sql"].startswith("EXECUTE") for one in asked] == [False, False, True, True, True]
    assert len(kept_statements()) == len(before) + 1


@postgresql_alone
def test_what_was_asked_longest_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch, ids: list[int]) -> None:
    monkeypatch.setattr(plans, "_asked", WeakKeyDictionary())
    monkeypatch.setattr(plans, "_REMEMBERED", 2)
    before = kept_statements()
    several = [Prepared(lambda pk: Subject.objects.filter(pk=pk)) for _ in range(4)]
    for _time in range(2):
        for prepared in several:
            for _often in range(4):
                assert [one.pk for one in prepared(ids[1])] == [ids[1]]

    assert len(kept_statements()) == len(before) + 2


@postgresql_alone
def test_a_new_connection_knows_nothing_of_what_another_has_prepared() -> None:
    prepared = Prepared(lambda pk: Subject.objects.filter(pk=pk))
    for _often in range(4):
        prepared(1)
    other = connection.copy()
    try:
        one = plans.statement("SELECT %s", ((0, None),), 1, other)
        assert [plans.is_kept(one, other) for _often in range(3)] == [False, False, True]
        assert not plans.is_kept(one, connection)
    finally:
        other.close()
