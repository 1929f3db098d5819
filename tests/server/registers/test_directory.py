"""Who somebody is, asked by flows and duties of the directory of subjects."""

from __future__ import annotations

from datetime import date

import pytest

from baicheng.flows.directory import Context
from baicheng.flows.who import parse_who
from baicheng.server.accounts.models import Role
from baicheng.server.editions.services import approve_local_value, install, propose_local_value
from baicheng.server.orgs.models import Relation, RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import end_relation
from baicheng.server.registers.directory import RecordDirectory
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, link, subject, user
from tests.server.registers.conftest import NOW, Drill, days

DAY = NOW.date()


def who(text: str, drill: Drill, on: date = DAY, programme: str = "drill", **context: object) -> list[str]:
    given = {"parties": {"lead": (drill.bureau.pk,), "county": (drill.county.pk,)}, **context}
    found = RecordDirectory(programme).resolve(parse_who(text), Context(**given), on)  # type: ignore[arg-type]
    return [Subject.objects.get(pk=one).name for one in found]


def test_parties_fields_units_and_the_office_are_found(drill: Drill) -> None:
    assert who("party(lead)", drill) == ["市住建局"]
    assert who("field(provider)", drill, fields={"provider": drill.other.pk}) == ["市园林局"]
    assert who("unit(市档案局)", drill) == ["市档案局"]
    assert who("office", drill) == ["市演练办"]


def test_nobody_is_an_empty_answer(drill: Drill) -> None:
    for text in ("party(signer)", "unit(无此单位)", "holder(局长)", "members(无此名单)", "field(provider)"):
        assert who(text, drill) == []


def test_those_above_are_found_along_each_line(drill: Drill) -> None:
    assert who("above(party(lead), line=administers)", drill) == ["市人民政府"]
    assert who("above(party(lead), line=guides)", drill) == ["省住建厅"]


def test_a_unit_stands_under_those_above_the_division_it_governs(drill: Drill) -> None:
    unit = Subject.objects.get(name="中牟县人民政府")

    assert who("above(party(lead), line=administers)", drill, parties={"lead": (unit.pk,)}) == ["市人民政府"]


def test_where_nobody_stands_above_the_whole_does(drill: Drill) -> None:
    office = subject("局办公室")
    link(RelationKind.PART_OF, office, drill.bureau)

    assert who("above(party(lead), line=administers)", drill, parties={"lead": (office.pk,)}) == ["市住建局"]


def test_superior_means_everybody_above_along_the_registers_line(drill: Drill) -> None:
    province = subject("省人民政府")
    link(RelationKind.ADMINISTERS, province, drill.government)
    parties = {"lead": (drill.bureau.pk,)}

    assert set(who("superior", drill, parties=parties)) == {"市人民政府", "省人民政府"}
    assert set(who("superior", drill, parties=parties, line="both")) == {
        "市人民政府",
        "省人民政府",
        "省住建厅",
    }
    assert who("superior", drill, parties=parties, line="none") == []


def test_a_post_is_answered_by_who_holds_it_on_the_day(drill: Drill) -> None:
    post, other = (subject("局长", SubjectKind.POST) for _ in range(2))
    link(RelationKind.PART_OF, post, drill.bureau)
    link(RelationKind.PART_OF, other, drill.other)
    first, second = subject("赵", SubjectKind.PERSON), subject("钱", SubjectKind.PERSON)
    link(RelationKind.HOLDS, first, post)
    link(RelationKind.HOLDS, second, other)
    ended = Relation.objects.get(kind=RelationKind.HOLDS, subject=first)
    end_relation(ended, until=days(10).date(), actor=CLERK, at=NOW)

    assert who("holder(局长, of=party(lead))", drill) == ["赵"]
    assert who("holder(局长, of=party(lead))", drill, on=days(10).date()) == []
    assert set(who("holder(局长)", drill)) == {"赵", "钱"}


def test_what_was_known_before_a_correction_is_still_answered(drill: Drill) -> None:
    line = Relation.objects.known().get(kind=RelationKind.ADMINISTERS, object=drill.bureau)
    end_relation(line, until=DAY, actor=CLERK, at=days(5))
    context = Context(parties={"lead": (drill.bureau.pk,)})
    asked = parse_who("above(party(lead), line=administers)")

    assert RecordDirectory("drill").resolve(asked, context, DAY) == ()
    assert RecordDirectory("drill", days(4)).resolve(asked, context, DAY) == (drill.government.pk,)
    assert RecordDirectory("drill", days(4)).resolve(parse_who("superior"), context, DAY) == (
        drill.government.pk,
    )


def test_chiefs_of_a_thing_are_posts_of_their_level(drill: Drill) -> None:
    river = subject("贾鲁河", SubjectKind.RECORD)
    city = subject("市级河长", SubjectKind.POST, level="city")
    county = subject("县级河长", SubjectKind.POST, level="county")
    for post in (city, county):
        link(RelationKind.CHIEF_OF, post, river)

    assert who("chief(of=field(river), level=county)", drill, fields={"river": river.pk}) == ["县级河长"]
    assert len(who("chief(of=field(river))", drill, fields={"river": river.pk})) == 2


def test_members_of_a_packs_group_are_found_by_name(drill: Drill) -> None:
    install(once("quality_programme"), at=LONG_AGO, actor=CLERK)
    subject("金水区", SubjectKind.DIVISION, level="county")
    groups = {"five_districts"}

    found = {name: who(f"members({name})", drill, programme="quality_programme") for name in groups}
    assert found["five_districts"] == ["金水区"]


def test_a_list_that_the_installation_decided_wins_over_the_packs(drill: Drill) -> None:
    install(once("quality_programme"), at=LONG_AGO, actor=CLERK)
    for name in ("金水区", "航空港区"):
        subject(name, SubjectKind.DIVISION, level="county")
    proposed = propose_local_value(
        pack="quality_programme",
        path="groups.five_districts",
        value=["航空港区"],
        since=DAY,
        user=user(Role.OFFICE, programme="quality_programme"),
        at=NOW,
        reason="托管",
        decided_by="市政府",
    )
    approve_local_value(proposed, user=user(Role.ADMINISTRATOR), at=NOW)

    asked = "members(five_districts)"
    assert who(asked, drill, programme="quality_programme") == ["航空港区"]
    assert who(asked, drill, on=days(-1).date(), programme="quality_programme") == ["金水区"]


@pytest.mark.parametrize("kind", [SubjectKind.GROUP, SubjectKind.BODY])
def test_members_of_a_group_of_the_directory_are_found_too(drill: Drill, kind: SubjectKind) -> None:
    group = subject("领导小组", kind)
    link(RelationKind.MEMBER_OF, drill.other, group)

    assert who('members("领导小组")', drill) == ["市园林局"]
