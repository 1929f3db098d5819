"""The units of the city and those who sign on, entered through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.duties.services import install_pack
from baicheng.server.editions.services import bind_office
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, relate

PROGRAMME = "quality_programme"
SINCE = date(2018, 1, 1)
AT = datetime(2018, 1, 1, tzinfo=UTC)
CLERK = Actor("system:benchmark", "测试")
BUREAUS, COUNTIES, TOWNSHIPS = 50, 16, 200


@dataclass(frozen=True)
class City:
    """The ids of all subjects, and a reader of each kind by name."""

    office: int
    government: int
    bureaus: list[int]
    counties: list[int]
    townships: list[int]
    county_of: dict[int, int]
    readers: dict[str, User]


def build() -> City:
    """The government over bureaus and counties, each county with its townships."""
    admin = _user("管理员", Role.ADMINISTRATOR)
    install_pack(PROGRAMME, at=AT, actor=CLERK)
    office, government = _subject("市提质办"), _subject("市人民政府")
    bind_office(PROGRAMME, office, since=SINCE, user=admin, at=AT, reason="市政府办公会")
    bureaus = [_subject(f"市第{number:02}局") for number in range(BUREAUS)]
    counties = [_division(f"第{number:02}县", "county") for number in range(COUNTIES)]
    for below in (*bureaus, *counties):
        _relate(RelationKind.ADMINISTERS, government, below)
    townships, county_of = [], {}
    for number in range(TOWNSHIPS):
        township, county = _division(f"第{number:03}镇", "township"), counties[number % COUNTIES]
        _relate(RelationKind.PART_OF, township, county)
        townships.append(township)
        county_of[township.pk] = county.pk
    ids = [[subject.pk for subject in subjects] for subjects in (bureaus, counties, townships)]
    readers = {
        "office": _user("专班", Role.OFFICE, programme=PROGRAMME),
        "large subtree": _user("市政府联络员", Role.LIAISON, government),
        "mostly as a party": _user("大局联络员", Role.LIAISON, bureaus[0]),
        "a township": _user("镇联络员", Role.LIAISON, townships[7]),
    }
    return City(office.pk, government.pk, *ids, county_of, readers)


def _subject(name: str, kind: SubjectKind = SubjectKind.UNIT, level: str = "") -> Subject:
    return create_subject(kind=kind, name=name, level=level, actor=CLERK, at=AT, since=SINCE)


def _division(name: str, level: str) -> Subject:
    return _subject(name, SubjectKind.DIVISION, level)


def _relate(kind: RelationKind, one: Subject, other: Subject) -> None:
    relate(kind=kind, subject=one, object=other, actor=CLERK, at=AT, since=SINCE)


def _user(name: str, role: Role, unit: Subject | None = None, programme: str = "") -> User:
    user = User.objects.create(username=name, person=_subject(name, SubjectKind.PERSON))
    Grant.objects.create(user=user, role=role, unit=unit, programme=programme, since=SINCE)
    return user
