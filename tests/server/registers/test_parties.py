"""Roles that begin, end and change hands, by date and in two times."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock import CHINA
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Relation, RelationKind, SubjectKind
from baicheng.server.orgs.services import end_relation, relate
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Access, Party, Record
from baicheng.server.registers.queries import Past, parties_as_of, visible
from baicheng.server.registers.services import (
    Taking,
    add_party,
    end_party,
    follow_parties,
    move,
    parties_changing,
    refresh_access,
    replace_party,
    set_consolidator,
)
from tests.server.people import CLERK, link, subject
from tests.server.registers.conftest import NOW, Drill, days


def call(
    service: Any, record: Record, *arguments: Any, user: User, at: datetime = NOW, **more: Any
) -> Record:
    record.refresh_from_db()
    service(record, *arguments, user=user, at=at, revision=record.revision, **more)
    record.refresh_from_db()
    return record


def leads(record: Record, on: date, known_at: datetime | None = None) -> set[str]:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=CHINA)
    parties = parties_as_of(record, Past(at, known_at or days(1000)))
    return {party.subject.name for party in parties if party.role == "lead"}


def outcomes(record: Record) -> dict[str, str]:
    rows = Assignment.objects.filter(about_kind=KIND, about_id=record.pk)
    return {str(row.bearer): str(row.outcome) for row in rows}


def test_who_is_added_gets_what_the_state_asks_and_sees_the_record(drill: Drill) -> None:
    task = drill.task()
    call(add_party, task, Taking("lead", drill.other), user=drill.office)

    assert outcomes(task) == {"市住建局": Outcome.OPEN, "市园林局": Outcome.OPEN}
    assert list(visible(drill.other_liaison, "drill.tasks", NOW)) == [task]


def test_who_has_a_role_is_not_added_again(drill: Drill) -> None:
    with pytest.raises(ValidationError, match="already"):
        call(add_party, drill.task(), Taking("lead", drill.bureau), user=drill.office)


def test_a_role_that_is_handed_on_takes_what_is_open_along(drill: Drill) -> None:
    task = drill.task()
    call(replace_party, task, "lead", drill.bureau, drill.other, user=drill.office, at=days(3), reason="划转")

    assert outcomes(task) == {"市住建局": Outcome.HANDED_ON, "市园林局": Outcome.OPEN}
    assert list(visible(drill.liaison, "drill.tasks", days(3))) == []
    event = Event.objects.get(verb="registers.record.party_replaced")
    assert event.changes == {"parties.lead": ["市住建局", "市园林局"]}
    assert event.reason == "划转"


def test_the_past_says_who_had_a_role_when_and_what_was_known_of_it(drill: Drill) -> None:
    task = drill.task()
    march = date(2019, 3, 10)
    call(
        replace_party, task, "lead", drill.bureau, drill.other,
        user=drill.office, at=days(20), since=march, reason="补录",
    )  # fmt: skip

    assert leads(task, date(2019, 3, 9)) == {"市住建局"}
    assert leads(task, march) == {"市园林局"}
    assert leads(task, march, known_at=days(19)) == {"市住建局"}


def test_a_role_that_somebody_must_have_is_not_ended(drill: Drill) -> None:
    task = drill.task()
    with pytest.raises(ValidationError, match="replace"):
        call(end_party, task, "lead", drill.bureau, user=drill.office, reason="撤")
    assert leads(task, NOW.date()) == {"市住建局"}


def test_one_of_two_may_end_and_the_other_stays(drill: Drill) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("lead", drill.other)])
    call(end_party, task, "lead", drill.other, user=drill.office, at=days(1), reason="撤")

    assert leads(task, days(1).date()) == {"市住建局"}
    assert outcomes(task) == {"市住建局": Outcome.OPEN, "市园林局": Outcome.HANDED_ON}


def test_a_role_that_ends_later_is_carried_out_on_its_day(drill: Drill) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("lead", drill.other)])
    last = date(2019, 4, 1)
    call(end_party, task, "lead", drill.other, user=drill.office, until=last, reason="撤")
    assert outcomes(task)["市园林局"] == Outcome.OPEN

    (due,) = parties_changing(last - timedelta(days=1), last)
    for _ in range(2):
        follow_parties(due, at=datetime(2019, 4, 1, 1, tzinfo=CHINA))
    assert outcomes(task)["市园林局"] == Outcome.HANDED_ON
    assert list(visible(drill.other_liaison, "drill.tasks", days(40))) == []


def test_one_of_the_joint_leads_consolidates(drill: Drill) -> None:
    task = drill.task(parties=[Taking("lead", drill.bureau, consolidates=True), Taking("lead", drill.other)])
    call(set_consolidator, task, "lead", drill.other, user=drill.office, at=days(2))

    now = Party.objects.known().on(days(2).date()).filter(record=task, consolidates=True)
    before = Party.objects.known().on(NOW.date()).filter(record=task, consolidates=True)
    assert [party.subject for party in now] == [drill.other]
    assert [party.subject for party in before] == [drill.bureau]
    assert set(outcomes(task).values()) == {Outcome.OPEN}


@pytest.mark.parametrize("who", ["liaison", "other_liaison", "stranger"])
def test_who_may_not_change_the_record_changes_no_party_and_nothing_is_written(
    drill: Drill, who: str
) -> None:
    task, by = drill.task(), getattr(drill, who)
    before = (Party.objects.count(), Event.objects.count(), Access.objects.count())

    for service, arguments in (
        (add_party, [Taking("lead", drill.other)]),
        (set_consolidator, ["lead", drill.bureau]),
    ):
        with pytest.raises(PermissionDenied):
            call(service, task, *arguments, user=by)
    with pytest.raises(PermissionDenied):
        call(replace_party, task, "lead", drill.bureau, drill.other, user=by, reason="抢")
    with pytest.raises(PermissionDenied):
        call(end_party, task, "lead", drill.bureau, user=by, reason="推")
    assert (Party.objects.count(), Event.objects.count(), Access.objects.count()) == before


def test_a_group_that_is_added_takes_part_as_its_members(drill: Drill) -> None:
    group = subject("各区", SubjectKind.GROUP)
    link(RelationKind.MEMBER_OF, drill.county, group)
    task = call(add_party, drill.task(), Taking("responsible", group), user=drill.office)

    party = Party.objects.get(record=task, role="responsible")
    assert (party.subject, party.group) == (drill.county, group)


def test_when_somebody_comes_under_another_superior_access_follows(drill: Drill) -> None:
    task = drill.task()
    assert list(visible(drill.above, "drill.tasks", days(1))) == [task]
    line = Relation.objects.known().get(kind=RelationKind.ADMINISTERS, object=drill.bureau)
    end_relation(line, until=days(1).date(), actor=CLERK, at=days(1))
    new = subject("航空港区管委会")
    relate(
        kind=RelationKind.ADMINISTERS, subject=new, object=drill.bureau,
        since=days(1).date(), actor=CLERK, at=days(1),
    )  # fmt: skip

    assert refresh_access([drill.bureau.pk], days(1)) == 1
    assert refresh_access([drill.bureau.pk], days(1)) == 0

    assert list(visible(drill.above, "drill.tasks", days(1))) == []
    assert Access.objects.filter(record=task, subject=new, as_superior=True).exists()


def test_a_change_high_up_reaches_the_records_of_all_below(drill: Drill) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("responsible", drill.county)])
    ministry = subject("省人民政府")
    relate(kind=RelationKind.ADMINISTERS, subject=ministry, object=drill.government, actor=CLERK, at=days(1))

    refresh_access([drill.government.pk], days(1))

    assert Access.objects.filter(record=task, subject=ministry).exists()


def test_joint_leads_share_the_day_and_each_answers_alone(drill: Drill) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("lead", drill.other)])
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)

    rows = Assignment.objects.filter(about_kind=KIND, about_id=task.pk, name="deliver")
    assert {row.due_at for row in rows} == {datetime(2019, 7, 1, tzinfo=CHINA)}
    assert (
        Assignment.objects.get(about_kind=KIND, about_id=task.pk, name="accept", bearer=drill.other).outcome
        == Outcome.OPEN
    )
