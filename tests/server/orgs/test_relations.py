"""Relations in two times: who stands above whom on a day, as known at a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from baicheng.server.history.actors import Actor
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Relation, RelationKind, Subject, SubjectKind
from baicheng.server.orgs.queries import acts_for, holders, members, names, successors, superiors
from baicheng.server.orgs.services import (
    create_subject,
    end_relation,
    relate,
    rename,
    set_boundary,
    set_identifier,
    withdraw_relation,
)

AT = datetime(2019, 2, 20, tzinfo=UTC)
CLERK = Actor("user:1", "王敏")
JANUARY, FEBRUARY, MARCH = date(2019, 1, 15), date(2019, 2, 1), date(2019, 3, 1)

pytestmark = pytest.mark.django_db


def subject(name: str, kind: SubjectKind = SubjectKind.UNIT, **more: object) -> Subject:
    return create_subject(kind=kind, name=name, actor=CLERK, at=AT, **more)  # type: ignore[arg-type]


def link(kind: RelationKind, one: Subject, other: Subject, **more: object) -> Relation:
    return relate(kind=kind, subject=one, object=other, actor=CLERK, at=AT, **more)  # type: ignore[arg-type]


def test_a_county_bureau_is_administered_by_its_county_and_guided_by_the_city_bureau() -> None:
    city, county = subject("市人民政府"), subject("新密市人民政府")
    bureau, guide = subject("新密市环保局"), subject("市环保局")
    link(RelationKind.ADMINISTERS, city, county)
    link(RelationKind.ADMINISTERS, county, bureau)
    link(RelationKind.GUIDES, guide, bureau)

    assert superiors([bureau.pk], "administers", MARCH)[bureau.pk] == {city.pk, county.pk}
    assert superiors([bureau.pk], "guides", MARCH)[bureau.pk] == {guide.pk}
    assert superiors([bureau.pk], "both", MARCH)[bureau.pk] == {city.pk, county.pk, guide.pk}


def test_a_township_counts_to_the_county_that_administers_it_on_the_day() -> None:
    township = subject("龙湖镇", SubjectKind.DIVISION, level="township")
    old, new = (subject(name, SubjectKind.DIVISION, level="county") for name in ("新郑市", "航空港区"))
    first = link(RelationKind.ADMINISTERS, old, township)
    end_relation(first, until=FEBRUARY, actor=CLERK, at=AT)
    link(RelationKind.ADMINISTERS, new, township, since=FEBRUARY)

    assert superiors([township.pk], "administers", JANUARY)[township.pk] == {old.pk}
    assert superiors([township.pk], "administers", FEBRUARY)[township.pk] == {new.pk}


def test_a_unit_that_governs_a_division_stands_under_those_above_the_division() -> None:
    city = subject("郑州市", SubjectKind.DIVISION, level="city")
    division = subject("高新区", SubjectKind.DIVISION, level="zone")
    committee = subject("高新区管委会")
    link(RelationKind.ADMINISTERS, city, division)
    link(RelationKind.GOVERNS, committee, division)

    assert superiors([committee.pk], "administers", MARCH)[committee.pk] == {city.pk}
    assert acts_for([committee.pk], MARCH) == {committee.pk, division.pk}


def test_an_end_that_is_entered_late_leaves_what_was_known_before() -> None:
    group, member = subject("十六家", SubjectKind.GROUP), subject("金水区", SubjectKind.DIVISION)
    relation = link(RelationKind.MEMBER_OF, member, group)
    end_relation(relation, until=JANUARY, actor=CLERK, at=AT + timedelta(days=30))

    assert list(members(group, MARCH)) == []
    assert list(members(group, MARCH, known_at=AT + timedelta(days=1))) == [member]
    assert list(members(group, date(2018, 12, 31))) == [member]


def test_a_withdrawn_relation_never_held_but_is_remembered_as_known_then() -> None:
    person, post = subject("王敏", SubjectKind.PERSON), subject("副局长", SubjectKind.POST)
    relation = link(RelationKind.HOLDS, person, post)
    withdraw_relation(relation, actor=CLERK, at=AT + timedelta(days=1), reason="录入错误")

    assert list(holders(post, MARCH)) == []
    assert list(holders(post, MARCH, known_at=AT)) == [person]


def test_nobody_stands_above_themselves() -> None:
    one, two, three = subject("甲"), subject("乙"), subject("丙")
    link(RelationKind.ADMINISTERS, one, two)
    link(RelationKind.ADMINISTERS, two, three)
    before = Event.objects.count()

    with pytest.raises(ValidationError, match=r"甲|丙"):
        link(RelationKind.ADMINISTERS, three, one)
    assert Relation.objects.count() == 2
    assert Event.objects.count() == before


def test_entering_the_same_relation_twice_changes_nothing() -> None:
    one, two = subject("甲"), subject("乙")

    assert link(RelationKind.ADMINISTERS, one, two) == link(RelationKind.ADMINISTERS, one, two)
    assert Relation.objects.count() == 1


def test_names_are_those_of_the_day() -> None:
    bureau = subject("市环保局")
    rename(bureau, name="市生态环境局", since=JANUARY, actor=CLERK, at=AT)

    assert names([bureau.pk], date(2018, 12, 31)) == {bureau.pk: "市环保局"}
    assert names([bureau.pk], JANUARY) == {bureau.pk: "市生态环境局"}


def test_successors_are_followed_through_several_reforms() -> None:
    first, second, third = subject("甲"), subject("乙"), subject("丙")
    link(RelationKind.SUCCEEDS, second, first, since=JANUARY)
    link(RelationKind.SUCCEEDS, third, second, since=MARCH)

    assert successors(first, date(2019, 1, 14)) == (first,)
    assert successors(first, FEBRUARY) == (second,)
    assert successors(first, MARCH) == (third,)


def test_a_new_code_ends_the_one_before() -> None:
    division = subject("中牟县", SubjectKind.DIVISION)
    set_identifier(division, scheme="area_code", value="410122", actor=CLERK, at=AT)
    set_identifier(division, scheme="area_code", value="410199", actor=CLERK, at=AT, since=MARCH)

    codes = {day: [row.value for row in division.identifiers.known().on(day)] for day in (FEBRUARY, MARCH)}
    assert codes == {FEBRUARY: ["410122"], MARCH: ["410199"]}


def test_a_boundary_must_be_an_area() -> None:
    division = subject("中牟县", SubjectKind.DIVISION)

    with pytest.raises(ValidationError, match="Polygon"):
        set_boundary(division, geometry={"type": "Point", "coordinates": [0, 0]}, actor=CLERK, at=AT)


def test_every_write_stands_in_the_subjects_history() -> None:
    bureau = subject("市环保局")
    rename(bureau, name="市生态环境局", since=JANUARY, actor=CLERK, at=AT, source="挂牌公告")

    verbs = list(Event.objects.filter(chain=f"orgs.subject:{bureau.pk}").values_list("verb", "reason"))
    assert verbs == [("orgs.subject.created", ""), ("orgs.subject.renamed", "挂牌公告")]
