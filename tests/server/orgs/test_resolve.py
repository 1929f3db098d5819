"""Names in documents lead to the subject meant, by date and by division."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import NameKind, RelationKind, Subject, SubjectKind
from baicheng.server.orgs.resolution import resolve
from baicheng.server.orgs.services import add_name, create_subject, relate, rename

AT = datetime(2019, 3, 5, tzinfo=UTC)
CLERK = Actor("user:1", "王敏")
REFORM = date(2019, 1, 15)
BEFORE, AFTER = date(2019, 1, 14), date(2019, 1, 15)

pytestmark = pytest.mark.django_db

Make = Callable[..., Subject]


@pytest.fixture
def unit() -> Make:
    def make(name: str, kind: SubjectKind = SubjectKind.UNIT, **more: object) -> Subject:
        return create_subject(kind=kind, name=name, actor=CLERK, at=AT, **more)  # type: ignore[arg-type]

    return make


def link(kind: RelationKind, subject: Subject, other: Subject, since: date | None = None) -> None:
    relate(kind=kind, subject=subject, object=other, actor=CLERK, at=AT, since=since)


def test_the_official_the_short_name_and_an_alias_lead_to_the_unit(unit: Make) -> None:
    bureau = unit("市发展和改革委员会", short="市发展改革委", aliases=["市发改委"])

    found = [resolve(name, on=AFTER) for name in ("市发展和改革委员会", "市发展改革委", "市发改委")]
    assert [(result.subject, result.how) for result in found] == [
        (bureau, "official"),
        (bureau, "short"),
        (bureau, "alias"),
    ]


def test_blanks_and_full_width_forms_do_not_matter(unit: Make) -> None:
    group = unit("各县（市、区）人民政府", SubjectKind.GROUP)

    assert resolve("各县(市、区) 人民政府", on=AFTER).subject == group


def test_an_unknown_name_gives_suggestions_and_no_answer(unit: Make) -> None:
    unit("市城市管理局")
    unit("市卫生健康委员会")

    result = resolve("市城市管理执法局", on=AFTER)

    assert result.subject is None
    assert result.candidates[0].subject.name == "市城市管理局"
    assert result.candidates[0].how == "similar"


def test_a_body_that_was_succeeded_leads_to_its_successor_once_that_is_in_place(unit: Make) -> None:
    old, new = unit("市环保局"), unit("市生态环境局", since=REFORM)
    link(RelationKind.SUCCEEDS, new, old, since=REFORM)

    assert resolve("市环保局", on=BEFORE).subject == old
    after = resolve("市环保局", on=AFTER)
    assert (after.subject, after.how) == (new, "successor")


def test_two_successors_are_a_question_for_a_person(unit: Make) -> None:
    old, one, two = unit("市国税地税合署"), unit("甲局"), unit("乙局")
    link(RelationKind.SUCCEEDS, one, old, since=REFORM)
    link(RelationKind.SUCCEEDS, two, old, since=REFORM)

    result = resolve("市国税地税合署", on=AFTER)

    assert result.subject is None
    assert {candidate.subject for candidate in result.candidates} == {one, two}


def test_a_renamed_unit_is_still_found_under_its_former_name(unit: Make) -> None:
    bureau = unit("市住房和城乡规划局")
    rename(bureau, name="市住房保障局", since=REFORM, actor=CLERK, at=AT)

    assert resolve("市住房和城乡规划局", on=AFTER).subject == bureau


def test_a_former_name_that_somebody_else_bears_now_is_theirs(unit: Make) -> None:
    old_owner = unit("市规划局")
    rename(old_owner, name="市国土空间局", since=REFORM, actor=CLERK, at=AT)
    new_owner = unit("市规划局", since=REFORM)

    assert resolve("市规划局", on=AFTER).subject == new_owner


def test_within_a_division_its_own_bureau_is_meant(unit: Make) -> None:
    division = unit("新密市", SubjectKind.DIVISION, level="county")
    government, bureau, city_bureau = unit("新密市人民政府"), unit("新密市环保局"), unit("市环保局")
    link(RelationKind.GOVERNS, government, division)
    link(RelationKind.ADMINISTERS, government, bureau)
    link(RelationKind.GUIDES, city_bureau, bureau)

    assert resolve("环保局", on=AFTER, within=division).subject == bureau
    assert resolve("市环保局", on=AFTER).subject == city_bureau


def test_an_alias_of_a_past_time_is_a_suggestion_only_where_others_bear_it(unit: Make) -> None:
    first, second = unit("市城建委"), unit("市城乡建设局")
    add_name(first, text="建委", kind=NameKind.ALIAS, actor=CLERK, at=AT, until=REFORM)
    add_name(second, text="建委", kind=NameKind.ALIAS, actor=CLERK, at=AT, since=REFORM)

    assert resolve("建委", on=BEFORE).subject == first
    assert resolve("建委", on=AFTER).subject == second
