"""Shares and subsets of a plan: tied to their whole, asked of whoever has them, checked at review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from baicheng.server.accounts.models import Role, User
from baicheng.server.duties.reporting import targets_asked
from baicheng.server.editions.services import bind_office, install
from baicheng.server.indicators import queries
from baicheng.server.indicators.models import Target
from baicheng.server.intake.cards import cards_of
from baicheng.server.intake.models import Decision, Import
from baicheng.server.intake.services import decide, issue, start_import
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.pages.work import work_page
from baicheng.server.registers.models import Record
from tests.server.intake.conftest import AT, PLAN, PROGRAMME, upload
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, link, subject, user

pytestmark = pytest.mark.django_db

HEAD, _rest = PLAN.split("（一）", 1)
TAIL = "\n\n二、工作要求\n各单位每月5日前将上月工作进展情况报市提质办。\n"
UNITS = "（牵头单位：市园林局；责任单位：各县（市、区）人民政府）"


@pytest.fixture
def counties(office: User) -> list[Subject]:
    """Two districts with their governments, the lead bureau, the programme with its office."""
    install(once(PROGRAMME), at=LONG_AGO, actor=CLERK)
    administrator, unit = user(Role.ADMINISTRATOR), subject("市提质办")
    bind_office(PROGRAMME, unit, since=date(2018, 1, 1), user=administrator, at=LONG_AGO, reason="x")
    group = subject("各县（市、区）人民政府", SubjectKind.GROUP)
    subject("市园林局")
    made = []
    for name in ("东城区", "南城区"):
        government = subject(f"{name}人民政府")
        link(RelationKind.GOVERNS, government, subject(name, SubjectKind.DIVISION, level="county"))
        link(RelationKind.MEMBER_OF, government, group)
        made.append(government)
    return made


def imported(words: str, office: User, number: str = "7") -> Import:
    text = f"{HEAD.replace('〔2026〕7号', f'〔2026〕{number}号')}（一）{words}{UNITS}{TAIL}"
    (intake,) = start_import(upload(text), programme=PROGRAMME, user=office, at=AT)
    return intake


def issued(words: str, office: User, number: str = "7") -> Record:
    intake = imported(words, office, number)
    for draft in [*intake.tasks.all(), *intake.duties.all()]:
        decide(draft, Decision.ACCEPTED, user=office, at=AT)
    (task,) = issue(intake, user=office, at=AT).tasks
    return task


def codes(intake: Import) -> list[str]:
    return [finding.code for card in cards_of(intake) for finding in card.findings]


@pytest.mark.parametrize(
    ("words", "subset"),
    [
        ("建设公园。年底前建设口袋公园40个，其中东城区10个、南城区8个。", True),
        ("建设公园。年底前建设口袋公园40个（东城区10个、南城区30个）。", False),
        ("建设公园。年底前建设口袋公园40个。东城区新建10个、南城区新建30个。", False),
    ],
)
def test_the_figures_of_counties_are_children_of_the_whole_and_theirs_alone(
    counties: list[Subject], office: User, words: str, subset: bool
) -> None:
    task = issued(words, office)

    whole = Target.objects.get(record=task, parent=None)
    shares = list(whole.parts.order_by("pk"))
    assert [(share.subject, share.subset) for share in shares] == [(county, subset) for county in counties]
    assert {share.indicator for share in shares} == {whole.indicator}
    for county, share in zip(counties, shares, strict=True):
        assert [one.target for one in targets_asked(task, county.pk, AT.date())] == [share]
    lead = Subject.objects.get(name="市园林局")
    assert [one.target for one in targets_asked(task, lead.pk, AT.date())] == [whole]


@pytest.mark.parametrize(
    "words",
    ["每个区新建口袋公园5个以上。", "各区均新建口袋公园5个以上。", "各县（市、区）分别新建口袋公园5个以上。"],
)
def test_what_each_district_has_to_reach_is_a_target_of_every_one_of_them(
    counties: list[Subject], office: User, words: str
) -> None:
    task = issued(f"建设公园。{words}", office)

    made = list(Target.objects.filter(record=task).order_by("pk"))
    assert [(one.subject, one.parent, one.value) for one in made] == [
        (county, None, 5) for county in counties
    ]
    for county, own in zip(counties, made, strict=True):
        assert [(one.target, one.counts) for one in targets_asked(task, county.pk, AT.date())] == [
            (own, True)
        ]
    assert not targets_asked(task, Subject.objects.get(name="市园林局").pk, AT.date())


@pytest.mark.parametrize("words", ["各区新建口袋公园5个。", "每个县新建口袋公园5个。", "新建口袋公园5个。"])
def test_what_may_be_meant_of_all_together_or_of_nobody_who_takes_part_is_the_wholes(
    counties: list[Subject], office: User, words: str
) -> None:
    task = issued(f"建设公园。{words}", office)

    (whole,) = Target.objects.filter(record=task)
    lead = Subject.objects.get(name="市园林局")
    assert whole.subject is None
    assert [(one.target, one.counts) for one in targets_asked(task, lead.pk, AT.date())] == [(whole, True)]


def test_each_of_a_group_that_is_called_by_its_name_is_asked_if_it_takes_part(
    counties: list[Subject], office: User
) -> None:
    group = subject("市内五区", SubjectKind.GROUP)
    for member in (counties[1], subject("西城区人民政府")):
        link(RelationKind.MEMBER_OF, member, group)

    task = issued("美化街景。完成36条道路绿化提升，市内五区每区打造精品街道3条。", office)

    own = Target.objects.get(record=task, value=3)
    assert own.subject == counties[1]
    assert own in [one.target for one in targets_asked(task, counties[1].pk, AT.date())]


def test_a_target_of_a_group_by_its_name_is_stated_by_whoever_consolidates(
    counties: list[Subject], office: User
) -> None:
    subject("各区", SubjectKind.GROUP)
    task = issued("建设公园。各区新建口袋公园5个。", office)

    (whole,) = Target.objects.filter(record=task)
    lead = Subject.objects.get(name="市园林局")
    assert whole.subject is None
    assert [one.target for one in targets_asked(task, lead.pk, AT.date())] == [whole]


def test_a_least_of_each_district_stands_beside_the_whole_and_its_shares(
    counties: list[Subject], office: User
) -> None:
    task = issued("建设公园。新建口袋公园40个，每个区新建口袋公园5个以上。", office)

    whole = Target.objects.get(record=task, subject=None)
    assert (whole.value, whole.parts.count()) == (40, 0)
    assert set(Target.objects.filter(record=task, value=5).values_list("subject", flat=True)) == {
        county.pk for county in counties
    }


def test_shares_that_do_not_make_up_the_whole_are_a_finding_at_review(
    counties: list[Subject], office: User
) -> None:
    assert "shares_differ" in codes(
        imported("建设公园。年底前建设口袋公园40个（东城区10个、南城区8个）。", office)
    )
    assert "shares_differ" not in codes(
        imported("建设公园。年底前建设口袋公园40个（东城区10个、南城区30个）。", office, "8")
    )


def test_a_subset_is_never_added_and_a_finding_only_where_it_is_more_than_the_whole(
    counties: list[Subject], office: User
) -> None:
    assert "subset_larger" in codes(imported("建设公园。年底前建设公园40个，其中东城区50个。", office))
    task = issued("建设公园。年底前建设公园40个，其中东城区10个。", office, "8")

    assert queries.residual(Target.objects.get(record=task, parent=None)) is None


def test_a_milestone_and_a_kind_are_asked_of_whoever_states_the_whole(
    counties: list[Subject], office: User
) -> None:
    task = issued("建设公园。年底前建设公园40个，其中社区公园12个。", office)

    lead = Subject.objects.get(name="市园林局")
    asked = [one.target for one in targets_asked(task, lead.pk, AT.date())]
    assert [(one.value, one.whose, one.subset) for one in asked] == [
        (Decimal(40), "", False),
        (Decimal(12), "社区公园", True),
    ]


def test_the_record_shows_whole_parts_and_difference_once(
    client: Client, counties: list[Subject], office: User
) -> None:
    task = issued("建设公园。年底前建设口袋公园40个（东城区10个、南城区8个）。", office)
    client.force_login(office)
    client.cookies["baicheng_language"] = "en"

    page = client.get(task.get_absolute_url()).content.decode()

    assert page.count("target-shares") == 1
    assert "Differs from the whole by 22" in page
    assert page.count("<h3>东城区10个</h3>") == 0


def test_two_documents_that_word_the_same_thing_differently_are_told_before_issue_and_chosen_between(
    client: Client, counties: list[Subject], office: User
) -> None:
    first = issued("打通断头路。6月底前打通8条，年底前累计打通20条。", office)
    intake = imported("完善路网。年底前打通断头路22条。", office, "8")
    assert "contradicted" in codes(intake)
    for draft in [*intake.tasks.all(), *intake.duties.all()]:
        decide(draft, Decision.ACCEPTED, user=office, at=AT)
    (second,) = issue(intake, user=office, at=AT).tasks

    mine, other = Target.objects.get(record=first, value=20), Target.objects.get(record=second)
    assert list(queries.conflicts([PROGRAMME])) == [mine, other]
    assert Target.objects.get(record=first, value=8).chosen is True
    assert [one.pk for one in work_page(office, AT).contradictions] == [mine.pk, other.pk]

    client.force_login(office)
    client.cookies["baicheng_language"] = "en"
    page = client.get(first.get_absolute_url()).content.decode()
    address = f"/targets/{mine.pk}/choose/"
    assert "says 22 条" in page
    assert address in page
    assert client.post(address, {"counts": other.pk, "reason": ""}).status_code == 422
    client.post(address, {"counts": other.pk, "reason": "以后发文件为准"})

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.chosen, other.chosen) == (False, True)
    assert not work_page(office, AT).contradictions


def test_the_same_thing_of_another_year_unit_or_county_contradicts_nothing(
    counties: list[Subject], office: User
) -> None:
    issued("打通断头路。年底前打通断头路20条。", office)
    assert "contradicted" not in codes(imported("完善路网。年底前打通断头路22公里。", office, "8"))
    assert "contradicted" not in codes(imported("完善路网。年底前东城区打通断头路5条。", office, "9"))
    assert "contradicted" not in codes(imported("完善路网。年底前打通断头路20条。", office, "10"))


def test_once_for_the_whole_plan_the_first_of_joint_leads_consolidates(
    client: Client, counties: list[Subject], office: User
) -> None:
    subject("市城管局")
    text = f"{HEAD}（一）建设公园。年底前建设公园40个。（牵头单位：市园林局、市城管局）{TAIL}"
    (intake,) = start_import(upload(text), programme=PROGRAMME, user=office, at=AT)
    assert "no_consolidator" in codes(intake)
    client.force_login(office)

    client.post(f"/imports/{intake.pk}/first-leads/")

    assert "no_consolidator" not in codes(intake)
    (draft,) = intake.tasks.all()
    assert [party["consolidates"] for party in draft.values["parties"]] == [True, False]


def test_a_group_with_a_list_in_its_name_reports_as_a_group(counties: list[Subject], office: User) -> None:
    words = "各县（市、区）人民政府每季度末月20日前将承担任务的进展情况报市提质办。"
    text = f"{HEAD}（一）建设公园。年底前建设公园40个。{UNITS}\n\n二、工作要求\n{words}\n"
    (intake,) = start_import(upload(text), programme=PROGRAMME, user=office, at=AT)

    (duty,) = intake.duties.all()
    assert duty.values["units"] == [Subject.objects.get(kind=SubjectKind.GROUP).pk]
