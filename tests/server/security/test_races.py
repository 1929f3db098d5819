"""The same thing done by several at the same moment: it is done once, and the others are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.services import deactivate, revoke
from baicheng.server.assignments.models import Assignment, Extension
from baicheng.server.documents.models import Document
from baicheng.server.documents.services import store
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.editions.services import approve_local_value, propose_local_value
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.intake.models import Decision, DraftTask, Import, ImportState
from baicheng.server.intake.services import abandon, correct, decide, issue, merge, start_import
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import ask_extension, grant_extension
from tests.server.duties import conftest as duties
from tests.server.duties.conftest import PROGRAMME
from tests.server.intake.conftest import upload
from tests.server.people import user
from tests.server.registers import test_concurrency
from tests.server.security.world import NOW

drill, new_drill = duties.drill, duties.new_drill
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def real_concurrency(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other")


def at_once(work: Callable[[int], Any], times: int = 4) -> list[Any]:
    return test_concurrency.at_once(work, times)


def done(made: list[Any]) -> int:
    """How many succeeded; the others were told why in words."""
    failed = [one for one in made if isinstance(one, Exception)]
    assert all(isinstance(one, ValidationError | PermissionDenied) for one in failed), failed
    return len(made) - len(failed)


@pytest.fixture
def intake(drill: duties.Drill) -> Import:
    (made,) = start_import(upload(), programme=PROGRAMME, user=drill.office, at=NOW)
    return made


def test_a_plan_issued_by_several_is_issued_once(drill: duties.Drill, intake: Import) -> None:
    for draft in intake.tasks.all():
        given = {
            **draft.values,
            "parties": [{"name": "市住建局", "role": "lead", "subject": drill.bureau.pk}],
            "parts": [{**part, "bearers": []} for part in draft.values["parts"]],
        }
        correct(draft, given, user=drill.office, at=NOW)
        decide(draft, Decision.ACCEPTED, user=drill.office, at=NOW)
    for duty in intake.duties.all():
        decide(duty, Decision.REJECTED, user=drill.office, at=NOW)

    made = at_once(lambda _: issue(Import.objects.get(pk=intake.pk), user=drill.office, at=NOW))

    assert done(made) == 1, made
    assert Record.objects.filter(register=f"{PROGRAMME}.tasks").count() == intake.tasks.count()
    assert not verify().faults


def test_what_is_issued_is_not_given_up_by_somebody_who_was_slower(
    drill: duties.Drill, intake: Import
) -> None:
    stale = Import.objects.get(pk=intake.pk)
    Import.objects.filter(pk=intake.pk).update(state=ImportState.ISSUED)

    with pytest.raises(ValidationError, match="no longer in review"):
        abandon(stale, reason="x", user=drill.office, at=NOW)
    with pytest.raises(ValidationError, match="no longer in review"):
        decide(stale.tasks.all()[0], Decision.REJECTED, user=drill.office, at=NOW)
    assert Import.objects.get(pk=intake.pk).state == ImportState.ISSUED


def test_a_draft_corrected_by_several_keeps_one_correction_and_every_decision(
    drill: duties.Drill, intake: Import
) -> None:
    pk = intake.tasks.all()[0].pk
    drafts = [DraftTask.objects.select_related("intake").get(pk=pk) for _ in range(5)]

    def work(number: int) -> Any:
        draft = drafts[number]
        if number == 4:
            return decide(draft, Decision.ACCEPTED, user=drill.office, at=NOW)
        return correct(draft, {**draft.values, "title": f"新{number}"}, user=drill.office, at=NOW)

    made = at_once(work, 5)

    assert done(made[:4]) <= 1
    assert not isinstance(made[4], Exception)
    kept = DraftTask.objects.get(pk=pk)
    assert kept.decision == Decision.ACCEPTED
    assert kept.values["title"] in {"改善道路", *(f"新{number}" for number in range(4))}
    assert Event.objects.filter(verb="intake.import.draft_corrected").count() == done(made[:4])


def test_drafts_merged_by_several_are_merged_once(drill: duties.Drill, intake: Import) -> None:
    chosen = [list(DraftTask.objects.filter(intake=intake).order_by("order")[:2]) for _ in range(4)]

    made = at_once(lambda number: merge(chosen[number], user=drill.office, at=NOW))

    assert done(made) == 1
    assert intake.tasks.filter(decision=Decision.REJECTED).count() == 1


def test_one_file_sent_by_several_is_one_document(drill: duties.Drill) -> None:
    made = at_once(lambda _: store(upload(), user=drill.office, at=NOW), 3)

    assert done(made) == 3
    assert Document.objects.count() == 1


def test_a_document_is_taken_into_a_programme_once(drill: duties.Drill) -> None:
    made = at_once(lambda _: start_import(upload(), programme=PROGRAMME, user=drill.office, at=NOW), 3)

    assert done(made) == 1
    assert Import.objects.count() == 1


@pytest.fixture
def deliver(drill: duties.Drill) -> Assignment:
    drill.task("2019-01-10", values={"due_on": "2030-12-31"})
    return Assignment.objects.get(name="deliver")


def test_more_time_is_asked_for_once_and_granted_once(drill: duties.Drill, deliver: Assignment) -> None:
    asked = at_once(
        lambda number: ask_extension(
            deliver, user=drill.liaison, at=NOW, reason="汛期", new_due_on=date(2031, 1 + number, 1)
        )
    )
    assert done(asked) == 1
    extension = Extension.objects.get()

    granted = at_once(lambda _: grant_extension(extension, user=drill.office, at=NOW, reason="同意"))

    assert done(granted) == 1
    assert Event.objects.filter(verb="assignments.assignment.extension_granted").count() == 1
    assert not verify().faults


def test_a_local_value_is_approved_once(drill: duties.Drill) -> None:
    value = propose_local_value(
        pack=PROGRAMME,
        path="office",
        value=drill.other.pk,
        since=date(2026, 4, 1),
        user=user(Role.ADMINISTRATOR),
        at=NOW,
        reason="移交",
        decided_by="市政府办公会",
    )

    made = at_once(lambda _: approve_local_value(value, user=drill.office, at=NOW))

    assert done(made) == 1
    assert LocalValue.objects.get(pk=value.pk).state == LocalValueState.APPROVED


def test_histories_of_many_writers_hold_together(drill: duties.Drill) -> None:
    people: list[User] = [drill.office] * 8

    made = at_once(lambda number: drill.task("2019-01-10", user=people[number], title=f"第{number}项"), 8)

    assert done(made) == 8
    assert len({record.number for record in made}) == 8
    assert not verify().faults


@pytest.mark.parametrize("by_closing", [True, False], ids=["closing accounts", "taking roles back"])
def test_two_administrators_do_not_remove_each_other(drill: duties.Drill, by_closing: bool) -> None:
    for other in User.objects.filter(grants__role=Role.ADMINISTRATOR):
        other.grants.all().delete()
    pair = [user(Role.ADMINISTRATOR), user(Role.ADMINISTRATOR)]

    def work(number: int) -> Any:
        me, other = User.objects.get(pk=pair[number].pk), User.objects.get(pk=pair[1 - number].pk)
        if by_closing:
            return deactivate(other, by=me, at=NOW, reason="x")
        return revoke(other.grants.get(), on=NOW.date(), by=me, at=NOW, reason="x")

    made = at_once(work, 2)

    assert done(made) == 1
