"""Limits, targets, values, relations and roles that were altered behind the system's back are found."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Grant, Role
from baicheng.server.accounts.services import create_user, grant, revoke
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import close, fulfil, open_assignment
from baicheng.server.indicators.models import Observation, Op, Target
from baicheng.server.indicators.services import enter_observation, indicator_of_plan, set_target, split_target
from baicheng.server.operation.auditing import verify_rows
from baicheng.server.orgs.models import Relation, RelationKind, Subject
from baicheng.server.orgs.services import end_relation, relate, withdraw_relation
from tests.server.people import CLERK, subject, user

AT = datetime(2019, 3, 5, 9, tzinfo=CHINA)

pytestmark = pytest.mark.django_db


def whats() -> list[str]:
    return [fault.what for fault in verify_rows()]


@pytest.fixture
def bureau() -> Subject:
    return subject("市水利局")


@pytest.fixture
def grants(bureau: Subject) -> list[Grant]:
    administrator = user(Role.ADMINISTRATOR)
    clerk, _password = create_user(username="clerk", name="李四", by=administrator, at=AT)
    day = date(2019, 3, 1)
    given = [
        grant(clerk, role=Role.LIAISON, unit=bureau, since=day, by=administrator, at=AT),
        grant(clerk, role=Role.VIEWER, programme="supervision", since=day, by=administrator, at=AT),
    ]
    revoke(given[1], on=date(2019, 6, 1), by=administrator, at=AT, reason="调离")
    Grant.objects.filter(user=administrator).delete()  # made past the services
    return given


@pytest.fixture
def assignments(bureau: Subject) -> list[Assignment]:
    made = [
        open_assignment(
            key=f"k{number}",
            programme="drill",
            name="reply",
            title={"zh": "答复", "en": "Reply"},
            bearer=bureau,
            at=AT,
            actor=CLERK,
            due_at=AT + timedelta(days=5),
        )
        for number in range(3)
    ]
    fulfil(made[1], at=AT + timedelta(days=1), actor=CLERK, answer=("registers.record", 7))
    close(made[2], Outcome.LAPSED, at=AT + timedelta(days=1), actor=CLERK)
    return made


@pytest.fixture
def target(bureau: Subject) -> Target:
    office = user(Role.OFFICE, programme="drill")
    indicator = indicator_of_plan(name="河道整治", unit="公里")
    given: dict[str, Any] = {"user": office, "at": AT, "programme": "drill"}
    whole = set_target(indicator=indicator, op=Op.AT_LEAST, value=Decimal("40.50"), **given)
    split_target(whole, [(bureau, Decimal(10)), (subject("市城管局"), Decimal(30))], **given)
    split_target(whole, [(bureau, Decimal(12))], **given)
    for value in (3, 5):
        enter_observation(
            target=whole,
            subject=bureau,
            value=Decimal(value),
            held_on=date(2019, 6, 30),
            source=("registers.record", 1),
            reported_by=office,
            at=AT + timedelta(days=value),
        )
    Grant.objects.filter(user=office).delete()  # made past the services
    return whole


@pytest.fixture
def relation(bureau: Subject) -> Relation:
    other = subject("市人民政府")
    given: dict[str, Any] = {"actor": CLERK, "at": AT}
    made = relate(kind=RelationKind.ADMINISTERS, subject=other, object=bureau, **given)
    ended = relate(kind=RelationKind.MEMBER_OF, subject=bureau, object=subject("领导小组"), **given)
    end_relation(ended, until=date(2019, 9, 1), reason="机构改革", **given)
    withdraw_relation(
        relate(kind=RelationKind.GUIDES, subject=other, object=bureau, **given), reason="误录", **given
    )
    return made


def test_what_services_write_is_sound(
    grants: list[Grant], assignments: list[Assignment], target: Target, relation: Relation
) -> None:
    assert Observation.objects.count() == 2 and Target.objects.count() == 4
    assert whats() == []


def altered(row: Model, **values: Any) -> list[str]:
    """What is found after a row was written past the services."""
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    return whats()


@pytest.mark.parametrize(
    "values",
    [
        {"due_at": AT + timedelta(days=60)},
        {"outcome": Outcome.DONE},
        {"bearer": None},
        {"excluded_on": date(2019, 3, 6)},
    ],
)
def test_an_altered_limit_is_found(assignments: list[Assignment], values: dict[str, Any]) -> None:
    (fault,) = altered(assignments[0], **values)

    assert fault.startswith(f"assignments.assignment:{assignments[0].pk}: altered")


@pytest.mark.parametrize("values", [{"value": Decimal(4)}, {"due_on": date(2020, 1, 1)}, {"op": Op.AT_MOST}])
def test_an_altered_target_is_found(target: Target, values: dict[str, Any]) -> None:
    assert len(altered(target, **values)) == 1


def test_an_altered_value_is_found(target: Target) -> None:
    assert len(altered(Observation.objects.latest("pk"), value=Decimal(50))) == 1


def test_a_role_that_was_raised_is_found(grants: list[Grant]) -> None:
    assert len(altered(grants[0], role=Role.ADMINISTRATOR)) == 1


def test_a_role_that_was_taken_and_given_back_past_the_services_is_found(grants: list[Grant]) -> None:
    assert len(altered(grants[1], until=None)) == 1


def test_an_altered_relation_is_found(relation: Relation) -> None:
    assert len(altered(relation, until=date(2019, 4, 1))) == 1


def test_a_removed_row_is_found(assignments: list[Assignment]) -> None:
    key = assignments[1].pk
    assignments[1].recipients.clear()
    Assignment.objects.filter(pk=key).delete()

    assert f"assignments.assignment:{key}: removed (行被删除)" in whats()


def test_an_inserted_row_is_found(bureau: Subject, relation: Relation) -> None:
    Relation.objects.create(kind=RelationKind.GUIDES, subject=bureau, object=relation.subject, recorded_at=AT)

    (fault,) = whats()
    assert "without history" in fault
