"""The fixed cast of the server's tests: a bureau, a county and the people who work with the pages.

Tests take the fixtures by name (`office`, `liaison` …); factories make more of the same.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

import pytest

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.services import create_subject

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SINCE = date(2020, 1, 1)
PROGRAMME = "quality_programme"
PASSWORD = "三潭印月之夜-Zq81"
SETUP = Actor("system:test", "test")
_numbers = count(1)


def make_unit(name: str, kind: SubjectKind = SubjectKind.UNIT, short: str = "") -> Subject:
    """A unit of the directory, there since 2020."""
    return create_subject(kind=kind, name=name, short=short, actor=SETUP, at=AT, since=SINCE)


def make_user(name: str, *, username: str = "", password: str = PASSWORD) -> User:
    """Somebody who can sign on and has no role."""
    person = create_subject(kind=SubjectKind.PERSON, name=name, actor=SETUP, at=AT)
    return User.objects.create_user(username or f"user{next(_numbers)}", password=password, person=person)


def give(user: User, role: Role, unit: Subject | None = None, programme: str = "") -> User:
    """The same user, now with a role since 2020; what was known of the roles is read anew."""
    Grant.objects.create(user=user, role=role, unit=unit, programme=programme, since=SINCE)
    for name in ("roles", "present_grants"):
        user.__dict__.pop(name, None)
    return user


@pytest.fixture
def bureau(db: None) -> Subject:
    """市住建局, the unit of leader and liaison officer."""
    return make_unit("市住房和城乡建设局", short="市住建局")


@pytest.fixture
def other_bureau(db: None) -> Subject:
    return make_unit("市园林局")


@pytest.fixture
def administrator(db: None) -> User:
    return give(make_user("郑文博", username="administrator"), Role.ADMINISTRATOR)


@pytest.fixture
def office(db: None) -> User:
    """Of the office of PROGRAMME."""
    return give(make_user("何静", username="office"), Role.OFFICE, programme=PROGRAMME)


@pytest.fixture
def leader(bureau: Subject) -> User:
    return give(make_user("高建国", username="leader"), Role.LEADER, unit=bureau)


@pytest.fixture
def liaison(bureau: Subject) -> User:
    return give(make_user("林晓梅", username="liaison"), Role.LIAISON, unit=bureau)


@pytest.fixture
def outsider(other_bureau: Subject) -> User:
    """Liaison officer of another unit."""
    return give(make_user("罗成", username="outsider"), Role.LIAISON, unit=other_bureau)


@pytest.fixture
def viewer(db: None) -> User:
    """A leader of the city who reads all."""
    return give(make_user("梁志远", username="viewer"), Role.VIEWER)
