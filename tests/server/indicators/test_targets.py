"""Targets, their shares, what was observed of them, and two documents that disagree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.documents.models import Document
from baicheng.server.history.actors import Actor
from baicheng.server.history.models import Event
from baicheng.server.indicators import queries, services
from baicheng.server.indicators.models import Indicator, Observation, Op, Target
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.services import create_subject
from baicheng.server.registers.models import Record

AT = datetime(2019, 4, 10, 2, 0, tzinfo=UTC)
YEAR = (date(2019, 1, 1), date(2020, 1, 1))
PROGRAMME = "supervision"

pytestmark = pytest.mark.django_db


def unit(name: str) -> Subject:
    return create_subject(kind=SubjectKind.UNIT, name=name, actor=Actor("system:test", "test"), at=AT)


@pytest.fixture
def office() -> User:
    user = User.objects.create_user("office")
    Grant.objects.create(user=user, role=Role.OFFICE, programme=PROGRAMME, since=date(2019, 1, 1))
    return user


@pytest.fixture
def counties() -> list[Subject]:
    return [unit(name) for name in ("新密市", "登封市", "金水区")]


@pytest.fixture
def officers(counties: list[Subject]) -> list[User]:
    """A liaison officer of each county."""
    users = []
    for number, county in enumerate(counties):
        user = User.objects.create_user(f"liaison{number}")
        Grant.objects.create(user=user, role=Role.LIAISON, unit=county, since=date(2019, 1, 1))
        users.append(user)
    return users


@pytest.fixture
def jobs(office: User) -> Target:
    """110,000 new jobs in 2019 (郑政办〔2019〕13号 一)."""
    indicator = services.indicator_of_plan(name="新增城镇就业", unit="人")
    return services.set_target(
        indicator=indicator,
        op=Op.AT_LEAST,
        value=Decimal(110000),
        period=YEAR,
        programme=PROGRAMME,
        user=office,
        at=AT,
    )


def observe(
    target: Target, subject: Subject, user: User, value: int, day: date, source: int = 1
) -> Observation:
    return services.observe(
        target=target,
        subject=subject,
        value=Decimal(value),
        held_on=day,
        source=("registers.record", source),
        user=user,
        at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(days=3),
    )


def test_without_an_observation_a_target_is_undecided_not_missed(jobs: Target) -> None:
    found = queries.attainment(jobs, date(2019, 12, 31))

    assert (found.value, found.share, found.verdict) == (None, None, "undecided")


def test_the_reports_of_several_units_add_up_and_the_latest_of_each_counts(
    jobs: Target, counties: list[Subject], officers: list[User]
) -> None:
    observe(jobs, counties[0], officers[0], 20000, date(2019, 3, 31), source=1)
    observe(jobs, counties[0], officers[0], 50000, date(2019, 6, 30), source=2)
    observe(jobs, counties[1], officers[1], 60000, date(2019, 6, 30), source=3)

    assert queries.attainment(jobs, date(2019, 3, 31)).value == 20000
    found = queries.attainment(jobs, date(2019, 6, 30))
    assert (found.value, found.share, found.verdict) == (110000, 1, "met")


def test_a_corrected_value_supersedes_and_the_past_keeps_what_was_known(
    jobs: Target, counties: list[Subject], officers: list[User]
) -> None:
    first = observe(jobs, counties[0], officers[0], 20000, date(2019, 3, 31))
    services.observe(
        target=jobs,
        subject=counties[0],
        value=Decimal(18000),
        held_on=date(2019, 3, 31),
        source=("registers.record", 1),
        user=officers[0],
        at=first.recorded_at + timedelta(days=10),
    )

    assert queries.attainment(jobs, date(2019, 4, 30)).value == 18000
    known = queries.attainment(jobs, date(2019, 4, 30), known_at=first.recorded_at + timedelta(days=5))
    assert known.value == 20000


def test_the_same_report_twice_changes_nothing(
    jobs: Target, counties: list[Subject], officers: list[User]
) -> None:
    first = observe(jobs, counties[0], officers[0], 20000, date(2019, 3, 31))

    assert observe(jobs, counties[0], officers[0], 20000, date(2019, 3, 31)) == first
    assert Observation.objects.count() == 1


def test_the_other_units_user_is_refused_and_nothing_is_written(
    jobs: Target, counties: list[Subject], officers: list[User]
) -> None:
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        observe(jobs, counties[0], officers[1], 20000, date(2019, 3, 31))

    assert not Observation.objects.exists()
    assert Event.objects.count() == events


def test_shares_are_checked_against_the_whole_and_subsets_are_never_added(
    jobs: Target, counties: list[Subject], office: User
) -> None:
    shares = [(counties[0], Decimal(6000)), (counties[2], Decimal(23700))]
    services.split_target(jobs, shares, programme=PROGRAMME, user=office, at=AT)
    services.split_target(
        jobs, [(counties[0], Decimal(800))], programme=PROGRAMME, user=office, at=AT, subset=True
    )

    assert queries.residual(jobs) == queries.Residual(Decimal(110000), Decimal(29700), Decimal(80300))


def test_a_changed_share_supersedes_the_one_before(
    jobs: Target, counties: list[Subject], office: User
) -> None:
    for value in (6000, 6000, 6500):
        services.split_target(jobs, [(counties[0], Decimal(value))], programme=PROGRAMME, user=office, at=AT)

    assert [part.value for part in jobs.parts.filter(superseded_by=None)] == [6500]
    assert jobs.parts.count() == 2


def test_rates_are_not_added_up(office: User, counties: list[Subject], officers: list[User]) -> None:
    indicator = services.indicator_of_plan(name="绿化覆盖率", unit="%")
    target = services.set_target(
        indicator=indicator, op=Op.AT_LEAST, value=Decimal(39), programme=PROGRAMME, user=office, at=AT
    )
    observe(target, counties[0], officers[0], 38, date(2019, 6, 30), source=1)
    assert queries.attainment(target, date(2019, 6, 30)).verdict == "not_met"

    observe(target, counties[1], officers[1], 41, date(2019, 6, 30), source=2)
    assert queries.attainment(target, date(2019, 6, 30)).verdict == "undecided"


def document(number: str, user: User) -> Document:
    return Document.objects.create(number=number, title=number, uploaded_by=user, uploaded_at=AT)


def test_two_documents_with_different_numbers_keep_both_until_the_office_chooses(office: User) -> None:
    indicator = services.indicator_of_plan(name="新增公共停车位", unit="万个")
    first, second = (
        services.set_target(
            indicator=indicator,
            op=Op.AT_LEAST,
            value=value,
            period=YEAR,
            document=document(number, office),
            programme=PROGRAMME,
            user=office,
            at=AT,
        )
        for value, number in ((Decimal(5), "甲〔2019〕1号"), (Decimal(6), "乙〔2019〕2号"))
    )
    assert list(queries.conflicts()) == [first, second]

    services.choose_target(second, programme=PROGRAMME, user=office, at=AT, reason="以后发文件为准")

    assert list(queries.conflicts()) == []
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.chosen, second.chosen) == (False, True)


def test_a_choice_needs_a_reason(jobs: Target, office: User) -> None:
    with pytest.raises(ValidationError):
        services.choose_target(jobs, programme=PROGRAMME, user=office, at=AT, reason=" ")


def test_only_the_office_sets_targets(officers: list[User]) -> None:
    indicator = services.indicator_of_plan(name="x", unit="个")

    with pytest.raises(PermissionDenied):
        services.set_target(
            indicator=indicator,
            op=Op.AT_LEAST,
            value=Decimal(1),
            programme=PROGRAMME,
            user=officers[0],
            at=AT,
        )
    assert not Target.objects.exists()


@given(st.sampled_from(list(Op)), st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_a_verdict_agrees_with_its_comparison(op: Op, value: Decimal, wanted: Decimal) -> None:
    indicator = Indicator(over_time="last", over_subjects="sum")
    target = Target(indicator=indicator, op=op, value=wanted)
    row = Observation(indicator=indicator, subject_id=1, value=value)

    verdict = queries._attained(target, queries._value(target, [row])).verdict

    assert verdict == ("met" if eval(f"value {op.value} wanted") else "not_met")


def test_the_targets_of_a_record_are_reckoned_alike_with_one_query(
    jobs: Target,
    counties: list[Subject],
    officers: list[User],
    django_assert_num_queries: Callable[..., Any],
) -> None:
    record = Record.objects.create(register=f"{PROGRAMME}.tasks", number="1", title="就业", opened_at=AT)
    Target.objects.filter(pk=jobs.pk).update(record=record)
    for number, county in enumerate(counties):
        observe(jobs, county, officers[number], 20000, date(2019, 3, 31), source=number + 1)
        services.observe(
            target=jobs,
            subject=county,
            value=Decimal(30000 + number),
            held_on=date(2019, 3, 31),
            source=("registers.record", number + 1),
            user=officers[number],
            at=datetime(2019, 5, 1, tzinfo=UTC),
        )

    for known_at in (None, datetime(2019, 4, 20, tzinfo=UTC), datetime(2019, 6, 1, tzinfo=UTC)):
        for day in (date(2019, 3, 30), date(2019, 3, 31), date(2019, 12, 31)):
            with django_assert_num_queries(1):
                found = queries.attainments_of(record, day, known_at)
            assert found == queries.attainments([jobs], day, known_at)


def test_a_share_that_was_changed_stands_as_it_was_known(
    jobs: Target, counties: list[Subject], office: User
) -> None:
    record = Record.objects.create(register=f"{PROGRAMME}.tasks", number="1", title="就业", opened_at=AT)
    Target.objects.filter(pk=jobs.pk).update(record=record)
    jobs.refresh_from_db()
    later = AT + timedelta(days=30)
    for value, at in ((30000, AT), (35000, later)):
        services.split_target(jobs, [(counties[0], Decimal(value))], programme=PROGRAMME, user=office, at=at)

    def shares(known_at: datetime | None) -> list[Decimal]:
        found = queries.attainments_of(record, date(2019, 12, 31), known_at)
        return [one.target.value for one in found if one.target.parent_id]

    assert shares(AT - timedelta(days=1)) == []
    assert shares(later - timedelta(days=1)) == [30000]
    assert shares(None) == shares(later) == [35000]
